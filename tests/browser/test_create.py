"""One create after another, by key, by mouse, too often, in vain: each click makes one draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bench import FIRST_DAY, LIVE, Bench, on_lab, on_voila

if TYPE_CHECKING:
    from collections.abc import Callable

    Open = Callable[..., Page]

BUSY = """\
import time
while wb.workflow is None:
    time.sleep(0.1)
print('saw', wb.workflow.name)"""
OWN = "__import__('refold_nb.notebook.connection', fromlist=['x']).own_sandbox()"


def test_enter_creates_a_draft_and_shows_card_graph_and_history(open_nb: Open) -> None:
    bench = Bench(open_nb([FIRST_DAY])).ready()
    expect(bench.page.get_by_text("Sandbox", exact=True)).to_be_visible()
    bench.name.fill("prod-crm-lead-sync")
    bench.slug.fill("hubspot")
    bench.slug.press("Enter")
    expect(bench.status).to_contain_text("Draft created")
    draft_id = bench.ask("wb.workflow.id")
    expect(bench.results).to_contain_text(draft_id)
    expect(bench.results).to_contain_text("1 draft")
    expect(bench.results.get_by_role("img")).to_be_visible()
    assert bench.ask("[len(wb.client.history), wb.workflow.name]") == [1, "prod-crm-lead-sync"]
    assert bench.drafts(OWN) == ["prod-crm-lead-sync"]
    # A second view in another cell is the same form; as the last expression it is shown once.
    assert bench.page.locator(".rf-wb").count() == 1


@on_lab
def test_however_often_one_clicks_there_is_one_draft(open_nb: Open) -> None:
    slow = "box = __import__('refold_nb.notebook.connection', fromlist=['x']).own_sandbox()"
    bench = Bench(open_nb([FIRST_DAY, f"{slow}\nbox.faults.latency = 1.0"])).ready()
    bench.name.fill("one-click-one-draft")
    bench.button.dblclick()
    expect(bench.status).to_contain_text("Draft created")
    assert bench.drafts("box") == ["one-click-one-draft"]
    bench.button.evaluate("button => { button.click(); button.click(); button.click(); }")
    bench.name.press("Enter")
    expect(bench.button).to_be_disabled()
    expect(bench.button).to_be_enabled()
    assert bench.drafts("box") == ["one-click-one-draft"] * 2


@on_lab
def test_a_slow_double_click_and_a_key_held_down_make_one_draft_each(open_nb: Open) -> None:
    bench = Bench(open_nb([FIRST_DAY])).ready()
    press = bench.page.keyboard
    bench.name.fill("by-mouse")
    # The first draft is there before the second click of the pair.
    bench.button.hover()
    for count in (1, 2):
        bench.page.mouse.down(click_count=count)
        bench.page.mouse.up(click_count=count)
        expect(bench.status).to_contain_text("Draft created")
        expect(bench.button).to_be_enabled()
    for number, field in enumerate((bench.name, bench.button)):
        bench.name.fill(f"by-key-{number}")
        field.focus()
        for _ in range(3):
            press.down("Enter")
            expect(bench.button).to_be_enabled()
            expect(bench.results).to_contain_text(f"by-key-{number}")
        press.up("Enter")
        # Who works by keyboard goes on from where they were.
        expect(field).to_be_focused()
    assert bench.drafts(OWN) == ["by-mouse", "by-key-0", "by-key-1"]


@on_lab
def test_what_is_typed_over_a_slow_line_is_what_is_sent(open_nb: Open) -> None:
    bench = Bench(open_nb([FIRST_DAY])).ready()
    bench.page.evaluate(
        """() => {
            const send = WebSocket.prototype.send;
            WebSocket.prototype.send = function (data) { setTimeout(() => send.call(this, data), 500); };
        }"""
    )
    bench.name.press_sequentially("typed-and-sent-at-once")
    bench.button.click()
    expect(bench.status).to_contain_text("Draft created")
    assert bench.drafts(OWN) == ["typed-and-sent-at-once"]
    assert bench.ask("wb.values['name']") == "typed-and-sent-at-once"


@on_lab
def test_the_form_answers_while_a_cell_runs(open_nb: Open) -> None:
    bench = Bench(open_nb([FIRST_DAY, BUSY])).ready()
    bench.name.fill("while-a-cell-runs")
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("Draft created")
    expect(bench.page.get_by_text("saw while-a-cell-runs")).to_be_visible()


@on_lab
def test_cancel_tells_what_is_known(open_nb: Open) -> None:
    bench = Bench(open_nb([FIRST_DAY, f"box = {OWN}\nbox.faults.latency = 60"])).ready()
    bench.name.fill("cancelled-under-way")
    bench.name.press("Enter")
    clock = bench.page.locator(".rf-bar span")
    expect(clock).to_contain_text(" s")
    expect(bench.status).to_contain_text("Sending")
    bench.page.get_by_role("button", name="Cancel").click()
    expect(bench.status).to_contain_text("not known")
    expect(bench.button).to_be_enabled()
    assert bench.ask("list(wb.client.history.to_frame()['status'])") == ["unknown"]
    assert bench.drafts("box") == []


@on_lab
def test_a_draft_is_created_with_the_key_that_was_typed_last(open_nb: Open) -> None:
    slow = """\
import time
from refold_nb.notebook.secret_field import SecretField
hear = SecretField._received
SecretField._received = lambda self, *what: (time.sleep(1), hear(self, *what))"""
    bench = Bench(open_nb([slow, LIVE])).ready()
    bench.go_live("tk_made_up_and_wrong_0009")
    expect(bench.page.get_by_text("In use: tk_…0009")).to_be_visible()
    bench.name.fill("by-the-last-key")
    bench.page.get_by_label("API key", exact=True).fill(bench.ask("box.api_key"))
    bench.button.click()
    expect(bench.status).to_contain_text("Draft created")
    assert [row["name"] for row in bench.ask("box.workflows('acme')")] == ["by-the-last-key"]


@on_lab
def test_a_wrong_key_and_an_unknown_slug_are_told_where_they_are_typed(open_nb: Open) -> None:
    bench = Bench(open_nb([LIVE])).ready()
    bench.go_live("tk_made_up_and_wrong_0001")
    bench.name.fill("in-vain")
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("did not accept the credentials")
    expect(bench.page.get_by_label("API key", exact=True)).to_have_attribute("aria-invalid", "true")
    bench.page.get_by_label("API key", exact=True).fill(bench.ask("box.api_key"))
    bench.page.get_by_role("button", name="Test connection").click()
    expect(bench.page.get_by_text("Connected as acme (test)")).to_be_visible()
    expect(bench.page.get_by_text("Test", exact=True)).to_be_visible()
    bench.slug.fill("no-such-application")
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("no such application")
    expect(bench.status).to_contain_text("Request id")
    expect(bench.slug).to_have_attribute("aria-invalid", "true")
    expect(bench.note("slug")).to_contain_text("no such application")
    bench.slug.fill("")
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("Draft created")
    assert bench.drafts("box") == ["in-vain"]


@on_lab
def test_production_asks_a_second_time(open_nb: Open) -> None:
    bench = Bench(open_nb([LIVE])).ready()
    bench.go_live(bench.ask("box.production_api_key"))
    expect(bench.page.get_by_text("Production", exact=True)).to_be_visible()
    bench.name.fill("meant-for-production")
    bench.button.dblclick()
    yes, no = (
        bench.page.get_by_role("button", name=name) for name in ("Yes, create in production", "No, go back")
    )
    expect(yes).to_be_visible()
    expect(no).to_be_focused()
    no.click()
    expect(bench.status).to_contain_text("Nothing was sent")
    assert bench.drafts("box") == []
    bench.button.click()
    yes.click()
    expect(bench.status).to_contain_text("Draft created")
    assert bench.drafts("box") == ["meant-for-production"]


@on_lab
def test_fields_are_checked_while_one_types(open_nb: Open) -> None:
    bench = Bench(open_nb([FIRST_DAY])).ready()
    bench.name.fill("Lead Sync")
    expect(bench.note("name")).to_contain_text("prod-crm-contact-sync")
    expect(bench.name).to_have_attribute("aria-invalid", "false")
    bench.name.fill(" stray ")
    expect(bench.name).to_have_attribute("aria-invalid", "true")
    described = bench.name.get_attribute("aria-describedby")
    expect(bench.page.locator(f"[id='{described}']")).to_contain_text("space")
    bench.slug.fill("hubspot")
    app_id = bench.page.get_by_label("or application id")
    app_id.fill("6500a1b2c3d4e5f6a7b8c9d0")
    expect(bench.note("associated_application")).to_contain_text("not both")
    bench.button.click()
    expect(bench.status).to_contain_text("Not sent")
    assert bench.drafts(OWN) == []


@pytest.mark.parametrize("server", ["lab", "notebook"], indirect=True)
def test_the_keyboard_alone_is_enough(open_nb: Open) -> None:
    bench = Bench(open_nb([FIRST_DAY])).ready()
    bench.name.focus()
    keyboard = bench.page.keyboard
    keyboard.type("by-keyboard-alone")
    for _ in range(4):
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(bench.page.get_by_label("cURL", exact=True)).to_contain_text("by-keyboard-alone")
    while not bench.button.evaluate("button => button === document.activeElement"):
        keyboard.press("Tab")
    keyboard.press("Space")
    expect(bench.status).to_contain_text("Draft created")
    assert bench.drafts(OWN) == ["by-keyboard-alone"]


@on_lab
def test_code_fills_in_the_form_and_submits_it(open_nb: Open) -> None:
    fill = "wb.values = {'name': 'filled-in-by-code', 'slug': 'slack'}"
    bench = Bench(open_nb([FIRST_DAY + "\nwb", fill, "made = wb.submit()"])).ready()
    expect(bench.status).to_contain_text("Draft created")
    expect(bench.name).to_have_value("filled-in-by-code")
    expect(bench.slug).to_have_value("Slack (slack)")
    assert bench.page.locator(".rf-wb").count() == 1
    assert bench.ask("made.id == wb.workflow.id")


@on_lab
def test_the_preview_can_be_copied(open_nb: Open) -> None:
    bench = Bench(open_nb([FIRST_DAY])).ready()
    bench.name.fill('it\'s $HOME `here` "quoted" ünï')
    bench.page.get_by_text("The request as it will be sent").click()
    curl = bench.page.get_by_label("cURL", exact=True)
    expect(curl).to_contain_text("ünï")
    bench.page.get_by_role("button", name="Copy as cURL").click()
    copied = bench.page.evaluate("() => navigator.clipboard.readText()")
    assert copied == curl.text_content()
    assert "$REFOLD_API_KEY" in copied
    assert bench.ask("wb.client.credentials.api_key.reveal()") not in copied


@on_voila
def test_voila_shows_the_form_and_what_it_made(open_nb: Open) -> None:
    page = open_nb([FIRST_DAY])
    bench = Bench(page).ready()
    bench.name.fill("made-in-voila")
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("Draft created")
    results = page.locator(".rf-wb .widget-html").last
    expect(results).to_contain_text("publishing takes this id")
    expect(results.get_by_role("img")).to_be_visible()
    expect(results).to_contain_text("1 draft")

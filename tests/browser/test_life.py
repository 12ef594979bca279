"""One whole life of a workflow, by clicking and by keyboard, in a real JupyterLab."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable

on_lab = pytest.mark.parametrize("server", ["lab"], indirect=True)
WORKBENCH = "import refold_nb as rn\nwb = rn.workbench()"
EXAMPLES = (
    "import refold_nb as rn\nbox = rn.Sandbox(rate=None).serve()\nwb = rn.workbench(box.client('initech'))"
)
NASTY = "<img src=x onerror=alert(1)>"


class Explorer:
    """The workbench on a page, its explorer open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.form = page.get_by_role("form", name="Refold workbench")
        self.actions = self.form.get_by_role("group", name="Actions")
        self.rows = self.form.get_by_role("listbox", name="Workflows")
        self.runs = self.form.get_by_role("listbox", name="Past runs")
        # What `has` names is looked for inside, so it can't begin at the form.
        bar = self.form.locator(".rf-submit", has=page.get_by_role("group", name="Actions"))
        self.status = bar.locator(".rf-status")
        self.results = page.locator(".jp-OutputArea-output.jp-RenderedHTMLCommon").last

    def create(self, name: str) -> None:
        """Create a draft by the form."""
        self.form.get_by_label("Name", exact=True).fill(name)
        self.form.get_by_role("button", name="Create workflow").click()
        expect(self.form.get_by_text("Draft created in")).to_be_visible()

    def open(self, rows: int) -> None:
        """Open the explorer and wait for its list."""
        self.form.get_by_role("button", name="Explore").click()
        expect(self.rows.locator("option")).to_have_count(rows)

    def pick(self, text: str) -> None:
        """Pick a row, and wait for its graph."""
        self.rows.select_option(label=self.rows.locator("option", has_text=text).first.inner_text())
        expect(self.button("Show graph")).to_be_enabled()

    def button(self, name: str) -> Locator:
        """Return the button of an action."""
        return self.actions.get_by_role("button", name=name, exact=True)

    def act(self, name: str, told: str) -> None:
        """Click an action and wait until the status says something."""
        self.button(name).click()
        expect(self.status).to_contain_text(told)


@pytest.fixture
def bench(open_nb: Callable[..., Page]) -> Explorer:
    """Open a notebook with a workbench on its own sandbox."""
    return Explorer(open_nb([WORKBENCH]))


@pytest.fixture
def examples(open_nb: Callable[..., Page]) -> Explorer:
    """The same, for an account that has workflows, versions and runs."""
    bench = Explorer(open_nb([EXAMPLES]))
    bench.open(rows=6)
    return bench


def kernel(page: Page, expression: str) -> Any:
    """Evaluate Python in the notebook's kernel."""
    shown = page.evaluate(
        """async code => {
            const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const content = { code: '', user_expressions: { it: code }, store_history: false };
            return (await kernel.requestExecute(content).done).content.user_expressions.it;
        }""",
        expression,
    )
    assert shown["status"] == "ok", shown
    return json.loads(shown["data"]["text/plain"])


@on_lab
def test_create_show_publish_run_look_unpublish_delete(bench: Explorer, save: Callable[..., str]) -> None:
    bench.create("test-crm-lead-sync")
    bench.open(rows=1)
    bench.pick("test-crm-lead-sync · draft")
    expect(bench.button("Run")).to_be_disabled()
    bench.act("Show graph", "shown below")
    expect(bench.results.get_by_role("img").first).to_be_visible()
    bench.act("Publish", "Published id")
    expect(bench.rows).to_contain_text("published")
    bench.form.get_by_label("Payload (JSON)").fill('{"email": "ada@example.com"}')
    bench.act("Run", "COMPLETED")
    expect(bench.form.get_by_label("Python").last).to_contain_text("{'email': 'ada@example.com'}, wait=True")
    expect(bench.results).to_contain_text("COMPLETED")
    bench.act("Past runs", "Pick a run")
    bench.runs.select_option(index=0)
    expect(bench.status).to_contain_text("over the graph")
    bench.act("Versions", "1 version")
    bench.act("Compare draft", "no differences")
    bench.act("Unpublish", "still there")
    expect(bench.rows).to_contain_text("unpublished")
    bench.button("Delete").click()
    question = bench.form.get_by_role("group", name="Confirm").last
    expect(question).to_contain_text("for good, with its draft and versions")
    expect(question.get_by_role("button", name="No, go back")).to_be_focused()
    question.get_by_role("button", name="Yes, delete").click()
    expect(bench.status).to_contain_text("Deleted: test-crm-lead-sync")
    expect(bench.rows.locator("option")).to_have_count(0)
    assert "deleted" in bench.results.inner_text()
    assert len(save()) < 120_000


@on_lab
def test_the_code_that_is_shown_works_as_it_is_printed(bench: Explorer) -> None:
    bench.create("test-crm-by-code")
    bench.open(rows=1)
    # What was just created is picked already, and nobody has a variable `client` yet.
    expect(bench.button("Publish")).to_be_enabled()
    expect(bench.form.get_by_text("Picked: test-crm-by-code · draft")).to_be_visible()
    bench.button("Publish").focus()
    code = bench.form.get_by_label("Python", exact=True).last.inner_text()
    assert kernel(bench.page, f"int(({code}).published)") == 1


@on_lab
def test_a_double_click_runs_once(examples: Explorer) -> None:
    examples.pick("prod-support-ticket-triage")
    count = "len(box.client('initech').executions.list(workflow_name='prod-support-ticket-triage'))"
    before = kernel(examples.page, count)
    examples.button("Run").dblclick()
    expect(examples.status).to_contain_text("What it did at every node")
    expect(examples.button("Run")).to_be_enabled()
    assert kernel(examples.page, count) == before + 1


@on_lab
def test_the_keyboard_is_enough(examples: Explorer) -> None:
    page = examples.page
    examples.rows.focus()
    page.keyboard.press("ArrowDown")
    expect(examples.button("Show graph")).to_be_enabled()
    page.keyboard.press("End")
    expect(examples.button("Versions")).to_be_enabled()
    examples.button("Versions").focus()
    page.keyboard.press("Enter")
    expect(examples.status).to_contain_text("2 versions")
    expect(examples.button("Versions")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(examples.status).to_contain_text("Draft against published")


@on_lab
def test_actions_work_while_a_cell_runs(examples: Explorer) -> None:
    examples.pick("prod-crm-contact-sync")
    page = examples.page
    page.evaluate(
        """() => void window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute(
            { code: 'import time; time.sleep(4)' })"""
    )
    examples.act("Versions", "2 versions")


@on_lab
def test_a_name_that_is_a_script_stays_text(bench: Explorer, save: Callable[..., str]) -> None:
    bench.page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    bench.create(NASTY)
    bench.open(rows=1)
    bench.pick(NASTY)
    for name, told in (("Publish", "Published"), ("Run", "COMPLETED"), ("Versions", "1 version")):
        bench.act(name, told)
    bench.act("Compare draft", "no differences")
    expect(bench.results).to_contain_text(NASTY)
    bench.button("Delete").click()
    expect(bench.form.get_by_role("group", name="Confirm").last).to_contain_text(NASTY)
    assert bench.page.locator("img[src='x']").count() == 0


@on_lab
@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_how_it_looks(examples: Explorer, theme: str) -> None:
    page = examples.page
    page.evaluate(
        f"() => window.jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {theme}'}})"
    )
    examples.pick("prod-erp-order-to-cash")
    examples.act("Run", "What it did at every node")
    folder = Path("test-results")
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"explorer-{theme.lower()}.png", full_page=True)
    ink, paper = examples.rows.evaluate(
        "node => { const style = getComputedStyle(node); return [style.color, style.backgroundColor]; }"
    )
    assert ink != paper
    page.evaluate(
        "() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Light'})"
    )

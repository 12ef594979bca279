"""The picture comes alive: pan, zoom, walk, find, fold, each copy for itself; without scripts it stays an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from refold_nb.graph import WorkflowGraph
from refold_nb.graph.samples import SAMPLES, run_of

if TYPE_CHECKING:
    from collections.abc import Callable

    DiskPage = Callable[..., Page]

CONTACTS = WorkflowGraph.from_dict(SAMPLES["A loop over contacts"]).to_html()
THREE = WorkflowGraph.from_dict(SAMPLES["Three steps"]).to_html()


def stage(page: Page, at: int = 0) -> Locator:
    return page.get_by_role("application").nth(at)


def said(page: Page, at: int = 0) -> Locator:
    return page.locator("[aria-live]").nth(at)


def view(page: Page, at: int = 0) -> list[float]:
    box = stage(page, at).locator("svg").get_attribute("viewBox")
    assert box
    return [float(part) for part in box.split()]


def test_arrow_keys_walk_the_edges_and_say_where_one_is(disk_page: DiskPage) -> None:
    page = disk_page(CONTACTS)
    stage(page).focus()
    page.keyboard.press("ArrowDown")
    expect(said(page)).to_have_text("Contact changed: 0 in, 1 out")
    page.keyboard.press("ArrowDown")
    expect(said(page)).to_have_text("Fetch contacts: 2 in, 1 out")
    page.keyboard.press("ArrowUp")
    expect(said(page)).to_contain_text("Contact changed")


@pytest.mark.parametrize("direction", ["down", "right"])
@pytest.mark.parametrize("name", ["A loop over contacts", "Groups in groups", "What nobody draws"])
def test_arrows_reach_every_node(disk_page: DiskPage, name: str, direction: str) -> None:
    graph = WorkflowGraph.from_dict(SAMPLES[name])
    page = disk_page(graph.to_html(direction=direction))
    reached = page.evaluate(
        """() => {
          const stage = document.querySelector("[role=application]");
          const all = [...stage.shadowRoot.querySelectorAll(".n>g")];
          const seen = new Set([0]), waiting = [0];
          while (waiting.length) {
            const from = waiting.pop();
            for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
              all[from].onclick();
              stage.dispatchEvent(new KeyboardEvent('keydown', {key}));
              const to = all.findIndex(one => one.classList.contains('s'));
              if (!seen.has(to)) seen.add(to), waiting.push(to);
            }
          }
          return seen.size;
        }"""
    )
    assert reached == len(graph.nodes)


def test_siblings_are_beside_one_another(disk_page: DiskPage) -> None:
    page = disk_page(CONTACTS)
    page.get_by_placeholder("Find").fill("tell the owner")
    stage(page).focus()
    page.keyboard.press("ArrowRight")
    expect(said(page)).to_contain_text("Keep what failed")


def test_a_click_shows_the_fields_and_escape_leaves(disk_page: DiskPage) -> None:
    page = disk_page(CONTACTS)
    stage(page).locator("g.n > g", has_text="Fetch contacts").click()
    shown = page.locator(".refold-graph > div").first
    expect(shown).to_contain_text("url: https://api.example.com/v3")
    expect(stage(page).locator("g.s")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(stage(page).locator("g.s")).to_have_count(0)
    expect(said(page)).to_have_text("")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_keys_and_wheel_with_ctrl_zoom_and_the_plain_wheel_scrolls_the_page(disk_page: DiskPage) -> None:
    page = disk_page(CONTACTS + "<div style='height:3000px'></div>")
    start = view(page)
    stage(page).focus()
    page.keyboard.press("+")
    assert view(page)[2] < start[2]
    page.keyboard.press("-")
    page.keyboard.press("0")
    assert view(page) == pytest.approx(start)
    stage(page).hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function(
        "w => +document.querySelector('[role=application]').shadowRoot.querySelector('svg')"
        ".getAttribute('viewBox').split(' ')[2] < w",
        arg=start[2],
    )
    zoomed = view(page)
    page.mouse.wheel(0, 300)
    page.wait_for_function("scrollY > 0")
    assert view(page) == zoomed


def test_dragging_pans(disk_page: DiskPage) -> None:
    page = disk_page(CONTACTS)
    before = view(page)
    box = stage(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=4)
    page.mouse.up()
    after = view(page)
    assert after[0] < before[0]
    assert after[1] < before[1]
    assert after[2:] == before[2:]


def test_a_step_is_found_by_name(disk_page: DiskPage) -> None:
    page = disk_page(CONTACTS)
    find = page.get_by_placeholder("Find").first
    find.fill("contact")
    expect(said(page)).to_have_text("4 found")
    expect(stage(page).locator("g.s")).to_contain_text("Contact changed")
    find.press("Enter")
    expect(stage(page).locator("g.s")).to_contain_text("Fetch contacts")
    find.fill("nothing like it")
    expect(said(page)).to_have_text("0 found")


def test_a_loop_folds_and_unfolds(disk_page: DiskPage) -> None:
    page = disk_page(CONTACTS)
    inner = stage(page).locator("g.n > g", has_text="Map fields")
    stage(page).locator("g.n > g", has_text="Each contact").click()
    page.keyboard.press("f")
    expect(said(page)).to_have_text("Each contact: 5 folded")
    expect(inner).to_be_hidden()
    page.keyboard.press("f")
    expect(inner).to_be_visible()


def test_frames_in_frames_fold_each_for_itself(disk_page: DiskPage) -> None:
    page = disk_page(WorkflowGraph.from_dict(SAMPLES["Groups in groups"]).to_html())
    steps = {
        name: stage(page).locator("g.n > g", has_text=name) for name in ("Each order", "Each item", "Book")
    }
    for name in ("Each item", "Each order", "Each order"):
        steps[name].click()
        page.keyboard.press("f")
    expect(said(page)).to_have_text("Each order: 4 unfolded")
    expect(steps["Each item"]).to_be_visible()
    expect(steps["Book"]).to_be_hidden()
    # What is found is shown, wherever it was folded away.
    page.get_by_placeholder("Find").fill("book")
    expect(steps["Book"]).to_be_visible()


def test_the_search_field_takes_keys_and_lets_go_of_the_focus(disk_page: DiskPage) -> None:
    page = disk_page("<button>before</button>" + CONTACTS + "<button>after</button>")
    page.get_by_role("button", name="before").focus()
    visited = []
    for _ in range(9):
        page.keyboard.press("Tab")
        visited.append(page.evaluate("document.activeElement.textContent || document.activeElement.tagName"))
        if visited[-1] == "INPUT":
            page.keyboard.type("map f0+")
            expect(page.get_by_placeholder("Find")).to_have_value("map f0+")
            page.get_by_placeholder("Find").fill("")
            page.keyboard.type("map f")
            expect(said(page)).to_have_text("1 found")
        if visited[-1] == "after":
            break
    assert visited[:5] == ["Zoom in", "Zoom out", "Fit", "Fold", "INPUT"]
    assert visited[-1] == "after"


def test_two_fingers_zoom(disk_page: DiskPage) -> None:
    page = disk_page(CONTACTS, has_touch=True)
    start = view(page)
    box = stage(page).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 200
    fingers = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 30), ("touchMove", 40), ("touchMove", 60), ("touchMove", 90)):
        points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert view(page)[2] < 0.7 * start[2]


def test_two_views_of_one_output_do_not_disturb_each_other(disk_page: DiskPage) -> None:
    page = disk_page(CONTACTS + THREE + CONTACTS)
    expect(page.get_by_role("application")).to_have_count(3)
    stage(page, 2).locator("g.n > g", has_text="Map fields").click()
    expect(said(page, 2)).to_contain_text("Map fields")
    for other in (0, 1):
        expect(said(page, other)).to_have_text("")
        expect(stage(page, other).locator("g.s")).to_have_count(0)


def test_where_scripts_do_not_run_the_image_and_the_outline_stay(disk_page: DiskPage) -> None:
    page = disk_page(CONTACTS, java_script_enabled=False)
    image = page.get_by_role("img")
    expect(image).to_be_visible()
    box = image.bounding_box()
    assert box
    assert box["width"] > 400
    page.locator("summary").click()
    expect(page.locator("li").first).to_contain_text("Contact changed")


def test_hostile_names_run_nothing(disk_page: DiskPage) -> None:
    page = disk_page(WorkflowGraph.from_dict(SAMPLES["What nobody draws"]).to_html())
    page.evaluate("() => { window.alert = () => { throw new Error('a name ran') } }")
    stage(page).locator("g.n > g", has_text="onerror").click()
    expect(page.locator("img[src=x]")).to_have_count(0)
    expect(said(page)).to_contain_text("<img src=x onerror=alert(1)>")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_image_follows_the_page_and_not_the_system(disk_page: DiskPage, scheme: str) -> None:
    other = "dark" if scheme == "light" else "light"
    page = disk_page(f"<div style='color-scheme:{scheme}'>{CONTACTS}</div>", color_scheme=other)
    ground = stage(page).locator("rect.p").evaluate("one => getComputedStyle(one).fill")
    assert ground == {"light": "rgb(252, 252, 253)", "dark": "rgb(23, 24, 27)"}[scheme]


def test_labels_fit_their_boxes_in_this_browsers_font(disk_page: DiskPage) -> None:
    for name in ("What nobody draws", "Every kind of step", "A loop over contacts"):
        page = disk_page(WorkflowGraph.from_dict(SAMPLES[name]).to_html())
        spilt = (
            stage(page)
            .locator("g.n > g")
            .evaluate_all(
                "all => all.filter(g => { const r = g.querySelector('rect').getBoundingClientRect();"
                "return [...g.querySelectorAll('text')].some(t => t.getBoundingClientRect().right > r.right + 1) })"
                ".map(g => g.textContent)"
            )
        )
        assert spilt == []


def test_high_contrast_uses_the_systems_colours(disk_page: DiskPage) -> None:
    page = disk_page(CONTACTS, forced_colors="active")
    system = page.evaluate(
        "() => { const e = document.body.appendChild(document.createElement('i')); e.style.color = 'CanvasText';"
        "return getComputedStyle(e).color }"
    )
    sample = SAMPLES["A loop over contacts"]
    run = disk_page(WorkflowGraph.from_dict(sample).overlay(run_of(sample)).to_html(), forced_colors="active")
    for one in (page, run):
        for what, how in (("text", "fill"), (".e path", "stroke"), (".n > g > rect", "stroke")):
            found = (
                stage(one)
                .locator(what)
                .evaluate_all(f"all => [...new Set(all.map(one => getComputedStyle(one).{how}))]")
            )
            assert found == [system], what

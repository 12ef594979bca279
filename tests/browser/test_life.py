"""One whole life of a workflow, by clicking in a real JupyterLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable

CELLS = ["import refold_nb as rn\nwb = rn.workbench()"]


class Bench:
    """The workbench on a page, as a person sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.form = page.locator(".rf-wb")
        self.status = self.form.locator(".rf-submit .rf-status").last

    def act(self, name: str) -> None:
        """Click an action of the explorer."""
        self.action(name).click()

    def action(self, name: str) -> Locator:
        """Return the button of an action."""
        return self.form.get_by_role("group", name="Actions").get_by_role("button", name=name, exact=True)

    def told(self, text: str) -> None:
        """Wait until the explorer says something."""
        expect(self.status).to_contain_text(text)


@pytest.fixture
def bench(open_nb: Callable[..., Page]) -> Bench:
    """Open a notebook with a workbench on its own sandbox."""
    bench = Bench(open_nb(CELLS))
    expect(bench.form).to_be_visible()
    return bench


@pytest.mark.parametrize("server", ["lab"], indirect=True)
def test_create_show_publish_run_look_unpublish_delete(bench: Bench, save: Callable[..., str]) -> None:
    page, form = bench.page, bench.form
    form.get_by_label("Name", exact=True).fill("test-crm-lead-sync")
    form.get_by_role("button", name="Create workflow").click()
    expect(form.get_by_text("Draft created in")).to_be_visible()

    form.get_by_role("button", name="Explore").click()
    rows = form.get_by_role("listbox", name="Workflows")
    expect(rows.locator("option")).to_have_count(1)
    page.screenshot(path="/tmp/shots/life1.png")
    rows.select_option(index=0)
    expect(bench.action("Run")).to_be_disabled()
    bench.act("Show graph")
    bench.told("shown below")
    bench.act("Publish")
    bench.told("Published id")
    page.screenshot(path="/tmp/shots/life2.png")
    form.get_by_label("Payload (JSON)").fill('{"email": "ada@example.com"}')
    bench.act("Run")
    bench.told("COMPLETED")
    page.screenshot(path="/tmp/shots/life3.png")
    bench.act("Runs")
    form.get_by_role("listbox", name="Runs").select_option(index=0)
    bench.told("over the graph")
    bench.act("Unpublish")
    bench.told("Unpublished")
    bench.act("Delete")
    expect(form.get_by_text("for good, with its draft and versions")).to_be_visible()
    page.screenshot(path="/tmp/shots/life4.png")
    form.get_by_role("button", name="Yes, delete").click()
    bench.told("Deleted: test-crm-lead-sync")
    expect(rows.locator("option")).to_have_count(0)
    page.screenshot(path="/tmp/shots/life5.png", full_page=True)

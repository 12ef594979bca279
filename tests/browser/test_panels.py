"""Many drafts from a DataFrame, and one from before that is not settled, by clicking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.browser.bench import FIRST_DAY, Bench, on_lab

if TYPE_CHECKING:
    from collections.abc import Callable

    Open = Callable[..., Page]

ROWS = """\
import pandas as pd
customers = pd.DataFrame({"name": ["one", "two", " bad"], "linked_account_id": ["acme", "globex", "acme"]})"""
# What a kernel leaves behind that ends while a request is under way.
LEFT_OPEN = """\
import refold_nb as rn
from refold_nb.notebook.connection import own_sandbox
box = own_sandbox()
box.faults.add("reset_after_commit")
box.faults.add("500_before_commit", on="GET /workflow", every=1)
try:
    box.client("acme", settle=0.1).workflows.create("left-open")
except rn.OutcomeUnknown:
    box.faults.clear()"""


@on_lab
def test_a_dataframe_is_checked_run_and_done_once(open_nb: Open) -> None:
    bench = Bench(open_nb([ROWS, FIRST_DAY])).ready()
    page = bench.page
    page.get_by_role("button", name="Create many").click()
    expect(page.get_by_label("DataFrame", exact=True)).to_contain_text("customers (3 rows)")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("3 rows: 2 to be created, 1 wrong.")).to_be_visible()
    expect(page.get_by_role("row", name="2 name")).to_contain_text("space")
    page.get_by_label("Leave wrong rows out").check()
    run = page.get_by_role("button", name="Create the drafts")
    run.dblclick()
    expect(page.get_by_text("Done: 2 created, 1 invalid.")).to_be_visible()
    run.click()
    expect(page.get_by_text("Done: 2 done before, 1 invalid.")).to_be_visible()
    assert bench.ask("list(wb.outcome['status'])") == ["created", "created", "invalid"]
    expect(bench.results).to_contain_text("2 drafts")


@on_lab
def test_what_an_earlier_run_left_open_is_settled(open_nb: Open) -> None:
    bench = Bench(open_nb([LEFT_OPEN, FIRST_DAY])).ready()
    bench.page.get_by_role("button", name="Not settled (1)").click()
    expect(bench.page.get_by_label("Not settled", exact=True)).to_contain_text("left-open (acme, sandbox)")
    bench.page.get_by_role("button", name="Look for it").click()
    # A panel that was opened later is announced as the form is.
    told = bench.page.get_by_role("status").filter(has_text="left-open: its draft is there")
    expect(told).to_be_visible()
    expect(told).to_contain_text("The same in code: ")
    assert bench.ask("list(wb.client.history.to_frame()['status'])") == ["created"]
    assert bench.drafts("box") == ["left-open"]

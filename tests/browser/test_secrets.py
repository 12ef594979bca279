"""A typed key is in no file and in no view: while typing, while a cell runs, afterwards, exported."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from refold_nb.testing import assert_no_secret
from tests.browser.bench import LIVE, Bench, on_lab, on_voila

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.servers import Server

    Open = Callable[..., Page]
    Save = Callable[..., str]


def export(notebook: Path) -> Path:
    """Export a notebook to HTML, as a person does."""
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "html", str(notebook)], check=True, capture_output=True
    )
    return notebook.with_suffix(".html")


@pytest.mark.parametrize("server", ["lab", "notebook"], indirect=True)
def test_the_key_is_in_no_file(open_nb: Open, save: Save, server: Server) -> None:
    bench = Bench(open_nb([LIVE])).ready()
    key, path = bench.ask("box.api_key"), server.root / "test.ipynb"
    bench.page.get_by_label("Live", exact=True).check()
    field = bench.page.get_by_label("API key", exact=True)
    field.press_sequentially(key)
    save()
    assert_no_secret(path, key)
    field.press("Enter")
    expect(field).to_have_value("")
    expect(bench.page.get_by_text("typed here")).to_contain_text(f"{key[:3]}…{key[-4:]}")
    bench.account.fill("acme")
    bench.name.fill("made-with-a-typed-key")
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("Draft created")
    saved = save()
    assert "made-with-a-typed-key" in saved
    assert "refold_nb.notebook" in saved, (
        "the widgets' state is not in the file: this test would prove nothing"
    )
    save()
    assert_no_secret(server.root, key)
    assert_no_secret(export(path), key)


@on_lab
def test_the_key_is_in_no_file_while_the_kernel_is_busy(open_nb: Open, save: Save, server: Server) -> None:
    bench = Bench(open_nb([LIVE])).ready()
    bench.page.get_by_label("Live", exact=True).check()
    field = bench.page.get_by_label("API key", exact=True)
    expect(field).to_be_visible()
    bench.start("import time, pathlib\nwhile not pathlib.Path('go-on').exists():\n    time.sleep(0.1)")
    field.fill("tk_typed_while_busy_00042")
    field.press("Enter")
    save()
    assert_no_secret(server.root, "tk_typed_while_busy_00042")
    (server.root / "go-on").touch()
    expect(bench.page.get_by_text("In use: tk_…0042, typed here")).to_be_visible()
    save()
    assert_no_secret(server.root, "tk_typed_while_busy_00042")


@on_lab
def test_no_second_view_and_no_reload_shows_the_key(open_nb: Open, save: Save) -> None:
    bench = Bench(open_nb([LIVE, "wb"])).ready()
    key = bench.ask("box.api_key")
    bench.page.get_by_label("Live", exact=True).first.check()
    fields = bench.page.get_by_label("API key", exact=True)
    expect(fields).to_have_count(2)
    fields.first.press_sequentially(key)
    expect(fields.nth(1)).to_have_value("")
    fields.first.press("Enter")
    expect(bench.page.get_by_text("typed here")).to_have_count(2)
    save()
    bench.page.reload()
    expect(fields.first).to_be_visible()
    expect(fields.first).to_have_value("")
    assert key not in bench.page.content()


@on_voila
def test_voila_takes_a_key_and_shows_it_nowhere(open_nb: Open) -> None:
    page = open_nb([LIVE.replace("box =", "__import__('sys').stdout.flush()\nbox =")])
    bench = Bench(page).ready()
    bench.go_live("tk_made_up_and_wrong_0001")
    expect(page.get_by_text("typed here")).to_be_visible()
    bench.name.fill("in-vain")
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("did not accept the credentials")
    assert "tk_made_up_and_wrong_0001" not in page.content()


def test_a_session_token_tells_whose_it_is(open_nb: Open, save: Save, server: Server) -> None:
    bench = Bench(open_nb([LIVE])).ready()
    token = bench.ask("box.session_token('globex')")
    bench.page.get_by_label("Live", exact=True).check()
    bench.page.get_by_label("Session token", exact=True).check()
    field = bench.page.locator("input[type=password]")
    field.fill(token)
    field.press("Enter")
    expect(bench.page.get_by_text("Account globex (test); valid until")).to_be_visible()
    expect(bench.account).to_be_hidden()
    bench.name.fill("for-the-account-of-the-token")
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("Draft created")
    assert bench.ask("[w['linked_account_id'] for w in box.workflows()]") == ["globex"]
    save()
    assert_no_secret(server.root, token)

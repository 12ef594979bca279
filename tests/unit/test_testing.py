"""The search for secrets: it finds every usual way to write one, and nothing else."""

from __future__ import annotations

import base64
import gzip
import html
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from refold_nb.api.secret import Secret
from refold_nb.drafts import Journal
from refold_nb.testing import assert_no_secret
from tests.unit.drafts.test_journal import intent, start_writer, write

if TYPE_CHECKING:
    from pathlib import Path

SECRET = 'tk_9&vQ/"x+Zs7L0pWq'


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "hidden",
    [
        SECRET,
        SECRET.upper(),
        SECRET[::-1],
        json.dumps({"output": json.dumps({"key": SECRET})}),
        html.escape(f"<b>{SECRET}</b>"),
        f"https://host/?key={quote(SECRET, safe='')}",
        SECRET.encode().hex(),
        b64(SECRET),
        b64("x" + SECRET),
        b64("xx" + SECRET + "yyy"),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
        '<img src="data:image/svg+xml;base64,' + b64(f"<svg><!--{SECRET}--></svg>") + '">',
        b64(b64(f"twice, with a beginning: {SECRET}")),
        base64.b64encode(gzip.compress(f"a drawing, then {SECRET} and more".encode())).decode(),
    ],
)
def test_it_is_found_however_it_is_written(hidden: str, tmp_path: Path) -> None:
    notebook = {"cells": [{"outputs": [{"data": {"text/html": f"before {hidden} after"}}]}]}
    with pytest.raises(AssertionError) as told:
        assert_no_secret(notebook, SECRET)
    assert SECRET not in str(told.value)
    path = tmp_path / "saved.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"saved\.ipynb"):
        assert_no_secret(path, SECRET)
    with pytest.raises(AssertionError):
        assert_no_secret(str(tmp_path), SECRET)


def test_what_has_no_secret_passes(tmp_path: Path) -> None:
    notebook = {
        "cells": [{"source": f"{SECRET[:8]}…", "outputs": [{"data": {"text/html": b64("harmless " * 9)}}]}]
    }
    assert_no_secret(notebook, SECRET)
    path = tmp_path / "clean.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert_no_secret(path, SECRET)
    assert_no_secret(str(tmp_path), Secret("pk_0123456789abcdef"))


def test_the_checkpoint_is_searched_with_the_notebook(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text("{}")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "a-checkpoint.ipynb").write_text(SECRET)
    with pytest.raises(AssertionError, match="checkpoint"):
        assert_no_secret(tmp_path / "a.ipynb", SECRET)


def test_searching_an_open_history_leaves_its_locks_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    journal = Journal(path)
    write(journal, intent("before"))
    with pytest.raises(AssertionError, match="history"):
        assert_no_secret(tmp_path, "app.refold.ai")
    assert_no_secret(tmp_path, SECRET)
    # Another kernel, which would delete the log as it leaves if it took itself for the last one.
    start_writer(path, 1).communicate(timeout=60)
    write(journal, intent("after"))
    assert journal.count() == 3
    journal.close()


def test_a_search_that_means_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 8"):
        assert_no_secret({}, "short")
    with pytest.raises(FileNotFoundError, match="no file"):
        assert_no_secret(tmp_path / "nowhere.ipynb", SECRET)

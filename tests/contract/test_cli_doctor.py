"""`refold-nb doctor` and `demo`: what they find and show, against a sandbox on a port."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

import refold_nb as rn
from refold_nb.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Iterator[rn.Sandbox]:
    """A sandbox that the environment's variables point at."""
    with rn.Sandbox() as sandbox:
        sandbox.serve()
        monkeypatch.setenv("REFOLD_BASE_URL", sandbox.url)
        monkeypatch.setenv("REFOLD_API_KEY", sandbox.api_key)
        monkeypatch.setenv("REFOLD_LINKED_ACCOUNT_ID", "acme")
        yield sandbox


def test_with_no_credentials_all_is_well(
    capsys: pytest.CaptureFixture[str], history_of_its_own: Path
) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "REFOLD_API_KEY" in out
    assert "not there yet" in out
    assert not history_of_its_own.exists(), "looking must not make one"


def test_with_credentials_it_tells_their_source_and_tests_them(
    live: rn.Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "from REFOLD_API_KEY" in out
    assert "acme from REFOLD_LINKED_ACCOUNT_ID" in out
    assert live.url in out
    assert live.api_key not in out
    assert live.api_key[-4:] in out


def test_a_token_is_told_by_what_it_says_of_itself(
    live: rn.Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    token = live.session_token("globex")
    monkeypatch.delenv("REFOLD_API_KEY")
    monkeypatch.delenv("REFOLD_LINKED_ACCOUNT_ID")
    monkeypatch.setenv("REFOLD_SESSION_TOKEN", token)
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "globex" in out
    assert token not in out


def test_a_refused_key_is_wrong(
    live: rn.Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REFOLD_API_KEY", "tk_made_up_and_refused")
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "WRONG  connection" in out
    assert "tk_made_up_and_refused" not in out


def test_nobody_listening_is_wrong_and_offline_does_not_ask(
    live: rn.Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    with live.refusing():
        assert main(["doctor"]) == 1
        assert main(["doctor", "--offline"]) == 0
    assert "WRONG  connection" in capsys.readouterr().out


def test_a_history_that_is_none_is_wrong_and_left_alone(
    history_of_its_own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history_of_its_own.write_bytes(b"not a database at all" * 100)
    assert main(["doctor"]) == 1
    assert "WRONG  history" in capsys.readouterr().out
    assert history_of_its_own.read_bytes() == b"not a database at all" * 100


def test_drafts_are_counted(
    live: rn.Sandbox, history_of_its_own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = rn.connect()
    client.workflows.create("Lead Sync", slug="hubspot")
    client.close()
    assert main(["doctor"]) == 0
    assert f"{history_of_its_own}: 1 draft\n" in capsys.readouterr().out
    assert stat.S_IMODE(history_of_its_own.stat().st_mode) == 0o600


def test_the_demo_shows_the_draft_its_graph_and_the_history(
    history_of_its_own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo"]) == 0
    out = capsys.readouterr().out
    assert out.count("prod-crm-contact-sync") >= 3
    assert "start" in out.lower()
    assert "created" in out
    assert not history_of_its_own.exists(), "a demo leaves nothing in a person's history"

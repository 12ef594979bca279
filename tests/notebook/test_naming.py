"""Code that is shown names the client as the notebook does."""

from __future__ import annotations

from typing import Any

import pytest

import refold_nb as rn
from refold_nb.notebook import where
from refold_nb.notebook.naming import client_code


class Shell:
    """An IPython shell, as far as its variables go."""

    def __init__(self, **names: Any) -> None:
        self.user_ns, self.user_ns_hidden = names, {"Out"}


@pytest.fixture
def client() -> rn.Refold:
    return rn.Sandbox().client("acme")


@pytest.mark.parametrize(
    "names",
    [
        lambda client: {"api": client},
        lambda client: {"wb": rn.Workbench(client), "other": rn.Sandbox().client("acme")},
        lambda client: {"Out": {3: rn.Workbench(client)}, "wb": rn.Workbench(rn.Sandbox().client("acme"))},
        lambda client: {"client": rn.Sandbox().client("acme"), "mine": client},
    ],
)
def test_it_evaluates_to_that_client(client: rn.Refold, names: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    space = names(client)
    monkeypatch.setattr(where, "_shell", lambda: Shell(**space))
    assert eval(client_code(client), dict(space)).core is client.core  # noqa: S307 - what a person would paste
    other = eval(client_code(client, "globex"), dict(space))  # noqa: S307
    assert (other.linked_account_id, other.base_url) == ("globex", client.base_url)


def test_an_account_with_quotes_stays_text(client: rn.Refold) -> None:
    code = client_code(client, "o'brien\"); import os")
    assert eval(code, {"client": client}).linked_account_id == "o'brien\"); import os"  # noqa: S307


def test_a_form_without_credentials_is_passed_over(
    client: rn.Refold, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = rn.Workbench()
    bench.values = {"server": "live"}
    monkeypatch.setattr(where, "_shell", lambda: Shell(bench=bench, wb=rn.Workbench(client)))
    assert client_code(client) == "wb.client"

"""Credentials at the form: where each came from, masked; typed ones; tokens read; lists and the test."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING

import pytest

import refold_nb as rn
from tests.notebook.clicking import told, type_secret, until

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[rn.Sandbox]:
    with rn.Sandbox(rate=None).serve() as sandbox:
        monkeypatch.setenv("REFOLD_BASE_URL", sandbox.url)
        yield sandbox


def note(bench: rn.Workbench) -> str:
    return str(bench._desk.connecting.secret.note)


def badge(bench: rn.Workbench) -> str:
    return str(bench._desk.form.header.value)


def test_the_environment_is_used_and_named(box: rn.Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFOLD_API_KEY", box.api_key)
    monkeypatch.setenv("REFOLD_LINKED_ACCOUNT_ID", "globex")
    bench = rn.workbench()
    assert bench.values["server"] == "live"
    assert "environment variable REFOLD_API_KEY" in note(bench)
    assert box.api_key not in note(bench)
    assert box.api_key[-4:] in note(bench)
    assert ">Test<" in badge(bench)
    assert (bench.client.environment, bench.client.linked_account_id) == ("test", "globex")


def test_the_client_given_is_the_client_used(box: rn.Sandbox) -> None:
    client = rn.connect(api_key=box.production_api_key, linked_account_id="acme")
    bench = rn.workbench(client)
    assert bench.client is client
    assert "passed in code" in note(bench)
    assert ">Production<" in badge(bench)
    bench.values["linked_account_id"] = "globex"
    assert bench.client.linked_account_id == "globex"
    bench.values["linked_account_id"] = "acme"
    assert bench.client is client


def test_a_key_is_typed_and_used(box: rn.Sandbox) -> None:
    bench = rn.workbench()
    bench.values = {"server": "live", "name": "typed"}
    assert "not signed in" in badge(bench)
    with pytest.raises(rn.MissingCredentials):
        bench.submit()
    assert "API key" in told(bench)
    type_secret(bench, f"  {box.api_key}\n")
    assert "typed here" in note(bench)
    with pytest.raises(rn.InvalidRequest) as missing:
        bench.submit()
    assert missing.value.field == "linked_account_id"
    bench.values["linked_account_id"] = "acme"
    assert bench.submit().name == "typed"
    bench.values = {"server": "sandbox"}
    assert bench.client.environment == "sandbox"
    assert bench.values["linked_account_id"] == "acme"


@pytest.mark.parametrize("typed", ["two words", "ünsichtbar", " ", "line\nbreak"])
def test_what_can_be_no_key_is_refused_at_the_field(box: rn.Sandbox, typed: str) -> None:
    bench = rn.workbench()
    bench.values = {"server": "live"}
    type_secret(bench, typed)
    assert bench._desk.connecting.secret.problem
    assert typed.strip() == "" or typed not in bench._desk.connecting.secret.problem
    assert note(bench) == ""


def test_a_token_is_read(box: rn.Sandbox) -> None:
    bench = rn.workbench()
    bench.values = {"server": "live", "sign_in": "token", "name": "by-token"}
    assert bench._desk.connecting.secret.label == "Session token"
    type_secret(bench, box.session_token("globex"))
    assert "Account globex (test); valid until" in note(bench)
    assert bench.values["linked_account_id"] == "globex"
    assert bench.submit().name == "by-token"
    assert [workflow["linked_account_id"] for workflow in box.workflows()] == ["globex"]


def jwt(payload: object) -> str:
    parts = [{"alg": "HS256"}, payload]
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*coded, "c2lnbmF0dXJl"])


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (
            jwt({"linked_account_id": "acme", "environment": "production", "exp": 1_600_000_000}),
            "expired on 2020-09-13",
        ),
        (jwt({"linked_account_id": "acme"}), "environment not said"),
        (jwt({"linked_account_id": "a\u202ecme", "environment": "test"}), "\\u202e"),
        (jwt(["no", "object"]), "can't be read"),
        ("no-token-at-all", "can't be read"),
        ("a.%%%.c", "can't be read"),
        ("..", "can't be read"),
    ],
)
def test_malformed_tokens_are_told_not_raised(box: rn.Sandbox, token: str, says: str) -> None:
    bench = rn.workbench()
    bench.values = {"server": "live", "sign_in": "token"}
    type_secret(bench, token)
    assert says in note(bench)


def test_the_connection_can_be_tested(box: rn.Sandbox) -> None:
    bench = rn.workbench()
    form = bench._desk.form
    form.test.click()
    until(lambda: "✓" in form.connected.value, "a good test")
    bench.values = {"server": "live", "linked_account_id": "acme"}
    form.test.click()
    assert "first" in form.connected.value
    type_secret(bench, "tk_made_up_and_wrong_0001")
    form.test.click()
    until(lambda: "✗" in form.connected.value and "401" in form.connected.value, "a failed test")
    assert "credentials" in bench._desk.connecting.secret.problem


def test_a_broken_environment_is_told_and_the_sandbox_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFOLD_API_KEY", "tk two words")
    bench = rn.workbench()
    bench._desk.open()
    assert "REFOLD_API_KEY" in told(bench) or "api_key" in told(bench)
    assert bench.client.environment == "sandbox"


@pytest.mark.parametrize("url", ["http://example.com", "no url", "ftp://127.0.0.1"])
def test_a_bad_base_url_is_told(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("REFOLD_BASE_URL", url)
    bench = rn.workbench()
    bench.values = {"server": "live", "name": "nowhere"}
    type_secret(bench, "tk_made_up_and_wrong_0001")
    with pytest.raises(rn.RefoldError):
        bench.submit()
    assert told(bench)


def test_a_test_that_is_heard_before_the_key_typed_for_it_is_made_again(box: rn.Sandbox) -> None:
    bench = rn.workbench()
    bench.values = {"server": "live", "linked_account_id": "acme"}
    connecting = bench._desk.connecting
    type_secret(bench, "tk_made_up_and_wrong_0002")
    # The kernel hears two widgets by turns of its own: the click comes first, the key after it.
    connecting.test()
    type_secret(bench, box.api_key)
    until(lambda: "✓" in bench._desk.form.connected.value, "connected with the key typed last")
    assert "Connected as acme" in bench._desk.form.connected.value
    assert connecting.secret.problem == ""


def test_the_answer_to_an_older_key_is_not_shown_for_a_newer_one(box: rn.Sandbox) -> None:
    bench = rn.workbench()
    bench.values = {"server": "live", "linked_account_id": "acme"}
    type_secret(bench, "tk_made_up_and_wrong_0003")
    asked = len(box.requests)
    box.faults.latency = 0.5
    bench._desk.connecting.test()
    box.faults.latency = None
    type_secret(bench, box.api_key)
    until(lambda: "✓" in bench._desk.form.connected.value, "connected")
    until(lambda: 401 in [request.status for request in list(box.requests)[asked:]], "the older answer")
    time.sleep(0.1)
    assert "✓" in bench._desk.form.connected.value

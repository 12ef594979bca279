"""Where credentials are found, in which order, and what is refused; what a token says of itself."""

from __future__ import annotations

import base64
import json
import pickle
import sys
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import refold_nb as rn
from refold_nb.api import find_credentials, read_token

KEY, OTHER = "tk_0123456789abcdef0123456789abcdef9f3c", "pk_ffffffffffffffffffffffffffffffffffff0000"


def jwt(payload: Any, *, cut: int | None = None) -> str:
    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256'})}.{part(payload)}.{part('signature')}"[:cut]


TOKEN = jwt(
    {
        "org_id": "o",
        "linked_account_id": "acme",
        "environment": "test",
        "iat": 1_780_000_000,
        "exp": 1_780_086_400,
    }
)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A keyring as a person would have filled it: names of the service to values."""
    held: dict[str, str] = {}

    def get_password(service: str, name: str) -> str | None:
        assert service == "refold_nb"
        return held.get(name)

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=get_password))
    return held


def test_arguments_come_before_the_environment_and_that_before_the_keyring(
    monkeypatch: pytest.MonkeyPatch, keyring: dict[str, str]
) -> None:
    keyring.update(api_key=OTHER, linked_account_id="from-keyring")
    found = find_credentials()
    assert (found.api_key, found.linked_account_id) == (rn.Secret(OTHER), "from-keyring")
    assert found.sources == {"api_key": "keyring", "linked_account_id": "keyring"}
    monkeypatch.setenv("REFOLD_API_KEY", KEY)
    monkeypatch.setenv("REFOLD_LINKED_ACCOUNT_ID", "from-environment")
    found = find_credentials()
    assert (found.api_key, found.linked_account_id) == (rn.Secret(KEY), "from-environment")
    found = find_credentials(api_key=OTHER, linked_account_id="from-argument")
    assert (found.api_key, found.linked_account_id) == (rn.Secret(OTHER), "from-argument")
    assert found.sources == {"api_key": "argument", "linked_account_id": "argument"}


def test_each_field_may_come_from_elsewhere(monkeypatch: pytest.MonkeyPatch, keyring: dict[str, str]) -> None:
    keyring["linked_account_id"] = "acme"
    found = find_credentials(api_key=KEY)
    assert (found.linked_account_id, found.sources["linked_account_id"]) == ("acme", "keyring")
    monkeypatch.setenv("REFOLD_LINKED_ACCOUNT_ID", " globex ")
    assert find_credentials(api_key=KEY).linked_account_id == "globex"


def test_one_way_given_rules_out_the_other_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFOLD_API_KEY", KEY)
    monkeypatch.setenv("REFOLD_LINKED_ACCOUNT_ID", "globex")
    found = find_credentials(session_token=TOKEN)
    assert (found.api_key, found.session_token, found.account) == (None, rn.Secret(TOKEN), "acme")
    monkeypatch.delenv("REFOLD_API_KEY")
    monkeypatch.setenv("REFOLD_SESSION_TOKEN", TOKEN)
    assert find_credentials(api_key=KEY).session_token is None
    assert find_credentials().account == "acme"


@pytest.mark.parametrize("empty", ["", "  ", "\n"])
def test_an_empty_variable_is_none(
    monkeypatch: pytest.MonkeyPatch, keyring: dict[str, str], empty: str
) -> None:
    for name in ("API_KEY", "SESSION_TOKEN", "LINKED_ACCOUNT_ID", "BASE_URL"):
        monkeypatch.setenv(f"REFOLD_{name}", empty)
    with pytest.raises(rn.MissingCredentials) as caught:
        rn.connect()
    for word in ("REFOLD_API_KEY", "REFOLD_LINKED_ACCOUNT_ID", "REFOLD_SESSION_TOKEN", "Sandbox"):
        assert word in str(caught.value)
    keyring["api_key"] = KEY
    client = rn.connect()
    assert client.base_url == "https://app.refold.ai"
    assert client.linked_account_id is None


def test_a_broken_or_missing_keyring_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: str) -> None:
        raise RuntimeError("locked")

    for module in (SimpleNamespace(get_password=locked), None):
        monkeypatch.setitem(sys.modules, "keyring", module)
        with pytest.raises(rn.MissingCredentials):
            rn.connect()


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"api_key": KEY, "session_token": TOKEN}, "session_token"),
        ({"api_key": "  "}, "api_key"),
        ({"api_key": "tk with spaces"}, "api_key"),
        ({"api_key": "tk_ü"}, "api_key"),
        ({"api_key": 7}, "api_key"),
        ({"api_key": b"tk_bytes"}, "api_key"),
        ({"session_token": ["x"]}, "session_token"),
        ({"api_key": KEY, "linked_account_id": ""}, "linked_account_id"),
        ({"api_key": KEY, "linked_account_id": " acme"}, "linked_account_id"),
        ({"api_key": KEY, "linked_account_id": "a\r\nx: y"}, "linked_account_id"),
        ({"api_key": KEY, "linked_account_id": "zoë"}, "linked_account_id"),
        ({"api_key": KEY, "linked_account_id": 5}, "linked_account_id"),
        ({"session_token": TOKEN, "linked_account_id": "globex"}, "linked_account_id"),
        ({"api_key": KEY, "timeout": 0}, "timeout"),
        ({"api_key": KEY, "timeout": float("nan")}, "timeout"),
        ({"api_key": KEY, "connect_timeout": -1}, "connect_timeout"),
        ({"api_key": KEY, "rate": "fast"}, "rate"),
        ({"api_key": KEY, "burst": 0}, "burst"),
        ({"api_key": KEY, "burst": 1.5}, "burst"),
        ({"api_key": KEY, "settle": -1}, "settle"),
        ({"api_key": KEY, "deadline": True}, "deadline"),
        ({"api_key": KEY, "transport": object()}, "transport"),
    ],
)
def test_a_wrong_argument_is_named_and_its_secret_is_not_repeated(
    arguments: dict[str, Any], field: str
) -> None:
    with pytest.raises(rn.InvalidRequest) as caught:
        rn.connect(**arguments)
    assert caught.value.field == field
    assert KEY not in str(caught.value)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "environment"), [("tk_x", "test"), ("pk_x", "production"), ("TK-x", "test"), ("sk_x", "unknown")]
)
def test_the_key_decides_the_environment(key: str, environment: str) -> None:
    assert find_credentials(api_key=key + "0" * 20).environment == environment


def test_credentials_show_no_secret_and_do_not_leave() -> None:
    found = find_credentials(api_key=KEY, linked_account_id="acme")
    assert KEY not in repr(found)
    assert found.key_id == find_credentials(api_key=KEY).key_id
    assert found.key_id != find_credentials(api_key=OTHER).key_id
    assert found.key_id not in KEY
    with pytest.raises(TypeError):
        pickle.dumps(found)
    assert found == find_credentials(api_key=KEY, linked_account_id="acme")


def test_a_token_says_whose_it_is_and_when_it_ends() -> None:
    claims = read_token(rn.Secret(TOKEN))
    assert (claims.org_id, claims.linked_account_id, claims.environment) == ("o", "acme", "test")
    assert claims.expires_at == datetime.fromtimestamp(1_780_086_400, UTC)
    assert claims.issued_at == datetime.fromtimestamp(1_780_000_000, UTC)


@pytest.mark.parametrize(
    "junk",
    [
        "x",
        "a.b",
        "a.b.c",
        "...",
        "a.!!!!.c",
        jwt([1, 2]),
        jwt("text"),
        jwt(None),
        jwt({"linked_account_id": 5, "environment": ["test"], "exp": "soon", "iat": True}),
        jwt({"exp": 1e300, "iat": -1e300}),
        jwt({"exp": float("nan")}),
        jwt({"linked_account_id": "acme"}, cut=30),
        "a." + base64.urlsafe_b64encode(b"[" * 5000).decode() + ".c",
        "a." + base64.urlsafe_b64encode(b"\xff\xfe").decode() + ".c",
    ],
)
def test_a_token_that_is_none_says_nothing_and_raises_nothing(junk: str) -> None:
    claims = read_token(rn.Secret(junk))
    assert (claims.linked_account_id, claims.environment, claims.expires_at, claims.issued_at) == (None,) * 4
    credentials = find_credentials(session_token=junk)
    assert (credentials.environment, credentials.account) == ("unknown", None)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_no_token_makes_it_raise(text: str) -> None:
    read_token(rn.Secret(text))


@pytest.mark.parametrize(
    "url",
    [
        "https://app.refold.ai",
        "https://api.gocobalt.io/",
        "https://proxy.example/refold/",
        "http://127.0.0.1:8000",
        "http://localhost:1",
        "http://[::1]:8000",
        "http://127.5.5.5",
        "HTTPS://APP.REFOLD.AI",
    ],
)
def test_a_base_url_is_taken(url: str) -> None:
    client = rn.connect(api_key=KEY, base_url=url)
    assert client.base_url == url.rstrip("/")
    assert client.credentials.sources["base_url"] == "argument"


@pytest.mark.parametrize(
    "url",
    [
        "http://app.refold.ai",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://0.0.0.0:8000",
        "http://169.254.169.254",
        "ftp://app.refold.ai",
        "app.refold.ai",
        "//app.refold.ai",
        "https://",
        "https:///path",
        "https://user:password@app.refold.ai",
        "https://user@app.refold.ai",
        "https://app.refold.ai?x=1",
        "https://app.refold.ai#x",
        "https://app.refold.ai:99999",
        "https://app.refold.ai:port",
        "https://app refold.ai",
        "https://app.refold.ai/\r\nx: y",
        "https://[::1",
        "javascript:alert(1)",
        7,
        b"https://app.refold.ai",
    ],
)
def test_a_base_url_that_is_none_or_not_safe_is_refused(url: Any) -> None:
    with pytest.raises(rn.InvalidRequest) as caught:
        rn.connect(api_key=KEY, base_url=url)
    assert caught.value.field == "base_url"
    assert "password" not in str(caught.value).replace("user name or password", "")

"""Session tokens, linked accounts and applications."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import httpx

from refold_nb.sandbox import SandboxServer
from tests.contract.sandbox.conftest import PREFIX


def claims(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


def test_a_token_says_whose_it_is(by_key):
    body = by_key("POST", "/session-token", json={"linked_account_id": "globex"}).json()
    assert set(body) == {"token", "refresh_token", "expires_in", "refresh_expires_in"}
    payload = claims(body["token"])
    assert (payload["linked_account_id"], payload["environment"]) == ("globex", "test")
    assert payload["exp"] - payload["iat"] == 86_400
    assert {"org_id", "linked_account_id", "environment", "iat", "exp"} <= set(payload)
    assert json.loads(base64.urlsafe_b64decode(body["token"].split(".")[0] + "==")) == {
        "alg": "HS256",
        "typ": "JWT",
    }


def test_a_token_is_reused_unless_forced(by_key):
    def token(query=""):
        return by_key("POST", "/session-token" + query, json={"linked_account_id": "acme"}).json()["token"]

    first = token()
    assert token() == first
    assert token("?force_refresh=true") != first
    assert (
        by_key("POST", "/session-token?force_refresh=1", json={"linked_account_id": "acme"}).status_code
        == 400
    )


def test_tokens_expire(by_token, sandbox):
    by_token.headers["authorization"] = f"Bearer {sandbox.session_token('acme', expires_in=60)}"
    assert by_token("GET", "/session/active-linked-account").json()["account_id"] == "acme"
    sandbox.advance(61)
    answer = by_token("GET", "/session/active-linked-account")
    assert (answer.status_code, answer.json()["error"]) == (401, "INVALID_TOKEN")


def test_tokens_are_revoked(by_key, by_token, sandbox):
    other = sandbox.session_token("globex")
    answer = by_token("POST", "/session-token/revoke")
    assert answer.json() == {"success": True, "revoked_count": 1}
    assert by_token("POST", "/workflow", json={"name": "x"}).status_code == 401
    by_token.headers["authorization"] = f"Bearer {other}"
    assert by_token("POST", "/workflow", json={"name": "x"}).status_code == 200
    fresh = by_key("POST", "/session-token", json={"linked_account_id": "acme"}).json()["token"]
    by_token.headers["authorization"] = f"bearer {fresh}"
    assert by_token("POST", "/workflow", json={"name": "x"}).status_code == 200


def test_forged_tokens_are_refused(by_token, by_key, sandbox):
    good = by_token.headers["authorization"].removeprefix("Bearer ")
    head, payload, signature = good.split(".")
    claim = json.dumps({**claims(good), "linked_account_id": "globex"}).encode()
    swapped = base64.urlsafe_b64encode(claim).rstrip(b"=").decode()
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    wrong_key = (
        base64.urlsafe_b64encode(hmac.digest(b"", f"{head}.{payload}".encode(), hashlib.sha256))
        .rstrip(b"=")
        .decode()
    )
    refresh = by_key("POST", "/session-token", json={"linked_account_id": "acme"}).json()["refresh_token"]
    forged = [
        f"{head}.{swapped}.{signature}",
        f"{none}.{payload}.",
        f"{head}.{payload}.{wrong_key}",
        refresh,
        good[:-4],
    ]
    with SandboxServer() as other:
        forged.append(other.session_token("acme"))
    for token in [*forged, "x", "a.b", "a.b.c", "....", "é", "a" * 5000]:
        by_token.headers["authorization"] = f"Bearer {token}".encode()
        assert by_token("POST", "/workflow", json={"name": "x"}).status_code == 401
    assert sandbox.workflows() == []


def test_a_token_needs_no_account_header_and_is_not_overruled_by_one(by_token, sandbox):
    by_token.headers["linked_account_id"] = "globex"
    by_token.create("mine")
    assert [row["linked_account_id"] for row in sandbox.workflows()] == ["acme"]


def test_linked_accounts(by_key, sandbox):
    page = by_key("GET", "/linked-account?limit=3").json()
    assert [row["account_id"] for row in page["docs"]] == ["acme", "globex", "initech"]
    assert set(page["docs"][0]) == {
        "_id",
        "account_id",
        "name",
        "environment",
        "associated_org",
        "integrations",
        "createdAt",
        "updatedAt",
    }
    created = by_key(
        "POST", "/linked-account", json={"account_id": "wayne", "name": "Wayne Ltd", "udf": {"tier": 1}}
    )
    assert {
        "account_id": "wayne",
        "name": "Wayne Ltd",
        "environment": "test",
    }.items() <= created.json().items()
    again = by_key("POST", "/linked-account", json={"account_id": "wayne"}).json()
    assert again == created.json()
    assert sandbox.accounts["wayne"] == "Wayne Ltd"
    by_key.headers["linked_account_id"] = "wayne"
    assert by_key("POST", "/workflow", json={"name": "x"}).status_code == 200
    for bad in ({}, {"account_id": ""}, {"account_id": 3}, {"account_id": "a", "udf": []}):
        assert by_key("POST", "/linked-account", json=bad).status_code == 400


def test_applications_have_stable_ids(by_key):
    rows = by_key("GET", "/application").json()
    assert len(rows) >= 12
    slugs = {row["slug"] for row in rows}
    assert {"hubspot", "salesforce", "netsuite", "slack"} <= slugs
    assert "custom" not in slugs
    fields = {
        "name",
        "slug",
        "app_id",
        "type",
        "icon",
        "auth_type",
        "tags",
        "connected",
        "connected_accounts",
        "reauth_required",
    }
    assert all(fields <= set(row) for row in rows)
    assert {row["auth_type"] for row in rows} == {"oauth2", "keybased"}
    with SandboxServer() as other, httpx.Client(base_url=other.url) as http:
        headers = {"x-api-key": other.api_key, "linked_account_id": "acme"}
        assert http.get(PREFIX + "/application", headers=headers).json() == rows


def test_one_application(by_key):
    one = by_key("GET", "/application/netsuite").json()
    assert one["name"] == "NetSuite"
    assert by_key("GET", "/application?slug=netsuite").json() == one
    for path in ("/application/nope", "/application?slug=nope", "/application/custom"):
        assert by_key("GET", path).status_code == 404

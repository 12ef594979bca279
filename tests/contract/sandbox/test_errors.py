"""Refold's error bodies, word for word, and what an API does with nonsense."""

from __future__ import annotations

import socket
import uuid

import pytest

from tests.contract.sandbox.conftest import PREFIX

JSON = {"content-type": "application/json"}


def check(answer, status, kind, code, message, *, request_id=True):
    body = answer.json()
    assert answer.status_code == status
    if request_id:
        uuid.UUID(body.pop("request_id"))
    assert body == {"status_code": status, "http_error_type": kind, "error": code, "message": message}


@pytest.mark.parametrize("key", [None, "", "tk_wrong", "pk_", "ключ".encode()])
def test_a_bad_or_missing_key(http, key):
    headers = {"linked_account_id": "acme"} | ({} if key is None else {"x-api-key": key})
    answer = http.post(PREFIX + "/workflow", json={"name": "x"}, headers=headers)
    check(answer, 401, "UNAUTHORIZED", "SERVER_ERROR", "Invalid Credentials", request_id=False)


def test_only_a_token_will_do(by_key):
    for method, path in (("PUT", "/workflow/" + "a" * 24 + "/publish"), ("POST", "/session-token/revoke")):
        check(
            by_key(method, path, json={}),
            401,
            "UNAUTHORIZED",
            "AUTH_SERVICE_ERROR",
            "Authorization Token Missing",
        )


def test_only_a_key_will_do(by_token):
    for path in ("/application", "/linked-account", "/application/slack"):
        check(
            by_token("GET", path),
            401,
            "UNAUTHORIZED",
            "SERVER_ERROR",
            "Invalid Credentials",
            request_id=False,
        )


def test_an_unknown_slug(acme, sandbox):
    answer = acme("POST", "/workflow", json={"name": "x", "slug": "hubspott"})
    message = "Application with slug hubspott not found"
    check(answer, 500, "INTERNAL_SERVER_ERROR", "SERVER_ERROR", message)
    assert sandbox.workflows() == []


def test_an_unknown_application_id(acme):
    answer = acme("POST", "/workflow", json={"associated_application": "0" * 24})
    assert answer.status_code == 404


def test_an_unknown_linked_account(by_key):
    by_key.headers["linked_account_id"] = "nobody"
    answer = by_key("POST", "/workflow", json={"name": "x"})
    org = by_key("GET", "/workflow", headers={"linked_account_id": "acme"})
    assert org.status_code == 200
    body = answer.json()
    assert (answer.status_code, body["error"], body["http_error_type"]) == (404, "SERVER_ERROR", "NOT_FOUND")
    assert body["message"].startswith("Linked Account with account id nobody for org ")
    assert body["message"].endswith(" in environment test not found")


def test_an_unknown_linked_account_for_a_token(by_key):
    answer = by_key("POST", "/session-token", json={"linked_account_id": "nobody"})
    message = "No linked account found for account id : nobody in environment test"
    check(answer, 400, "BAD_REQUEST", "INVALID_LINKED_ACCOUNT_ID", message)


def test_a_key_without_an_account(by_key):
    del by_key.headers["linked_account_id"]
    assert by_key("POST", "/workflow", json={}).status_code == 400
    assert by_key("GET", "/workflow?scope=private").status_code == 400
    assert by_key("GET", "/workflow").status_code == 200


def test_another_accounts_workflow(by_key, by_token):
    draft = by_key.create()["_id"]
    by_key.headers["linked_account_id"] = "globex"
    message = "Workflow is private to another linked account"
    paths = (f"/{draft}", f"/{draft}/edit", f"/versions/{draft}", f"/request-structure/{draft}")
    for path in paths:
        check(by_key("GET", f"/workflow{path}"), 403, "FORBIDDEN", "FORBIDDEN", message)
    assert by_key("GET", "/workflow?scope=private").json()["docs"] == []


def test_an_unknown_workflow(by_key):
    for unknown in ("0" * 24, "x", "%2e%2e", "é"):
        answer = by_key("GET", f"/workflow/{unknown}")
        check(answer, 404, "NOT_FOUND", "RESOURCE_NOT_FOUND", "Workflow not found")


def test_too_fast(sandbox, by_key):
    sandbox._backend.limit.rate = 0.001
    answers = [by_key("POST", "/workflow", json={"name": "x"}) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert answers[-1].json()["status_code"] == 429
    assert "retry-after" not in answers[-1].headers
    assert len(sandbox.workflows("acme")) == 5


def test_wrong_methods_and_unknown_paths(http, by_key):
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = by_key(method, "/workflow")
        assert (answer.status_code, answer.json()["http_error_type"]) == (405, "METHOD_NOT_ALLOWED")
        assert answer.headers["allow"] == "GET, POST"
    for path in ("/", "/workflow", PREFIX, PREFIX + "/workflow/", PREFIX + "/nope", "/../etc/passwd", "/%00"):
        answer = http.get(path)
        assert (answer.status_code, answer.json()["status_code"]) == (404, 404)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"3",
        b"\xff\xfe",
        b'{"name": NaN}',
        b'{"a": 1e999}',
        b"[" * 200000,
        b'{"a": ' * 5000 + b"1" + b"}" * 5000,
        b'{"a": ' + b"9" * 10000 + b"}",
        b"{} {}",
    ],
)
def test_a_body_that_is_no_json_object(acme, sandbox, content):
    answer = acme("POST", "/workflow", content=content, headers=JSON)
    assert (answer.status_code, answer.json()["http_error_type"]) == (400, "BAD_REQUEST")
    assert sandbox.workflows() == []


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "", "nonsense"])
def test_a_body_of_another_type(acme, media):
    answer = acme("POST", "/workflow", content=b'{"name": "x"}', headers={"content-type": media})
    assert answer.status_code == 415
    media = {"content-type": "Application/JSON; charset=utf-8"}
    assert acme("POST", "/workflow", content=b'{"name": "x"}', headers=media).status_code == 200


def test_a_body_of_20_megabytes(acme, sandbox):
    body = b'{"name": "' + b"x" * 20_000_000 + b'"}'
    answer = acme("POST", "/workflow", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["status_code"]) == (413, 413)
    assert acme("POST", "/workflow", json={"name": "after"}).status_code == 200
    assert len(sandbox.workflows()) == 1


def test_a_chunked_body(acme):
    answer = acme("POST", "/workflow", content=iter([b'{"name":', b' "in parts"}']), headers=JSON)
    assert answer.json()["workflow"]["name"] == "in parts"


@pytest.mark.parametrize("account", ["é", "\x80", "a" * 10_000, "ac me", "汉字"])
def test_strange_account_headers(by_key, account):
    answer = by_key("POST", "/workflow", json={"name": "x"}, headers={b"linked_account_id": account.encode()})
    assert answer.status_code in {200, 400, 404}
    assert answer.headers["content-type"] == "application/json"


def test_a_client_that_goes_away_in_the_middle_of_its_body(sandbox, by_key):
    head = f"POST {PREFIX}/workflow HTTP/1.1\r\nhost: x\r\nx-api-key: {sandbox.api_key}\r\n"
    head += "linked_account_id: acme\r\n"
    with socket.create_connection(("127.0.0.1", int(sandbox.url.rsplit(":", 1)[1]))) as connection:
        connection.sendall(f"{head}content-type: application/json\r\ncontent-length: 100\r\n\r\n{{".encode())
    by_key.create("after")
    assert [row["name"] for row in sandbox.workflows()] == ["after"]


def test_no_secret_in_any_error_or_log(sandbox, by_key):
    by_key.headers["x-api-key"] = sandbox.api_key + "x"
    answer = by_key("POST", "/workflow", json={"name": "x"})
    assert sandbox.api_key not in answer.text
    assert sandbox.api_key not in repr(list(sandbox.requests)) + repr(sandbox.requests) + repr(sandbox)

"""Every documented error, over a real socket: its class, its fields, and that it survives pickling."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

import refold_nb as rn
from tests.contract.client.wire import RawServer, http

REQUEST_ID = "7d3c1c1e-8a57-4a0e-9a64-0c4d9d9f1b11"


def body(
    status: int, kind: str, code: str, message: str, *, field: str = "error", **more: Any
) -> dict[str, Any]:
    return {"status_code": status, "http_error_type": kind, field: code, "message": message, **more}


# The API's documentation, word for word.
DOCUMENTED: list[tuple[type[rn.ApiError], dict[str, Any]]] = [
    (rn.AuthenticationError, body(401, "UNAUTHORIZED", "SERVER_ERROR", "Invalid Credentials")),
    (
        rn.AuthenticationError,
        body(401, "UNAUTHORIZED", "AUTH_SERVICE_ERROR", "Authorization Token Missing", field="error_code"),
    ),
    (rn.AuthenticationError, body(401, "UNAUTHORIZED", "INVALID_TOKEN", "Token has expired")),
    (
        rn.NotFound,
        body(
            404,
            "NOT_FOUND",
            "SERVER_ERROR",
            "Linked Account with account id acme for org 6500a1b2c3d4 in environment test not found",
            request_id=REQUEST_ID,
        ),
    ),
    (
        rn.BadRequest,
        body(
            400,
            "BAD_REQUEST",
            "INVALID_LINKED_ACCOUNT_ID",
            "No linked account found for account id : acme in environment test",
            field="error_code",
        ),
    ),
    (
        rn.PermissionDenied,
        body(403, "FORBIDDEN", "SERVER_ERROR", "Workflow is private to another linked account"),
    ),
    (rn.NotFound, body(404, "NOT_FOUND", "RESOURCE_NOT_FOUND", "Workflow not found", request_id=REQUEST_ID)),
    (
        rn.NotFound,
        body(404, "NOT_FOUND", "INVALID_WORKFLOW_ID", "No public workflow with id 6a31545ed0aeb8165beb9a43."),
    ),
    (
        rn.BadRequest,
        body(
            400,
            "BAD_REQUEST",
            "INVALID_WORKFLOW_ID",
            "Only public and published workflows can be unpublished",
        ),
    ),
    (rn.BadRequest, body(400, "BAD_REQUEST", "SERVER_ERROR", "Workflow is a version workflow.")),
]


@pytest.mark.parametrize(("kind", "answer"), DOCUMENTED, ids=lambda value: getattr(value, "__name__", None))
def test_a_documented_error_is_its_class_with_its_fields(
    server: RawServer, raw_client: rn.Refold, kind: type[rn.ApiError], answer: dict[str, Any]
) -> None:
    server.script(http(answer["status_code"], answer))
    with pytest.raises(kind) as caught:
        raw_client.workflows.get("6a31545ed0aeb8165beb9a43")
    error = caught.value
    assert type(error) is kind
    assert error.status_code == answer["status_code"]
    assert error.http_error_type == answer["http_error_type"]
    assert error.error_code == (answer.get("error") or answer.get("error_code"))
    assert error.message == answer["message"]
    assert error.request_id == answer.get("request_id")
    assert (error.method, error.path) == ("GET", "/api/v2/public/workflow/6a31545ed0aeb8165beb9a43")
    assert answer["message"].rstrip(".") in str(error)
    assert answer["message"] in error.body
    assert len(server.asked) == 1, "a definite no is not asked again"


@pytest.mark.parametrize(("kind", "answer"), DOCUMENTED, ids=lambda value: getattr(value, "__name__", None))
def test_an_error_survives_pickling(
    server: RawServer, raw_client: rn.Refold, kind: type[rn.ApiError], answer: dict[str, Any]
) -> None:
    server.script(http(answer["status_code"], answer))
    with pytest.raises(kind) as caught:
        raw_client.workflows.get("6a31545ed0aeb8165beb9a43")
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is kind
    assert str(again) == str(caught.value)
    assert {name: value for name, value in vars(again).items() if name[0] != "_"} == {
        name: value for name, value in vars(caught.value).items() if name[0] != "_"
    }


def test_the_request_id_is_shown_to_the_person(server: RawServer, raw_client: rn.Refold) -> None:
    server.script(
        http(404, body(404, "NOT_FOUND", "RESOURCE_NOT_FOUND", "Workflow not found", request_id=REQUEST_ID))
    )
    with pytest.raises(rn.NotFound, match=REQUEST_ID):
        raw_client.workflows.get("6a31545ed0aeb8165beb9a43")


@pytest.mark.parametrize("name", ["message", "request_id"])
def test_what_a_server_says_neither_floods_nor_commands_a_terminal(
    server: RawServer, raw_client: rn.Refold, name: str
) -> None:
    hostile = "\x1b[2J\x1b]0;title\x07\u202egnp " + "x" * 100_000
    server.script(http(400, {"message": "No", name: hostile}))
    with pytest.raises(rn.BadRequest) as caught:
        raw_client.workflows.get("6a31545ed0aeb8165beb9a43")
    assert getattr(caught.value, name) == hostile
    assert not set("\x1b\x07\u202e") & set(str(caught.value))
    assert len(str(caught.value)) < 1000


def test_an_unknown_slug_is_a_500_that_is_not_tried_again(server: RawServer, raw_client: rn.Refold) -> None:
    message = "Application with slug hubspto not found"
    server.script(http(500, body(500, "INTERNAL_SERVER_ERROR", "SERVER_ERROR", message)))
    with pytest.raises(rn.ApplicationNotFound) as caught:
        raw_client.workflows.create("Lead Sync", slug="hubspto")
    assert caught.value.status_code == 500
    assert isinstance(caught.value, rn.ServerError)
    assert "applications.list()" in str(caught.value)
    assert len(server.asked) == 1
    assert raw_client.history.newest(1)[0].status == "failed"


def test_execute_without_a_slug_has_no_status_code_in_its_body(
    server: RawServer, raw_client: rn.Refold
) -> None:
    server.script(http(400, {"message": "Server Error", "error": "Workflow ID and slug are required"}))
    with pytest.raises(rn.BadRequest) as caught:
        raw_client.workflows.execute("6a31545ed0aeb8165beb9a44", slug="hubspot", check=False)
    assert caught.value.status_code == 400
    assert caught.value.message == "Workflow ID and slug are required"
    assert caught.value.http_error_type is None


@pytest.mark.parametrize(
    ("header", "seconds", "words"),
    [
        ("0.25", 0.25, "try again in 1 s"),
        ("120", 120.0, "try again in 120 s"),
        ("9" * 400, 1e9, "try again in"),
        ("nonsense", None, "try again later"),
        ("-5", None, "try again later"),
        ("", None, "try again later"),
    ],
)
def test_too_fast_says_how_long_to_wait(
    server: RawServer, raw_client: rn.Refold, header: str, seconds: float | None, words: str
) -> None:
    server.script(http(429, body(429, "TOO_MANY_REQUESTS", "X", "Too many requests"), retry_after=header))
    with pytest.raises(rn.RateLimited) as caught:
        raw_client.linked_accounts.create("initech")
    assert caught.value.retry_after == seconds
    assert words in str(caught.value)


def test_retry_after_may_be_a_date_by_the_servers_own_clock(server: RawServer, raw_client: rn.Refold) -> None:
    # Its clock is a year behind ours: what counts is the distance between its own two times.
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(days=365)
    dates = {"date": format_datetime(now, usegmt=True)}
    later = format_datetime(now + timedelta(seconds=90), usegmt=True)
    server.script(http(429, body(429, "T", "X", "Too many requests"), retry_after=later, **dates))
    with pytest.raises(rn.RateLimited) as caught:
        raw_client.linked_accounts.create("initech")
    assert caught.value.retry_after == 90.0


def test_a_refused_call_is_made_again_when_it_may(server: RawServer, raw_client: rn.Refold) -> None:
    refused = http(429, body(429, "T", "X", "Too many requests"), retry_after="0")
    server.script(refused, refused, http(200, {"_id": "1", "account_id": "initech", "name": "Initech"}))
    assert raw_client.linked_accounts.create("initech").name == "Initech"
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [402, 405, 409, 413, 418, 422])
def test_other_refusals_are_bad_requests_with_their_status(
    server: RawServer, raw_client: rn.Refold, status: int
) -> None:
    server.script(http(status, {"message": "No"}))
    with pytest.raises(rn.BadRequest) as caught:
        raw_client.workflows.get("6a31545ed0aeb8165beb9a43")
    assert caught.value.status_code == status


@pytest.mark.parametrize(
    "odd",
    [
        {"message": {"text": "nested"}, "error": ["a", "list"], "status_code": "four hundred"},
        {"message": None, "error": None},
        {"error": 17},
        ["an", "array"],
        "just text",
        None,
    ],
)
def test_an_error_body_of_any_shape_is_still_the_error_of_its_status(
    server: RawServer, raw_client: rn.Refold, odd: Any
) -> None:
    import json

    server.script(http(400, json.dumps(odd).encode()))
    with pytest.raises(rn.BadRequest) as caught:
        raw_client.workflows.get("6a31545ed0aeb8165beb9a43")
    assert isinstance(caught.value.message, str)
    assert caught.value.error_code is None or isinstance(caught.value.error_code, str)
    pickle.loads(pickle.dumps(caught.value))

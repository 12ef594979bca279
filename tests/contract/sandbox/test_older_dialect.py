"""The generation of 2025, as far as it answers differently."""

from __future__ import annotations

import pytest

from refold_nb.sandbox import SandboxServer


@pytest.fixture
def sandbox():
    with SandboxServer(dialect="2025", rate=None) as server:
        yield server


def test_a_create_answers_with_more_fields(acme, sandbox):
    workflow = acme.create("Lead Sync", slug="hubspot", description="d")
    extra = {
        "published": False,
        "linked_account_id": "acme",
        "environment": "test",
        "public_access_workflow": True,
    }
    assert extra.items() <= workflow.items()
    assert {
        "associated_workflow",
        "associated_application",
        "slug",
        "description",
        "edges",
        "data_slots",
        "is_v2",
        "version",
    } <= set(workflow)
    (start,) = workflow["nodes"]
    assert (start["id"], start["type"], start["name"]) == ("1", "start", "Start")
    assert set(start["position"]) == {"x", "y"}
    sandbox.behaviour.wraps_workflow = False
    assert "_id" in acme("POST", "/workflow", json={"name": "bare"}).json()


def test_a_name_is_required(acme):
    assert acme("POST", "/workflow", json={"slug": "hubspot"}).status_code == 400


def test_rows_carry_the_application_as_an_object(acme):
    acme.create("Lead Sync", slug="hubspot")
    (row,) = acme("GET", "/workflow?scope=private").json()["docs"]
    assert set(row["associated_application"]) == {"_id", "name", "slug"}
    assert {"environment", "linked_account_id", "current_version", "createdAt", "updatedAt"} <= set(row)


def test_edit_wants_a_token(by_key, by_token):
    draft = by_key.create()
    answer = by_key("GET", f"/workflow/{draft['_id']}/edit")
    body = answer.json()
    assert (answer.status_code, body["error_code"], body["message"]) == (
        401,
        "AUTH_SERVICE_ERROR",
        "Authorization Token Missing",
    )
    assert "error" not in body
    edited = by_token("GET", f"/workflow/{draft['_id']}/edit").json()
    assert edited["associated_workflow"] == draft["associated_workflow"]


def test_publish_takes_a_key_with_the_environment(by_key, sandbox):
    draft = by_key.create()
    path = f"/workflow/{draft['_id']}/publish"
    assert by_key("PUT", path, json={"published": True}).status_code == 400
    assert (
        by_key("PUT", path, json={"published": True}, headers={"environment": "production"}).status_code
        == 404
    )
    answer = by_key(
        "PUT", path, json={"published": True, "description": "first"}, headers={"environment": "test"}
    )
    assert answer.status_code == 200
    assert set(answer.json()) == {"published", "current_version", "updatedAt"}
    assert (answer.json()["published"], answer.json()["current_version"]) == (True, 1)
    assert sandbox.workflows("acme")[0]["published_id"] == draft["associated_workflow"]


def test_delete_and_token_answer_in_their_older_ways(by_key, by_token):
    draft = by_key.create()["_id"]
    assert by_token("DELETE", f"/workflow/{draft}").json()["successfullyDeletedTriggers"] == 0
    assert set(by_key("POST", "/session-token", json={"linked_account_id": "acme"}).json()) == {"token"}
    refused = by_key("POST", "/session-token", json={"linked_account_id": "nobody"}).json()
    assert refused["error_code"] == "INVALID_LINKED_ACCOUNT_ID"


def test_there_is_no_other_dialect():
    with pytest.raises(ValueError, match="2026 or 2025"):
        SandboxServer(dialect="2024")

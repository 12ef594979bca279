"""Publish, unpublish, edit, versions, roll back, delete: the rules and the ids."""

from __future__ import annotations

import pytest

UNKNOWN = "0" * 24


def put(caller, workflow_id, **body):
    return caller("PUT", f"/workflow/{workflow_id}/publish", json=body)


def test_publishing_answers_with_another_id(by_key, by_token):
    draft = by_key.create("Lead Sync", slug="hubspot")
    answer = put(by_token, draft["_id"], published=True)
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"_id", "name", "published", "nodes"}
    assert body["_id"] != draft["_id"]
    assert (body["name"], body["published"], body["nodes"]) == ("Lead Sync", True, draft["nodes"])
    shown = by_key("GET", f"/workflow/{body['_id']}").json()
    assert (shown["_id"], shown["published"]) == (body["_id"], True)
    (row,) = by_key("GET", "/workflow?scope=private").json()["docs"]
    assert (row["_id"], row["published"]) == (body["_id"], True)


def test_publishing_a_draft_twice_is_the_same_as_once(by_key, by_token):
    draft = by_key.create()["_id"]
    first, second = put(by_token, draft, published=True), put(by_token, draft, published=True)
    assert first.json() == second.json()
    assert by_key("GET", f"/workflow/versions/{first.json()['_id']}").json()["totalDocs"] == 1


def test_edit_gives_the_draft_or_clones_the_published_version(acme, by_token, publish, sandbox):
    draft = acme.create("Lead Sync")["_id"]
    edited = acme("GET", f"/workflow/{draft}/edit").json()
    assert edited["_id"] == draft
    assert {"associated_workflow", "name", "nodes", "edges", "data_slots", "createdAt", "updatedAt"} <= set(
        edited
    )
    published = publish(draft)
    assert edited["associated_workflow"] == published
    clone = acme("GET", f"/workflow/{published}/edit").json()
    assert clone["_id"] not in {draft, published}
    assert clone["associated_workflow"] == published
    assert clone["nodes"] == edited["nodes"]
    assert acme("GET", f"/workflow/{published}/edit").json()["_id"] == clone["_id"]


def test_an_edited_draft_becomes_the_next_version(by_key, publish, sandbox):
    draft = by_key.create("one")["_id"]
    published = publish(draft)
    nodes = [{"id": "1", "type": "start"}, {"id": "2", "type": "action"}]
    second = sandbox.edit(published, name="two", nodes=nodes)
    assert by_key("GET", f"/workflow/{published}").json()["name"] == "one"
    assert by_key("GET", f"/workflow/{second}").json()["published"] is False
    assert publish(second) == published
    shown = by_key("GET", f"/workflow/{published}").json()
    assert (shown["name"], shown["nodes"]) == ("two", nodes)
    versions = by_key("GET", f"/workflow/versions/{published}").json()
    assert [(row["version"], row["_id"]) for row in versions["docs"]] == [(2, second), (1, draft)]
    assert set(versions["docs"][0]) == {"version", "_id", "createdAt"}
    snapshot = by_key("GET", f"/workflow/{draft}").json()
    assert (snapshot["name"], snapshot["published"]) == ("one", False)


def test_rolling_back_to_an_earlier_version(by_key, by_token, publish, sandbox):
    published = publish(by_key.create("one")["_id"])
    publish(sandbox.edit(published, name="two"))
    answer = put(by_token, published, published=True, version=1)
    assert (answer.status_code, answer.json()["_id"], answer.json()["name"]) == (200, published, "one")
    assert by_key("GET", f"/workflow/versions/{published}").json()["totalDocs"] == 2
    assert put(by_token, published, published=True, version=7).status_code == 400


def test_unpublishing_takes_the_published_id(by_key, by_token, publish):
    draft = by_key.create()["_id"]
    assert put(by_token, draft, published=False).json()["error"] == "INVALID_WORKFLOW_ID"
    published = publish(draft)
    refused = put(by_token, draft, published=False)
    assert refused.status_code == 400
    assert refused.json()["message"] == "Only public and published workflows can be unpublished"
    answer = put(by_token, published, published=False)
    assert (answer.status_code, answer.json()["published"]) == (200, False)
    assert put(by_token, published, published=False).status_code == 400
    assert put(by_token, published, published=True).status_code == 400
    draft = by_key("GET", f"/workflow/{published}/edit").json()["_id"]
    assert put(by_token, draft, published=True).json()["_id"] == published


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"published": "true"},
        {"published": 1},
        {"published": True, "version": "1"},
        {"published": True, "version": True},
    ],
)
def test_publish_checks_its_body(by_key, by_token, body):
    assert put(by_token, by_key.create()["_id"], **body).status_code == 400


def test_publish_and_delete_know_whose_workflow_it_is(by_key, by_token, sandbox, http):
    draft = by_key.create()["_id"]
    globex = {"authorization": f"Bearer {sandbox.session_token('globex')}"}
    by_token.headers = globex
    assert put(by_token, draft, published=True).status_code == 403
    assert by_token("DELETE", f"/workflow/{draft}").status_code == 403
    assert put(by_token, UNKNOWN, published=True).status_code == 404
    assert by_token("DELETE", f"/workflow/{UNKNOWN}").status_code == 404
    public = by_key("GET", "/workflow").json()["docs"][0]["_id"]
    assert put(by_token, public, published=False).status_code == 403
    assert by_token("DELETE", f"/workflow/{public}").status_code == 403


def test_deleting_by_the_published_id_takes_drafts_and_versions_along(by_key, by_token, publish, sandbox):
    draft = by_key.create()["_id"]
    published = publish(draft)
    clone = by_key("GET", f"/workflow/{published}/edit").json()["_id"]
    refused = by_token("DELETE", f"/workflow/{draft}")
    assert (refused.status_code, refused.json()["message"]) == (400, "Workflow is a version workflow.")
    answer = by_token("DELETE", f"/workflow/{published}")
    assert (answer.status_code, answer.json()) == (200, {"success": True, "triggers_deregistered": 0})
    for gone in (draft, published, clone):
        assert by_key("GET", f"/workflow/{gone}").status_code == 404
    assert by_token("DELETE", f"/workflow/{published}").status_code == 404
    assert sandbox.workflows("acme") == []


def test_strange_nodes_can_be_published_and_deleted(by_key, by_token, publish):
    nodes = [{"id": "1", "type": ["start"], "name": {}, "triggers": 7}, {"id": None}, {}]
    published = publish(by_key.create(nodes=nodes, edges=[{}, {"source": {}, "target": []}])["_id"])
    run = by_key("POST", f"/workflow/{published}/execute", json={}, headers={"slug": "custom"})
    assert run.status_code == 200
    assert by_key("GET", f"/execution/{run.json()['execution_id']}").status_code == 200
    assert by_token("DELETE", f"/workflow/{published}").status_code == 200


def test_a_draft_that_was_never_published_is_deleted_by_its_own_id(by_key, by_token, sandbox):
    draft = by_key.create()["_id"]
    assert by_token("DELETE", f"/workflow/{draft}").status_code == 200
    assert sandbox.workflows("acme") == []


def test_enabled_lists_what_is_published(by_key, publish):
    by_key.create("a draft")
    published = publish(by_key.create("mine", slug="slack")["_id"])
    rows = by_key("GET", "/workflow/enabled").json()
    mine = next(row for row in rows if row["id"] == published)
    assert {"id", "name", "description", "icon", "createdAt", "updatedAt", "config_id", "application"} == set(
        mine
    )
    assert mine["application"]["slug"] == "slack"
    assert "a draft" not in {row["name"] for row in rows}


def test_request_structure(by_key, publish, sandbox):
    published = publish(by_key.create()["_id"])
    nothing = {"payload": None, "schema": None, "schema_interpreted": None}
    assert by_key("GET", f"/workflow/request-structure/{published}").json() == nothing
    schema = {"type": "object", "properties": {"email": {"type": "string"}, "age": {"type": "integer"}}}
    sandbox.edit(published, payload_schema=schema)
    answer = by_key("GET", f"/workflow/request-structure/{published}").json()
    assert answer["schema"] == schema
    assert set(answer["payload"]) == {"email", "age"}
    assert answer["schema_interpreted"] == {"email": "string", "age": "integer"}


@pytest.mark.parametrize(
    ("field", "kind", "sample"),
    [
        ({"type": ["null", "integer"]}, "integer", 1),
        ({"type": "object", "properties": {"b": {"type": "boolean"}}}, "object", {"b": True}),
        ({"properties": {"b": {"properties": {"c": {}}}}}, "object", {"b": {"c": "text"}}),
        ({"type": "array", "items": {}}, "array", []),
        ({}, "string", "text"),
        (True, "string", "text"),
        ({"type": 5, "properties": [1]}, "string", "text"),
    ],
)
def test_request_structure_of_any_schema(by_key, publish, sandbox, field, kind, sample):
    published = publish(by_key.create()["_id"])
    sandbox.edit(published, payload_schema={"properties": {"a": field}})
    answer = by_key("GET", f"/workflow/request-structure/{published}").json()
    assert (answer["schema_interpreted"], answer["payload"]) == ({"a": kind}, {"a": sample})


def test_the_two_environments_are_apart(by_key, sandbox):
    draft = by_key.create("in test")["_id"]
    by_key.headers["x-api-key"] = sandbox.production_api_key
    assert by_key("GET", f"/workflow/{draft}").status_code == 404
    assert by_key("GET", "/workflow?scope=private").json()["totalDocs"] == 0
    by_key.create("in production")
    assert [(row["name"], row["environment"]) for row in sandbox.workflows("acme")] == [
        ("in test", "test"),
        ("in production", "production"),
    ]

"""Creating, reading and listing workflows over a real socket."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def test_a_new_workflow_is_a_draft_with_one_start_node(acme, sandbox):
    before = int(time.time())
    answer = acme("POST", "/workflow", json={"name": "Lead Sync", "slug": "hubspot"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"workflow"}
    workflow = answer.json()["workflow"]
    assert set(workflow) == {"_id", "name", "org_id", "nodes", "createdAt", "updatedAt"}
    start = {"id": "1", "type": "start", "incoming_nodes": [], "outgoing_nodes": [], "data": None}
    assert workflow["nodes"] == [start]
    assert workflow["name"] == "Lead Sync"
    assert MOMENT.fullmatch(workflow["createdAt"])
    assert re.fullmatch(r"[0-9a-f]{24}", workflow["_id"])
    assert before <= int(workflow["_id"][:8], 16) <= time.time() + 1
    assert [row["draft_id"] for row in sandbox.workflows("acme")] == [workflow["_id"]]


def test_every_field_is_optional(acme, sandbox):
    assert acme("POST", "/workflow").status_code == 200
    assert acme("POST", "/workflow", json={}).status_code == 200
    assert [row["slug"] for row in sandbox.workflows("acme")] == ["custom", "custom"]


def test_an_application_is_given_by_slug_or_by_id(acme, by_key, sandbox):
    slack = by_key("GET", "/application/slack").json()
    acme.create("a", slug="slack")
    acme.create("b", associated_application=slack["app_id"])
    assert [row["slug"] for row in sandbox.workflows("acme")] == ["slack", "slack"]


def test_a_connection_that_is_to_be_closed_gets_its_answer_first(acme):
    answer = acme("POST", "/workflow", json={"name": "x"}, headers={"connection": "close"})
    assert (answer.status_code, answer.headers["connection"]) == (200, "close")


def test_a_create_sent_twice_makes_two_drafts(acme, sandbox):
    assert acme.create("twice")["_id"] != acme.create("twice")["_id"]
    assert len(sandbox.workflows("acme")) == 2


def test_unknown_fields_are_ignored(acme):
    assert acme("POST", "/workflow", json={"name": "x", "colour": 7}).status_code == 200


def test_nodes_and_edges_are_kept_unless_the_sandbox_ignores_them(acme, sandbox):
    nodes = [{"id": "1", "type": "start"}, {"id": "2", "type": "action"}]
    edges = [{"id": "e", "source": "1", "target": "2"}]
    assert acme.create("copy", nodes=nodes, edges=edges)["nodes"] == nodes
    sandbox.behaviour.keeps_nodes = False
    assert len(acme.create("copy", nodes=nodes, edges=edges)["nodes"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"name": 3},
        {"name": None},
        {"slug": ["hubspot"]},
        {"associated_application": {}},
        {"description": True},
        {"nodes": "none"},
        {"nodes": [1]},
        {"edges": {}},
    ],
)
def test_wrongly_typed_fields_are_refused(acme, sandbox, body):
    answer = acme("POST", "/workflow", json=body)
    assert answer.status_code == 400
    assert next(iter(body)) in answer.json()["message"]
    assert sandbox.workflows() == []


def test_ids_are_unique_under_concurrency(by_key, sandbox):
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda n: by_key.create(f"w{n}")["_id"], range(200)))
    assert len(set(ids)) == 200
    assert len(sandbox.workflows("acme")) == 200


def test_hostile_names_come_back_as_they_were_sent(acme):
    for name in ("<img src=x onerror=alert(1)>", "😀 汉字 \u202e", "a\u0000b", "\ud800", "'; DROP", ""):
        body = json.dumps({"name": name})
        answer = acme("POST", "/workflow", content=body, headers={"content-type": "application/json"})
        assert answer.json()["workflow"]["name"] == name


def test_get_needs_the_key_and_the_account(by_key, by_token, sandbox):
    draft = by_key.create("Lead Sync", slug="hubspot", description="from the form")
    document = by_key("GET", f"/workflow/{draft['_id']}").json()
    assert document["_id"] == draft["_id"]
    assert (document["name"], document["description"]) == ("Lead Sync", "from the form")
    assert (document["published"], document["slug"], document["environment"]) == (False, "hubspot", "test")
    assert document["edges"] == []
    assert by_token("GET", f"/workflow/{draft['_id']}").status_code == 401
    del by_key.headers["linked_account_id"]
    assert by_key("GET", f"/workflow/{draft['_id']}").status_code == 403


def names(answer):
    assert answer.status_code == 200, answer.text
    return [row["name"] for row in answer.json()["docs"]]


def test_the_list_is_private_by_scope_and_newest_first(acme):
    for name in ("one", "two", "three"):
        acme.create(name)
    assert names(acme("GET", "/workflow?scope=private")) == ["three", "two", "one"]
    public = acme("GET", "/workflow").json()
    assert {"one", "two", "three"}.isdisjoint(row["name"] for row in public["docs"])
    assert all(row["published"] for row in public["docs"])


def test_rows_carry_the_documented_fields(acme):
    draft = acme.create("one", slug="xero")
    (row,) = acme("GET", "/workflow?scope=private").json()["docs"]
    assert (row["_id"], row["name"], row["published"], row["slug"]) == (draft["_id"], "one", False, "xero")


def test_pages(acme):
    for number in range(23):
        acme.create(f"w{number}")
    first = acme("GET", "/workflow?scope=private").json()
    assert (first["limit"], first["page"], first["totalDocs"], first["totalPages"]) == (10, 1, 23, 3)
    assert (first["hasNextPage"], first["nextPage"], first["hasPrevPage"]) == (True, 2, False)
    assert "schema" in first
    last = acme("GET", "/workflow?scope=private&page=3&limit=10").json()
    assert [row["name"] for row in last["docs"]] == ["w2", "w1", "w0"]
    assert (last["hasNextPage"], last["nextPage"], last["prevPage"]) == (False, None, 2)
    assert acme("GET", "/workflow?scope=private&page=9").json()["docs"] == []
    empty = acme("GET", "/workflow?scope=private&slug=jira").json()
    assert (empty["docs"], empty["totalDocs"], empty["totalPages"]) == ([], 0, 1)


def test_filters(by_key, by_token, publish):
    draft = by_key.create("prod-crm-contact-sync", slug="hubspot")
    by_key.create("prod-erp-order-sync", slug="netsuite")
    by_key.create("a.b", slug="slack")
    by_key.create("axb", slug="slack")
    publish(draft["_id"])
    hubspot = by_key("GET", "/application/hubspot").json()["app_id"]

    def listed(**query):
        return names(by_key("GET", "/workflow", params={"scope": "private", **query}))

    assert listed(name="^prod-.*-sync$") == ["prod-erp-order-sync", "prod-crm-contact-sync"]
    assert listed(name=re.escape("a.b")) == ["a.b"]
    assert listed(name="a.b") == ["axb", "a.b"]
    assert listed(slug="netsuite") == ["prod-erp-order-sync"]
    assert listed(application_id=hubspot) == ["prod-crm-contact-sync"]
    assert listed(published="true") == ["prod-crm-contact-sync"]
    assert len(listed(published="false")) == 3
    now = datetime.now(UTC)
    assert len(listed(start_date=(now - timedelta(hours=1)).isoformat())) == 4
    assert listed(start_date=(now + timedelta(hours=1)).isoformat()) == []
    assert listed(end_date=(now - timedelta(days=1)).date().isoformat()) == []


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "limit=x",
        "limit=0",
        "page=1e3",
        "page=" + "9" * 5000,
        "page=²",
        "published=maybe",
        "start_date=yesterday",
        "end_date=",
        "name=(",
        "name=%5B",
        "name=(?%3Da)",
        "scope=mine",
        "name=a%7B99999%7D",
    ],
)
def test_bad_filters_are_refused(acme, query):
    answer = acme("GET", "/workflow?scope=private&" + query if "scope" not in query else "/workflow?" + query)
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["message"]


def test_a_catastrophic_pattern_is_matched_at_once(by_key):
    by_key.create("a" * 20_000 + "!")
    for pattern in ("(a+)+$", "(a|a)*b", "(a|aa)+$", "a*a*a*a*a*b"):
        assert names(by_key("GET", "/workflow", params={"scope": "private", "name": pattern})) == []


def test_the_list_can_lag_and_ignore_filters(acme, sandbox):
    acme.create("one", slug="jira")
    sandbox.behaviour.list_lag = 60
    assert names(acme("GET", "/workflow?scope=private")) == []
    sandbox.advance(61)
    assert names(acme("GET", "/workflow?scope=private")) == ["one"]
    sandbox.behaviour.ignores_filters = True
    assert names(acme("GET", "/workflow?scope=private&slug=xero&name=nothing")) == ["one"]


def test_description_can_be_left_out(by_key, sandbox):
    draft = by_key.create("one", description="d")
    row = by_key("GET", "/workflow?scope=private").json()["docs"][0]
    assert row["description"] == "d"
    sandbox.behaviour.lists_description = False
    assert "description" not in by_key("GET", "/workflow?scope=private").json()["docs"][0]
    assert by_key("GET", f"/workflow/{draft['_id']}").json()["description"] == "d"
    sandbox.behaviour.returns_description = False
    assert "description" not in by_key("GET", f"/workflow/{draft['_id']}").json()
    sandbox.reset()
    sandbox.behaviour.keeps_description = False
    draft = by_key.create("one", description="d")
    assert by_key("GET", f"/workflow/{draft['_id']}").json()["description"] is None

"""Running workflows: what starts, how it goes on, what it says at the end."""

from __future__ import annotations

import time

import pytest

NODES = [
    {"id": "1", "type": "start", "name": "Start"},
    {"id": "2", "type": "rule", "name": "Known?"},
    {"id": "3", "type": "action", "name": "Update"},
    {"id": "4", "type": "action", "name": "Create"},
    {"id": "5", "type": "response", "name": "Respond"},
]
EDGES = [
    {"id": "a", "source": "1", "target": "2"},
    {"id": "b", "source": "2", "target": "3", "sourceHandle": "yes"},
    {"id": "c", "source": "2", "target": "4", "sourceHandle": "no"},
    {"id": "d", "source": "3", "target": "5"},
    {"id": "e", "source": "4", "target": "5"},
]


@pytest.fixture
def workflow(by_key, publish):
    return publish(by_key.create("prod-crm-sync", slug="hubspot", nodes=NODES, edges=EDGES)["_id"])


def run(caller, workflow, **headers):
    return caller(
        "POST",
        f"/workflow/{workflow}/execute",
        json={"payload": {"n": 1}},
        headers={"slug": "hubspot", **headers},
    )


def statuses(report):
    return {node["node_name"]: node["node_status"] for node in report["nodes"]}


def test_a_run_starts_and_completes(acme, workflow, sandbox):
    started = run(acme, workflow).json()
    assert set(started) == {"message", "execution_id"}
    assert started["message"] == "Workflow execution started"
    sandbox.advance(60)
    report = acme("GET", f"/execution/{started['execution_id']}").json()
    assert (report["name"], report["status"], report["completion_percentage"]) == (
        "prod-crm-sync",
        "COMPLETED",
        100,
    )
    assert statuses(report) == {
        "Start": "Success",
        "Known?": "Success",
        "Update": "Success",
        "Respond": "Success",
        "Create": "Skipped",
    }
    node = report["nodes"][0]
    assert {
        "node_id",
        "node_name",
        "node_type",
        "node_status",
        "is_batch",
        "attempts_made",
        "execution_time",
        "latest_output",
    } <= set(node)
    assert node["latest_output"] == {"n": 1}
    assert all(node["execution_time"] >= 0 for node in report["nodes"] if node["node_status"] == "Success")


def test_a_run_goes_on_node_by_node(by_key, workflow, sandbox):
    for name in ("Start", "Known?", "Update", "Respond"):
        sandbox.runs.last(name, 10)
    execution = run(by_key, workflow).json()["execution_id"]
    sandbox.advance(15)
    report = by_key("GET", f"/execution/{execution}").json()
    assert report["status"] == "RUNNING"
    assert 0 < report["completion_percentage"] < 100
    assert statuses(report) == {
        "Start": "Success",
        "Known?": "Running",
        "Update": "Pending",
        "Respond": "Pending",
        "Create": "Pending",
    }
    sandbox.advance(30)
    assert by_key("GET", f"/execution/{execution}").json()["status"] == "COMPLETED"


def test_a_synchronous_run_answers_at_its_end(acme, workflow, sandbox):
    sandbox.runs.last("Update", 0.2)
    begun = time.monotonic()
    body = run(acme, workflow, sync_execution="true").json()
    assert time.monotonic() - begun >= 0.2
    assert (body["errored"], body["status_code"], body["execution_error"]) == (False, 200, None)
    assert body["return_value"] == {"success": True}
    assert acme("GET", f"/execution/{body['execution_id']}").json()["status"] == "COMPLETED"


def test_failures_and_branches_are_scripted(by_key, workflow, sandbox):
    sandbox.runs.take("Known?", "no")
    sandbox.runs.fail("Create", message="Quota exceeded", times=1)
    body = run(by_key, workflow, sync_execution="true").json()
    assert (body["errored"], body["return_value"]) == (True, None)
    assert body["execution_error"] == {"message": "Quota exceeded"}
    report = by_key("GET", f"/execution/{body['execution_id']}").json()
    assert report["status"] == "ERRORED"
    assert statuses(report) == {
        "Start": "Success",
        "Known?": "Success",
        "Create": "Failed",
        "Update": "Skipped",
        "Respond": "Skipped",
    }
    failed = next(node for node in report["nodes"] if node["node_status"] == "Failed")
    assert failed["latest_output"] == {"error": "Quota exceeded"}
    assert run(by_key, workflow, sync_execution="true").json()["errored"] is False


def test_execute_needs_a_slug(acme, workflow):
    answer = acme("POST", f"/workflow/{workflow}/execute", json={})
    assert answer.status_code == 400
    assert answer.json() == {"message": "Server Error", "error": "Workflow ID and slug are required"}


def test_execute_takes_published_ids_only(by_key, by_token, workflow):
    draft = by_key.create()["_id"]
    for wrong in (draft, "0" * 24, "x"):
        answer = run(by_key, wrong)
        assert (answer.status_code, answer.json()["error"]) == (404, "INVALID_WORKFLOW_ID")
        assert answer.json()["message"] == f"No public workflow with id {wrong}."
    by_token("PUT", f"/workflow/{workflow}/publish", json={"published": False})
    assert run(by_key, workflow).status_code == 404


@pytest.mark.parametrize(
    ("body", "headers"), [({"payload": []}, {}), ({"payload": None}, {}), ({}, {"sync_execution": "maybe"})]
)
def test_execute_checks_what_it_is_sent(by_key, workflow, body, headers):
    answer = by_key(
        "POST", f"/workflow/{workflow}/execute", json=body, headers={"slug": "hubspot", **headers}
    )
    assert answer.status_code == 400


def test_runs_are_the_accounts_own(by_key, workflow):
    execution = run(by_key, workflow).json()["execution_id"]
    by_key.headers["linked_account_id"] = "globex"
    assert by_key("GET", f"/execution/{execution}").status_code == 403
    assert by_key("GET", "/execution").json()["docs"] == []
    assert run(by_key, workflow).status_code == 403
    assert by_key("GET", "/execution/" + "0" * 24).status_code == 404


def test_runs_are_listed_and_filtered(by_key, workflow, sandbox):
    first = run(by_key, workflow).json()["execution_id"]
    sandbox.advance(60)
    sandbox.runs.fail("Update")
    second = run(by_key, workflow, sync_execution="true").json()["execution_id"]

    def listed(**query):
        answer = by_key("GET", "/execution", params=query)
        assert answer.status_code == 200, answer.text
        return [row["_id"] for row in answer.json()["docs"]]

    assert listed() == [second, first]
    assert listed(sortAsc="true") == [first, second]
    assert listed(status="ERRORED") == [second]
    assert listed(status="COMPLETED", workflow_id=workflow, slug="hubspot") == [first]
    assert listed(execution_id=first) == [first]
    assert listed(workflow_name="^prod", execution_source="API_CALL") == [second, first]
    assert listed(execution_source="SCHEDULE") == []
    assert listed(page=2, limit=1) == [first]
    assert by_key("GET", "/execution?workflow_name=(").status_code == 400


def test_the_examples_have_runs_to_look_at(by_key):
    by_key.headers["linked_account_id"] = "initech"
    rows = by_key("GET", "/execution").json()["docs"]
    assert {row["status"] for row in rows} == {"COMPLETED", "ERRORED"}

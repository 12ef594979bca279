"""Running a published workflow, over a real socket: the payload checked, the run watched to its end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import refold_nb as rn
from tests.contract.client.wire import RawServer, http

if TYPE_CHECKING:
    from collections.abc import Callable

NODES = [
    {"id": "1", "type": "start"},
    {"id": "2", "type": "http_request", "name": "Ask"},
    {"id": "3", "type": "response", "name": "Say"},
]
EDGES = [{"id": "a", "source": "1", "target": "2"}, {"id": "b", "source": "2", "target": "3"}]
NODE_RUNS = [{"node_id": "2", "node_name": "Ask", "node_type": "http_request", "node_status": "Success"}]
SCHEMA = {
    "type": "object",
    "properties": {
        "contact": {
            "type": "object",
            "properties": {
                "email": {"type": "string"},
                "tags": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["email"],
        }
    },
    "required": ["contact"],
}


@pytest.fixture
def published(sandbox: rn.Sandbox, client: rn.Refold) -> Any:
    draft = client.workflows.create("Lead Sync", slug="hubspot")
    sandbox.edit(draft.id, nodes=NODES, edges=EDGES)
    return draft.publish()


def test_a_run_is_started_and_looked_at_again(client: rn.Refold, published: Any, sandbox: rn.Sandbox) -> None:
    sandbox.runs.last("Ask", 30.0)
    run = published.execute({"email": "ada@example.com"})
    assert isinstance(run, rn.Execution)
    assert len(run.id) == 24
    assert run.workflow_id == published.id
    assert not run.done
    assert run.refresh() is run
    assert run.status == "RUNNING"
    sandbox.advance(60)
    assert run.refresh().done
    assert (run.status, run.completion_percentage) == ("COMPLETED", 100)
    assert [node.status for node in run.nodes] == ["Success"] * 3
    assert client.executions.get(run.id) == run
    assert [row.id for row in client.executions.list(workflow_id=published.id)] == [run.id]


def test_waiting_returns_the_ended_run(client: rn.Refold, published: Any) -> None:
    seen: list[Any] = []
    run = client.workflows.execute(str(published.id), {"a": 1}, wait=True, progress=seen.append)
    assert run.status == "COMPLETED"
    assert run.done
    assert seen[-1].completion_percentage == 100


def test_a_failing_run_is_returned_not_raised(sandbox: rn.Sandbox, published: Any) -> None:
    sandbox.runs.fail("Ask", message="The CRM said no")
    run = published.execute({}, wait=True, progress=False)
    assert run.status == "ERRORED"
    assert run.error == "The CRM said no"
    outline = run.graph_overlay()._repr_mimebundle_()["text/plain"] if published else ""
    assert "Failed" in outline


def test_a_synchronous_run_answers_with_its_outcome(sandbox: rn.Sandbox, published: Any) -> None:
    run = published.execute({"a": 1}, sync=True)
    assert (run.errored, run.done, run.status_code) == (False, True, 200)
    assert run.return_value == {"success": True}
    sandbox.runs.fail("Ask", message="No")
    run = published.execute({"a": 1}, sync=True, wait=True)
    assert (run.errored, run.error) == (True, "No")


def test_waiting_ends_by_the_deadline_and_the_run_goes_on(sandbox: rn.Sandbox, published: Any) -> None:
    sandbox.runs.last("Ask", 600.0)
    with pytest.raises(rn.StillRunning, match="goes on at Refold") as caught:
        published.execute({}, wait=True, deadline=0.3, progress=False)
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.status == "RUNNING"
    assert caught.value.execution_id in str(caught.value)
    import pickle

    assert pickle.loads(pickle.dumps(caught.value)).execution_id == caught.value.execution_id


@pytest.mark.parametrize("deadline", [-1, "soon", True])
def test_a_deadline_that_is_none_is_refused(published: Any, deadline: Any) -> None:
    run = published.execute({})
    with pytest.raises(rn.InvalidRequest):
        run.wait(deadline)


def test_an_interrupt_ends_the_wait_and_says_that_the_run_goes_on(
    sandbox: rn.Sandbox, published: Any
) -> None:
    import signal

    sandbox.runs.last("Ask", 600.0)
    run = published.execute({})
    main = threading.main_thread().ident or 0
    threading.Timer(0.4, signal.pthread_kill, [main, signal.SIGINT]).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt) as caught:
        run.wait(deadline=60, progress=False)
    assert time.monotonic() - began < 30
    assert run.id in caught.value.__notes__[0]
    assert "goes on" in caught.value.__notes__[0]
    assert run.refresh().status == "RUNNING", "the client still works"


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"contact": {}}, "payload.contact.email"),
        ({"contact": {"email": 7}}, "payload.contact.email"),
        ({"contact": {"email": "a", "tags": ["x", 3]}}, "payload.contact.tags[1]"),
        ({}, "payload.contact"),
        ([1], "payload"),
        ("text", "payload"),
        (7, "payload"),
    ],
)
def test_the_payload_is_checked_before_it_is_sent(
    sandbox: rn.Sandbox, published: Any, payload: Any, field: str
) -> None:
    sandbox.edit(published.id, payload_schema=SCHEMA)
    with pytest.raises(rn.InvalidRequest) as caught:
        published.execute(payload)
    assert caught.value.field == field
    assert field in str(caught.value)
    assert sandbox.requests.count("POST /workflow/{id}/execute") == 0


def test_a_payload_that_fits_is_sent_and_the_check_can_be_left_out(
    sandbox: rn.Sandbox, published: Any
) -> None:
    sandbox.edit(published.id, payload_schema=SCHEMA)
    assert published.execute({"contact": {"email": "ada@example.com"}}).id
    before = sandbox.requests.count("GET /workflow/request-structure/{id}")
    assert published.execute({"contact": "wrong"}, check=False).id
    assert sandbox.requests.count("GET /workflow/request-structure/{id}") == before


def test_a_check_that_can_not_be_made_does_not_stop_the_run(sandbox: rn.Sandbox, published: Any) -> None:
    sandbox.faults.add("html_body", on="GET /workflow/request-structure/{id}", times=50)
    sandbox.faults.latency = None
    assert published.execute({"contact": {"email": "ada@example.com"}}).id


def test_values_of_a_data_frame_are_sent_as_json(published: Any) -> None:
    import pandas as pd

    row = pd.DataFrame({"n": [3], "x": [1.5], "t": ["a"]}).iloc[0].to_dict()
    run = published.execute(
        {**row, "at": pd.Timestamp("2026-01-01", tz="UTC"), "id": published.id}, wait=True
    )
    assert run.nodes[0].latest_output["n"] == 3
    assert run.nodes[0].latest_output["at"].startswith("2026-01-01")
    assert run.nodes[0].latest_output["id"] == published.id


def test_what_has_no_form_in_json_is_refused(published: Any) -> None:
    loop: dict[str, Any] = {}
    loop["self"] = loop
    for payload in ({"a": object()}, {"a": {1, 2}} | {"b": lambda: 1}, loop, {("a", "b"): 1}):
        with pytest.raises(rn.InvalidRequest):
            published.execute(payload)


def test_headers_are_sent_as_the_api_wants_them(server: RawServer, raw_client: rn.Refold) -> None:
    server.script(
        http(200, {"message": "Workflow execution started", "execution_id": "6a31545ed0aeb8165beb9a50"})
    )
    raw_client.workflows.execute(
        "6a31545ed0aeb8165beb9a44",
        {"a": 1},
        slug="hubspot",
        sync=True,
        config_id="config-1",
        instance_tag="eu",
        include_headers=True,
        check=False,
    )
    (asked,) = server.asked
    assert asked.target == "/api/v2/public/workflow/6a31545ed0aeb8165beb9a44/execute"
    assert asked.json == {"payload": {"a": 1}}
    wanted = {
        "slug": "hubspot",
        "sync_execution": "true",
        "config_id": "config-1",
        "instance_tag": "eu",
        "include-headers": "true",
    }
    assert {name: asked.headers[name] for name in wanted} == wanted
    raw_client.workflows.execute("6a31545ed0aeb8165beb9a44", slug="hubspot", check=False)
    assert not set(server.asked[1].headers) & (set(wanted) - {"slug"})


@pytest.mark.parametrize("deadline", [-1, "soon", True, float("nan")])
def test_a_deadline_that_is_none_is_refused_before_a_run_is_started(
    sandbox: rn.Sandbox, published: Any, deadline: Any
) -> None:
    before = sandbox.requests.count()
    with pytest.raises(rn.InvalidRequest) as caught:
        published.execute({}, wait=True, deadline=deadline)
    assert caught.value.field == "deadline"
    assert sandbox.requests.count() == before


def test_a_run_is_watched_though_its_answers_do_not_repeat_the_id(
    server: RawServer, raw_client: rn.Refold
) -> None:
    # The documented answer has name, status, completion_percentage and nodes.
    looks = [
        {"name": "x", "status": word, "completion_percentage": 50, "nodes": NODE_RUNS}
        for word in ("RUNNING", "COMPLETED")
    ]
    server.script(
        http(200, {"message": "Workflow execution started", "execution_id": "e1"}),
        *(http(200, look) for look in looks),
    )
    run = raw_client.workflows.execute("6a31545ed0aeb8165beb9a44", slug="hubspot", check=False, wait=True)
    assert (run.id, run.status) == ("e1", "COMPLETED")
    assert [asked.target for asked in server.asked[1:]] == ["/api/v2/public/execution/e1"] * 2
    found = raw_client.executions.get("e1")
    assert found.id == "e1"
    assert found.refresh().status == "COMPLETED"
    assert "Ask" in found.graph_overlay()._repr_mimebundle_()["text/plain"]


@pytest.mark.parametrize("name", ["slug", "config_id", "instance_tag"])
@pytest.mark.parametrize("value", ["a\r\nx-api-key: evil", "ü", " a", 7])
def test_a_header_that_can_not_be_sent_is_refused(
    sandbox: rn.Sandbox, published: Any, name: str, value: Any
) -> None:
    before = sandbox.requests.count()
    with pytest.raises(rn.InvalidRequest) as caught:
        published.execute({}, **{name: value})
    assert caught.value.field == name
    assert sandbox.requests.count() == before


def test_the_slug_is_looked_up_when_only_the_id_is_known(
    sandbox: rn.Sandbox, published: Any, connect: Callable[..., rn.Refold], way: str
) -> None:
    fresh = connect("acme", way, history=":memory:")
    assert fresh.workflows.execute(str(published.id), {}).id
    assert next(iter(fresh.executions.list())).raw["slug"] == "hubspot"


def test_what_is_not_published_is_not_found(client: rn.Refold, published: Any) -> None:
    published.unpublish()
    with pytest.raises(rn.NotFound, match="No public workflow"):
        published.execute({})


def test_a_run_that_is_sent_and_not_answered_is_unknown(sandbox: rn.Sandbox, published: Any) -> None:
    sandbox.faults.add("reset_after_commit", on="POST /workflow/{id}/execute")
    with pytest.raises(rn.OutcomeUnknown):
        published.execute({})
    assert sandbox.requests.count("POST /workflow/{id}/execute") == 1


def test_a_run_that_is_not_there_yet_is_waited_for(server: RawServer, raw_client: rn.Refold) -> None:
    run_id = "6a31545ed0aeb8165beb9a50"
    server.script(
        http(200, {"message": "Workflow execution started", "execution_id": run_id}),
        http(404, {"message": "Execution not found"}),
        http(200, {"_id": run_id, "status": "IN_PROGRESS", "completion_percentage": 30}),
        http(200, {"_id": run_id, "status": "COMPLETED", "completion_percentage": 100}),
    )
    run = raw_client.workflows.execute(
        "6a31545ed0aeb8165beb9a44", slug="hubspot", check=False, wait=True, progress=False
    )
    assert run.status == "COMPLETED"


def test_every_filter_of_the_runs_reaches_the_server(client: rn.Refold, published: Any) -> None:
    run = published.execute({}, wait=True, progress=False)
    published.execute({}, sync=True)
    assert len(client.executions.list(execution_type="SYNC")) == 1
    assert len(client.executions.list(status="COMPLETED")) == 2
    assert len(client.executions.list(execution_source="SCHEDULE")) == 0
    assert client.executions.list(sort_ascending=True)[0] == run
    assert client.executions.list(execution_id=run.id)[0] == run
    assert len(client.executions.list(workflow_name="Lead Sync", slug="hubspot")) == 2
    frame = client.executions.list().to_frame()
    assert str(frame.dtypes["completion_percentage"]) == "Float64"
    assert str(frame.dtypes["created_at"]) == "datetime64[us, UTC]"
    with pytest.raises(rn.NotFound):
        client.executions.get("6a31545ed0aeb8165beb9a43")


def test_a_bar_is_shown_where_somebody_asks_for_it(published: Any, capfd: pytest.CaptureFixture[str]) -> None:
    published.execute({}, wait=True, progress=True)
    assert "Lead Sync" in capfd.readouterr().err
    published.execute({}, wait=True)
    assert capfd.readouterr().err == "", "no bar where nobody looks"

"""The main job over a real socket: create, look up, list; both generations, both ways to authenticate."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import refold_nb as rn
from tests.contract.client.wire import RawServer, http

if TYPE_CHECKING:
    from collections.abc import Callable

# The documentation's own example of the newest answer.
NEWEST = {
    "workflow": {
        "_id": "6a31545ed0aeb8165beb9a43",
        "name": "Lead Sync",
        "org_id": "6500a1b2c3d4e5f6a7b8c9d0",
        "nodes": [{"id": "1", "type": "start", "incoming_nodes": [], "outgoing_nodes": [], "data": None}],
        "createdAt": "2026-06-16T13:49:18.390Z",
        "updatedAt": "2026-06-16T13:49:18.390Z",
    }
}
OLDER = {
    **NEWEST["workflow"],
    "associated_workflow": "6a31545ed0aeb8165beb9a00",
    "linked_account_id": "acme",
    "environment": "test",
    "public_access_workflow": True,
    "published": False,
    "associated_application": "6500a1b2f45eeca76886dcc8",
    "slug": "hubspot",
    "description": "Syncs leads",
    "edges": [],
    "data_slots": [],
    "is_v2": True,
    "version": 1,
    "nodes": [{"id": "1", "type": "start", "name": "Start", "status": "Ready", "position": {"x": 0, "y": 0}}],
}


def test_create_makes_one_unpublished_draft_with_a_start_node(sandbox: rn.Sandbox, client: rn.Refold) -> None:
    wf = client.workflows.create("Lead Sync", slug="hubspot", description="Syncs leads")
    (there,) = sandbox.workflows()
    assert isinstance(wf, rn.Workflow)
    assert isinstance(wf, rn.Draft)
    assert isinstance(wf.id, rn.DraftId)
    assert (wf.id, wf.name, wf.published, wf.slug) == (there["draft_id"], "Lead Sync", False, "hubspot")
    assert [node.type for node in wf.nodes] == ["start"]
    assert wf.linked_account_id == "acme"
    assert wf.description == "Syncs leads"
    assert wf.created_at is not None
    assert abs(wf.created_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert there["description"].startswith("Syncs leads")


def test_create_by_application_id(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    application = by_key.applications.get("slack")
    wf = by_key.workflows.create("Alerts", associated_application=application.id)
    assert sandbox.workflows()[0]["slug"] == "slack"
    assert wf.associated_application == application.id


@pytest.mark.parametrize("answer", [NEWEST, {"workflow": OLDER}, OLDER], ids=["newest", "older", "top level"])
@pytest.mark.parametrize("way", ["key", "token"])
def test_every_documented_answer_of_create_is_understood(
    server: RawServer, raw_client: rn.Refold, sandbox: rn.Sandbox, answer: dict[str, Any], way: str
) -> None:
    server.script(http(200, answer))
    if way == "token":
        token = sandbox.session_token("acme")
        raw_client = rn.connect(session_token=token, base_url=server.url, rate=10_000.0)
    wf = raw_client.workflows.create("Lead Sync", slug="hubspot")
    document = answer.get("workflow", answer)
    assert wf.id == "6a31545ed0aeb8165beb9a43"
    assert wf.created_at == datetime(2026, 6, 16, 13, 49, 18, 390_000, UTC)
    assert wf.published is False
    assert [node.id for node in wf.nodes] == ["1"]
    assert wf.slug == "hubspot"
    assert wf.raw == document, "every field that was sent is kept"
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("POST", "/api/v2/public/workflow")
    assert asked.headers["content-type"] == "application/json"
    assert asked.json["name"] == "Lead Sync"
    assert set(asked.json) == {"name", "slug", "description"}
    if way == "key":
        assert asked.headers["x-api-key"].startswith("tk_")
        assert asked.headers["linked_account_id"] == "acme"
        assert "authorization" not in asked.headers
    else:
        assert asked.headers["authorization"] == f"Bearer {token}"
        assert not {"x-api-key", "linked_account_id"} & set(asked.headers)


def test_the_mark_in_the_description_is_a_choice(
    sandbox: rn.Sandbox, connect: Callable[..., rn.Refold]
) -> None:
    connect("acme", tag=False).workflows.create("Plain", description="As I wrote it")
    assert sandbox.workflows()[0]["description"] == "As I wrote it"


@pytest.mark.parametrize(
    "name", ["Zoë's «Sync» 日本", 'a"b\\c', "💥" * 60, "<img src=x onerror=alert(1)>", "x" * 255, "null", "0"]
)
def test_names_arrive_as_they_were_given(sandbox: rn.Sandbox, by_key: rn.Refold, name: str) -> None:
    assert by_key.workflows.create(name).name == name
    assert by_key.workflows.list(name=name)[0].name == name


def test_get_reads_it_again_whole(client: rn.Refold, by_key: rn.Refold) -> None:
    wf = client.workflows.create("Lead Sync", slug="hubspot", description="Syncs leads")
    again = by_key.workflows.get(wf.id)
    assert again == wf
    assert isinstance(again, rn.Draft)
    assert (again.slug, again.description) == ("hubspot", "Syncs leads")
    assert again.graph.to_networkx().number_of_nodes() == 1


def test_a_session_token_reads_a_draft_where_get_is_closed_to_it(connect: Callable[..., rn.Refold]) -> None:
    client = connect("acme", "token")
    wf = client.workflows.create("Lead Sync")
    assert client.workflows.get(wf.id) == wf
    with pytest.raises(rn.MissingCredentials, match="API key"):
        client.workflows.get("6a31545ed0aeb8165beb9a43")


def test_another_accounts_workflow_is_forbidden(connect: Callable[..., rn.Refold]) -> None:
    wf = connect("acme").workflows.create("Lead Sync")
    with pytest.raises(rn.PermissionDenied, match="another linked account"):
        connect("globex").workflows.get(wf.id)


@pytest.mark.parametrize("unknown", ["6a31545ed0aeb8165beb9a43", "Lead Sync", "a/../b?c#d", "ü", "%2e%2e"])
def test_an_unknown_id_is_not_found(by_key: rn.Refold, unknown: str) -> None:
    with pytest.raises(rn.NotFound):
        by_key.workflows.get(unknown)


@pytest.mark.parametrize("wrong", ["", "  ", ".", "..", None, 7, b"6a31545ed0aeb8165beb9a43", ["x"]])
def test_what_is_no_id_is_refused_before_it_is_sent(
    sandbox: rn.Sandbox, by_key: rn.Refold, wrong: Any
) -> None:
    for call in (
        by_key.workflows.get,
        by_key.workflows.draft,
        by_key.workflows.publish,
        by_key.workflows.execute,
    ):
        with pytest.raises(rn.InvalidRequest):
            call(wrong)
    assert sandbox.requests.count() == 0


def test_for_account_acts_for_another_customer(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    other = by_key.for_account("globex")
    other.workflows.create("Theirs")
    by_key.workflows.create("Ours")
    assert {row["name"]: row["linked_account_id"] for row in sandbox.workflows()} == {
        "Theirs": "globex",
        "Ours": "acme",
    }
    assert [wf.name for wf in other.workflows.list()] == ["Theirs"]
    assert len(by_key.history) == 2


def test_a_session_token_serves_its_own_account_only(connect: Callable[..., rn.Refold]) -> None:
    with pytest.raises(rn.MissingCredentials, match="one linked account"):
        connect("acme", "token").for_account("globex")


def test_an_account_that_is_not_there_is_not_found(connect: Callable[..., rn.Refold]) -> None:
    with pytest.raises(rn.NotFound, match=r"linked_accounts\.list"):
        connect("nobody").workflows.create("Lead Sync")


def test_a_wrong_key_points_at_the_credentials(sandbox: rn.Sandbox) -> None:
    client = rn.connect(api_key="tk_" + "0" * 40, linked_account_id="acme", base_url=sandbox.url)
    with pytest.raises(rn.AuthenticationError, match="key or session token"):
        client.workflows.create("Lead Sync")
    report = client.check()
    assert not report.ok
    assert isinstance(report.error, rn.AuthenticationError)
    client.close()


def test_check_says_who_is_connected(client: rn.Refold, way: str) -> None:
    client.workflows.create("Lead Sync")
    report = client.check()
    assert report.ok
    assert (report.linked_account_id, report.environment) == ("acme", "test")
    assert "acme" in report.text
    assert "1 private" in report.text
    assert (report.expires_at is not None) is (way == "token")


def test_check_without_an_account_asks_for_one(sandbox: rn.Sandbox) -> None:
    with rn.connect(api_key=sandbox.api_key, base_url=sandbox.url) as client:
        report = client.check()
        assert report.ok
        assert "6 linked accounts" in report.text
        with pytest.raises(rn.MissingCredentials, match="linked account"):
            client.workflows.create("Lead Sync")


def test_the_awaited_face_does_the_same(sandbox: rn.Sandbox) -> None:
    async def work() -> tuple[Any, Any, int]:
        async with rn.AsyncRefold(
            api_key=sandbox.api_key, linked_account_id="acme", base_url=sandbox.url
        ) as client:
            wf = await client.workflows.create("Lead Sync", slug="hubspot")
            published = await wf.publish()
            run = await published.execute({"a": 1}, wait=True, progress=False)
            overlay = await run.graph_overlay()
            rows = [row async for row in client.workflows.list()]
            await published.refresh()
            versions = await published.versions().to_frame()
            await published.delete(yes=True)
            return run, overlay, len(rows) + len(versions)

    run, overlay, count = asyncio.run(work())
    assert run.status == "COMPLETED"
    assert "1 node>" in repr(overlay)
    assert count == 2
    assert sandbox.workflows() == []


def test_one_client_is_good_for_several_loops_and_threads(sandbox: rn.Sandbox) -> None:
    from concurrent.futures import ThreadPoolExecutor

    client = rn.AsyncRefold(
        api_key=sandbox.api_key, linked_account_id="acme", base_url=sandbox.url, rate=1e4, burst=100
    )
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda at: asyncio.run(client.workflows.create(f"n{at}")).name, range(24)))
    assert sorted(made) == sorted(f"n{at}" for at in range(24))
    assert len(sandbox.workflows()) == 24
    asyncio.run(client.aclose())


def test_a_closed_client_opens_again(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    by_key.workflows.create("One")
    by_key.close()
    by_key.workflows.create("Two")
    assert [wf.name for wf in by_key.workflows.list()] == ["Two", "One"]
    assert len(by_key.history) == 2

"""The same workflow for other customers, and in files, over a real socket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import refold_nb as rn
from tests.contract.client.wire import RawServer, http

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NODES = [
    {"id": "1", "type": "start", "triggers": [{"application": "hubspot", "event": "contact.created"}]},
    {"id": "2", "type": "rule", "name": "Big?", "data": {"if": "{{1.size}} > 10"}},
    {"id": "3", "type": "http_request", "data": {"url": "https://crm.example/leads", "method": "POST"}},
]
EDGES = [
    {"id": "b", "source": "2", "target": "3", "sourceHandle": "true"},
    {"id": "a", "source": "1", "target": "2"},
]


@pytest.fixture
def source(sandbox: rn.Sandbox, by_key: rn.Refold) -> Any:
    draft = by_key.workflows.create("Lead Sync", slug="hubspot", description="Syncs leads")
    sandbox.edit(draft.id, nodes=NODES, edges=EDGES)
    return draft


def test_a_copy_for_each_account_exactly_once(sandbox: rn.Sandbox, source: Any, by_key: rn.Refold) -> None:
    copies = source.copy_to(["globex", "initech", "globex"])
    assert [(row.linked_account_id, row.status, row.complete) for row in copies] == [
        ("globex", "created", True),
        ("initech", "created", True),
    ]
    assert copies.complete
    for account in ("globex", "initech"):
        (there,) = sandbox.workflows(account)
        assert (there["name"], there["slug"], there["node_count"]) == ("Lead Sync", "hubspot", 3)
    draft = copies.drafts[0]
    assert isinstance(draft, rn.Draft)
    assert "no differences" in repr(draft.graph.diff(source.refresh().graph))
    assert len(draft.graph.edges) == 2
    assert draft.publish().linked_account_id == "globex", "the copy's own client publishes it"
    frame = copies.to_frame()
    assert frame["nodes_kept"].tolist() == frame["nodes_sent"].tolist() == [3, 3]
    assert frame["edges_kept"].tolist() == [2, 2]
    history = by_key.history.to_frame()
    assert sorted(history["linked_account_id"]) == ["acme", "globex", "initech"]


def test_what_the_server_ignored_is_told(sandbox: rn.Sandbox, source: Any) -> None:
    sandbox.behaviour.keeps_nodes = False
    copies = source.copy_to("globex")
    (copy,) = copies
    assert copy.status == "created"
    assert copy.complete is False
    assert (copy.nodes_sent, copy.nodes_kept, copy.edges_sent, copy.edges_kept) == (3, 1, 2, 0)
    assert "1 of 3 nodes" in copy.error
    assert "ignored" in copies._repr_mimebundle_()["text/plain"].splitlines()[0]
    assert not copies.complete


@pytest.mark.parametrize(
    ("there", "complete"),
    [
        ({"url": "https://crm.example", "tries": [1, {"wait": 2}]}, True),
        (
            {"url": "https://crm.example", "tries": [1, {"wait": 2, "unit": "s"}], "added": True, "off": 1},
            True,
        ),
        ({"url": "https://crm.example", "tries": [1]}, False),
        ({"url": "https://other.example", "tries": [1, {"wait": 2}]}, False),
        ({}, False),
        (None, False),
    ],
)
def test_settings_that_were_not_kept_are_told(
    server: RawServer, raw_client: rn.Refold, there: Any, complete: bool
) -> None:
    sent = {"url": "https://crm.example", "tries": [1, {"wait": 2}], "off": None}
    nodes = [{"id": "1", "type": "start"}, {"id": "2", "type": "http_request", "data": sent}]
    source = {"_id": "6a31545ed0aeb8165beb9a43", "name": "Lead Sync", "nodes": nodes, "edges": EDGES[1:]}
    copied = {**source, "nodes": [nodes[0], {**nodes[1], "data": there}]}
    server.script(*(http(200, answer) for answer in (source, source, {"workflow": copied}, copied)))
    (copy,) = raw_client.workflows.get(source["_id"]).copy_to("globex")
    assert (copy.status, copy.complete, copy.nodes_kept, copy.edges_kept) == ("created", complete, 2, 1)
    assert copy.error is None if complete else "not the settings of node 2" in str(copy.error)


def test_one_account_that_fails_does_not_stop_the_others(sandbox: rn.Sandbox, source: Any) -> None:
    copies = source.copy_to(["nobody", "globex"])
    assert [row.status for row in copies] == ["failed", "created"]
    assert "not found" in copies[0].error
    assert copies[0].draft is None


def test_a_lost_answer_makes_no_second_copy(sandbox: rn.Sandbox, source: Any) -> None:
    sandbox.faults.add("reset_after_commit", account="globex")
    (copy,) = source.copy_to(["globex"])
    assert (copy.status, copy.complete) == ("created", True)
    assert len(sandbox.workflows("globex")) == 1


def test_all_accounts_are_checked_before_anything_is_sent(sandbox: rn.Sandbox, source: Any) -> None:
    before = sandbox.requests.count("POST /workflow")
    for accounts in (
        ["globex", "naïve"],
        ["globex", ""],
        ["globex", None],
        [" globex"],
        5,
        None,
        [["globex"]],
    ):
        with pytest.raises(rn.InvalidRequest) as caught:
            source.copy_to(accounts)
        assert caught.value.field == "linked_account_id"
    assert sandbox.requests.count("POST /workflow") == before


def test_a_session_token_can_not_copy_to_others(
    sandbox: rn.Sandbox, connect: Callable[..., rn.Refold]
) -> None:
    draft = connect("acme", "token").workflows.create("Lead Sync")
    before = sandbox.requests.count("POST /workflow")
    with pytest.raises(rn.MissingCredentials):
        draft.copy_to(["globex"])
    assert sandbox.requests.count("POST /workflow") == before


def test_no_accounts_make_no_copies(source: Any) -> None:
    copies = source.copy_to([])
    assert list(copies) == []
    assert len(copies.to_frame()) == 0


def test_a_copy_may_have_another_name(sandbox: rn.Sandbox, source: Any) -> None:
    source.copy_to(["globex"], name="Lead Sync of Globex")
    assert sandbox.workflows("globex")[0]["name"] == "Lead Sync of Globex"


def test_a_copy_of_the_mark_would_make_it_look_like_a_twin(sandbox: rn.Sandbox, source: Any) -> None:
    source.copy_to(["globex"])
    description = sandbox.workflows("globex")[0]["description"]
    assert description.startswith("Syncs leads")
    assert description.count("[rf:") == 1


def test_published_workflows_and_rows_of_a_list_are_copied_whole(sandbox: rn.Sandbox, source: Any) -> None:
    source.publish().copy_to(["globex"])
    row = source._face.list(name="Lead Sync")[0]
    row.copy_to(["hooli"])
    assert sandbox.workflows("globex")[0]["node_count"] == sandbox.workflows("hooli")[0]["node_count"] == 3


def test_a_file_holds_what_a_person_would_compare(source: Any, tmp_path: Path) -> None:
    path = source.save(tmp_path / "lead-sync.json")
    document = json.loads(path.read_text())
    assert list(document) == ["refold_workflow", "name", "slug", "description", "nodes", "edges"]
    assert document["description"] == "Syncs leads"
    assert [edge["source"] for edge in document["edges"]] == ["1", "2"]
    assert all(list(node) == sorted(node) for node in document["nodes"])


def test_saving_twice_and_saving_the_published_one_differ_in_nothing(source: Any, tmp_path: Path) -> None:
    first = source.save(tmp_path / "a.json").read_bytes()
    second = source.publish().save(str(tmp_path / "b.json")).read_bytes()
    copy = source._face.get(source._face.list(name="Lead Sync")[0].id)
    third = copy.save(tmp_path / "c.json").read_bytes()
    assert first == second == third


def test_a_file_becomes_a_draft_with_the_same_graph(
    sandbox: rn.Sandbox, source: Any, by_key: rn.Refold, tmp_path: Path
) -> None:
    path = source.save(tmp_path / "lead-sync.json")
    draft = by_key.for_account("globex").workflows.load(path, name="From a file")
    assert isinstance(draft, rn.Draft)
    assert len(draft.nodes) == 3
    assert len(draft.graph.edges) == 2
    (there,) = sandbox.workflows("globex")
    assert (there["name"], there["slug"]) == ("From a file", "hubspot")
    again = draft.save(tmp_path / "again.json").read_text()
    assert again == path.read_text().replace('"Lead Sync"', '"From a file"')


def test_a_file_whose_nodes_are_ignored_says_so(
    sandbox: rn.Sandbox, source: Any, by_key: rn.Refold, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = source.save(tmp_path / "lead-sync.json")
    sandbox.behaviour.keeps_nodes = False
    draft = by_key.workflows.load(path)
    assert len(draft.nodes) == 1
    assert "1 of 3 nodes" in caplog.text


def test_no_secret_of_a_step_comes_into_the_file(sandbox: rn.Sandbox, source: Any, tmp_path: Path) -> None:
    hidden = ["s3cr3t-value-1", "hunter2hunter2", "eyJhbGciOi.eyJzdWIiOi.c2ln"]
    node = {
        "id": "4",
        "type": "http_request",
        "data": {
            "headers": {"Authorization": "Bearer " + hidden[0], "X-Trace": "on"},
            "auth": {"password": hidden[1], "clientSecret": "{{secrets.crm}}"},
            "body": f"token={hidden[2]}",
        },
    }
    sandbox.edit(source.id, nodes=[*NODES, node])
    text = source.save(tmp_path / "x.json").read_text()
    for secret in hidden:
        assert secret not in text
    assert "{{secrets.crm}}" in text
    assert "https://crm.example/leads" in text
    assert "nodes[3].data.headers.Authorization" in json.loads(text)["redacted"]
    rn.testing.assert_no_secret(tmp_path / "x.json", source._face.core.credentials.api_key.reveal())


def test_a_file_that_lacks_secrets_says_so_when_it_is_loaded(
    sandbox: rn.Sandbox, source: Any, by_key: rn.Refold, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.edit(source.id, nodes=[*NODES, {"id": "4", "type": "http_request", "data": {"token": "hunter2"}}])
    draft = by_key.workflows.load(source.save(tmp_path / "x.json"))
    assert f"{draft.id}: Secrets were left out of the file (nodes[3].data.token)" in caplog.text


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not json",
        "[1, 2]",
        '{"name": "x", "nodes": 3}',
        '{"name": "x", "nodes": [1]}',
        '{"refold_workflow": 99}',
    ],
)
def test_a_file_that_is_none_is_refused_before_anything_is_sent(
    sandbox: rn.Sandbox, by_key: rn.Refold, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(rn.InvalidRequest):
        by_key.workflows.load(path)
    assert sandbox.requests.count() == 0


def test_an_answer_of_the_api_can_be_loaded_too(by_key: rn.Refold, source: Any, tmp_path: Path) -> None:
    (tmp_path / "raw.json").write_text(json.dumps({"workflow": source.refresh().raw}))
    assert len(by_key.workflows.load(tmp_path / "raw.json").nodes) == 3


def test_a_file_that_can_not_be_written_leaves_the_old_one(source: Any, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        source.save(tmp_path / "missing" / "x.json")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        source.save(tmp_path / "folder")
    assert not [
        path.name for path in tmp_path.iterdir() if path.name != "folder" and "history" not in path.name
    ]

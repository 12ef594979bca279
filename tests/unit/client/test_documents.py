"""What a workflow's file keeps, and what it must not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import refold_nb as rn
from refold_nb.api import workflow_facts
from refold_nb.client.documents import HIDDEN, document_of, read_document, write_document

if TYPE_CHECKING:
    from pathlib import Path


def document(node: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return document_of(workflow_facts.workflow({"_id": "1", "name": "x", "nodes": [node], **fields}))


@pytest.mark.parametrize(
    "key",
    [
        *(
            "Authorization",
            "authorization",
            "password",
            "db_password",
            "passwd",
            "apiKey",
            "api_key",
            "API-KEY",
        ),
        *(
            "clientSecret",
            "client_secret",
            "accessToken",
            "refresh_token",
            "token",
            "session-token",
            "privateKey",
        ),
        *("cookie", "Set-Cookie", "credentials", "passphrase", "jwt", "bearer"),
    ],
)
def test_a_secret_is_known_by_its_name(key: str) -> None:
    kept = document({"id": "1", "type": "http", "data": {"deep": [{key: "hunter2"}]}})
    assert kept["nodes"][0]["data"]["deep"][0][key] == HIDDEN
    assert kept["redacted"] == [f"nodes[0].data.deep[0].{key}"]


@pytest.mark.parametrize(
    "text",
    [
        "Bearer abcdefgh12345678",
        "x Basic dXNlcjpwYXNz x",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
        "tk_0123456789abcdef0123",
        "sk_live_0123456789abcdef",
        "xoxb-1234567890-abc",
        "ghp_0123456789abcdef0123",
        "postgres://user:hunter2@db.example/x",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
    ],
)
def test_a_secret_is_known_by_its_look(text: str) -> None:
    kept = document({"id": "1", "type": "code", "data": {"code": text}})
    assert HIDDEN in kept["nodes"][0]["data"]["code"]
    assert kept["redacted"]


@pytest.mark.parametrize(
    "data",
    [
        {"tokens": 3},
        {"max_tokens": 1000},
        {"author": "Ada"},
        {"keyboard": "de"},
        {"password": ""},
        {"password": None},
        {"required_password": True},
        {"token": "{{steps.1.token}}"},
        {"url": "https://crm.example/v1/tokens?page=1"},
        {"mapping": {"_id": "{{1.id}}", "createdAt": "{{1.at}}"}},
        {"key": "email"},
    ],
)
def test_what_only_sounds_like_one_is_kept(data: dict[str, Any]) -> None:
    assert document({"id": "1", "type": "x", "data": data})["nodes"][0]["data"] == data


def test_ids_and_times_of_the_record_are_left_out() -> None:
    first = document(
        {
            "id": "1",
            "type": "start",
            "_id": "a" * 24,
            "createdAt": "2026",
            "status": "Ready",
            "attempts_made": 3,
        },
        createdAt="2026-01-01T00:00:00Z",
        updatedAt="x",
        org_id="y",
        linked_account_id="acme",
        environment="test",
        version=3,
        description="Words [rf:7k3m9q2x]",
    )
    second = document({"type": "start", "id": "1", "_id": "b" * 24}, description="Words [rf:aaaaaaaa]")
    assert first == second
    assert list(first) == list(second)
    assert first["description"] == "Words"


def test_the_order_of_keys_and_edges_is_always_the_same() -> None:
    edges = [{"target": "2", "source": "1"}, {"source": "1", "target": "3"}]
    one = document({"type": "start", "id": "1"}, edges=edges)
    two = document(
        {"id": "1", "type": "start"}, edges=[dict(reversed(edge.items())) for edge in reversed(edges)]
    )
    assert json.dumps(one) == json.dumps(two)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=6), JSON, max_size=4))
def test_any_node_makes_a_file_that_makes_the_same_file(tmp_path_factory: Any, data: dict[str, Any]) -> None:
    path = tmp_path_factory.mktemp("files") / "x.json"
    workflow = workflow_facts.workflow(
        {"_id": "1", "name": "x", "nodes": [{"id": "1", "type": "t", "data": data}]}
    )
    write_document(workflow, path)
    request = read_document(path)
    again = workflow_facts.workflow({"_id": "2", "name": request.name, **request.extra})
    assert {**document_of(again), "redacted": 0} == {**document_of(workflow), "redacted": 0}


def test_a_file_is_readable_by_others_and_written_whole(tmp_path: Path) -> None:
    workflow = workflow_facts.workflow({"_id": "1", "name": "Zoë", "nodes": []})
    path = write_document(workflow, tmp_path / "x.json")
    assert "Zoë" in path.read_text(encoding="utf-8")
    assert path.read_bytes().endswith(b"}\n")
    assert path.stat().st_mode & 0o444 == 0o444
    assert [entry.name for entry in tmp_path.iterdir() if "x.json" in entry.name] == ["x.json"]


def test_the_name_in_a_file_is_checked_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"name": "  ", "nodes": []}')
    with pytest.raises(rn.InvalidRequest) as caught:
        read_document(tmp_path / "x.json")
    assert caught.value.field == "name"
    assert read_document(tmp_path / "x.json", "Better").name == "Better"

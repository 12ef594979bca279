"""What a workflow's file keeps, and what it must not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import refold_nb as rn
from refold_nb.api import workflow_facts
from refold_nb.client.documents import document_of, left_out, read_document, write_document
from refold_nb.client.redaction import HIDDEN

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
        "sk-proj-0123456789abcdefghij",
        "AKIAIOSFODNN7EXAMPLE",
        "AIzaSyA0123456789abcdefghijklmnopqrstuv",
        "SG.0123456789abcdef.0123456789abcdef",
        "pat-na1-01234567-89ab-cdef-0123-456789abcdef",
        "github_pat_0123456789abcdefghij",
        "https://hooks.slack.com/services/T000/B000/XXXX",
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
        {"headers": [{"key": "Authorization", "value": "hunter2"}, {"key": "Accept", "value": "*/*"}]},
        {"headers": [{"name": "X-Api-Key", "value": "hunter2", "enabled": True}]},
        {"credentials": {"user": "ada", "value": "hunter2", "tries": [1, "hunter2"]}},
        {"secrets": ["hunter2", "{{vault.crm}}"]},
        {"webhook": {"signingKey": "hunter2"}, "encryption_key": "hunter2"},
        {"pwd": 5.5, "note": "page"},
        {"url": "https://crm.example/a?api_key=hunter2&page=1&access_token=hunter2"},
        {"body": '{"user": "ada", "password": "hunter2"}'},
        {"body": "grant_type=password&client_secret=hunter2"},
        {"code": "const apiKey = 'hunter2';\nsend({ token: \"hunter2\", page: 1 })"},
    ],
)
def test_a_secret_is_known_by_what_it_is_assigned_to(data: dict[str, Any]) -> None:
    kept = document({"id": "1", "type": "http", "data": data})
    assert "hunter2" not in json.dumps(kept)
    assert "5.5" not in json.dumps(kept)
    assert kept["redacted"]
    text = json.dumps(kept["nodes"][0]["data"])
    for harmless in (
        "page",
        "Accept",
        "*/*",
        "{{vault.crm}}",
        "grant_type=password",
        "https://crm.example/a",
    ):
        assert (harmless in json.dumps(data)) == (harmless in text)


def test_secrets_of_the_name_and_the_description_are_left_out_too() -> None:
    kept = document({"id": "1", "type": "start"}, description="Calls with Bearer abcdefgh12345678")
    assert kept["description"] == "Calls with <redacted>"
    assert kept["redacted"] == ["description"]


def test_places_of_secrets_do_not_depend_on_the_servers_order() -> None:
    edges = [{"source": "2", "target": "3", "data": {"token": "hunter2"}}, {"source": "1", "target": "2"}]
    orders = [document({"id": "1", "type": "start"}, edges=some) for some in (edges, edges[::-1])]
    assert orders[0] == orders[1]
    at = [edge["source"] for edge in orders[0]["edges"]].index("2")
    assert orders[0]["redacted"] == [f"edges[{at}].data.token"]


def test_what_a_file_lacks_is_told_until_somebody_fills_it_in(tmp_path: Path) -> None:
    node = {"id": "1", "type": "http", "data": {"token": "hunter2", "url": "https://crm.example"}}
    workflow = workflow_facts.workflow({"_id": "1", "name": "x", "nodes": [node]})
    path = write_document(workflow, tmp_path / "x.json")
    assert "nodes[0].data.token" in str(left_out(read_document(path)))
    path.write_text(path.read_text().replace(f'"{HIDDEN}"', '"anew"'))
    assert left_out(read_document(path)) is None


@pytest.mark.parametrize(
    "data",
    [
        {"tokens": 3},
        {"authorization_url": "https://crm.example/oauth", "token_url": "https://crm.example/token"},
        {"auth_type": "oauth2", "primary_key": "email", "tokenizer": "cl100k"},
        {"code": "const token = await getToken(); const password = form.password"},
        {"code": "if (token === 'expired') { headers.token=token }"},
        {"body": '{"password": "{{1.password}}"}'},
        {"headers": [{"key": "Authorization", "value": "{{auth.header}}"}]},
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

"""Answers that are none: what a proxy, a cut line or a hostile server sends, over a real socket."""

from __future__ import annotations

import gzip
import pickle
import time

import pytest

import refold_nb as rn
from tests.contract.client.wire import Play, RawServer, http, raw, silence

ID = "6a31545ed0aeb8165beb9a43"
GOOD = b'{"_id": "6a31545ed0aeb8165beb9a43", "name": "Lead Sync", "nodes": [], "published": true}'
STARTED = b'{"message": "Workflow execution started", "execution_id": "6a31545ed0aeb8165beb9a50"}'


def head(length: int | None, kind: str = "application/json", status: str = "200 OK") -> bytes:
    size = b"" if length is None else f"content-length: {length}\r\n".encode()
    return f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n".encode() + size + b"connection: close\r\n\r\n"


BROKEN: dict[str, Play] = {
    "a sign-in page": http(200, "<!doctype html><html><form>Please sign in</form></html>"),
    "nothing at all": http(200, b""),
    "white space": http(200, b"  \r\n "),
    "half the JSON": http(200, GOOD[:40]),
    "another document": http(200, {"hello": "world"}),
    "an array": http(200, [1, 2, 3]),
    "a string": http(200, b'"6a31545ed0aeb8165beb9a43"'),
    "null": http(200, b"null"),
    "no UTF-8": http(200, b'{"_id": "\xff\xfe"}'),
    "nested to the bottom": http(200, b'{"workflow":' * 100_000),
    "fewer bytes than announced": raw(head(len(GOOD)) + GOOD[:40]),
    "no HTTP": raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "half a status line": raw(b"HTTP/1.1 2"),
    "headers without end": raw(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000),
    "closed at once": raw(b""),
    "an empty 204": http(204, b""),
    "chunks that are none": raw(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"),
    "gzip that is none": http(200, b"not gzip", content_encoding="gzip"),
}


@pytest.mark.parametrize("play", BROKEN.values(), ids=BROKEN)
def test_a_safe_call_says_what_came_instead(server: RawServer, raw_client: rn.Refold, play: Play) -> None:
    server.script(play)
    with pytest.raises(rn.UnexpectedAnswer) as caught:
        raw_client.workflows.get(ID)
    error = caught.value
    assert error.method == "GET"
    assert error.path.endswith(ID)
    assert len(error.body) <= 501
    assert len(str(error)) < 1000
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize("play", BROKEN.values(), ids=BROKEN)
def test_an_unsafe_call_is_sent_once_and_its_outcome_is_unknown(
    server: RawServer, raw_client: rn.Refold, play: Play
) -> None:
    server.script(play)
    with pytest.raises(rn.OutcomeUnknown) as caught:
        raw_client.workflows.execute(ID, slug="hubspot", check=False)
    assert len(server.asked) == 1
    assert server.asked[0].method == "POST"
    assert caught.value.reason
    assert isinstance(caught.value.__cause__, rn.UnexpectedAnswer)
    pickle.loads(pickle.dumps(caught.value))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_leaves_an_unsafe_call_unknown(
    server: RawServer, raw_client: rn.Refold, status: int
) -> None:
    server.script(http(status, "<html><h1>Bad Gateway</h1></html>"))
    with pytest.raises(rn.OutcomeUnknown) as caught:
        raw_client.workflows.execute(ID, slug="hubspot", check=False)
    assert caught.value.status_code == status
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_safe_call_is_made_again_after_a_server_error(
    server: RawServer, raw_client: rn.Refold, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda _a, _b: 0.0)
    server.script(http(status, b""), http(status, b""), http(200, GOOD))
    assert raw_client.workflows.get(ID).name == "Lead Sync"
    assert len(server.asked) == 3


def test_a_server_error_that_stays_is_told(server: RawServer, raw_client: rn.Refold) -> None:
    server.script(http(503, b""))
    with pytest.raises(rn.ServerError) as caught:
        raw_client.workflows.get(ID)
    assert caught.value.status_code == 503
    assert len(server.asked) >= 1


def test_no_answer_at_all_ends_by_the_time_out(server: RawServer, raw_client: rn.Refold) -> None:
    server.script(silence)
    began = time.monotonic()
    with pytest.raises(rn.NoAnswer) as caught:
        raw_client.workflows.get(ID)
    assert "timed out" in caught.value.reason
    assert time.monotonic() - began < 15


def test_a_server_that_drips_does_not_hold_the_caller_for_ever(
    server: RawServer, raw_client: rn.Refold
) -> None:
    def drip(connection, _asked) -> None:  # type: ignore[no-untyped-def]
        connection.sendall(head(10_000))
        for _ in range(600):
            connection.sendall(b" ")
            time.sleep(0.1)

    server.script(drip)
    with pytest.raises(rn.NoAnswer):
        raw_client.workflows.get(ID)


def test_an_endless_answer_is_cut_off(
    server: RawServer, raw_client: rn.Refold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("refold_nb.api.wire.LARGEST_ANSWER", 1_000_000)
    server.script(http(200, b" " * 5_000_000))
    with pytest.raises(rn.NoAnswer, match="larger than"):
        raw_client.workflows.get(ID)


def test_a_small_answer_that_unpacks_to_a_huge_one_is_cut_off(
    server: RawServer, raw_client: rn.Refold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("refold_nb.api.wire.LARGEST_ANSWER", 1_000_000)
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 100_000
    server.script(http(200, bomb, content_encoding="gzip"))
    with pytest.raises(rn.NoAnswer, match="larger than"):
        raw_client.workflows.get(ID)


def test_packed_answers_are_read(server: RawServer, raw_client: rn.Refold) -> None:
    server.script(http(200, gzip.compress(GOOD), content_encoding="gzip"))
    assert raw_client.workflows.get(ID).name == "Lead Sync"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(server: RawServer, raw_client: rn.Refold, status: int) -> None:
    server.script(http(status, b"", location=f"{server.url}/elsewhere"))
    with pytest.raises(rn.UnexpectedAnswer, match="redirect") as caught:
        raw_client.workflows.get(ID)
    assert caught.value.status_code == status
    assert {asked.target for asked in server.asked} == {f"/api/v2/public/workflow/{ID}"}


def test_a_redirected_create_has_done_nothing(server: RawServer, raw_client: rn.Refold) -> None:
    server.script(http(307, b"", location="https://elsewhere.example/"))
    with pytest.raises(rn.UnexpectedAnswer):
        raw_client.workflows.create("Lead Sync")
    assert len(server.asked) == 1


@pytest.mark.parametrize("kind", ["text/plain", "text/html; charset=latin-1", "application/octet-stream", ""])
def test_json_under_another_name_is_still_read(server: RawServer, raw_client: rn.Refold, kind: str) -> None:
    server.script(raw(head(len(GOOD), kind) + GOOD))
    assert raw_client.workflows.get(ID).name == "Lead Sync"


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b"\n\n  "])
def test_what_comes_before_the_json_is_skipped(
    server: RawServer, raw_client: rn.Refold, prefix: bytes
) -> None:
    server.script(http(200, prefix + GOOD))
    assert raw_client.workflows.get(ID).name == "Lead Sync"


def test_a_closed_port_means_that_nothing_was_sent(unused_port: int) -> None:
    client = rn.connect(
        api_key="tk_x" * 8, linked_account_id="acme", base_url=f"http://127.0.0.1:{unused_port}", deadline=0.2
    )
    for call in (
        lambda: client.workflows.get(ID),
        lambda: client.workflows.execute(ID, slug="a", check=False),
    ):
        with pytest.raises(rn.ConnectFailed, match="nothing was sent"):
            call()
    client.close()


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_odd_fields_never_fail_a_workflow(server: RawServer, raw_client: rn.Refold) -> None:
    odd = {
        "_id": ID,
        "name": 17,
        "published": "yes",
        "nodes": [None, 3, {"id": 1, "type": None, "incoming_nodes": "x"}, {}],
        "edges": {"not": "a list"},
        "createdAt": "yesterday",
        "updatedAt": 12,
        "slug": ["hubspot"],
        "associated_application": {"_id": {"$oid": "x"}, "slug": 5},
        "version": 1e300,
        "brand_new_field": {"kept": True},
    }
    server.script(http(200, odd))
    wf = raw_client.workflows.get(ID)
    assert wf.name == "17"
    assert wf.published is False
    assert [node.id for node in wf.nodes] == ["1", ""]
    assert wf.raw["brand_new_field"] == {"kept": True}
    assert wf._repr_mimebundle_()["text/html"]
    assert wf.graph.problems


def test_numbers_that_no_float_holds_do_not_fail_a_page(server: RawServer, raw_client: rn.Refold) -> None:
    docs = b'{"docs": [{"_id": "1", "name": "a"}], "totalDocs": 1e300, "page": -1e300, "totalPages": "many"}'
    server.script(http(200, docs))
    assert [wf.name for wf in raw_client.workflows.list()] == ["a"]

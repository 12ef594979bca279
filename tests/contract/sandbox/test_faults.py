"""Every fault, over a real socket and in process: what the client sees, and what is on the server."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from refold_nb.sandbox import KINDS, Lognormal
from tests.contract.sandbox.conftest import PREFIX

BROKEN = (httpx.ReadError, httpx.RemoteProtocolError)
# What the client sees, and how many drafts there are then.
EXPECTED = {
    "refuse": (BROKEN, 0),
    "reset_before_commit": (BROKEN, 0),
    "reset_after_commit": (BROKEN, 1),
    "commit_late": (httpx.ReadTimeout, 1),
    "answer_late": (httpx.ReadTimeout, 1),
    "never_answer_before_commit": (httpx.ReadTimeout, 0),
    "never_answer": (httpx.ReadTimeout, 1),
    "429": (429, 0),
    **{f"{status}_before_commit": (status, 0) for status in (500, 502, 503, 504)},
    **{f"{status}_after_commit": (status, 1) for status in (500, 502, 503, 504)},
    "html_body_before_commit": (200, 0),
    "html_body": (200, 1),
    "cut_json": (httpx.RemoteProtocolError, 1),
    "truncated_json": (200, 1),
    "empty_200_before_commit": (200, 0),
    "empty_200": (200, 1),
    "wrong_content_type": (200, 1),
    "lagging_list": (200, 1),
}


def wait_for_drafts(sandbox, number):
    deadline = time.monotonic() + 5
    while len(sandbox.workflows("acme")) < number and time.monotonic() < deadline:
        time.sleep(0.01)
    return len(sandbox.workflows("acme"))


def wait_for_requests(sandbox, number):
    deadline = time.monotonic() + 5
    while sandbox.requests.count("POST /workflow") < number and time.monotonic() < deadline:
        time.sleep(0.01)
    return {request.fault for request in sandbox.requests if request.call == "POST /workflow"}


def test_no_fault_is_forgotten():
    assert set(EXPECTED) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_over_a_socket(kind, acme, sandbox):
    seen, drafts = EXPECTED[kind]
    sandbox.faults.add(kind, on="POST /workflow", delay=0.4)
    if isinstance(seen, int):
        assert acme("POST", "/workflow", json={"name": "x"}).status_code == seen
    else:
        with pytest.raises(seen):
            acme("POST", "/workflow", json={"name": "x"}, timeout=0.2)
    assert wait_for_drafts(sandbox, drafts) == drafts
    assert [(played.kind, played.number) for played in sandbox.faults.log] == [(kind, 1)]
    # The fault is over: the next create goes well.
    acme.create("after")
    assert len(sandbox.workflows("acme")) == drafts + 1
    assert wait_for_requests(sandbox, 2) == {kind, None}


IN_PROCESS = {
    "refuse": ConnectionRefusedError,
    "reset_before_commit": ConnectionResetError,
    "reset_after_commit": ConnectionResetError,
    "never_answer_before_commit": TimeoutError,
    "never_answer": TimeoutError,
    "cut_json": ConnectionResetError,
}


@pytest.mark.parametrize("kind", KINDS)
def test_in_process(kind, sandbox):
    async def create():
        transport = httpx.ASGITransport(app=sandbox.app)
        headers = {"x-api-key": sandbox.api_key, "linked_account_id": "acme"}
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox", headers=headers) as http:
            return await http.post(PREFIX + "/workflow", json={"name": "x"})

    sandbox.faults.add(kind, on="POST /workflow", delay=0.01)
    _, drafts = EXPECTED[kind]
    if kind in IN_PROCESS:
        with pytest.raises(IN_PROCESS[kind]):
            asyncio.run(create())
    else:
        seen = EXPECTED[kind][0]
        assert asyncio.run(create()).status_code == (seen if isinstance(seen, int) else 200)
    assert len(sandbox.workflows("acme")) == drafts


def test_what_the_bodies_look_like(acme, sandbox):
    def play(kind):
        sandbox.faults.add(kind)
        return acme("POST", "/workflow", json={"name": "x"})

    assert play("500_after_commit").json()["error"] == "SERVER_ERROR"
    assert play("502_before_commit").headers["content-type"] == "text/html"
    assert play("503_before_commit").content == b""
    assert "<html>" in play("504_after_commit").text
    assert play("429").json()["http_error_type"] == "TOO_MANY_REQUESTS"
    assert play("empty_200").content == b""
    wrong = play("wrong_content_type")
    assert (wrong.headers["content-type"], wrong.json()["workflow"]["name"]) == ("text/plain", "x")
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        play("truncated_json").json()


def test_retry_after_in_seconds_or_as_a_date(acme, sandbox):
    sandbox.faults.add("429", retry_after=2)
    assert acme("POST", "/workflow", json={}).headers["retry-after"] == "2"
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
    sandbox.faults.add("503_before_commit", retry_after=moment)
    answer = acme("POST", "/workflow", json={})
    assert parsedate_to_datetime(answer.headers["retry-after"]) == moment


def test_a_lagging_list(acme, sandbox):
    acme.create("new")
    sandbox.faults.add("lagging_list", times=2, delay=30)
    assert acme("GET", "/workflow?scope=private").json()["docs"] == []
    sandbox.advance(31)
    assert len(acme("GET", "/workflow?scope=private").json()["docs"]) == 1


def test_a_closed_port_refuses_and_opens_again(acme, sandbox):
    url = sandbox.url
    acme.create("before")
    with sandbox.refusing(), pytest.raises(httpx.ConnectError):
        acme("POST", "/workflow", json={"name": "x"})
    assert sandbox.url == url
    acme.create("after")
    assert [row["name"] for row in sandbox.workflows("acme")] == ["before", "after"]


def test_in_process_a_closed_port_refuses_as_well(sandbox):
    async def get():
        transport = httpx.ASGITransport(app=sandbox.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
            await http.get("/openapi.json")

    with sandbox.refusing(), pytest.raises(ConnectionRefusedError):
        asyncio.run(get())
    asyncio.run(get())


def test_faults_of_one_account_leave_the_others_alone(by_key, sandbox):
    sandbox.faults.add("500_before_commit", account="globex", times=5)
    assert by_key("POST", "/workflow", json={}).status_code == 200
    assert by_key("POST", "/workflow", json={}, headers={"linked_account_id": "globex"}).status_code == 500


def test_refused_credentials_and_bad_paths_use_no_fault_up(by_key, sandbox):
    rule = sandbox.faults.add("500_before_commit")
    by_key("POST", "/workflow", json={}, headers={"x-api-key": "wrong"})
    assert (rule.seen, rule.played) == (0, 0)


@pytest.mark.parametrize("latency", [0.05, (0.05, 0.06), Lognormal(0.08, 0.01)])
def test_latency(by_key, sandbox, latency):
    sandbox.faults.latency = latency
    begun = time.monotonic()
    by_key.create()
    assert time.monotonic() - begun >= 0.05


def test_the_sandbox_closes_at_once_though_an_answer_is_outstanding(by_key, sandbox):
    sandbox.faults.add("never_answer")
    with pytest.raises(httpx.ReadTimeout):
        by_key("POST", "/workflow", json={}, timeout=0.1)
    sandbox.faults.add("answer_late", delay=60)
    with httpx.stream("GET", sandbox.url + "/openapi.json") as held:
        assert held.status_code == 200
        sandbox.close()
    assert not sandbox.serving

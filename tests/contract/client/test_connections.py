"""Connections: what they carry from one request to the next, and through whom they lead."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

import refold_nb as rn
from tests.contract.client.conftest import KEY
from tests.contract.client.wire import RawServer, http

PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def create_at(base_url: str) -> rn.Workflow:
    with rn.connect(
        api_key=KEY,
        linked_account_id="acme",
        base_url=base_url,
        timeout=2.0,
        connect_timeout=2.0,
        deadline=0.1,
    ) as client:
        return client.workflows.create("Lead Sync")


def test_a_cookie_of_one_account_is_not_sent_for_the_next(server: RawServer, raw_client: rn.Refold) -> None:
    page = {"docs": [], "totalDocs": 0, "limit": 10, "page": 1, "totalPages": 1, "hasNextPage": False}
    server.script(http(200, page, set_cookie="session=acme; Path=/"))
    list(raw_client.workflows.list())
    list(raw_client.for_account("globex").workflows.list())
    assert len(server.asked) == 2
    assert "cookie" not in server.asked[1].headers


class Counting(BaseHTTPRequestHandler):
    """Answers every GET with an empty list, on connections that are kept open and counted."""

    protocol_version = "HTTP/1.1"
    opened: ClassVar[list[object]] = []
    together = threading.Barrier(5)

    def setup(self) -> None:
        super().setup()
        self.opened.append(self.client_address)

    def do_GET(self) -> None:
        self.together.wait(10)
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_: object) -> None:
        pass


def test_requests_at_one_moment_have_a_connection_each_and_later_ones_use_them_again() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server, ThreadPoolExecutor(5) as people:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with rn.connect(
            api_key=KEY,
            linked_account_id="acme",
            base_url=f"http://127.0.0.1:{server.server_port}",
            rate=10_000.0,
        ) as client:
            for _ in range(3):
                lists = [people.submit(client.applications.list) for _ in range(5)]
                assert [len(one.result(20)) for one in lists] == [0] * 5
        server.shutdown()
    assert len(Counting.opened) == 5


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "all_proxy"])
def test_a_proxy_that_refuses_means_that_nothing_was_sent(
    server: RawServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, server.url)
    server.script(http(407, "who are you?"))
    with pytest.raises(rn.ConnectFailed, match="nothing was sent"):
        create_at("https://refold.example")
    assert {(asked.method, asked.target) for asked in server.asked} == {("CONNECT", "refold.example:443")}
    assert not any(KEY in str(asked) for asked in server.asked)


def test_a_proxy_is_not_told_what_is_meant_for_this_machine(
    server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer() as proxy:
        proxy.script(http(502, "no"))
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        server.script(http(200, {"workflow": {"_id": "6a31545ed0aeb8165beb9a43", "name": "Lead Sync"}}))
        assert create_at(server.url).id == "6a31545ed0aeb8165beb9a43"
        assert not proxy.asked


def test_a_host_that_the_environment_excepts_is_reached_without_the_proxy(
    server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    monkeypatch.setenv("NO_PROXY", "invalid")
    server.script(http(407, "who are you?"))
    with pytest.raises(rn.ConnectFailed):
        create_at("https://refold.invalid")
    assert not server.asked


def test_a_proxy_that_this_environment_can_not_use_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(rn.ConnectFailed, match=r"socksio.*nothing was sent"):
        create_at("https://refold.invalid")

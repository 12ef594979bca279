"""Clients on a sandbox that listens on a real port, in both generations and both ways to authenticate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import refold_nb as rn
from tests.contract.client.wire import RawServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "tk_0123456789abcdef0123456789abcdef9f3c"


@pytest.fixture(params=["2026", "2025"])
def dialect(request: pytest.FixtureRequest) -> str:
    """The generation of answers."""
    return str(request.param)


@pytest.fixture
def sandbox(dialect: str) -> Iterator[rn.Sandbox]:
    """A sandbox on a loopback port, without a rate limit."""
    with rn.Sandbox(dialect=dialect, rate=None, seed=7) as sandbox:
        sandbox.serve()
        yield sandbox


@pytest.fixture(params=["key", "token"])
def way(request: pytest.FixtureRequest) -> str:
    """How the client authenticates."""
    return str(request.param)


@pytest.fixture
def connect(sandbox: rn.Sandbox) -> Iterator[Callable[..., rn.Refold]]:
    """Connect to the sandbox by its URL, as to any server, for a linked account, by key or by token."""
    opened: list[rn.Refold] = []

    def make(account: str = "acme", way: str = "key", **settings: Any) -> rn.Refold:
        if way == "key":
            who: dict[str, Any] = {"api_key": sandbox.api_key, "linked_account_id": account}
        else:
            who = {"session_token": sandbox.session_token(account)}
        settings = {"settle": 0.05, "rate": 10_000.0, "burst": 1_000} | settings
        opened.append(rn.connect(base_url=sandbox.url, **who, **settings))
        return opened[-1]

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def client(connect: Callable[..., rn.Refold], way: str) -> rn.Refold:
    """A client of acme."""
    return connect("acme", way)


@pytest.fixture
def by_key(connect: Callable[..., rn.Refold]) -> rn.Refold:
    """A client of acme, by API key."""
    return connect("acme", "key")


@pytest.fixture
def server() -> Iterator[RawServer]:
    """A server that answers as it is told."""
    with RawServer() as server:
        yield server


@pytest.fixture
def raw_client(server: RawServer) -> Iterator[rn.Refold]:
    """A client of that server, with little patience."""
    client = rn.connect(
        api_key=KEY,
        linked_account_id="acme",
        base_url=server.url,
        timeout=0.5,
        connect_timeout=0.5,
        deadline=0.2,
        settle=0.01,
        rate=10_000.0,
        burst=1_000,
    )
    yield client
    client.close()

"""A sandbox on a real socket, and plain HTTP against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from refold_nb.sandbox import SandboxServer

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "/api/v2/public"


@dataclass
class Caller:
    """Calls the API with some headers; paths are relative to the public prefix."""

    http: httpx.Client
    headers: dict[str, str]

    def __call__(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        headers = {**self.headers, **kwargs.pop("headers", {})}
        return self.http.request(method, PREFIX + path, headers=headers, **kwargs)

    def create(self, name: str = "Lead Sync", **fields: Any) -> dict[str, Any]:
        """The workflow that a create answers."""
        answer = self("POST", "/workflow", json={"name": name, **fields})
        assert answer.status_code == 200, answer.text
        return answer.json()["workflow"]


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(rate=None, seed=1) as server:
        yield server


@pytest.fixture
def http(sandbox: SandboxServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, timeout=10) as client:
        yield client


@pytest.fixture
def by_key(sandbox: SandboxServer, http: httpx.Client) -> Caller:
    """Acme, by API key."""
    return Caller(http, {"x-api-key": sandbox.api_key, "linked_account_id": "acme"})


@pytest.fixture
def by_token(sandbox: SandboxServer, http: httpx.Client) -> Caller:
    """Acme, by session token."""
    return Caller(http, {"authorization": f"Bearer {sandbox.session_token('acme')}"})


@pytest.fixture(params=["by_key", "by_token"])
def acme(request: pytest.FixtureRequest) -> Caller:
    """Acme, in each of the two ways."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def publish(by_token: Caller) -> Any:
    """Publishes a draft; the published id."""

    def publish(draft_id: str) -> str:
        answer = by_token("PUT", f"/workflow/{draft_id}/publish", json={"published": True})
        assert answer.status_code == 200, answer.text
        return answer.json()["_id"]

    return publish

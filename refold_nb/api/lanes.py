"""Connections to one server, each with a client of its own, so that a request finds one at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

MOST = 64  # requests under way at one time; more wait
MOST_IDLE = 32


class Lanes:
    """Lends out clients of one connection each.

    A shared pool looks through all of its connections twice for every request, and lets requests that start at one
    moment choose the same one: with 16 of them that costs as much as the requests.

    Args:
        make: makes a client.
        shared: whether one client serves all, because it sends through a transport that can't be made twice.
    """

    def __init__(self, make: Callable[[], httpx.AsyncClient], *, shared: bool) -> None:
        self._make = make
        self._shared = shared
        self._places = asyncio.Semaphore(MOST)
        self._idle: list[httpx.AsyncClient] = []
        self._open: set[httpx.AsyncClient] = set()

    async def take(self) -> httpx.AsyncClient:
        """Return a client for one request; it must be given back."""
        await self._places.acquire()
        if self._idle:
            # The one used last: those that are needed in rare moments alone stay idle.
            return self._idle[-1] if self._shared else self._idle.pop()
        client = self._make()
        self._open.add(client)
        if self._shared:
            self._idle.append(client)
        return client

    async def give_back(self, client: httpx.AsyncClient, *, sound: bool) -> None:
        """Take it back; its connection is kept for the next request if it is ``sound``."""
        self._places.release()
        if self._shared or client not in self._open:
            return
        if sound and len(self._idle) < MOST_IDLE:
            self._idle.append(client)
        else:
            self._open.discard(client)
            await client.aclose()

    async def aclose(self) -> None:
        """Close all connections; the next request opens a new one."""
        clients = list(self._open)
        self._open.clear()
        self._idle.clear()
        for client in clients:
            await client.aclose()

"""Connections to one server, each with a pool of its own, so that a request finds one at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from httpx import AsyncBaseTransport

MOST = 64  # requests under way at one time; more wait
MOST_IDLE = 32


class Lanes:
    """Lends out transports of one connection each.

    A shared pool looks through all of its connections twice for every request, and lets requests that start at one
    moment choose the same one: with 16 of them that costs as much as the requests.

    Args:
        make: makes a transport.
    """

    def __init__(self, make: Callable[[], AsyncBaseTransport]) -> None:
        self._make = make
        self._places = asyncio.Semaphore(MOST)
        self._idle: list[AsyncBaseTransport] = []
        self._open: set[AsyncBaseTransport] = set()

    async def take(self) -> AsyncBaseTransport:
        """Return a transport for one request; it must be given back."""
        await self._places.acquire()
        if self._idle:
            # The one used last: those that are needed in rare moments alone stay idle.
            return self._idle.pop()
        try:
            lane = self._make()
        except BaseException:
            self._places.release()
            raise
        self._open.add(lane)
        return lane

    async def give_back(self, lane: AsyncBaseTransport, *, sound: bool) -> None:
        """Take it back; its connection is kept for the next request if it is ``sound``."""
        self._places.release()
        if lane not in self._open:
            return
        if sound and len(self._idle) < MOST_IDLE:
            self._idle.append(lane)
        else:
            self._open.discard(lane)
            await lane.aclose()

    async def aclose(self) -> None:
        """Close all connections; the next request opens a new one."""
        lanes = list(self._open)
        self._open.clear()
        self._idle.clear()
        for lane in lanes:
            await lane.aclose()

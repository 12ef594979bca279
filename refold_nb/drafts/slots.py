"""Places for the rows and the requests under way in a bulk run."""

from __future__ import annotations

import asyncio

from refold_nb.api.errors import RefoldError


class NotSent(RefoldError):
    """The run was stopped before this row was sent."""


class Gate:
    """Bounds how many requests are under way; once closed, whoever still waits at it is not let through."""

    def __init__(self, places: int) -> None:
        self._places = asyncio.Semaphore(places)
        self.closed = False

    async def __aenter__(self) -> None:
        await self._places.acquire()
        if self.closed:
            self._places.release()
            raise NotSent(
                "The run was stopped before this row was sent. Running the same frame again goes on."
            )

    async def __aexit__(self, *_: object) -> None:
        self._places.release()


class Slot:
    """One of the places for rows under way; given back once, early if the row has to wait."""

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self._slots = slots
        self._held = True
        self.settling = False

    def free(self) -> bool:
        """Give it back; False if it was before."""
        if not self._held:
            return False
        self._held = False
        self._slots.release()
        return True

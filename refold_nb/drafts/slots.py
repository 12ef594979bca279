"""Places for the rows and the requests under way in a bulk run."""

from __future__ import annotations

import asyncio

from refold_nb.api.errors import AuthenticationError, RefoldError

_AHEAD = 0.1  # seconds
_MOST_AHEAD = 128


def rows_ahead(rate: float) -> int:
    """Return how many rows are written down while those before them are being sent.

    No more than go out in a moment at ``rate`` a second: a crash leaves all of them to be looked for.
    """
    return int(min(_MOST_AHEAD, _AHEAD * rate))


class NotSent(RefoldError):
    """The run was stopped before this row was sent."""


class Gate:
    """Bounds how many requests are under way; closed (a 401 does that too), it lets nobody through any more."""

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

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        # Everybody behind would be refused as well, while this refusal is still being written down.
        self.closed = self.closed or isinstance(error, AuthenticationError)
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

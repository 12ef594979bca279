"""Places for the rows under way in a bulk run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio


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

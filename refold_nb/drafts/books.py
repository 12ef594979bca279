"""The books of one intent: each outcome is written down before anybody hears of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from refold_nb.api import endpoints
from refold_nb.api.errors import OutcomeUnknown

from .events import Event, Kind, OnProgress

if TYPE_CHECKING:
    from .journal import Journal
    from .record import Record

_LONGEST_TEXT = 300


class Books:
    """Writes down what becomes of ``record``, and tells it. ``under_way``: a request of it may be on the wire."""

    def __init__(self, record: Record, journal: Journal, tell: OnProgress) -> None:
        self.record = record
        self.under_way = False
        self._journal = journal
        self._tell = tell
        self._begun = time.monotonic()

    async def failed(self, error: BaseException, why: str = "") -> BaseException:
        """Close it: there is no draft, and will be none by this intent unless it is sent again."""
        record = self.record
        record.state, record.error, record.draft_id = "failed", short(why, error), None
        record.request_id = getattr(error, "request_id", None) or record.request_id
        if why:
            error.add_note(why.strip())
        await self.settled()
        self.say("failed", record.error)
        return error

    async def stays_unknown(self, reason: str, error: OutcomeUnknown) -> OutcomeUnknown:
        """Leave it open, for a person or a later run to settle."""
        self.record.state, self.record.error = "unknown", short(f"{reason}; ", error)
        await self.settled()
        self.say("unknown", self.record.error)
        return self.unknown(reason, error)

    def unknown(self, reason: str, error: OutcomeUnknown | None = None) -> OutcomeUnknown:
        """Return the error that says so."""
        unknown = OutcomeUnknown(
            f"Whether {self.record.name!r} was created is not known: {reason}. It was not sent again."
            f" client.history.resolve({self.record.intent_id!r}) looks for it once more.",
            method="POST",
            path=endpoints.WORKFLOW,
            reason=reason,
            status_code=error.status_code if error else None,
            request_id=error.request_id if error else None,
            intent_id=self.record.intent_id,
        )
        unknown.__cause__ = error
        return unknown

    async def cancelled(self) -> None:
        """Leave the books in order: what may have gone out is unknown, the rest never happened."""
        record = self.record
        if record.state in {"created", "failed"}:
            return
        # The save goes to the journal after the intent itself, even when that is still on its way.
        if self.under_way or record.state == "unknown":
            record.state = "unknown"
            record.doubted = max(1, record.doubted)
            record.error = record.error or "cancelled while the request was under way"
        else:
            record.state, record.error = "failed", "cancelled before it was sent"
        await self.settled()

    async def settled(self) -> None:
        """Write the outcome down and let go of the intent."""
        self.record.owner = None
        self.record.duration_ms = round(1000 * (time.monotonic() - self._begun)) + (
            self.record.duration_ms or 0
        )
        await self._journal.save(self.record)

    def note(self, text: str) -> None:
        """Remember what was unusual on the way."""
        notes = [] if self.record.note is None else self.record.note.split("; ")
        if text not in notes:
            self.record.note = "; ".join([*notes, text])[:_LONGEST_TEXT]

    def say(self, kind: Kind, text: str) -> None:
        """Tell whoever watches."""
        self._tell(Event(kind, text, self.record.attempts))


def short(*parts: object) -> str:
    """Return the parts as one text of at most 300 characters."""
    words = "".join(map(str, parts))
    return words if len(words) <= _LONGEST_TEXT else f"{words[: _LONGEST_TEXT - 1]}…"

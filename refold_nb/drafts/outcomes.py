"""The outcome of every row of a bulk run, and the frame that is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from .plan import Plan
    from .record import Record

ADDED = {
    "status": "string",
    "draft_id": "string",
    "error": "string",
    "attempts": "Int64",
    "duration_ms": "Int64",
}
PENDING = "pending"


class Outcomes:
    """One status a row: ``created``, ``failed``, ``unknown``, ``invalid`` (not sent), ``pending`` (not yet sent)."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        count = len(plan)
        self.columns: dict[str, list[Any]] = {name: [None] * count for name in ADDED}
        self.columns["status"] = [PENDING] * count
        self._places: dict[str, int] = {}

    def note(self, position: int, record: Record) -> None:
        """Take over what the journal says of a row."""
        columns = self.columns
        columns["status"][position] = record.status
        columns["draft_id"][position] = record.draft_id
        columns["error"][position] = record.error
        columns["attempts"][position] = record.attempts
        columns["duration_ms"][position] = record.duration_ms
        if record.doubted:
            self._places[record.intent_id] = position

    def renote(self, record: Record) -> str:
        """Take over what became of a doubted row after all, and return the status that it had."""
        position = self._places[record.intent_id]
        before: str = self.columns["status"][position]
        self.note(position, record)
        return before

    def merge(self, positions: list[int], columns: dict[str, list[Any]]) -> None:
        """Take over the outcome of some rows from another run's columns."""
        for name, values in columns.items():
            for position, value in zip(positions, values, strict=True):
                self.columns[name][position] = value

    def mark(self, position: int, status: str) -> None:
        """Say what would happen to a row."""
        self.columns["status"][position] = status

    def invalid(self, position: int) -> None:
        """Mark a row that can't be sent."""
        reasons = self._plan.bad[position]
        self.columns["status"][position] = "invalid"
        self.columns["error"][position] = "; ".join(f"{column}: {reason}" for column, reason in reasons)
        self.columns["attempts"][position] = 0

    def to_frame(self) -> pd.DataFrame:
        """Return the input's index and columns, with the outcome in the columns of ``ADDED`` at the end."""
        import pandas as pd

        # The result of an earlier run may be the input of this one.
        frame = self._plan.frame.drop(columns=[name for name in ADDED if name in self._plan.frame.columns])
        for name, dtype in ADDED.items():
            frame[name] = pd.array(self.columns[name], dtype=dtype)  # type: ignore[call-overload]
        return frame

"""How far a bulk run is, for a bar, a widget or a line."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(slots=True)
class Progress:
    """Counts of a bulk run; every row is in one of them once it is done.

    ``created`` in this run, ``before`` (done by an earlier run), ``failed``, ``unknown``, ``invalid`` (not sent);
    ``settling`` are rows whose answer was lost and that are being looked for; ``text`` is the last thing to say.
    """

    total: int
    created: int = 0
    before: int = 0
    failed: int = 0
    unknown: int = 0
    invalid: int = 0
    settling: int = 0
    text: str = ""
    begun: float = field(default_factory=time.monotonic)

    def count(self, status: str, *, before: bool) -> None:
        """Count a row whose turn is over; ``before``: an earlier run had done it."""
        if status == "created" and before:
            self.before += 1
        elif status == "created":
            self.created += 1
        elif status == "failed":
            self.failed += 1
        else:
            self.unknown += 1

    def recount(self, was: str) -> None:
        """Count a row as created that had another status."""
        if was == "failed":
            self.failed -= 1
        elif was == "unknown":
            self.unknown -= 1
        self.created += 1

    @property
    def done(self) -> int:
        """Rows whose turn is over."""
        return self.created + self.before + self.failed + self.unknown + self.invalid

    @property
    def rate(self) -> float:
        """Drafts created per second, in this run."""
        return self.created / max(1e-9, time.monotonic() - self.begun)

    @property
    def eta(self) -> float | None:
        """Seconds left at this rate; ``None`` as long as there is no rate."""
        return (self.total - self.done) / self.rate if self.created else None

    def summary(self) -> str:
        """Return the counts that aren't zero: ``12 created, 3 done before, 1 failed``."""
        counts = {
            "created": self.created,
            "done before": self.before,
            "failed": self.failed,
            "unknown": self.unknown,
            "invalid": self.invalid,
            "settling": self.settling,
        }
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing done yet"


@contextlib.contextmanager
def bar(total: int, *, shown: bool) -> Iterator[Callable[[Progress], None] | None]:
    """A tqdm bar (a widget in notebooks, a line in a terminal) and the callback that moves it."""
    if not shown:
        yield None
        return
    from tqdm.auto import tqdm

    with tqdm(total=total, unit="draft", desc="create_many", mininterval=0.2) as line:
        yield _mover(line)


def _mover(line: Any) -> Callable[[Progress], None]:
    def move(progress: Progress) -> None:
        line.set_postfix_str(progress.text or progress.summary(), refresh=False)
        line.update(progress.done - line.n)

    return move

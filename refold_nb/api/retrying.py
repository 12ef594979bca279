"""How long to wait between tries, and when to stop."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

FIRST_WAIT = 0.25  # seconds
LONGEST_WAIT = 8.0


@dataclass(slots=True)
class Backoff:
    """Exponential back-off with full jitter, ended by a deadline.

    Args:
        deadline: seconds from now after which nothing is tried again.
        tries: how often a failure of the same kind is borne, besides.
    """

    deadline: float = 60.0
    tries: int = 5
    attempt: int = 0
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = time.monotonic() + self.deadline

    @property
    def remaining(self) -> float:
        """Seconds until the deadline; negative after it."""
        return self._end - time.monotonic()

    def next_wait(self, *, asked: float | None = None, patient: bool = False) -> float | None:
        """Return the seconds to wait before the next try, or ``None`` to give up.

        Args:
            asked: what the server asked for (``Retry-After``): waited in full, plus a little jitter.
            patient: only the deadline counts, not the number of tries.
        """
        self.attempt += 1
        if not patient and self.attempt >= self.tries:
            return None
        bound = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(self.attempt - 1, 10))
        wait = random.uniform(0, bound)  # noqa: S311 - jitter, not cryptography
        if asked is not None:
            wait = asked + wait / 4
        return wait if wait < self.remaining else None

"""What was asked of the sandbox, for tests to look at: no headers, no bodies, no secrets."""

from __future__ import annotations

import itertools
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it was answered."""

    at: float
    """The sandbox's time when it was answered, in seconds since the epoch."""
    method: str
    path: str
    call: str
    """The call it was, such as `POST /workflow`; empty for an unknown path."""
    account: str | None
    status: int | None
    """None when the connection was broken instead."""
    fault: str | None = None
    """The fault that was played on it, if any."""


class RequestLog:
    """The last 10 000 requests, oldest first, and a count of all."""

    def __init__(self) -> None:
        self._kept: deque[Request] = deque(maxlen=KEPT)
        self._counts: Counter[str] = Counter()

    def add(self, request: Request) -> None:
        """Note one request."""
        self._kept.append(request)
        # Counted apart: a long run outgrows what is kept.
        self._counts[request.call] += 1

    def count(self, call: str | None = None) -> int:
        """How many requests there were, of one call (such as `POST /workflow`) or in all, kept or not."""
        return self._counts.total() if call is None else self._counts[call]

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()
        self._counts.clear()

    def __iter__(self) -> Iterator[Request]:
        return iter(tuple(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, index: int) -> Request:
        return self._kept[index]

    def __repr__(self) -> str:
        newest = ", ".join(f"{request.call or request.path} {request.status}" for request in self._newest(3))
        return f"<RequestLog of {self.count()} requests, newest: {newest or 'none'}>"

    def _newest(self, number: int) -> Iterator[Request]:
        return itertools.islice(reversed(self._kept), number)

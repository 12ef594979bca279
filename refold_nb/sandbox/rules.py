"""The kinds of faults, and the rules that say when one is played."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

CREATE = "POST /workflow"
LIST = "GET /workflow"
ANY = "*"

_STATUSES = ("500", "502", "503", "504")
KINDS = (
    "refuse",
    "reset_before_commit",
    "reset_after_commit",
    "commit_late",
    "answer_late",
    "never_answer_before_commit",
    "never_answer",
    "429",
    *(f"{status}_{when}_commit" for status in _STATUSES for when in ("before", "after")),
    "html_body_before_commit",
    "html_body",
    "cut_json",
    "truncated_json",
    "empty_200_before_commit",
    "empty_200",
    "wrong_content_type",
    "lagging_list",
)
"""Every fault that can be played."""

# Long enough to outlast a client's patience in a test, short enough to wait for.
_DEFAULT_DELAY = {"commit_late": 1.0, "answer_late": 1.0, "lagging_list": 5.0}
_IN_PROCESS_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, about to be played."""

    kind: str
    delay: float
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """One fault that was played."""

    kind: str
    call: str
    account: str | None
    number: int
    """Which request it was of those that its rule matched, counted from 1."""


@dataclass(slots=True)
class Rule:
    """When a fault is played. Made by `Faults.add` and `Faults.random`."""

    rates: dict[str, float]
    on: str
    account: str | None
    nth: frozenset[int]
    every: int | None
    times: int | None
    delay: float | None
    retry_after: str | None
    rng: random.Random
    seen: int = field(default=0, init=False)
    """How many requests matched."""
    played: int = field(default=0, init=False)
    """How often a fault was played."""

    def consider(self, call: str, account: str | None) -> Fault | None:
        """Count a request, and say what happens to it."""
        if self.on not in {ANY, call} or self.account not in {None, account}:
            return None
        self.seen += 1
        # Counted on even so: `seen` tells a test how often the client tried.
        if self.times is not None and self.played >= self.times:
            return None
        kind = self._choose()
        if kind is None:
            return None
        self.played += 1
        default = _DEFAULT_DELAY.get(kind, _IN_PROCESS_PATIENCE)
        return Fault(kind, default if self.delay is None else self.delay, self.retry_after)

    def _choose(self) -> str | None:
        if self.nth and self.seen not in self.nth:
            return None
        if self.every and self.seen % self.every:
            return None
        # Drawn for every request that gets so far, so that a seed means the same whatever was played before.
        chance = self.rng.random()
        for kind, rate in self.rates.items():
            chance -= rate
            if chance < 0:
                return kind
        return None


def check_name(what: str, name: str, names: Iterable[str]) -> None:
    """Raise a ValueError that helps when `name` is none of `names`."""
    names = tuple(names)
    if name not in names:
        close = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"There is no {what} {name!r}.{hint} There are: {', '.join(names)}.")

"""The script of what goes wrong: which fault is played on which request."""

from __future__ import annotations

import random
import threading
from collections import deque
from datetime import datetime
from typing import TYPE_CHECKING

from refold_nb.sandbox.clock import http_date
from refold_nb.sandbox.latency import Latency, check, draw
from refold_nb.sandbox.operations import LABELS
from refold_nb.sandbox.rules import ANY, CREATE, KINDS, LIST, Fault, Played, Rule, check_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KEPT = 10_000


class Faults:
    """A script of faults, empty at first. Rules are asked in the order of adding; the first to speak wins.

    Over a socket a reset is a real reset (RST), and a refusal cuts the connection before the body is read;
    for a closed port, see `SandboxServer.refusing`. In process, where there is no connection, the application
    raises `ConnectionRefusedError`, `ConnectionResetError` or, for an answer that never comes, `TimeoutError`
    after `delay` (30) seconds.

    Args:
        seed: decides everything that is left to chance.
    """

    def __init__(self, seed: int | str | None = None) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []
        self._log: deque[Played] = deque(maxlen=_KEPT)
        self._latency: Latency | None = None
        self._rng = random.Random(seed)  # noqa: S311  (chance in a test, not a secret)

    def add(
        self,
        kind: str,
        *,
        on: str | None = None,
        nth: int | Iterable[int] | None = None,
        every: int | None = None,
        rate: float | None = None,
        times: int | None = None,
        account: str | None = None,
        delay: float | None = None,
        retry_after: float | str | datetime | None = None,
    ) -> Rule:
        """Add a rule. Without `nth`, `every`, `rate` and `times`, the next matching request is hit, once.

        Args:
            kind: one of `KINDS`.
            on: the call, such as `"GET /workflow"` (the default for `lagging_list`; otherwise it is
                `"POST /workflow"`), or `"*"` for every call.
            nth: the number, or numbers, of the matching requests to hit, counted from 1.
            every: hit every so many-th matching request.
            rate: hit this share of them, 0 to 1, by chance.
            times: hit at most so many.
            account: match only requests of this linked account.
            delay: seconds, for `answer_late` and `commit_late` (1), `lagging_list` (how old a workflow must
                be to be listed, 5) and, in process, `never_answer` (30).
            retry_after: a `Retry-After` header in the answer: seconds, or an HTTP date.

        Returns:
            The rule, whose `seen` and `played` count.

        Raises:
            ValueError: when there is no such fault or call, or a number makes no sense.
        """
        check_name("fault", kind, KINDS)
        if rate is not None and not 0 <= rate <= 1:
            raise ValueError(f"rate is a share between 0 and 1, not {rate}.")
        numbers = frozenset([nth] if isinstance(nth, int) else nth or ())
        if any(number is not None and number < 1 for number in (*numbers, every, times)):
            raise ValueError("nth, every and times count from 1.")
        # The plainest call does the plainest thing: one fault, on the next request.
        if not numbers and (every, rate, times) == (None, None, None):
            times = 1
        on = on or (LIST if kind == "lagging_list" else CREATE)
        return self._append(
            {kind: 1 if rate is None else rate}, on, account, numbers, every, times, delay, retry_after
        )

    def random(
        self,
        rates: Mapping[str, float],
        *,
        seed: int | str | None = None,
        on: str = CREATE,
        times: int | None = None,
        account: str | None = None,
        delay: float | None = None,
        retry_after: float | str | datetime | None = None,
    ) -> Rule:
        """Add one rule that hits each matching request with at most one of several faults, by chance.

        Args:
            rates: the share of requests for each fault, as in `{"cut_json": 0.03}`; at most 1 in all.
            seed: makes this rule's chances independent of every other's; without it, the script's own.
            on, times, account, delay, retry_after: as in `add`.

        Returns:
            The rule.

        Raises:
            ValueError: when there is no such fault or call, or the rates make no sense.
        """
        for kind in rates:
            check_name("fault", kind, KINDS)
        if any(rate < 0 for rate in rates.values()) or sum(rates.values()) > 1 + 1e-9:
            raise ValueError("The rates are shares of all requests: none below 0, and together at most 1.")
        rule = self._append(dict(rates), on, account, frozenset(), None, times, delay, retry_after)
        if seed is not None:
            rule.rng = random.Random(seed)  # noqa: S311
        return rule

    @property
    def latency(self) -> Latency | None:
        """How long every request waits first: seconds, (shortest, longest), a `Lognormal`, or None."""
        return self._latency

    @latency.setter
    def latency(self, latency: Latency | None) -> None:
        self._latency = None if latency is None else check(latency)

    @property
    def log(self) -> list[Played]:
        """The faults that were played, oldest first (the last 10 000)."""
        with self._lock:
            return list(self._log)

    def seed(self, seed: int | str) -> None:
        """Start the chances anew from a seed, for the rules that have no seed of their own."""
        with self._lock:
            self._rng.seed(seed)

    def clear(self) -> None:
        """Forget all rules, the latency and the log."""
        with self._lock:
            self._rules.clear()
            self._log.clear()
            self._latency = None

    def next(self, call: str, account: str | None) -> Fault | None:
        """What happens to a request that has come in; called by the sandbox."""
        # Without a lock: a sandbox without faults should not queue for them.
        if not self._rules:
            return None
        with self._lock:
            chosen: Fault | None = None
            for rule in self._rules:
                # Once one has spoken, the others only count: otherwise "the third request" would shift.
                if chosen is None:
                    chosen = rule.consider(call, account)
                    if chosen:
                        self._log.append(Played(chosen.kind, call, account, rule.seen))
                elif rule.on in {ANY, call} and rule.account in {None, account}:
                    rule.seen += 1
            return chosen

    def wait(self) -> float:
        """Seconds that the next request waits first; called by the sandbox."""
        if self._latency is None:
            return 0.0
        with self._lock:
            return draw(self._latency, self._rng) if self._latency is not None else 0.0

    def __repr__(self) -> str:
        rules = [
            f"{'/'.join(rule.rates)} on {rule.on} ({rule.played} of {rule.seen})" for rule in self._rules
        ]
        return f"<Faults: {'; '.join(rules) or 'none'}>"

    def _append(
        self,
        rates: dict[str, float],
        on: str,
        account: str | None,
        nth: frozenset[int],
        every: int | None,
        times: int | None,
        delay: float | None,
        retry_after: float | str | datetime | None,
    ) -> Rule:
        check_name("call", on, (*LABELS, ANY))
        if delay is not None and not delay >= 0:
            raise ValueError(f"delay is in seconds, 0 or more, not {delay}.")
        if isinstance(retry_after, datetime):
            retry_after = http_date(retry_after.timestamp())
        # Kept as it is to be sent, also when it is nonsense that a client should survive.
        header = None if retry_after is None else str(retry_after)
        rule = Rule(rates, on, account, nth, every, times, delay, header, self._rng)
        with self._lock:
            self._rules.append(rule)
        return rule

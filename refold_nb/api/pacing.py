"""As fast as the API allows and no faster: a token bucket in its GCRA form that learns the true limit."""

from __future__ import annotations

import asyncio
import math
import weakref
from dataclasses import dataclass
from typing import Protocol

from .errors import InvalidRequest, RateLimited

RATE = 20.0  # requests a second, as documented by Refold
BURST = 5  # requests in an instant, likewise
SLOWER = 0.7  # what a 429 makes of the rate
FIRST = 0.95  # what the first one makes of it after a calm
CALM = 10.0  # seconds
FASTER = 0.5  # requests a second gained in each second without a 429
SLOWEST = 0.2
# The network squeezes requests together: four of the burst are kept back for that.
KEPT_BACK = 4


class Pace(Protocol):
    """Something that says when the next request may go out."""

    @property
    def asked(self) -> tuple[float, int]:
        """The rate and burst that were asked for."""

    async def acquire(self, patience: float = math.inf) -> None:
        """Wait until a request may go out.

        Args:
            patience: seconds for which a ``Retry-After`` is waited out.

        Raises:
            RateLimited: Refold asked everybody to wait longer than that.
        """

    def refused(self, retry_after: float | None) -> None:
        """A request was refused with 429; ``retry_after`` in seconds, where the server said so."""

    def succeeded(self) -> None:
        """A request was taken."""


@dataclass(slots=True)
class Bucket:
    """The arithmetic of pacing, apart from any clock: all times are seconds of the caller's clock.

    ``due`` is when the next request would go out if none were sent ahead of time; ``held`` until when nobody
    may send; ``slowed`` when it last slowed down.
    """

    rate: float
    burst: int
    most: float
    due: float = -math.inf
    held: float = -math.inf
    slowed: float = -math.inf
    grown: float = -math.inf

    def take(self, now: float, patience: float = math.inf) -> float:
        """Book the next place and return its time; see `Pace.acquire`."""
        if (left := self.held - now) > max(0.0, patience):
            raise RateLimited(
                f"Refold asked to wait {left:.0f} s more (Retry-After after a 429), which is longer than this"
                " call's deadline: it was not sent. Try again then.",
                status_code=429,
                retry_after=left,
            )
        ahead = max(0, self.burst - KEPT_BACK - 1) / self.rate
        self.due = max(self.due, now)
        at = max(now, self.due - ahead, self.held)
        self.due += 1 / self.rate
        return at

    def refuse(self, now: float, retry_after: float | None) -> bool:
        """Slow down after a 429; False for one that had been under way before the last slowing."""
        if retry_after is not None:
            self.held = max(self.held, now + min(retry_after, 3600.0))
        if now < self.slowed + 2 / self.rate:
            return False
        # One refusal after a calm may be two requests squeezed together; the next one soon after is the limit.
        factor = FIRST if now > self.slowed + CALM else SLOWER
        self.rate = max(min(SLOWEST, self.most), self.rate * factor)
        self.slowed = self.grown = now
        # The bucket over there is empty: it fills while nobody sends, and there is nothing to send ahead.
        self.held = max(self.held, now + 1 / self.rate)
        self.due = self.held + max(0, self.burst - KEPT_BACK - 1) / self.rate
        return True

    def grow(self, now: float) -> None:
        """Speed up with the time since the last refusal, up to the rate that was asked for."""
        if self.rate < self.most:
            self.rate = min(self.most, self.rate + FASTER * max(0.0, now - max(self.grown, self.held)))
            self.grown = now


class Pacer:
    """Holds the requests of one process to a rate, first come, first served.

    Starts at the given rate, slows a little on a first 429 and to 0.7 on each that follows soon, gains 0.5 requests a
    second in every second after that.
    ``Retry-After`` holds everybody.

    Args:
        rate: requests a second (default 20, Refold's documented limit); ``math.inf`` for no pacing.
        burst: requests in an instant (default 5); four of them are kept back for what the network squeezes together.

    Raises:
        InvalidRequest: no rate above 0, or a burst below 1.
    """

    def __init__(self, rate: float = RATE, burst: int = BURST) -> None:
        check_pace(rate, burst)
        self._bucket = Bucket(rate=rate, burst=burst, most=rate)
        self._shift = 0

    @property
    def rate(self) -> float:
        """Requests a second, as of now."""
        return self._bucket.rate

    @property
    def asked(self) -> tuple[float, int]:
        """The rate and burst that were asked for."""
        return self._bucket.most, self._bucket.burst

    def adjust(self, rate: float, burst: int) -> None:
        """Go by another rate and burst from now on; the same ones change nothing."""
        if (rate, burst) != (self._bucket.most, self._bucket.burst):
            self._bucket.rate = self._bucket.most = rate
            self._bucket.burst = burst

    async def acquire(self, patience: float = math.inf) -> None:
        """Wait until a request may go out; see `Pace.acquire`."""
        clock = asyncio.get_running_loop().time
        shift, at = self._shift, self._bucket.take(clock(), patience)
        while at > clock():
            await asyncio.sleep(at - clock())
            # A refusal came while this waited: all places booked before it are void.
            if shift != self._shift:
                shift, at = self._shift, self._bucket.take(clock(), patience)

    def refused(self, retry_after: float | None) -> None:
        """Slow down after a 429, and hold everybody for ``retry_after`` seconds where the server said so."""
        now = asyncio.get_running_loop().time()
        held = self._bucket.held
        if self._bucket.refuse(now, retry_after) or self._bucket.held > held:
            self._shift += 1

    def succeeded(self) -> None:
        """Speed up again, with the time since the last refusal."""
        self._bucket.grow(asyncio.get_running_loop().time())


def check_pace(rate: float, burst: int) -> None:
    """Refuse a rate or burst that would never let a request out."""
    if not isinstance(rate, int | float) or isinstance(rate, bool) or not rate > 0:
        raise InvalidRequest(
            f"rate= is the requests a second, a number above 0 (default {RATE}).", field="rate"
        )
    if not isinstance(burst, int) or isinstance(burst, bool) or burst < 1:
        raise InvalidRequest(
            f"burst= is the requests in an instant, 1 or more (default {BURST}).", field="burst"
        )


_pacers: weakref.WeakValueDictionary[tuple[str, str], Pacer] = weakref.WeakValueDictionary()


def pacer_for(key: tuple[str, str], rate: float = RATE, burst: int = BURST) -> Pacer:
    """Return the pacer that everything in this process shares that uses the same credentials.

    Args:
        key: (base URL, ``credentials.key_id``).
        rate, burst: see ``Pacer``; where they differ from before, the newest hold for everybody.
    """
    check_pace(rate, burst)
    pacer = _pacers.setdefault(key, Pacer(rate, burst))
    pacer.adjust(rate, burst)
    return pacer

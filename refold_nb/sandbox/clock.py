"""The sandbox's own clock: real time, which tests may move forward."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import lru_cache

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Clock:
    """Seconds since the epoch that never run backwards, plus whatever `advance` has added."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()
        self.ahead = 0.0
        """Seconds by which it has been moved forward."""

    def now(self) -> float:
        """The sandbox's time, in seconds since the epoch."""
        return time.monotonic() + self._offset + self.ahead

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds` without waiting."""
        if seconds < 0:
            raise ValueError("A sandbox's clock only goes forward: pass a positive number of seconds.")
        self.ahead += seconds


def as_shown(at: float) -> float:
    """`at` to the millisecond that answers show: what a record is found by."""
    return round(at * 1e6) // 1000 / 1000


def iso(at: float) -> str:
    """`at` as the API writes times: ISO 8601 UTC with milliseconds and a Z."""
    second, millisecond = divmod(round(at * 1e6) // 1000, 1000)
    return f"{_to_the_second(second)}.{millisecond:03d}Z"


# Most times in an answer, and in those around it, are of one second.
@lru_cache(maxsize=64)
def _to_the_second(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S}"


def http_date(at: float) -> str:
    """`at` as HTTP headers write dates, whatever the locale."""
    when = time.gmtime(at)
    day, month = _DAYS[when.tm_wday], _MONTHS[when.tm_mon - 1]
    return f"{day}, {when.tm_mday:02d} {month} {when.tm_year} {time.strftime('%H:%M:%S', when)} GMT"


def parse_moment(text: str) -> float | None:
    """Seconds since the epoch for an ISO date or date-time, in UTC unless it says otherwise; or None."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    except (ValueError, OverflowError):
        return None

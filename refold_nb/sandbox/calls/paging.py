"""The query parameters that lists have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.sandbox.clock import parse_moment
from refold_nb.sandbox.errors import bad_request
from refold_nb.sandbox.patterns import Pattern, PatternError, compile_pattern

if TYPE_CHECKING:
    from refold_nb.sandbox.backend import Call

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
MAX_NUMBER = 1_000_000


def page_and_limit(call: Call) -> tuple[int, int]:
    """`page` (default 1) and `limit` (default 10, never more than 100 a page)."""
    page = _positive(call, "page", 1)
    return page, min(_positive(call, "limit", DEFAULT_LIMIT), MAX_LIMIT)


def moments(call: Call) -> tuple[float, float]:
    """`start_date` and `end_date` in seconds since the epoch; without them, all of time."""
    return _moment(call, "start_date", float("-inf")), _moment(call, "end_date", float("inf"))


def pattern(call: Call, name: str) -> Pattern | None:
    """An optional regular expression of the query string."""
    source = call.query.get(name)
    if not source:
        return None
    try:
        return compile_pattern(source)
    except PatternError as error:
        raise bad_request(f"{name} is not a usable regular expression: {error}") from None


def _positive(call: Call, name: str, default: int) -> int:
    text = call.query.get(name)
    if text is None:
        return default
    # isdecimal alone would let other scripts' digits and numbers of any length through to int().
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 0 < int(text) <= MAX_NUMBER):
        raise bad_request(f"{name} must be an integer from 1 to {MAX_NUMBER}")
    return int(text)


def _moment(call: Call, name: str, default: float) -> float:
    text = call.query.get(name)
    if text is None:
        return default
    moment = parse_moment(text)
    if moment is None:
        raise bad_request(f"{name} must be an ISO 8601 date")
    return moment

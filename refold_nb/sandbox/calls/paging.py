"""What lists have in common: query parameters, and the page around the rows."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from refold_nb.sandbox.clock import parse_moment
from refold_nb.sandbox.errors import bad_request
from refold_nb.sandbox.patterns import Pattern, PatternError, compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from refold_nb.sandbox.backend import Call
    from refold_nb.sandbox.records import Json

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
MAX_NUMBER = 1_000_000


def page_and_limit(call: Call) -> tuple[int, int]:
    """`page` (default 1) and `limit` (default 10, never more than 100 a page)."""
    page = _positive(call, "page", 1)
    # Larger pages are cut down, not refused: clients go by what the answer says.
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


def paginated(rows: Iterable[Json], total: int, page: int, limit: int) -> Json:
    """A page of rows, with the counts that the API puts around it."""
    # An empty list has one empty page, as the paging library behind the API counts.
    pages = max(1, -(-total // limit))
    return {
        "docs": list(itertools.islice(rows, limit)),
        "totalDocs": total,
        "limit": limit,
        "page": page,
        "totalPages": pages,
        "pagingCounter": (page - 1) * limit + 1,
        "hasPrevPage": page > 1,
        "hasNextPage": page < pages,
        "prevPage": page - 1 if page > 1 else None,
        "nextPage": page + 1 if page < pages else None,
    }


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

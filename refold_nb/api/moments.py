"""Times as the API takes them: ISO 8601 in UTC, with milliseconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from .errors import InvalidRequest


def moment_param(value: Any, name: str, *, until: bool = False) -> str | None:
    """Return a filter's time as text; one without a zone is UTC, as all of Refold's are.

    Args:
        value: a ``datetime``, a ``date``, pandas' or numpy's own, or ISO 8601 text; ``None`` for no filter.
        name: of the argument, for the error.
        until: a day without a time counts to its end.

    Raises:
        InvalidRequest: it is no time; ``field`` is ``name``.
    """
    if value is None:
        return None
    try:
        moment = _moment(value, until)
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        raise InvalidRequest(
            f"{name} is a datetime, a date or ISO 8601 text such as 2026-06-16T13:49:18Z,"
            f" not {str(value)[:80]!r}.",
            field=name,
        ) from None


def _moment(value: Any, until: bool) -> datetime:
    written = getattr(value, "isoformat", None)
    # A number would be read as a day: 20260616.
    if not (callable(written) or isinstance(value, str) or type(value).__name__ == "datetime64"):
        raise ValueError(value)
    text = (written() if callable(written) else str(value)).strip()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
    else:
        moment = datetime.combine(day, time.max if until else time.min)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

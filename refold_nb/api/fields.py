"""Single fields of an answer: what is there and of the right kind, else ``None``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .requests import is_object_id

if TYPE_CHECKING:
    from .models import Json

_JSON_KINDS = {
    type(None): "nothing",
    list: "an array",
    bool: "true or false",
    int: "a number",
    float: "a number",
}


class Unreadable(ValueError):
    """The answer has not the shape of any generation of the API; the text says what is missing."""


def mapping(document: Any, what: str) -> Json:
    """Return ``document`` if it is a JSON object, else say what was expected."""
    if not isinstance(document, dict):
        raise Unreadable(f"expected {what}, got {_JSON_KINDS.get(type(document), 'text')}")
    return document


def text(value: Any) -> str | None:
    """Text of a scalar; ``None`` for anything else: a server's odd field must not fail the answer."""
    # Most fields of a long list are text or not there at all.
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def integer(value: Any) -> int | None:
    found = number(value)
    return int(found) if found is not None and found == found and abs(found) < 2**63 else None


def flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def moment(value: Any) -> datetime | None:
    """Read an ISO 8601 time; one without a zone is UTC, as all of Refold's are."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def moment_of_id(object_id: str) -> datetime | None:
    """Read the creation time that the first 8 of an id's 24 hex digits hold, in seconds since the epoch."""
    return datetime.fromtimestamp(int(object_id[:8], 16), UTC) if is_object_id(object_id) else None


def objects(value: Any) -> list[Json]:
    if value is None:
        return []
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else []
    return tuple(found for found in map(text, items) if found is not None)

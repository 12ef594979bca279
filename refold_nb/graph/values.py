"""Single values out of documents that may hold anything."""

import math
import re
from collections.abc import Mapping
from typing import Any

_HALVES = re.compile("[\ud800-\udfff]")
_IDS = ("id", "node_id", "_id")


def words(value: Any) -> str:
    """Text or a number as text; `""` for everything else."""
    if isinstance(value, str):
        # JSON can spell half a surrogate pair; pandas and files can't hold one.
        return value if value.isascii() else _HALVES.sub("\ufffd", value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**40:
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() else str(value)
    return ""


def identifier(raw: Mapping[str, Any]) -> str:
    """The id of a node in any spelling of the API, `""` where there is none."""
    for key in _IDS:
        found = words(raw.get(key))
        if found:
            return found
    return ""


def position(value: Any) -> tuple[float, float] | None:
    """`{"x": …, "y": …}` as two numbers, or nothing."""
    if not isinstance(value, Mapping):
        return None
    x, y = value.get("x"), value.get("y")
    for number in (x, y):
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not abs(number) < 1e7:
            return None
    return float(x), float(y)  # type: ignore[arg-type]

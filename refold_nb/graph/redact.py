"""Fields of a node made safe to publish: outputs get committed, so secrets must not be in them."""

import re
from collections.abc import Mapping
from typing import Any

from refold_nb.graph.text import clean, shorten

HIDDEN = "••••"
_DEPTH = 6
_SECRET_KEYS = re.compile(
    r"secret|token|passw|pwd|auth(?!or)|api.?key|apikey|access.?key|private|credential|cookie|session|signature|bearer"
    r"|jwt|cert|passphrase|client.?id|(^|[^a-z])(key|pin|otp|sig)($|[^a-z])|header|body|payload|"
    r"latest_output|(^|[^a-z])(input|output|response)s?($|[^a-z])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SECRET_TEXT = re.compile(
    r"\b(?:Bearer|Basic|Token)\s+\S+|eyJ[\w-]{4,}\.[\w.-]*|\b(?:pk|sk|tk|rk|xox[a-z]|gh[a-z])[-_]\S{6,}"
    r"|(?<=://)[^/\s@]+@|(?<=\?)[^\s\"'#]+|-----BEGIN[\s\S]*|\b[A-Fa-f0-9]{32,}\b|\b[A-Za-z0-9+/_-]{40,}=*",
)


def publishable(value: Any, *, show_data: bool, length: int) -> str:
    """A value in one line of at most `length` characters, without what looks like a secret."""
    parts: list[str] = []
    _write(value, parts, [length * 2 + 16], 0, show_data)
    return shorten(clean("".join(parts)), length)


def hides(key: str) -> bool:
    """Whether the value under this key is not to be shown: secrets, headers, bodies."""
    return bool(_SECRET_KEYS.search(_CAMEL.sub("_", key)))


def _write(value: Any, parts: list[str], left: list[int], depth: int, show_data: bool) -> None:
    """Append `value` as short text until the room is used up, however large or deep it is."""
    if left[0] <= 0:
        return
    if isinstance(value, (Mapping, list, tuple)) and depth < _DEPTH:
        _write_inside(value, parts, left, depth, show_data)
        return
    said = _plain(value, left[0], show_data=show_data)
    parts.append(said)
    left[0] -= len(said)


def _write_inside(value: Any, parts: list[str], left: list[int], depth: int, show_data: bool) -> None:
    named = isinstance(value, Mapping)
    parts.append("{" if named else "[")
    left[0] -= 2
    for number, entry in enumerate(value):
        if left[0] <= 0:
            break
        if number:
            parts.append(", ")
        inner = value[entry] if named else entry
        if named:
            key = shorten(str(entry), 60)
            parts.append(f"{key}: ")
            left[0] -= len(key) + 4
            if not show_data and hides(key) and inner not in (None, "", [], {}):
                parts.append(HIDDEN)
                continue
        _write(inner, parts, left, depth + 1, show_data)
    parts.append("}" if named else "]")


def _plain(value: Any, room: int, *, show_data: bool) -> str:
    """A single value as text."""
    if isinstance(value, str):
        said = value if show_data else _SECRET_TEXT.sub(HIDDEN, value[: 4 * room + 400])
        return said[: room + 1]
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return str(value)
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else "a huge number"
    return "…" if isinstance(value, (Mapping, list, tuple)) else type(value).__name__

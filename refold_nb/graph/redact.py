"""Fields of a node made safe to publish: outputs get committed, so secrets must not be in them."""

import re
from collections.abc import Mapping
from typing import Any

from refold_nb.graph.text import clean, shorten

HIDDEN = "••••"
_DEPTH = 6
_SECRET_KEYS = re.compile(
    r"secret|token|passw|pwd|auth|api.?key|apikey|access.?key|private|credential|cookie|session|signature|bearer"
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
    """A value in one line of at most `length` characters, without what looks like a secret unless asked for."""
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
    if isinstance(value, (Mapping, list, tuple)):
        if depth >= _DEPTH:
            said = "…"
        else:
            opening, closing = ("{", "}") if isinstance(value, Mapping) else ("[", "]")
            parts.append(opening)
            left[0] -= 2
            for number, entry in enumerate(value):
                if left[0] <= 0:
                    break
                if number:
                    parts.append(", ")
                if isinstance(value, Mapping):
                    key = shorten(str(entry), 60)
                    parts.append(f"{key}: ")
                    left[0] -= len(key) + 4
                    if not show_data and hides(key) and value[entry] not in (None, "", [], {}):
                        parts.append(HIDDEN)
                        continue
                    _write(value[entry], parts, left, depth + 1, show_data)
                else:
                    _write(entry, parts, left, depth + 1, show_data)
            parts.append(closing)
            return
    elif isinstance(value, str):
        said = value if show_data else _SECRET_TEXT.sub(HIDDEN, value[: 4 * left[0] + 400])
        said = said[: left[0] + 1]
    elif value is None or isinstance(value, (bool, float)):
        said = {None: "null", True: "true", False: "false"}.get(value, str(value))
    elif isinstance(value, int):
        said = str(value) if abs(value) < 10**40 else "a huge number"
    else:
        said = type(value).__name__
    parts.append(said)
    left[0] -= len(said)

"""Fields of a node made safe to publish: outputs get committed, so secrets must not be in them."""

import json
import re
from collections.abc import Mapping
from typing import Any

from refold_nb.graph.text import clean, shorten

HIDDEN = "••••"
_DEPTH = 6
_LONGEST_JSON = 50_000
_SECRET_KEYS = re.compile(
    r"secret|token|passw|passcode|pwd|auth(?!or(?!i[sz]))|api.?key|app.?key|access.?key|private|credential|cookie|session"
    r"|signature|bearer|jwt|hmac|cert|passphrase|client.?id|connection.?string|header|body|payload|latest_output"
    r"|(^|[^a-z])(keys?|pass|pin|otp|sig|salt|sas|dsn|input|output|response|(in|out)puts|responses)($|[^a-z])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SECRET_TEXT = re.compile(
    r"\b(?:[Bb]earer|BEARER|Basic|Token)\s+\S+|eyJ[\w-]{4,}\.[\w.-]*|\b(?:pk|sk|tk|rk|xox[a-z]|gh[a-z])[-_]\S{6,}"
    r"|(?<=://)[^\s\"'?#/]*:[^\s\"'?#]*@|(?<=://)[^/\s@]+@|(?<=\?)[^\s\"'#]+|(?:(?<=-u )|(?<=--user ))\S+"
    r"|-----BEGIN[\s\S]*|\b[A-Fa-f0-9]{32,}\b|\b[A-Za-z0-9+/_-]{40,}=*|\bAKIA\w+|\bAIza[\w-]+"
    r"|\b(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{20,}|hooks\.slack\.com/\S+",
)
_NAMED = re.compile(r"""(?<![\w.-])([\w.-]+)(\\*["']?\]?\s*(?:=>|:=|[:=>])\s*)""")
"""The beginning of `key: value`, `key=value`, `"key": value` or `<key>value` in a text."""
_VALUE = re.compile(r"""\\*"(?:[^"\\]|\\.)*"?|'[^']*'?|[\[{][\s\S]*|(?<==)[^\s&;,"'<>)}\]]*|[^\n"'<>}]*""")
_PAIR_NAMES = ("name", "key", "label", "field", "header", "id")


def publishable(value: Any, *, show_data: bool, length: int) -> str:
    """A value in one line of at most `length` characters, without what looks like a secret."""
    parts: list[str] = []
    _write(value, parts, [length * 2 + 16], 0, show_data)
    return shorten(clean("".join(parts)), length)


def hides(key: str) -> bool:
    """Whether the value under this key is not to be shown: secrets, headers, bodies."""
    return bool(_SECRET_KEYS.search(_CAMEL.sub("_", key)))


def names_a_secret(value: Mapping[Any, Any]) -> bool:
    """Whether this is a pair such as `{"name": "api_key", "value": …}`: its value is not to be shown."""
    said = [value.get(name) for name in _PAIR_NAMES]
    return any(isinstance(name, str) and hides(name[:200]) for name in said)


def redacted(text: str) -> str:
    """A text without what looks like a secret, by its own looks or by the name before it."""
    parts: list[str] = []
    at = 0
    while found := _NAMED.search(text, at):
        parts.append(text[at : found.end()])
        at = found.end()
        if hides(found[1][-200:]):
            value = _VALUE.match(text, at)
            if value and value[0].strip():
                parts.append(HIDDEN)
                at = value.end()
    return _SECRET_TEXT.sub(HIDDEN, "".join((*parts, text[at:])))


def _write(value: Any, parts: list[str], left: list[int], depth: int, show_data: bool) -> None:
    """Append `value` as short text until the room is used up, however large or deep it is."""
    if left[0] <= 0:
        return
    if not show_data and isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        value = _parsed(value)
    if isinstance(value, (Mapping, list, tuple)) and depth < _DEPTH:
        _write_inside(value, parts, left, depth, show_data)
        return
    said = _plain(value, left[0], show_data=show_data)
    parts.append(said)
    left[0] -= len(said)


def _write_inside(value: Any, parts: list[str], left: list[int], depth: int, show_data: bool) -> None:
    named = isinstance(value, Mapping)
    hidden = not show_data and (names_a_secret(value) if named else _pair(value))
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
            secret = hides(str(entry)[:200]) or (
                hidden and key.lower().startswith(("val", "default", "content"))
            )
            parts.append(f"{key}: ")
            left[0] -= len(key) + 4
        else:
            secret = hidden and number == 1
        if not show_data and secret and inner not in (None, "", [], {}):
            parts.append(HIDDEN)
            continue
        _write(inner, parts, left, depth + 1, show_data)
    parts.append("}" if named else "]")


def _pair(value: list[Any] | tuple[Any, ...]) -> bool:
    """Whether this is a pair such as `["x-api-key", …]`."""
    return len(value) == 2 and isinstance(value[0], str) and hides(value[0][:200])


def _parsed(text: str) -> Any:
    """What a text holds that is JSON, so that its keys count; other texts as they are."""
    if len(text) > _LONGEST_JSON:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _plain(value: Any, room: int, *, show_data: bool) -> str:
    """A single value as text."""
    if isinstance(value, str):
        said = value if show_data else redacted(value[: 4 * room + 400])
        return said[: room + 1]
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return str(value)
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else "a huge number"
    return "…" if isinstance(value, (Mapping, list, tuple)) else type(value).__name__

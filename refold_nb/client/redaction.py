"""Takes secrets out of a workflow's document: known by their name, their look, or what they are assigned to."""

from __future__ import annotations

import re
from typing import Any

HIDDEN = "<redacted>"

_NAME = re.compile(
    r"authorization|passw(or)?d|passphrase|secret|credential|cookie|bearer|(^|[-_])(token|jwt|pwd|otp)$"
    r"|(api|access|private|signing|encryption|account|subscription|shared|consumer|auth|master|service|ssh)"
    r"[-_]?key|(access|refresh|auth|session|id)[-_]?token",
    re.IGNORECASE,
)
# Where to get one, or how to send it, is none.
_ABOUT = re.compile(r"[-_](url|uri|endpoint|type|field|header|scope|method)s?$", re.IGNORECASE)
_LOOK = re.compile(
    r"\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}|\beyJ[\w-]{6,2000}\.[\w-]+\.[\w-]*|\b(?:sk|pk|tk|rk|whsec|npm)_\w{12,}"
    r"|\bsk-[\w-]{16,}|\b(?:AKIA|ASIA)[0-9A-Z]{12,}|\bAIza[\w-]{20,}|\bSG\.[\w-]{10,}\.[\w-]{10,}"
    r"|\bxox[a-z]-[\w-]{8,}|\bxapp-[\w-]{8,}|\bhooks\.slack\.com/services/[\w/]+|\bgh[a-z]_\w{16,}"
    r"|\bgithub_pat_\w{16,}|\bglpat-[\w-]{12,}|\bpat-[a-z]{2}\d-[\w-]{16,}|\bshp[a-z]{2}_\w{16,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
_WORD = (
    r"(?:passw(?:or)?d|passphrase|pwd|secret|(?:api|access|private|signing|subscription)[-_]?key|token"
    r"|authorization|credentials?|signature|sig)"
)
_NAMED = rf"[\w-]{{0,40}}{_WORD}"
# In quotes behind a name, as in code and in JSON inside a string; or in a query string.
_ASSIGNED = re.compile(
    rf"(?i)({_WORD}[\"'`]?\s*[:=]\s*([\"'`]))((?:(?!\2)[^\\\n]|\\.)+)(?=\2)"
    rf"|([?&]{_NAMED}=)([^&\s\"'`#<>{{}}]+)"
)
_FORM = re.compile(rf"(?i)((?:^|[&;]){_NAMED}=)([^&;<>{{}}]+)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# {{steps.1.token}} only names where a value comes from.
_REFERENCE = re.compile(r"\s*(\{\{[^{}]*\}\}|\$\{[^{}]*\})\s*")
_NAMES, _VALUES = ("key", "name", "header", "field", "label"), ("value", "val", "default", "defaultValue")


def redact(value: Any, place: str, removed: list[str]) -> Any:
    """Return ``value`` with its keys in order and its secrets replaced by `HIDDEN`.

    Args:
        place: where it stands, such as ``nodes[0].data``.
        removed: the places of what was replaced are added to it.
    """
    if isinstance(value, dict):
        # A table of headers says the name beside the value: {"key": "Authorization", "value": …}.
        told = any(isinstance(value.get(name), str) and _is_secret(value[name]) for name in _NAMES)
        return {
            key: (_hide if _is_secret(key) or (told and key in _VALUES) else redact)(
                value[key], f"{place}.{key}", removed
            )
            for key in sorted(value)
        }
    if isinstance(value, list):
        return [redact(item, f"{place}[{at}]", removed) for at, item in enumerate(value)]
    if isinstance(value, str) and (clean := _cleaned(value)) != value:
        removed.append(place)
        return clean
    return value


def places_of_hidden(value: Any, place: str) -> list[str]:
    """Return the places where something was replaced."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in places_of_hidden(item, f"{place}.{key}")]
    if isinstance(value, list):
        return [found for at, item in enumerate(value) for found in places_of_hidden(item, f"{place}[{at}]")]
    return [place] if isinstance(value, str) and HIDDEN in value else []


def _is_secret(name: str) -> bool:
    name = _CAMEL.sub("_", name)
    return _NAME.search(name) is not None and _ABOUT.search(name) is None


def _hide(value: Any, place: str, removed: list[str]) -> Any:
    """Replace everything in it: what is inside of ``credentials`` is secret whatever it is called."""
    if isinstance(value, dict):
        return {key: _hide(value[key], f"{place}.{key}", removed) for key in sorted(value)}
    if isinstance(value, list):
        return [_hide(item, f"{place}[{at}]", removed) for at, item in enumerate(value)]
    if value is None or isinstance(value, bool) or value == "":
        return value
    if isinstance(value, str) and _REFERENCE.fullmatch(value):
        return value
    removed.append(place)
    return HIDDEN


def _cleaned(text: str) -> str:
    text = _ASSIGNED.sub(_without_value, _LOOK.sub(HIDDEN, text))
    # A form's body has no spaces and calls nothing; in code, the same would be a variable.
    if not re.search(r"[\s()]", text):
        text = _FORM.sub(lambda found: found[1] + HIDDEN, text)
    return text


def _without_value(found: re.Match[str]) -> str:
    if found[4] is not None:
        return f"{found[4]}{HIDDEN}"
    kept = _REFERENCE.fullmatch(found[3]) or HIDDEN in found[3]
    return f"{found[1]}{found[3] if kept else HIDDEN}"

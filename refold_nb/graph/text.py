"""Text for drawings: cleaned of what breaks them, measured without a font, cut to fit."""

import re
import unicodedata
from collections.abc import Sized
from functools import lru_cache

# Advance widths of DejaVu Sans from U+0020 to U+007E in sixtieths of an em, as characters from "!" on.
# It is the widest of the usual sans-serif fonts: what fits in it fits in Arial, Segoe UI and Helvetica too.
_ASCII = "38<RFYO077>R3634FFFFFFFFFF44RRR@\\IIJNFCNM22GATMODOJFELI[IEI747R>>EFAFE5FF11C1ZFEFF9?8FDQDD?F4FR"
_WIDTHS = {chr(32 + at): (ord(mark) - 32) / 60 for at, mark in enumerate(_ASCII)}

_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]+"
)
_SPACES = re.compile(r"\s+")
_SHORT = 48
"""Characters up to which widths are remembered: the words that graphs repeat, not whole documents."""
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_ESCAPE = re.compile("[&<>\"']")


def clean(text: str) -> str:
    """One line without control characters, lone surrogates and marks that turn other text round."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", _UNFIT.sub(" ", text)).strip()


def escape(text: str) -> str:
    """Text made safe inside HTML, SVG and their quoted attributes."""
    return _ESCAPE.sub(lambda hit: _ESCAPES[hit[0]], text)


def width(text: str, size: float) -> float:
    """How wide `text` is at `size` px, rather too wide than too narrow."""
    return size * (_ems(text) if len(text) <= _SHORT else _ems.__wrapped__(text))


@lru_cache(maxsize=4096)
def _ems(text: str) -> float:
    known = _WIDTHS
    total = 0.0
    for char in text:
        one = known.get(char)
        total += _width(char) if one is None else one
    return total


def _width(char: str) -> float:
    if len(_WIDTHS) > 20_000:
        return 1.3
    code = ord(char)
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        found = 0.0
    elif code >= 0x1F000 or unicodedata.name(char, "").startswith("REGIONAL"):
        found = 1.4
    elif unicodedata.east_asian_width(char) in ("W", "F"):
        found = 1.05
    elif code >= 0x2190 or category in ("So", "Sm"):
        found = 1.0
    elif category == "Lu":
        found = 0.8
    else:
        found = 0.72
    _WIDTHS[char] = found
    return found


def elide(text: str, size: float, room: float) -> str:
    """`text`, or as much of its beginning as fits in `room` px with an ellipsis after it."""
    # Nothing is narrower than a quarter of an em for long, so the rest need not be measured.
    head = text[: int(room / size * 5) + 2]
    if len(head) == len(text) and width(text, size) <= room:
        return text
    room -= width("…", size)
    used = 0.0
    for at, char in enumerate(head):
        used += size * (_WIDTHS.get(char) or _width(char))
        if used > room:
            return head[:at].rstrip(" \u200d\ufe0f") + "…"
    return head.rstrip() + "…"


def shorten(text: str, length: int) -> str:
    """`text` cut to `length` characters, the last of them an ellipsis where something is missing."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def counted(things: Sized, name: str) -> str:
    """How many there are, in words: `1 node`, `2 nodes`."""
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"

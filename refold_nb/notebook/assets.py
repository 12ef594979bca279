"""The widgets' JavaScript and CSS, as they go to the browser."""

from __future__ import annotations

from pathlib import Path

_CSS = {" { ": "{", " }": "}", "; ": ";", ": ": ":", ", ": ",", " > ": ">"}


def load(*names: str) -> str:
    """Return files of this folder, one after the other, without comments and needless white space.

    Every notebook that saves its widgets' state holds a copy of this text.
    """
    text = ""
    for name in names:
        for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
            short = line.strip()
            if short and not short.startswith("//"):
                text += _tight(short) if name.endswith(".css") else short
                # A line that is not ended otherwise needs its end.
                text += "" if name.endswith(".css") or short[-1] in "{;,(" else "\n"
    return text


def _tight(rule: str) -> str:
    for wide, narrow in _CSS.items():
        rule = rule.replace(wide, narrow)
    return rule

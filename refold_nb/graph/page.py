"""One HTML fragment for a notebook's output: the picture, the outline, and the script that makes it live."""

import re
from base64 import b64encode
from functools import cache
from importlib.resources import files

from refold_nb.graph.outline import as_html
from refold_nb.graph.scene import Scene
from refold_nb.graph.text import escape, shorten

_WIDE = 1100
_NOTES = 8
_SIZES = ((1, 3_900), (30, 17_800), (100, 49_000))
"""Boxes and bytes: under 4 kB for one, 18 kB for 30, 50 kB for 100."""


_TOKENS = re.compile(r"('(?:[^'\\\n]|\\.)*'|`[^`]*`)|\s*([-+*/%=<>&|?:,;{}()\[\]!])\s*|\s+", re.MULTILINE)


@cache
def script() -> str:
    """The script that turns the picture into an interactive one, without its comments and spaces."""
    source = files("refold_nb.graph").joinpath("live.js").read_text("utf-8")
    code = re.sub(r"^\s*//.*\n", "", source, flags=re.MULTILINE)
    return _TOKENS.sub(lambda hit: hit[1] or hit[2] or " ", code).replace(";}", "}").strip()


def fragment(scene: Scene, order: list[int], svg: str, wide: float, *, show_data: bool) -> str:
    """HTML that survives an untrusted notebook: inline styles only, an image with words for it.

    Args:
        scene: what the picture shows.
        order: in which order the outline lists the boxes.
        svg: the picture.
        wide: its width in px.
        show_data: fields in full; otherwise only as much of them as the limits on size leave room for.
    """
    names = " → ".join(shorten(scene.boxes[number].name, 40) for number in order[:8])
    alt = f"{scene.summary}. {names}" + (" …" if len(order) > 8 else "")
    image = b64encode(svg.encode()).decode()
    fit = "max-width:100%;height:auto" if wide <= _WIDE else "max-width:none"
    said = [*(f"⚠ {note}" for note in _few(scene.notes)), *scene.remarks]
    notes = "".join(f'<div style="margin:.3em 0">{escape(note)}</div>' for note in said)
    before = (
        '<div class="refold-graph"><div style="overflow:auto;max-height:720px">'
        f'<img alt="{escape(alt)}" style="{fit}" src="data:image/svg+xml;base64,{image}"></div>{notes}'
        f'<details style="margin-top:.3em"><summary>{escape(scene.summary)}</summary>'
    )
    after = "</details>" + (f"<script>{script()}</script>" if len(scene.boxes) > 1 else "") + "</div>"
    room = None if show_data else _limit(len(scene.boxes)) - len(before.encode()) - len(after.encode())
    return before + as_html(scene, order, room) + after


def _few(notes: list[str]) -> list[str]:
    return (
        notes
        if len(notes) <= _NOTES
        else [*notes[: _NOTES - 1], f"… and {len(notes) - _NOTES + 1} more in “problems”."]
    )


def _limit(count: int) -> int:
    """Bytes that the HTML of so many boxes may have: what a notebook can carry without growing heavy."""
    return next((size for most, size in _SIZES if count <= most), _SIZES[-1][1] * count // _SIZES[-1][0])

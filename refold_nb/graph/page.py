"""One HTML fragment for a notebook's output: the picture, the outline, and the script that makes it live."""

import re
from base64 import b64encode
from functools import cache
from importlib.resources import files

from refold_nb.graph.outline import as_html
from refold_nb.graph.scene import Scene
from refold_nb.graph.text import escape, shorten

_WIDE = 1100


_TOKENS = re.compile(r"('(?:[^'\\\n]|\\.)*'|`[^`]*`)|\s*([-+*/%=<>&|?:,;{}()\[\]!])\s*|\s+", re.MULTILINE)


@cache
def script() -> str:
    """The script that turns the picture into an interactive one, without its comments and spaces."""
    source = files("refold_nb.graph").joinpath("live.js").read_text("utf-8")
    code = re.sub(r"^\s*//.*\n", "", source, flags=re.MULTILINE)
    return _TOKENS.sub(lambda hit: hit[1] or hit[2] or " ", code).strip()


def fragment(scene: Scene, order: list[int], svg: str, size: tuple[float, float], *, live: bool) -> str:
    """HTML that survives an untrusted notebook: inline styles only, the picture as an image with words for it."""
    wide, high = size
    names = " → ".join(shorten(scene.boxes[number].name, 40) for number in order[:8])
    alt = f"{scene.summary}. {names}" + (" …" if len(order) > 8 else "")
    image = b64encode(svg.encode()).decode()
    fit = "max-width:100%;height:auto" if wide <= _WIDE else "max-width:none"
    notes = "".join(f'<div style="margin:.3em 0">⚠ {escape(note)}</div>' for note in scene.notes)
    return (
        '<div class="refold-graph"><div style="overflow:auto;max-height:720px">'
        f'<img alt="{escape(alt)}" style="{fit}" src="data:image/svg+xml;base64,{image}"></div>{notes}'
        f'<details style="margin-top:.3em"><summary>{escape(scene.summary)}</summary>{as_html(scene, order)}</details>'
        + (f"<script>{script()}</script>" if live else "")
        + "</div>"
    )

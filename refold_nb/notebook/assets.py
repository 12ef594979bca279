"""The widgets' JavaScript and CSS, as they go to the browser."""

from __future__ import annotations

from pathlib import Path


def load(*names: str) -> str:
    """Return files of this folder, one after the other, without indentation, empty lines and comments.

    Every notebook that saves its widgets' state holds a copy of this text.
    """
    texts = [(Path(__file__).parent / name).read_text(encoding="utf-8") for name in names]
    short = (line.strip() for text in texts for line in text.splitlines())
    return "\n".join(line for line in short if line and not line.startswith("//"))

"""The widgets' JavaScript and CSS, as they go to the browser."""

from __future__ import annotations

from pathlib import Path


def load(name: str) -> str:
    """Return a file of this folder without indentation, empty lines and comments.

    Every notebook that saves its widgets' state holds a copy of this text.
    """
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    short = (line.strip() for line in lines)
    return "\n".join(line for line in short if line and not line.startswith("//"))

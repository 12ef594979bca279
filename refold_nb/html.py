"""The few pieces of HTML that every output shares; they survive an untrusted notebook."""

from __future__ import annotations

import html
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Only inline styles remain in a notebook that is not trusted, and `color-scheme` is what JupyterLab sets
# for its themes: `light-dark()` follows it where `prefers-color-scheme` would follow the desktop.
LINE = "light-dark(#d4d8dd,#4a5058)"
MUTED = "light-dark(#57606a,#a3adb8)"
_CELL = "text-align:left;padding:3px 10px"
_ROW = f"vertical-align:top;border-bottom:1px solid {LINE}"


def esc(text: object) -> str:
    """Escape for HTML text and attributes; characters that would hide or reorder text are made visible."""
    return html.escape(visible(str(text)), quote=True)


def visible(text: str) -> str:
    """Show control, bidirectional and other format characters as ``\\u202e`` instead of obeying them."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _harmless(char) else _escaped(char) for char in text)


def _harmless(char: str) -> bool:
    # Joiners (U+200C, U+200D) hold words of several scripts and emoji together.
    return char in "\n\t\u200c\u200d" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _escaped(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def short(text: str, longest: int = 60) -> str:
    """Return text for one line: made visible, and cut."""
    words = " ".join(visible(text).split())
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def table_text(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> str:
    """Return the cells as lines of text, in columns under their names."""
    shown = [[short(cell) for cell in row] for row in (columns, *rows)]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in shown)
    return "\n".join(line.rstrip() for line in lines)


def table_html(rows: Sequence[Sequence[str]], columns: Sequence[str], *, wrap: bool = True) -> str:
    """Return a table of plain text cells, escaped; where cells may not wrap, the table scrolls sideways."""
    width = "" if wrap else ";min-width:max-content"
    head = "".join(f'<th scope="col" style="{_CELL}">{esc(name)}</th>' for name in columns)
    body = "".join(
        f'<tr style="{_ROW}">' + "".join(f'<td style="{_CELL}">{esc(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return (
        f'<div style="overflow-x:auto"><table style="border-collapse:collapse{width}">'
        f'<thead><tr style="{_ROW};color:{MUTED}">{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )

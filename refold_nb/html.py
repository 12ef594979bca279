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


def table_html(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> str:
    """Return a table of plain text cells, escaped."""
    head = "".join(f'<th scope="col" style="{_CELL}">{esc(name)}</th>' for name in columns)
    body = "".join(
        f'<tr style="{_ROW}">' + "".join(f'<td style="{_CELL}">{esc(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return (
        '<div style="overflow-x:auto"><table style="border-collapse:collapse">'
        f'<thead><tr style="{_ROW};color:{MUTED}">{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )

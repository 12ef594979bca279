"""Lists that a notebook shows as a table and pandas takes as a frame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from refold_nb.html import esc, table_html, table_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

T = TypeVar("T")

SHOWN = 25


class Listing(list[T], Generic[T]):
    """A list of rows of one kind; ``to_frame()`` gives the DataFrame.

    Args:
        rows: objects that have the attributes named by ``columns``.
        columns: column name → pandas dtype, in the order of the frame.
        title: what the rows are, for the table's heading.
    """

    def __init__(self, rows: Iterable[T], columns: Mapping[str, str], title: str = "rows") -> None:
        super().__init__(rows)
        self.columns = dict(columns)
        self.title = title

    def to_frame(self) -> pd.DataFrame:
        """Return one row an item, with stable columns and real dtypes, also when empty."""
        from .frames import frame_of

        return frame_of({name: [getattr(row, name) for row in self] for name in self.columns}, self.columns)

    def bundle(self, total: int | None = None) -> dict[str, str]:
        """Return the first 25 rows as ``text/html`` and ``text/plain``, of ``total`` if more are to come."""
        cells = [[_cell(getattr(row, name)) for name in self.columns] for row in self[:SHOWN]]
        count = len(self) if total is None else max(total, len(self))
        more = f", the first {len(cells)} shown; .to_frame() has all" if count > len(cells) else ""
        title = re.sub(r"s\b", "", self.title, count=1) if count == 1 else self.title
        heading = f"{count} {title}{more}"
        html = f"<p>{esc(heading)}</p>" + (table_html(cells, list(self.columns)) if cells else "")
        plain = f"{heading}\n{table_text(cells, list(self.columns))}" if cells else heading
        return {"text/html": html, "text/plain": plain}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return self.bundle()

    # IPython prints every kind of list as a list, whatever the bundle says.
    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(self._repr_mimebundle_()["text/plain"])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "strftime"):
        return str(value.strftime("%Y-%m-%d %H:%M:%S"))
    return str(value)

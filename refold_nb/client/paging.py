"""All pages of a paginated answer as one sequence, each page fetched when it is reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from refold_nb.api import Listing, loop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    import pandas as pd

    from refold_nb.api import models
    from refold_nb.api.calls import Call

    from .core import Core

T = TypeVar("T")

PAGE = 100  # rows asked for at a time
SHOWN = 25


class Source(Generic[T]):
    """Fetches one page after another, and knows when the last was reached.

    Args:
        call_for: page number, from 1, to the call that asks for it.
        live: what a row of the answer becomes.
        columns: of the frame, name → dtype.
        title: what the rows are.
    """

    def __init__(
        self,
        core: Core,
        call_for: Callable[[int], Call[models.Page[Any]]],
        live: Callable[[Any], T],
        columns: dict[str, str],
        title: str,
    ) -> None:
        self._core = core
        self._call_for = call_for
        self._live = live
        self._number = 0
        self._last: Any = None
        self.columns = columns
        self.title = title
        self.total: int | None = None
        self.done = False

    async def more(self) -> list[T]:
        """Return the rows of the next page; none when all were given."""
        if self.done:
            return []
        page = await self._core.call(self._call_for(self._number + 1))
        self._number += 1
        self.total = page.total_docs
        # A server that ignores `page` would answer the first one for ever.
        repeated = self._last is not None and page.raw.get("docs") == self._last
        self._last = page.raw.get("docs")
        self.done = repeated or not page.docs or not page.has_next_page
        return [] if repeated else [self._live(row) for row in page]


class Paged(Sequence[T]):
    """The rows of all pages, fetched as they are reached and kept. ``to_frame()`` gives a DataFrame."""

    def __init__(self, source: Source[T]) -> None:
        self._source = source
        self._rows: list[T] = []

    def _load(self, number: int | None) -> None:
        while not self._source.done and (number is None or len(self._rows) < number):
            self._rows += loop.run(self._source.more())

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        stop = index.stop if isinstance(index, slice) else index + 1
        from_end = stop is None or stop <= 0 or (isinstance(index, slice) and (index.start or 0) < 0)
        self._load(None if from_end else stop)
        return self._rows[index]

    def __iter__(self) -> Iterator[T]:
        at = 0
        while True:
            self._load(at + 1)
            if at >= len(self._rows):
                return
            yield self._rows[at]
            at += 1

    def __len__(self) -> int:
        self._load(None)
        return len(self._rows)

    def __bool__(self) -> bool:
        self._load(1)
        return bool(self._rows)

    def to_frame(self) -> pd.DataFrame:
        """Return all rows, one a row, with stable columns and real dtypes, also when empty."""
        self._load(None)
        return self._listing(self._rows).to_frame()

    def _listing(self, rows: list[T]) -> Listing[T]:
        return Listing(rows, self._source.columns, self._source.title)

    def __repr__(self) -> str:
        return f"<{self._source.title}: {len(self._rows)} read so far; iterate, or .to_frame()>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        self._load(SHOWN)
        total = None if self._source.done else self._source.total
        return self._listing(self._rows).bundle(total)


class AsyncPaged(Generic[T]):
    """The same with ``async for``; ``await .all()`` gives the list, ``await .to_frame()`` the DataFrame."""

    def __init__(self, source: Source[T]) -> None:
        self.source = source
        self._rows: list[T] = []

    async def __aiter__(self) -> AsyncIterator[T]:
        at = 0
        while at < len(self._rows) or not self.source.done:
            if at >= len(self._rows):
                self._rows += await loop.hand_over(self.source.more())
                continue
            yield self._rows[at]
            at += 1

    async def all(self) -> Listing[T]:
        """Return all rows as a list."""
        return Listing([row async for row in self], self.source.columns, self.source.title)

    async def to_frame(self) -> pd.DataFrame:
        """Return all rows, one a row, with stable columns and real dtypes, also when empty."""
        return (await self.all()).to_frame()

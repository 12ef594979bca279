"""All pages of a paginated answer as one sequence, each page fetched when it is reached."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from refold_nb.api import InvalidRequest, Listing, RefoldError, loop
from refold_nb.html import esc, visible

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    import pandas as pd

    from refold_nb.api import models
    from refold_nb.api.calls import Call

    from .core import Core

T = TypeVar("T")

PAGE = 100  # rows asked for at a time
SHOWN = 25
_MOST_STALE = 3  # pages on end with nothing new, after which no more are asked for
_AT_ONCE = 4  # pages under way when all are wanted; the pace holds them to the API's limit


class Source(Generic[T]):
    """Fetches one page after another, keeps the rows, and knows when the last was reached.

    Args:
        call_for: page number, from 1, to the call that asks for it.
        live: what a row of the answer becomes when somebody takes it.
        columns: of the frame, name → dtype.
        title: what the rows are.
        facts: reads a column from a row that is a bare document; without it, rows are objects.
    """

    def __init__(
        self,
        core: Core,
        call_for: Callable[[int], Call[models.Page[Any]]],
        live: Callable[[Any], T],
        columns: dict[str, str],
        title: str,
        facts: Mapping[str, Callable[[Any], Any]] | None = None,
    ) -> None:
        self._core = core
        self._facts = facts
        self._call_for = call_for
        self._number = 0
        self._first: Any = None
        self._pages: int | None = None
        self._lock = asyncio.Lock()
        self.live = live
        self.columns = columns
        self.title = title
        self.rows: list[Any] = []
        self._seen: set[str | None] = set()
        self._stale = 0
        self.total: int | None = None
        self.done = False

    async def reach(self, count: int | None) -> None:
        """Fetch pages until there are ``count`` rows, or all of them."""
        async with self._lock:
            while not self.done and (count is None or len(self.rows) < count):
                # The first page tells how many there are; a script that reads one row asks for one page.
                wanted = 1
                if count is None and self._pages is not None:
                    wanted = max(1, min(_AT_ONCE, self._pages - self._number))
                await self._fetch(wanted)

    async def _fetch(self, wanted: int) -> None:
        numbers = range(self._number + 1, self._number + 1 + wanted)
        for page in await asyncio.gather(*(self._core.call(self._call_for(number)) for number in numbers)):
            if not self.done:
                self._take(page)

    def _take(self, page: models.Page[Any]) -> None:
        self._number += 1
        self.total, self._pages = page.total_docs, page.total_pages
        docs = page.raw.get("docs")
        # A server that ignores `page` would answer the first one for ever; so may a list that grew meanwhile.
        repeated = self._first is not None and docs == self._first and page.page != self._number
        self._first = docs if self._first is None else self._first
        fresh = [] if repeated else self._unseen(page.docs)
        self._stale = 0 if fresh else self._stale + 1
        self.done = repeated or self._stale == _MOST_STALE or not page.docs or not page.has_next_page
        self.rows += fresh

    def _unseen(self, docs: tuple[Any, ...]) -> list[Any]:
        """Leave out what an earlier page had: a list that grows while it is read moves its rows on."""
        named = [(_id_of(row), row) for row in docs]
        fresh = [row for name, row in named if not name or name not in self._seen]
        self._seen.update(name for name, _ in named)
        return fresh

    def listing(self, count: int | None = None) -> Listing[T]:
        """Return the rows that were fetched, or the first of them, as live objects."""
        return Listing(map(self.live, self.rows[:count]), self.columns, self.title)

    def to_frame(self) -> pd.DataFrame:
        """Return the rows that were fetched; an object for each would take most of the time."""
        from refold_nb.api.frames import frame_of

        facts = self._facts or {name: attrgetter(name) for name in self.columns}
        return frame_of({name: list(map(facts[name], self.rows)) for name in self.columns}, self.columns)


def _id_of(row: Any) -> str | None:
    found = row.get("_id") or row.get("id") if isinstance(row, dict) else row.id
    return found if isinstance(found, str) else None


def check_limit(limit: object) -> None:
    """Refuse a number of rows that no page has, before anything is sent."""
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise InvalidRequest(f"limit is a number of rows a page, 1 or more, not {limit!r}.", field="limit")


class Paged(Sequence[T]):
    """The rows of all pages, fetched as they are reached and kept. ``to_frame()`` gives a DataFrame."""

    def __init__(self, source: Source[T]) -> None:
        self._source = source

    def _load(self, number: int | None) -> None:
        if not self._source.done and (number is None or len(self._source.rows) < number):
            loop.run(self._source.reach(number))

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            ends = (index.start or 0, -1 if index.stop is None else index.stop)
            self._load(None if min(ends) < 0 or (index.step or 1) < 0 else ends[1])
            return [self._source.live(row) for row in self._source.rows[index]]
        self._load(None if index < 0 else index + 1)
        return self._source.live(self._source.rows[index])

    def __iter__(self) -> Iterator[T]:
        at = 0
        while True:
            self._load(at + 1)
            if at >= len(self._source.rows):
                return
            yield self._source.live(self._source.rows[at])
            at += 1

    def __len__(self) -> int:
        self._load(None)
        return len(self._source.rows)

    def __bool__(self) -> bool:
        self._load(1)
        return bool(self._source.rows)

    def to_frame(self) -> pd.DataFrame:
        """Return all rows, one a row, with stable columns and real dtypes, also when empty."""
        self._load(None)
        return self._source.to_frame()

    def __repr__(self) -> str:
        return f"<{self._source.title}: {len(self._source.rows)} read so far; iterate, or .to_frame()>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        # A repr that raises shows a traceback where a sentence would do.
        try:
            self._load(SHOWN)
        except RefoldError as error:
            return {"text/html": f"<p>{esc(error)}</p>", "text/plain": visible(str(error))}
        total = len(self._source.rows) if self._source.done else self._source.total
        return self._source.listing(SHOWN).bundle(total)


class AsyncPaged(Generic[T]):
    """The same with ``async for``; ``await .all()`` gives the list, ``await .to_frame()`` the DataFrame."""

    def __init__(self, source: Source[T]) -> None:
        self.source = source

    async def _load(self, number: int | None) -> None:
        await loop.hand_over(self.source.reach(number))

    async def __aiter__(self) -> AsyncIterator[T]:
        at = 0
        while at < len(self.source.rows) or not self.source.done:
            if at >= len(self.source.rows):
                await self._load(at + 1)
                continue
            yield self.source.live(self.source.rows[at])
            at += 1

    async def all(self) -> Listing[T]:
        """Return all rows as a list."""
        await self._load(None)
        return self.source.listing()

    async def to_frame(self) -> pd.DataFrame:
        """Return all rows, one a row, with stable columns and real dtypes, also when empty."""
        await self._load(None)
        return self.source.to_frame()

    def __repr__(self) -> str:
        return f"<{self.source.title}: async for row in it, or await .to_frame()>"

"""What a person sees of the journal: a frame, the newest rows, and what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refold_nb.api.errors import HistoryError
from refold_nb.api.listing import Listing
from refold_nb.html import esc, short, table_html, table_text

from .frames import read_history

if TYPE_CHECKING:
    import pandas as pd

    from refold_nb.api.credentials import Credentials

    from .creator import Creator
    from .journal import Journal
    from .record import Record
    from .resolving import Resolver

SHOWN = 25
_SEEN = ("created_at", "name", "slug", "linked_account_id", "environment", "status", "draft_id", "error")
RECORD_COLUMNS = {
    "intent_id": "string",
    "created_at": "datetime64[us, UTC]",
    "name": "string",
    "slug": "string",
    "linked_account_id": "string",
    "environment": "string",
    "status": "string",
    "draft_id": "string",
    "published_id": "string",
    "version": "string",
    "error": "string",
    "note": "string",
    "attempts": "Int64",
}


class ReadHistory:
    """Every draft that was asked for on this machine (or by the team that shares the database), to read.

    Args:
        journal: where it is kept.
        creator, credentials: a client's, to settle what is open; without them the history is for reading.
    """

    def __init__(
        self, journal: Journal, *, creator: Creator | None = None, credentials: Credentials | None = None
    ) -> None:
        self._journal = journal
        self._creator = creator
        self._credentials = credentials

    @property
    def place(self) -> str:
        """The file, or the database's URL without its password."""
        return self._journal.place

    def to_frame(self) -> pd.DataFrame:
        """Return one row per create that was asked for, in the order of asking (the oldest first).

        Columns: ``created_at`` (UTC), ``name``, ``slug``, ``linked_account_id``, ``environment`` (sandbox, test,
        production), ``status`` (created, failed, unknown), ``draft_id``, ``published_id``, ``node_count``,
        ``error``, ``request_id``, ``base_url``, ``attempts``, ``duration_ms``, ``intent_id``; the dtypes are
        ``datetime64[us, UTC]``, ``string`` and ``Int64``, also when it is empty.

        Raises:
            HistoryError: it can't be read.
        """
        with self._journal.reading() as connection:
            return read_history(connection)

    def newest(self, number: int = SHOWN) -> Listing[Record]:
        """Return the ``number`` drafts asked for last, the newest first."""
        return Listing(self._journal.newest(number), RECORD_COLUMNS, "newest drafts")

    def pending(self) -> Listing[Record]:
        """Return the creates whose outcome is not known and that nobody is at work on; ``resolve`` settles them."""
        return Listing(self._journal.unsettled(), RECORD_COLUMNS, "drafts whose outcome is not known")

    @property
    def resolver(self) -> Resolver:
        """What settles drafts, on the I/O loop.

        Raises:
            HistoryError: this history was opened for reading.
        """
        from .resolving import Resolver

        if self._creator is None or self._credentials is None:
            raise HistoryError(
                "This history was opened for reading. Settle drafts by client.history.", place=self.place
            )
        return Resolver(self._creator, self._credentials)

    def __len__(self) -> int:
        return self._journal.count()

    # A history is there even when it has no rows yet.
    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return self._repr_mimebundle_()["text/plain"]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show the newest 25 rows and say how many more there are: a long history adds no more to a notebook."""
        try:
            total, records = len(self), self._journal.newest(SHOWN)
        except HistoryError as error:
            return {"text/html": f"<p>{esc(error)}</p>", "text/plain": str(error)}
        heading = _heading(total, len(records))
        rows = [[_cell(record, name) for name in _SEEN] for record in records]
        html = f"<p>{esc(heading)}</p>" + (table_html(rows, _SEEN, wrap=False) if rows else "")
        plain = f"{heading}\n{table_text(rows, _SEEN)}" if rows else heading
        return {"text/html": html, "text/plain": plain}


def _heading(total: int, shown: int) -> str:
    if total == 0:
        return "No drafts yet. The next one that is created appears here."
    if total > shown:
        return f"{total} drafts asked for, the newest {shown} shown; {total - shown} more in .to_frame()"
    return f"{total} draft{'s' if total > 1 else ''} asked for"


def _cell(record: Record, name: str) -> str:
    value = getattr(record, name)
    if name == "created_at":
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if name == "status" and record.published_id is not None:
        return f"{value}, published"
    # One long field must not make the table unreadable; the frame has all of it.
    return "" if value is None else short(str(value))

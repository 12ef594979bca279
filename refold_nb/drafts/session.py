"""The journal's writing connection to SQLite, and errors in words."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from refold_nb.api.errors import HistoryError

from .place import describe
from .sqlite import reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .writer import Work


def _errors(url: sa.URL) -> tuple[type[Exception], ...]:
    """SQLAlchemy's errors, and those of the driver itself, whose cursor reads long histories."""
    if url.get_backend_name() == "sqlite":
        return sa.exc.SQLAlchemyError, sqlite3.Error
    import psycopg

    return sa.exc.SQLAlchemyError, psycopg.Error


@contextlib.contextmanager
def in_words(url: sa.URL, what: str) -> Iterator[None]:
    """Turn a database's error into a ``HistoryError`` that says ``what`` could not be done, and where."""
    try:
        yield
    except _errors(url) as error:
        place = describe(url)
        raise HistoryError(f"The history at {place} can't be {what}: {reason(error)}.", place=place) from None


class SqliteSession:
    """Writes with ``BEGIN IMMEDIATE``; notices when the file was moved or deleted under it."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._path = Path(engine.url.database) if engine.url.database else None
        self._file = self._identity()
        self._connection = engine.connect().execution_options(writing=True)

    def _identity(self) -> tuple[int, int] | None:
        if self._path is None:
            return None
        try:
            found = self._path.stat()
        except OSError:
            return (0, 0)
        return (found.st_dev, found.st_ino)

    def transaction(self, work: Work) -> Any:
        # SQLite would go on writing to a deleted file, and all of it would be lost.
        if self._identity() != self._file:
            raise HistoryError(
                f"The history at {self._path} was moved or deleted while it was open. Put it back, or restart the"
                " kernel to begin a new one.",
                place=str(self._path),
            )
        with in_words(self._engine.url, "written"), self._connection.begin():
            return work(self._connection)

    def close(self) -> None:
        with contextlib.suppress(sa.exc.SQLAlchemyError):
            self._connection.close()


class Guarded:
    """One connection for reading and writing: a journal in memory."""

    def __init__(self, session: SqliteSession) -> None:
        self.lock = threading.RLock()
        self._session = session

    def transaction(self, work: Work) -> Any:
        with self.lock:
            return self._session.transaction(work)

    def close(self) -> None:
        self._session.close()

"""The journal: every draft that was asked for, written down before anything is sent."""

from __future__ import annotations

import asyncio
import contextlib
import os
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from .alive import FileOwners, NoOthers, Owners
from .place import Place, describe, find_place
from .record import Record
from .schema import UNSETTLED, drafts
from .session import Guarded, SqliteSession, in_words
from .sqlite import open_sqlite
from .writer import Session, Work, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator


class Journal:
    """A table of intents in SQLite or PostgreSQL, safe to share between kernels.

    Args:
        history: a path, a URL or an SQLAlchemy ``URL``; ``":memory:"`` keeps nothing; ``None``: ``REFOLD_HISTORY``,
            else ``history.sqlite3`` in the user's data folder.

    Raises:
        HistoryError: it can't be read or written, or is no history of this version; it is left as it was.
    """

    def __init__(self, history: Place | None = None) -> None:
        self.url = find_place(history)
        self.place = describe(self.url)
        self._open()
        _open_journals.add(self)

    def _open(self) -> None:
        self.engine, self.owners, session = _connect(self.url)
        # Readers of a journal in memory share the writer's connection.
        self._guard = session.lock if isinstance(session, Guarded) else contextlib.nullcontext()
        self.writer = Writer(session, threaded=not isinstance(session, Guarded) and _threads_work())
        self._close = weakref.finalize(self, _shut, self.writer, self.owners, self.engine)
        self.working: set[str] = set()

    def close(self) -> None:
        """Write what is waiting and let go of the file or the server. Closing twice is harmless."""
        self._close()

    async def aclose(self) -> None:
        """`close`, without holding up the event loop."""
        await asyncio.get_running_loop().run_in_executor(None, self.close)

    def after_fork(self) -> None:
        """In a forked child: nothing of the parent's connections and locks may be touched; open anew."""
        self._close.detach()
        if isinstance(self.owners, FileOwners):
            self.owners.forget()
        self.engine.dispose(close=False)
        self._open()

    @property
    def owner(self) -> str:
        """The name under which this process works."""
        return self.owners.name

    async def add(self, record: Record) -> bool:
        """Write a new intent down, as this process's own. False: a row with its ``row_key`` is there already."""
        record.owner = self.owner
        return await self.writer.add(record)

    async def save(self, record: Record) -> bool:
        """Write down what became of it. False: another owner has taken it over, and has the say."""
        return await self.writer.save(record, self.owner)

    async def call(self, work: Work) -> Any:
        """Carry out ``work(connection)`` in a transaction of the writer's."""
        return await self.writer.call(work)

    async def take(self, record: Record) -> bool:
        """Make a record that nobody is at work on this process's own. False: somebody was quicker."""
        if not self.is_free(record):
            return False
        mine = self.owner
        now = drafts.c.owner.is_(None) if record.owner is None else drafts.c.owner == record.owner
        claim = (
            sa.update(drafts)
            .where(drafts.c.intent_id == record.intent_id, drafts.c.state == record.state, now)
            .values(owner=mine)
        )
        taken = bool(await self.call(lambda connection: connection.execute(claim).rowcount))
        if taken:
            record.owner = mine
        return taken

    async def by_keys(self, keys: list[str]) -> dict[str, Record]:
        """Return the records of those bulk rows that were asked for before, by ``row_key``."""
        query = sa.select(drafts).where(drafts.c.row_key.in_(keys))
        rows = await self.call(lambda connection: connection.execute(query).mappings().all())
        return {row["row_key"]: Record.read(row) for row in rows}

    async def by_ids(self, intent_ids: list[str]) -> list[Record]:
        """Return the records of some intents, in the order of asking."""
        query = sa.select(drafts).where(drafts.c.intent_id.in_(intent_ids)).order_by(drafts.c.seq)
        rows = await self.call(lambda connection: connection.execute(query).mappings().all())
        return [Record.read(row) for row in rows]

    async def doubted(self, base_url: str, keys: str | None = None) -> list[Record]:
        """Return the intents whose outcome was once unknown, those of one job by the beginning of their keys."""
        query = sa.select(drafts).where(drafts.c.doubted > 0, drafts.c.base_url == base_url)
        if keys is not None:
            query = query.where(drafts.c.row_key.startswith(keys, autoescape=True))
        rows = await self.call(
            lambda connection: connection.execute(query.order_by(drafts.c.seq)).mappings().all()
        )
        return [Record.read(row) for row in rows]

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to read with, from any thread."""
        with self._guard, in_words(self.url, "read"), self.engine.connect() as connection:
            yield connection

    def count(self) -> int:
        """Return how many drafts were asked for."""
        with self.reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(drafts)) or 0

    def find(self, intent_id: str) -> Record | None:
        """Return one record."""
        with self.reading() as connection:
            row = (
                connection.execute(sa.select(drafts).where(drafts.c.intent_id == intent_id))
                .mappings()
                .first()
            )
        return None if row is None else Record.read(row)

    def newest(self, number: int) -> list[Record]:
        """Return the ``number`` records asked for last, the newest first."""
        with self.reading() as connection:
            rows = (
                connection.execute(sa.select(drafts).order_by(drafts.c.seq.desc()).limit(number))
                .mappings()
                .all()
            )
        return [Record.read(row) for row in rows]

    def unsettled(self) -> list[Record]:
        """Return the records whose outcome is not known and that no running process is at work on."""
        with self.reading() as connection:
            rows = (
                connection.execute(
                    sa.select(drafts).where(drafts.c.state.in_(UNSETTLED)).order_by(drafts.c.seq)
                )
                .mappings()
                .all()
            )
        return [record for record in map(Record.read, rows) if self.is_free(record)]

    def is_free(self, record: Record) -> bool:
        """Whether nobody is at work on ``record``: no owner, or one that has ended."""
        if record.intent_id in self.working:
            return False
        return record.owner in {None, self.owner} or self.owners.is_gone(str(record.owner))


_open_journals: weakref.WeakSet[Journal] = weakref.WeakSet()


def _reopen() -> None:
    for journal in list(_open_journals):
        if journal._close.alive:  # noqa: SLF001 - the one place that speaks for all journals
            journal.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reopen)


def _connect(url: sa.URL) -> tuple[sa.Engine, Owners, Session]:
    if url.get_backend_name() == "postgresql":
        from .postgres import open_postgres

        return open_postgres(url)
    engine = open_sqlite(url)
    with in_words(url, "opened"):
        session = SqliteSession(engine)
    if url.database is None:
        return engine, NoOthers(), Guarded(session)
    path = Path(url.database)
    return engine, FileOwners(path.with_name(f"{path.name}-owners")), session


def _threads_work() -> bool:
    from refold_nb.api.loop import HAS_THREADS

    return HAS_THREADS


def _shut(writer: Writer, owners: Owners, engine: sa.Engine) -> None:
    writer.close()
    owners.leave()
    engine.dispose()

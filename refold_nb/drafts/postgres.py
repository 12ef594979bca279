"""A history in PostgreSQL, shared by a team: its own locks tell who is still at work."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from refold_nb.api.errors import HistoryError

from .alive import new_owner
from .place import describe
from .schema import VERSION, meta, metadata, pace
from .sqlite import reason

if TYPE_CHECKING:
    from .writer import Work

# Any number will do, as long as it is ours: who makes the tables at the same time waits for the other.
_SETUP_LOCK = 0x52664E62
_PATIENCE = 30.0  # seconds to get the database back before a write fails


def open_postgres(url: sa.URL) -> tuple[sa.Engine, PostgresOwners, PostgresSession]:
    """Connect, make the tables where they are missing, and take part as an owner.

    Raises:
        HistoryError: the server or driver is missing, or the tables are of a newer version.
    """
    place = describe(url)
    try:
        engine = sa.create_engine(url, pool_size=4, max_overflow=16, pool_pre_ping=True)
    except (ImportError, sa.exc.SQLAlchemyError) as error:
        raise HistoryError(
            f"A history in PostgreSQL needs the driver: pip install 'refold-nb[postgres]' ({reason(error)}).",
            place=place,
        ) from None
    try:
        _prepare(engine, place)
        owners = PostgresOwners(engine)
        return engine, owners, PostgresSession(engine, owners)
    except sa.exc.SQLAlchemyError as error:
        engine.dispose()
        raise HistoryError(
            f"The history at {place} can't be opened: {reason(error)}. Check the URL, and that the server runs.",
            place=place,
        ) from None
    except HistoryError:
        engine.dispose()
        raise


def _prepare(engine: sa.Engine, place: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SETUP_LOCK)))
        if not sa.inspect(connection).has_table(meta.name):
            for tables in (metadata, meta.metadata, pace.metadata):
                tables.create_all(connection)
            connection.execute(sa.insert(meta).values(version=VERSION))
        version = connection.scalar(sa.select(sa.func.max(meta.c.version))) or 0
    if version > VERSION:
        raise HistoryError(
            f"The history at {place} is a newer refold_nb's (format {version}; this one knows {VERSION}), and"
            " was left as it is. Upgrade refold_nb, or point REFOLD_HISTORY at another place.",
            place=place,
        )


def _number(owner: str) -> int:
    """Return the number of an owner's advisory lock."""
    return int.from_bytes(hashlib.sha256(owner.encode()).digest()[:8], "big", signed=True)


class PostgresOwners:
    """Owners hold an advisory lock by their writing connection; the server frees it when that ends."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self.name = new_owner()

    def is_gone(self, owner: str) -> bool:
        if owner == self.name:
            return False
        with self._engine.begin() as connection:
            return bool(connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_number(owner)))))

    def hold(self, connection: sa.Connection) -> bool:
        """Take this owner's lock by ``connection``. False: the server has not noticed yet that an old one ended."""
        return bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_number(self.name)))))

    def leave(self) -> None:
        """The lock ends with the writing connection."""


class PostgresSession:
    """Writes by the one connection that holds the owner's lock; connects again when the server went away."""

    def __init__(self, engine: sa.Engine, owners: PostgresOwners) -> None:
        self._engine = engine
        self._owners = owners
        self._connection: sa.Connection | None = None
        self._locked = False
        self._mutex = threading.Lock()
        self._connect()

    def _connect(self) -> sa.Connection:
        if self._connection is None:
            self._connection, self._locked = self._engine.connect(), False
        if not self._locked:
            with self._connection.begin():
                self._locked = self._owners.hold(self._connection)
        return self._connection

    def transaction(self, work: Work) -> Any:
        """Carry out ``work``, which must be safe to repeat: a commit whose answer was lost is done once more."""
        place = describe(self._engine.url)
        end = time.monotonic() + _PATIENCE
        with self._mutex:
            while True:
                try:
                    connection = self._connect()
                    with connection.begin():
                        return work(connection)
                except sa.exc.SQLAlchemyError as error:
                    lost = isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError) or (
                        isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated
                    )
                    if not lost or time.monotonic() > end:
                        raise HistoryError(
                            f"The history at {place} can't be written: {reason(error)}.", place=place
                        ) from None
                    self.close()
                time.sleep(0.5)

    def close(self) -> None:
        """End the connection, and with it the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sa.exc.SQLAlchemyError):
                # Given back to the pool, the connection would hold the lock for ever.
                connection.invalidate()
                connection.close()

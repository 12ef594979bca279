"""A history in an SQLite file: made for one person alone, and never written over."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from refold_nb.api.errors import HistoryError

from .schema import VERSION, metadata

# Tells our files from those of other programs ("RfNb"); SQLite keeps it in the header.
APPLICATION_ID = 0x52664E62
BUSY_MS = 30_000
_NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ncpfs",
    "fuse.sshfs",
    "glusterfs",
    "fuse.glusterfs",
}


def open_sqlite(url: sa.URL) -> sa.Engine:
    """Open or make the history at ``url``.

    The file gets mode 0600, WAL and ``synchronous=FULL``: what was answered as written survives a power cut.

    Raises:
        HistoryError: the place can't be written, or what is there is no history of this version. It is left
            as it was.
    """
    memory = url.database is None
    pool = {"poolclass": sa.StaticPool} if memory else {"pool_size": 4, "max_overflow": 16}
    engine = sa.create_engine(
        url, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000}, **pool
    )
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)
    if memory:
        metadata.create_all(engine)
        return engine
    path = Path(str(url.database))
    try:
        _make_file(path)
        _prepare(engine, new=not _inspect(path))
    except (OSError, sqlite3.Error, sa.exc.SQLAlchemyError) as error:
        engine.dispose()
        raise HistoryError(_explain(path, error), place=str(path)) from None
    except HistoryError:
        engine.dispose()
        raise
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    # The driver's own transactions would begin too late and end too early; ours are explicit.
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = FULL")


def _on_begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _make_file(path: Path) -> None:
    if path.is_dir():
        raise HistoryError(
            f"{path} is a folder. Give a file in it, such as {path / 'history.sqlite3'}.", place=str(path)
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (kind := network_filesystem(path.parent)) is not None:
        raise HistoryError(
            f"{path} is on a network file system ({kind}), where SQLite can lose rows. Set REFOLD_HISTORY to a"
            " file on a local disk, or to a PostgreSQL URL that the team shares.",
            place=str(path),
        )
    try:
        # SQLite gives its -wal and -shm files the mode of this one.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if not path.is_file():
            raise HistoryError(f"{path} is no file. Give another path.", place=str(path)) from None


def network_filesystem(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """Return the kind of network file system that ``folder`` is on, ``None`` for a local one (or not Linux)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    parts = [line.split(" ")[1:3] for line in lines if line.count(" ") >= 2]
    kinds = {Path(point.replace("\\040", " ")): kind for point, kind in parts}
    where = folder.resolve()
    kind = next((kinds[parent] for parent in (where, *where.parents) if parent in kinds), None)
    return kind if kind in _NETWORK else None


def _inspect(path: Path) -> bool:
    """Whether the file is a history already; nothing is written before its own header has been read."""
    if path.stat().st_size == 0:
        return False
    # Read by SQLite, never by opening the file here: closing it would drop the locks (POSIX's are the process's) of
    # every connection that this process has to it, and another kernel could delete the log that they write to.
    connection = sqlite3.connect(path, timeout=BUSY_MS / 1000)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        connection.close()
    if application != APPLICATION_ID and (application or version or tables):
        raise HistoryError(
            f"{path} is the database of another program, and was left as it is. Set REFOLD_HISTORY to another path.",
            place=str(path),
        )
    if version > VERSION:
        raise HistoryError(
            f"{path} is a newer refold_nb's (format {version}; this one knows {VERSION}), and was left as it"
            " is. Upgrade refold_nb, or point REFOLD_HISTORY at another path.",
            place=str(path),
        )
    return bool(application and tables)


def _prepare(engine: sa.Engine, *, new: bool) -> None:
    path = Path(str(engine.url.database))
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o600)
    with engine.connect() as connection:
        _switch_to_wal(connection)
        connection.execution_options(writing=True)
        # Beginning to write shows at once whether the file may be written to.
        with connection.begin():
            if new:
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
                metadata.create_all(connection)


def _switch_to_wal(connection: sa.Connection) -> None:
    raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    # SQLite doesn't wait for a lock here when two kernels open a new file at once.
    for remaining in range(100, -1, -1):
        try:
            (mode,) = raw.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or not remaining:
                raise
            time.sleep(0.05)
            continue
        if mode != "wal":
            raise sqlite3.OperationalError("the file system can't do write-ahead logging")
        return


def _explain(path: Path, error: Exception) -> str:
    what = reason(error)
    if isinstance(error, OSError):
        return f"The history can't be kept at {path}: {error.strerror or what}. Set REFOLD_HISTORY to another path."
    if "malformed" in what or "not a database" in what:
        return (
            f"The history at {path} is damaged ({what}). It was left as it is: move it away or restore a copy,"
            " or set REFOLD_HISTORY to another path."
        )
    return f"The history at {path} can't be opened: {what}. Set REFOLD_HISTORY to another path."


def reason(error: Exception) -> str:
    """Return the driver's own words: no statement, no values."""
    return str(getattr(error, "orig", None) or error).strip().split("\n", 1)[0]

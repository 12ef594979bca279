"""The journal's two statements, for a whole batch at once: new intents, and what became of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from .record import COLUMNS
from .schema import drafts

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]

# What can change after the intent was written down.
OUTCOME = (
    "state",
    "owner",
    "doubted",
    "draft_id",
    "published_id",
    "node_count",
    "error",
    "note",
    "request_id",
    "attempts",
    "duration_ms",
)


def add(connection: sa.Connection, rows: list[Row]) -> set[str]:
    """Insert ``rows`` (all columns, by name); return the ids of those whose ``row_key`` was not there yet."""
    if not rows:
        return set()
    ids = [row["intent_id"] for row in rows]
    if _carry_out(connection, "add", rows, COLUMNS) == len(rows):
        return set(ids)
    return set(connection.scalars(sa.select(drafts.c.intent_id).where(drafts.c.intent_id.in_(ids))))


def save(connection: sa.Connection, rows: list[Row]) -> set[str]:
    """Write outcomes of the intents ``which`` while ``holder`` owns them; return the ids of those it still did."""
    # Two outcomes of one intent in a batch: the last one holds.
    last = {row["which"]: row for row in rows}
    if not last:
        return set()
    if _carry_out(connection, "save", list(last.values()), ("which", "holder", *OUTCOME)) == len(last):
        return set(last)
    # Somebody took one over: those that now stand as they were written are still ours.
    state = sa.select(drafts.c.intent_id, drafts.c.state, drafts.c.owner).where(drafts.c.intent_id.in_(last))
    return {
        which
        for which, *now in connection.execute(state)
        if now == [last[which]["state"], last[which]["owner"]]
    }


def _carry_out(
    connection: sa.Connection, kind: Literal["add", "save"], rows: list[Row], columns: Sequence[str]
) -> int:
    # What a hostile server sends: PostgreSQL refuses a NUL in a text, and SQLite's JSON ends the text there.
    storable = [
        [
            value.replace("\0", "\ufffd") if isinstance(value, str) else value
            for value in map(row.get, columns)
        ]
        for row in rows
    ]
    if connection.dialect.name == "sqlite":
        # One step for all rows: SQLite lets go of the interpreter at every step, and a busy loop is slow to
        # give it back.
        batch = msgspec.json.encode(storable).decode()
        return connection.exec_driver_sql(_for_sqlite(kind), (batch,)).rowcount
    named = [dict(zip(columns, values, strict=True)) for values in storable]
    return connection.exec_driver_sql(_for_postgres(kind), named).rowcount


@cache
def _for_sqlite(kind: Literal["add", "save"]) -> str:
    def item(at: int) -> str:
        return f"json_extract(value, '$[{at}]')"

    if kind == "add":
        items = ", ".join(item(at) for at in range(len(COLUMNS)))
        # SQLite takes ON for a join's without the WHERE.
        return (
            f"INSERT INTO {drafts.name} ({', '.join(COLUMNS)}) SELECT {items} FROM json_each(?) WHERE true"  # noqa: S608
            " ON CONFLICT DO NOTHING"
        )
    items = ", ".join(f"{name} = {item(at)}" for at, name in enumerate(OUTCOME, 2))
    return (
        f"UPDATE {drafts.name} SET {items} FROM json_each(?)"  # noqa: S608
        f" WHERE intent_id = {item(0)} AND owner = {item(1)}"
    )


@cache
def _for_postgres(kind: Literal["add", "save"]) -> str:
    """Return the statement in the driver's own words: building it for every batch took a third of the time."""
    dialect = postgresql.dialect(paramstyle="pyformat")
    if kind == "add":
        statement = postgresql.insert(drafts).on_conflict_do_nothing().inline()
        return str(statement.compile(dialect=dialect, column_keys=list(COLUMNS)))
    held = (drafts.c.intent_id == sa.bindparam("which"), drafts.c.owner == sa.bindparam("holder"))
    values: dict[str, Any] = {name: sa.bindparam(name) for name in OUTCOME}
    return str(sa.update(drafts).where(*held).values(values).compile(dialect=dialect))

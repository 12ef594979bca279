"""The tables: the journal's, the same in SQLite and PostgreSQL, and two that only a shared database needs."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, Table, Text, text

VERSION = 1
UNSETTLED = ("intended", "sent", "unknown")

metadata = MetaData()

drafts = Table(
    "refold_drafts",
    metadata,
    # SQLite numbers rows by itself only when the key is a plain INTEGER.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("intent_id", Text, nullable=False, unique=True),
    Column("created_us", BigInteger, nullable=False),
    Column("name", Text),
    Column("slug", Text),
    Column("associated_application", Text),
    Column("description", Text),
    Column("extra", Text),
    Column("linked_account_id", Text),
    Column("environment", Text, nullable=False),
    Column("base_url", Text, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("row_key", Text),
    Column("state", Text, nullable=False),
    Column("owner", Text),
    Column("doubted", Integer, nullable=False),
    Column("draft_id", Text),
    Column("published_id", Text),
    Column("node_count", Integer),
    Column("error", Text),
    Column("note", Text),
    Column("request_id", Text),
    Column("attempts", Integer, nullable=False),
    Column("duration_ms", BigInteger),
    Column("version", Text),
    Column("deleted_us", BigInteger),
)

# PostgreSQL alone: SQLite keeps the version in its header, and one process paces itself.
meta = Table("refold_meta", MetaData(), Column("version", Integer, primary_key=True))
pace = Table(
    "refold_pace",
    MetaData(),
    Column("key", Text, primary_key=True),
    *(Column(name, Float, nullable=False) for name in ("rate", "most", "due", "held", "slowed", "grown")),
    Column("burst", Integer, nullable=False),
    Column("shift", Integer, nullable=False),
)


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> None:
    Index(
        name,
        *(drafts.c[column] for column in columns),
        unique=unique,
        sqlite_where=text(where),
        postgresql_where=text(where),
    )


# Partial indexes: a settled row of a single create costs an append no more than its id.
_partial("refold_drafts_row", "row_key", where="row_key IS NOT NULL", unique=True)
_partial("refold_drafts_unsettled", "state", where="state IN ('intended', 'sent', 'unknown')")
_partial("refold_drafts_draft", "draft_id", where="draft_id IS NOT NULL")
_partial("refold_drafts_published", "published_id", where="published_id IS NOT NULL")
_partial("refold_drafts_doubted", "seq", where="doubted > 0")

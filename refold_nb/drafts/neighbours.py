"""Intents that ask for the same, and drafts that are spoken for: who may take what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from .record import Record
from .schema import UNSETTLED, drafts

if TYPE_CHECKING:
    from .journal import Journal

_LATELY = 1000


async def held(journal: Journal, draft_ids: list[str], record: Record) -> set[str]:
    """Return those of ``draft_ids`` that are the outcome of another intent than ``record``."""
    return (await neighbours(journal, draft_ids, record))[0]


async def neighbours(journal: Journal, draft_ids: list[str], record: Record) -> tuple[set[str], list[Record]]:
    """Return which of ``draft_ids`` other intents hold, and who asks for the name of ``record``, at one moment.

    The second are the unsettled intents of the same name and account, itself included, in the order of
    asking; those that nobody is at work on count as ``unknown``, whatever they last said.
    """
    ours = drafts.c.draft_id.in_(draft_ids) | drafts.c.published_id.in_(draft_ids)
    holding = sa.select(drafts.c.draft_id, drafts.c.published_id).where(
        ours, drafts.c.base_url == record.base_url, drafts.c.intent_id != record.intent_id
    )
    asking = sa.select(drafts).where(
        drafts.c.state.in_(UNSETTLED),
        drafts.c.base_url == record.base_url,
        drafts.c.name == record.name,
        drafts.c.linked_account_id.is_not_distinct_from(record.linked_account_id),
        # Who has claimed a draft already needs no other.
        drafts.c.draft_id.is_(None) | (drafts.c.intent_id == record.intent_id),
    )

    # One transaction: between two, a neighbour could have taken a draft and left the queue.
    def look(connection: sa.Connection) -> tuple[set[str], list[Record]]:
        taken = {found for row in connection.execute(holding) for found in row} if draft_ids else set()
        rows = connection.execute(asking.order_by(drafts.c.seq)).mappings().all()
        return taken, [Record.read(row) for row in rows]

    taken, rivals = await journal.call(look)
    for rival in rivals:
        if rival.state == "sent" and journal.is_free(rival):
            rival.state = "unknown"
    return taken, rivals


async def marked_before(journal: Journal, record: Record) -> Record | None:
    """Return the newest draft of the same account that was lately made with a mark, and is still one."""
    newest = sa.select(sa.func.max(drafts.c.seq)).scalar_subquery()
    query = (
        sa.select(drafts)
        .where(
            # A long history is not read for it: rows as new as these are there, or it is no evidence.
            drafts.c.seq > newest - _LATELY,
            drafts.c.state == "created",
            drafts.c.base_url == record.base_url,
            drafts.c.linked_account_id.is_not_distinct_from(record.linked_account_id),
            drafts.c.draft_id.is_not(None),
            drafts.c.published_id.is_(None),
            drafts.c.deleted_us.is_(None),
            drafts.c.description.contains("[rf:", autoescape=True),
        )
        .order_by(drafts.c.seq.desc())
        .limit(1)
    )
    row = await journal.call(lambda connection: connection.execute(query).mappings().first())
    return None if row is None else Record.read(row)


async def claim_draft(journal: Journal, record: Record, draft_id: str) -> bool:
    """Reserve a draft for ``record``. False: another intent holds it."""
    other = drafts.alias()
    taken = sa.exists().where(
        other.c.draft_id == draft_id,
        other.c.base_url == record.base_url,
        other.c.intent_id != record.intent_id,
    )
    claim = sa.update(drafts).where(drafts.c.intent_id == record.intent_id, ~taken).values(draft_id=draft_id)

    def reserve(connection: sa.Connection) -> bool:
        if connection.dialect.name == "postgresql":
            # SQLite has one writer at a time; here two could look before either has written.
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(draft_id))))
        return bool(connection.execute(claim).rowcount)

    return bool(await journal.call(reserve))

"""What came after the create, kept beside it: published ids, versions, deletion."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from .record import Record
from .schema import UNSETTLED, drafts

if TYPE_CHECKING:
    from collections.abc import Collection

    from .journal import Journal

IdKind = Literal["draft", "published"]


def _of(base_url: str, ids: Collection[str]) -> sa.ColumnElement[bool]:
    named = drafts.c.draft_id.in_(ids) | drafts.c.published_id.in_(ids)
    return sa.and_(drafts.c.base_url == base_url, named)


def records_of(journal: Journal, base_url: str, ids: Collection[str]) -> list[Record]:
    """Return the creates that any of ``ids`` (draft ids or published ids) came from, the oldest first."""
    query = sa.select(drafts).where(_of(base_url, list(ids))).order_by(drafts.c.seq)
    with journal.reading() as connection:
        return [Record.read(row) for row in connection.execute(query).mappings().all()]


def kind_of(journal: Journal, base_url: str, workflow_id: str) -> tuple[IdKind | None, Record | None]:
    """Tell whether an id is a draft's or a published workflow's, and of which create, by the journal."""
    for record in records_of(journal, base_url, [workflow_id]):
        return ("draft" if record.draft_id == workflow_id else "published"), record
    return None, None


async def note_published(
    journal: Journal, base_url: str, draft_id: str | None, published_id: str, version: str | None
) -> None:
    """Note what publishing answered; a workflow that was made elsewhere is left alone."""
    values: dict[str, Any] = {"published_id": published_id}
    if version is not None:
        values["version"] = version
    ids = [found for found in (draft_id, published_id) if found is not None]
    change = sa.update(drafts).where(_of(base_url, ids)).values(values)
    await journal.call(lambda connection: connection.execute(change).rowcount)


async def note_deleted(journal: Journal, base_url: str, ids: Collection[str], where: str = "") -> None:
    """Note that a workflow is gone. Its create stays in the history: it did happen.

    Args:
        where: " elsewhere" if it was found to be gone.
    """
    said = f"deleted{where} {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    change = (
        sa.update(drafts)
        .where(_of(base_url, list(ids)), drafts.c.deleted_us.is_(None))
        .values(deleted_us=time.time_ns() // 1000, error=said)
    )
    await journal.call(lambda connection: connection.execute(change).rowcount)


async def note_found(journal: Journal, records: Collection[Record]) -> None:
    """Add workflows that were created elsewhere."""
    # Settled from the start and nobody's own: there is nothing to carry on.
    rows = [record.to_row() for record in records]
    if rows:
        await journal.call(lambda connection: connection.execute(sa.insert(drafts), rows).rowcount)


def living(journal: Journal, base_url: str, environment: str, account: str) -> list[Record]:
    """Return the creates of one account that made a workflow which is not known to be gone."""
    query = sa.select(drafts).where(
        drafts.c.base_url == base_url,
        drafts.c.environment == environment,
        drafts.c.linked_account_id == account,
        drafts.c.state == "created",
        drafts.c.deleted_us.is_(None),
    )
    with journal.reading() as connection:
        return [Record.read(row) for row in connection.execute(query.order_by(drafts.c.seq)).mappings()]


def unsettled_of(journal: Journal, account: str) -> list[Record]:
    """Return the intents of one account whose outcome is open, whoever is at work on them."""
    query = sa.select(drafts).where(drafts.c.linked_account_id == account, drafts.c.state.in_(UNSETTLED))
    with journal.reading() as connection:
        return [Record.read(row) for row in connection.execute(query).mappings()]

"""What is listed: the account's workflows as Refold tells them, or the history of this machine."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refold_nb.api import InvalidRequest, endpoints
from refold_nb.api.calls import literal_pattern
from refold_nb.client import AsyncRefold
from refold_nb.client.awaited import AsyncDraft
from refold_nb.html import short, visible

if TYPE_CHECKING:
    from datetime import datetime

    from refold_nb.api.models import Execution
    from refold_nb.client import Refold
    from refold_nb.drafts import Record

PAGE = 10
_LONGEST = 46
_RECORDS = 1000  # of the history, the newest ones, that are looked through


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; empty texts ask for everything. ``state`` is ``""``, ``published`` or ``drafts``."""

    source: str = "account"
    name: str = ""
    slug: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One workflow of a list. ``id`` is its published id if it ever had one, else its draft id."""

    id: str
    name: str
    published: bool
    is_draft: bool
    slug: str | None = None
    account: str | None = None
    base_url: str | None = None
    created_at: datetime | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """The row as one line of text."""
        state = self.note or ("published" if self.published else "draft" if self.is_draft else "unpublished")
        made = f"{self.created_at:%Y-%m-%d %H:%M}" if self.created_at else ""
        name = short(self.name or "(no name)", _LONGEST)
        return " · ".join(part for part in (name, state, self.slug or "", made, f"…{self.id[-6:]}") if part)

    def reach(self, client: Refold) -> Refold:
        """Return the client for this row's account.

        Raises:
            InvalidRequest: it was created at another server.
            MissingCredentials: it belongs to another account than the session token.
        """
        if self.base_url is not None and self.base_url != client.base_url:
            raise InvalidRequest(f"This was created at {self.base_url}: connect there to work on it.")
        if self.account is None or self.account == client.linked_account_id:
            return client
        return client.for_account(self.account)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of rows; ``total`` counts all of them, where that is known."""

    rows: tuple[Row, ...]
    page: int
    pages: int
    total: int | None


async def find(client: Refold, wanted: Filter, page: int) -> Found:
    """Return one page of what is asked for.

    Raises:
        RefoldError: Refold or the history did not answer.
    """
    if wanted.source == "history":
        return await _remembered(client, wanted, page)
    return await _listed(client, wanted, page)


async def runs_of(client: Refold, workflow_id: str) -> list[tuple[str, str]]:
    """Return the newest runs of a workflow as (label, id)."""
    found = await client.core.call(endpoints.list_executions(workflow_id=workflow_id, limit=PAGE))
    return [(_run_label(run), run.id) for run in found]


async def _listed(client: Refold, wanted: Filter, page: int) -> Found:
    # Refold takes a regular expression: this one finds the text anywhere in a name, taken literally.
    pattern = literal_pattern(wanted.name)[1:-1] if wanted.name else None
    call = endpoints.list_workflows(
        page=page,
        limit=PAGE,
        name=pattern,
        slug=wanted.slug or None,
        published={"published": True, "drafts": False}.get(wanted.state),
    )
    found = await client.core.call(call)
    face = AsyncRefold(client.core).workflows
    rows = tuple(
        Row(
            id=row.id,
            name=row.name,
            published=row.published,
            is_draft=isinstance(face.live(row), AsyncDraft),
            slug=row.slug,
            account=client.linked_account_id,
            created_at=row.created_at,
        )
        for row in found
    )
    # Where a server does not count its pages, one more is known at most.
    more = found.total_pages or page + found.has_next_page
    return Found(rows, page, max(1, more), found.total_docs)


async def _remembered(client: Refold, wanted: Filter, page: int) -> Found:
    # A team's database may be far away: reading it must not hold up the loop.
    newest = client.core.shared.journal.newest
    records = await asyncio.get_running_loop().run_in_executor(None, newest, _RECORDS)
    rows = [_of_record(record) for record in records if _fits(record, wanted)]
    return Found(tuple(rows[(page - 1) * PAGE : page * PAGE]), page, max(1, -(-len(rows) // PAGE)), len(rows))


def _fits(record: Record, wanted: Filter) -> bool:
    if record.draft_id is None:
        return False
    if wanted.state and (wanted.state == "published") != (record.published_id is not None):
        return False
    name = (record.name or "").lower()
    return wanted.name.lower() in name and (not wanted.slug or wanted.slug == record.slug)


def _of_record(record: Record) -> Row:
    published = record.published_id is not None
    # Whether it still is published, Refold alone knows.
    note = "deleted" if record.deleted_at is not None else "has been published" if published else "draft"
    return Row(
        id=record.published_id or record.draft_id or "",
        name=record.name or "",
        published=published,
        is_draft=not published,
        slug=record.slug,
        account=record.linked_account_id,
        base_url=record.base_url,
        created_at=record.created_at,
        note=note,
    )


def _run_label(run: Execution) -> str:
    begun: Any = run.created_at
    made = f"{begun:%Y-%m-%d %H:%M:%S}" if begun else "time not said"
    return f"{made} · {visible(run.status or 'no status')} · …{run.id[-6:]}"

"""Looks among an account's workflows for the draft of an intent whose answer was lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from refold_nb.api import endpoints
from refold_nb.api.calls import literal_pattern
from refold_nb.api.errors import RefoldError

from .neighbours import held, marked_before
from .sharing import Finding, age, share
from .tag import tags_in

if TYPE_CHECKING:
    from refold_nb.api.carrier import Carrier
    from refold_nb.api.credentials import Credentials
    from refold_nb.api.models import Page, Workflow

    from .journal import Journal
    from .record import Record

# The server's clock and ours may differ; a day is far more than they do, and still spares most pages.
GENEROUS = timedelta(days=1)
# Once a create has shown how far the clocks are apart, this is what delays can add.
EXACT = timedelta(seconds=60)
_MOST_PAGES = 10_000
_MOST_OPENED = 20

NO_DESCRIPTION = "the API gave back no description, so the draft was told by name and time"
NO_FILTERS = "the API ignored the list's filters, so every page was read"


@dataclass(slots=True)
class _Look:
    rows: list[Workflow] = field(default_factory=list)
    whole: bool = False


class Finder:
    """Finds drafts by the mark in their description, or else by name, time and what the journal holds already.

    Args:
        carrier: lists the workflows.
        journal: knows which drafts belong to other intents.
    """

    def __init__(self, carrier: Carrier, journal: Journal) -> None:
        self._carrier = carrier
        self._journal = journal
        self.skew: timedelta | None = None

    def learn_clock(self, workflow: Workflow) -> None:
        """Note how far the server's clock is from ours, by a draft that it has just made."""
        if workflow.created_at is not None:
            self.skew = workflow.created_at - datetime.now(UTC)

    async def find(self, record: Record, credentials: Credentials, *, deadline: float) -> Finding:
        """Look for the draft of ``record``.

        Args:
            deadline: seconds after which a list call is not tried again.

        Raises:
            RefoldError: the account's workflows can't be listed.
        """
        narrow = await self._list(record, credentials, deadline, wide=False)
        finding = await self._judge(record, credentials, narrow)
        if finding.verdict == "absent" and not narrow.whole:
            # Before it is said that there is none, no filter of the server's is trusted.
            wide = await self._list(record, credentials, deadline, wide=True)
            finding = await self._judge(record, credentials, wide)
        return finding

    async def everything(
        self, record: Record, credentials: Credentials, *, deadline: float
    ) -> list[Workflow]:
        """Return the workflows of the account that carry the name of ``record`` (all of them, if it is unusual)."""
        return (await self._list(record, credentials, deadline, wide=True)).rows

    async def _list(self, record: Record, credentials: Credentials, deadline: float, *, wide: bool) -> _Look:
        name = record.name or ""
        plain = all(char.isalnum() or char in " _-" for char in name)
        look, seen = _Look(), set[str]()
        for number in range(1, _MOST_PAGES):
            page = await self._page(
                record, credentials, deadline, number, wide=wide, by_name=plain or not wide
            )
            fresh = [row for row in page if row.id not in seen]
            seen.update(row.id for row in fresh)
            look.rows += fresh
            if not page.has_next_page or not fresh:
                break
        # Rows of another name mean that the filters were not heeded: these are all there are.
        look.whole = wide or any(row.name.strip() != name.strip() for row in look.rows)
        return look

    async def _page(
        self,
        record: Record,
        credentials: Credentials,
        deadline: float,
        number: int,
        *,
        wide: bool,
        by_name: bool,
    ) -> Page[Workflow]:
        since = record.created_at - GENEROUS + (self.skew or timedelta())
        call = endpoints.list_workflows(
            page=number,
            name=literal_pattern(record.name or "") if by_name else None,
            slug=None if wide else record.slug,
            start_date=None if wide else f"{since:%Y-%m-%dT%H:%M:%S.000Z}",
        )
        return await self._carrier.send(call, credentials, deadline=deadline)

    async def _judge(self, record: Record, credentials: Credentials, look: _Look) -> Finding:
        notes = [NO_FILTERS] if any(row.name != record.name for row in look.rows) and look.rows else []
        marked = [row for row in look.rows if record.tag in tags_in(row.description)]
        if marked:
            return _of_marked(marked, notes)
        own = record.tag in tags_in(record.description)
        rows = [row for row in look.rows if self.could_be(record, row, own=own)]
        taken = await held(self._journal, [row.id for row in rows], record)
        rows, read = await self._opened([row for row in rows if row.id not in taken], credentials)
        marked = [row for row in rows if record.tag in tags_in(row.description)]
        if marked:
            return _of_marked(marked, notes)
        rows = [row for row in rows if self.could_be(record, row, own=own)]
        if own and rows:
            bare = await self._surely_bare(rows, read, look, record, credentials)
            rows = [row for row in rows if row.id not in bare]
            notes += [NO_DESCRIPTION] if rows else []
        return await share(self._journal, record, rows, notes)

    def could_be(self, record: Record, row: Workflow, *, own: bool) -> bool:
        """Whether ``row`` may be the draft of ``record``, by all but a mark; ``own``: it was sent with one."""
        if row.name.strip() != (record.name or "").strip():
            return False
        if record.slug and row.slug and row.slug != record.slug:
            return False
        app = record.associated_application
        if app and row.associated_application and row.associated_application != app:
            return False
        # A description that is shown, and is not ours, rules a workflow out.
        if row.description and (own or tags_in(row.description)):
            return False
        # What a create makes is unpublished.
        if row.published:
            return False
        if row.created_at is None:
            return True
        allowed = GENEROUS if self.skew is None else EXACT
        return row.created_at >= record.created_at + (self.skew or timedelta()) - allowed

    async def opened(self, rows: list[Workflow], credentials: Credentials) -> list[Workflow]:
        """Read the newest candidates one by one: rows of the list may lack what a single workflow shows."""
        return (await self._opened(rows, credentials))[0]

    async def _opened(
        self, rows: list[Workflow], credentials: Credentials
    ) -> tuple[list[Workflow], set[str]]:
        """Return the rows, the newest first, and the ids of those that could be read."""
        if credentials.api_key is None:
            return rows, set()
        rows = sorted(rows, key=age, reverse=True)
        head = await asyncio.gather(*(self._open(row.id, credentials) for row in rows[:_MOST_OPENED]))
        pairs = list(zip_longest(rows, head))
        whole = [row if read is None else _completed(row, read) for row, read in pairs]
        return whole, {row.id for row, read in pairs if read is not None}

    async def _open(self, workflow_id: str, credentials: Credentials) -> Workflow | None:
        try:
            return await self._carrier.send(endpoints.get_workflow(workflow_id), credentials, deadline=10.0)
        except RefoldError:
            return None

    async def _surely_bare(
        self,
        rows: list[Workflow],
        read: set[str],
        look: _Look,
        record: Record,
        credentials: Credentials,
    ) -> set[str]:
        """Return those that would show our mark if they were ours, so they are somebody else's.

        An API that gives marks back gave back an earlier one: in this list, or in the newest draft that we made.
        """
        if any(tags_in(row.description) for row in look.rows):
            return {row.id for row in rows}
        known = await marked_before(self._journal, record)
        if known is None:
            return set()
        if read:
            shown = [await self._open(known.draft_id or "", credentials)]
        else:
            shown = [*(await self._list(known, credentials, 10.0, wide=False)).rows]
            read = {row.id for row in rows}
        gives = any(known.tag in tags_in(row.description) for row in shown if row is not None)
        return read if gives else set()


def _completed(row: Workflow, read: Workflow) -> Workflow:
    return replace(
        row,
        description=read.description,
        slug=row.slug or read.slug,
        associated_application=read.associated_application or row.associated_application,
    )


def _of_marked(marked: list[Workflow], notes: list[str]) -> Finding:
    if len(marked) == 1:
        return Finding("found", marked[0], notes=tuple(notes))
    return Finding("several", candidates=tuple(marked), notes=tuple(notes))

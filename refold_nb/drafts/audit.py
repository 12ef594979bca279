"""Looks again at what was once in doubt: a request given up for lost may have made its draft after all."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from refold_nb.api import endpoints, loop
from refold_nb.api.errors import InvalidRequest, NotFound, RefoldError
from refold_nb.api.listing import Listing
from refold_nb.api.minting import TokenPurse

from .events import logger
from .neighbours import held
from .tag import tags_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refold_nb.api.credentials import Credentials
    from refold_nb.api.models import Workflow

    from .creator import Creator
    from .journal import Journal
    from .record import Record
    from .resolving import Resolver

_COLUMNS = {
    "draft_id": "string",
    "name": "string",
    "linked_account_id": "string",
    "keeps": "string",
    "intent_id": "string",
}

_CHUNK = 500
# What somebody makes by hand long after is no answer that came late.
_LATEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Twin:
    """A draft that was made for an intent whose outcome is another draft, ``keeps`` (``None``: it failed)."""

    draft_id: str
    name: str
    linked_account_id: str | None
    keeps: str | None
    intent_id: str


class Audit(Listing[Twin]):
    """The late twins that were found. Nothing is deleted without a yes.

    ``adopted`` are the intents closed as failed or unknown whose draft turned up after all: the history has them now.
    ``unsure`` are left alone by `delete`: twins that somebody has published by now, and drafts that no mark tells (the
    API gave none back, or ``tag=False``), which have the name and the time of a twin and may be somebody else's.
    """

    def __init__(
        self,
        twins: Sequence[Twin],
        unsure: Sequence[Twin],
        adopted: Sequence[str],
        creator: Creator,
        resolver: Resolver,
    ) -> None:
        title = "late twins; .delete(yes=True) removes them" if twins else "late twins"
        if unsure:
            title += (
                f"; {len(unsure)} more may be some, by name and time alone, or are published: see .unsure"
            )
        super().__init__(twins, _COLUMNS, title)
        self.unsure = Listing(unsure, _COLUMNS, "late twins that are published, or may be somebody else's")
        self.adopted = list(adopted)
        self._creator = creator
        self._resolver = resolver

    def delete(self, *, yes: bool = False) -> int:
        """Delete the twins from Refold, and keep the drafts that the history holds.

        Args:
            yes: that this is really wanted.

        Returns:
            How many were deleted.

        Raises:
            InvalidRequest: without ``yes=True``.
            RefoldError: one could not be deleted; those before it are.
        """
        return loop.run(self._delete(yes=yes))

    async def adelete(self, *, yes: bool = False) -> int:
        """`delete`, awaited from any loop."""
        return await loop.hand_over(self._delete(yes=yes))

    async def _delete(self, *, yes: bool = False) -> int:
        if yes is not True:
            raise InvalidRequest(
                f"This deletes drafts from Refold for good: {len(self)}. If that is wanted: delete(yes=True).",
                field="yes",
            )
        purse = TokenPurse(self._creator.carrier)
        deleted = 0
        while self:
            twin = self[0]
            record = self._creator.journal.find(twin.intent_id)
            if record is not None and record.draft_id != twin.draft_id:
                acting = self._resolver.credentials_for(record)
                # Somebody may have been quicker.
                with contextlib.suppress(NotFound):
                    await purse.send(endpoints.delete_workflow(twin.draft_id), acting)
                    deleted += 1
            self.pop(0)
        return deleted


async def audit(creator: Creator, resolver: Resolver, records: Sequence[Record]) -> Audit:
    """Look for the drafts of the doubted ``records`` that these credentials reach; see `History.audit`."""
    twins: list[Twin] = []
    unsure: dict[str, Twin] = {}
    adopted: list[str] = []
    for record in records:
        try:
            credentials = resolver.credentials_for(record)
        except InvalidRequest:
            continue
        alike = await _alike(creator, record, credentials)
        rows = [row for row in alike if record.tag in tags_in(row.description)]
        if not rows:
            found = await _unmarked(creator, record, alike)
            unsure.update((row.id, _twin(row, record)) for row in found)
        if record.state != "created" and rows and await _adopt(creator, record, credentials, rows[0]):
            adopted.append(record.intent_id)
        if record.state == "created" and record.draft_id is not None:
            others = [row for row in rows if row.id not in {record.draft_id, record.published_id}]
            # Published or edited elsewhere, our own is listed under another id: then nothing is surely a twin.
            listed = any(row.id == record.draft_id and not row.published for row in rows)
            twins += [_twin(row, record) for row in others if listed and not row.published]
            doubtful = [row for row in others if listed == row.published]
            unsure.update((row.id, _twin(row, record)) for row in doubtful)
    return Audit(twins, list(unsure.values()), adopted, creator, resolver)


async def last_look(creator: Creator, resolver: Resolver, records: Sequence[Record]) -> Audit | None:
    """`audit` at the end of a run, whose rows are done: if it fails, that is logged, and there is none."""
    try:
        return await audit(creator, resolver, records)
    except RefoldError as error:
        logger.warning("Late twins could not be looked for: %s Try client.history.audit() later.", error)
        return None


def _twin(row: Workflow, record: Record) -> Twin:
    return Twin(row.id, row.name, record.linked_account_id, record.draft_id, record.intent_id)


async def worth_an_audit(journal: Journal, intent_ids: Sequence[str]) -> list[Record]:
    """Return those of some doubted intents that may have a twin, or a draft that nobody knows of."""
    records: list[Record] = []
    for start in range(0, len(intent_ids), _CHUNK):
        found = await journal.by_ids(list(intent_ids[start : start + _CHUNK]))
        records += [record for record in found if record.attempts > 1 or record.state != "created"]
    return records


async def _alike(creator: Creator, record: Record, credentials: Credentials) -> list[Workflow]:
    """Return the account's drafts that carry the name or the mark of ``record``, the oldest first."""
    rows = await creator.finder.everything(record, credentials, deadline=creator.patience.deadline)
    bare = [row for row in rows if not row.description and row.name == record.name]
    opened = await creator.finder.opened(bare, credentials)
    alike = {row.id: row for row in [*rows, *opened]}
    return sorted(
        alike.values(), key=lambda row: (row.created_at.timestamp() if row.created_at else 0.0, row.id)
    )


async def _unmarked(creator: Creator, record: Record, alike: Sequence[Workflow]) -> list[Workflow]:
    """Return those without any mark that have the name and the time of a draft of ``record``."""
    own = record.tag in tags_in(record.description)
    ended = record.created_at + timedelta(milliseconds=record.duration_ms or 0)
    latest = ended + (creator.finder.skew or timedelta()) + _LATEST
    rows = [
        row
        for row in alike
        if row.id != record.draft_id
        and creator.finder.could_be(record, row, own=own)
        and (row.created_at is None or row.created_at <= latest)
    ]
    taken = await held(creator.journal, [row.id for row in rows], record)
    return [row for row in rows if row.id not in taken]


async def _adopt(creator: Creator, record: Record, credentials: Credentials, row: Workflow) -> bool:
    if not await creator.journal.take(record):
        return False
    await creator.journey(record, credentials).adopt(row)
    return True

"""Brings the history in line with what Refold lists: created, published and deleted elsewhere."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from refold_nb.api import endpoints
from refold_nb.api.errors import InvalidRequest, NotFound
from refold_nb.api.listing import Listing

from .life import living, note_deleted, note_found, note_published, unsettled_of
from .record import Record, new_intent_id

if TYPE_CHECKING:
    from refold_nb.api.carrier import Carrier
    from refold_nb.api.credentials import Credentials
    from refold_nb.api.models import Workflow

    from .journal import Journal

_COLUMNS = {
    "change": "string",
    "name": "string",
    "draft_id": "string",
    "published_id": "string",
    "linked_account_id": "string",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the history did not know: something was created, published or deleted elsewhere."""

    change: Literal["created elsewhere", "published elsewhere", "deleted elsewhere"]
    name: str
    draft_id: str | None
    published_id: str | None
    linked_account_id: str | None


class Sync:
    """One look at everything that an account has, against everything that the journal holds of it."""

    def __init__(self, journal: Journal, carrier: Carrier, credentials: Credentials) -> None:
        account = credentials.account
        if account is None:
            raise InvalidRequest(
                "The history is brought in line for one linked account, and none is set:"
                " client.for_account('acme').history.sync().",
                field="linked_account_id",
            )
        self._journal = journal
        self._carrier = carrier
        self._credentials = credentials
        self._account = account
        self._changes: list[Change] = []

    async def run(self) -> Listing[Change]:
        """Look, note what is new, and return it.

        Raises:
            RefoldError: the account's workflows can't be listed.
            HistoryError: the journal can't be read or written.
        """
        # Listed first, read second: what is created in between is in the journal, and is looked up by its id.
        rows = await self._listed()
        ours = living(self._journal, self._carrier.base_url, self._credentials.environment, self._account)
        lost: list[Record] = []
        for record in ours:
            found = [rows.pop(some_id, None) for some_id in (record.draft_id, record.published_id) if some_id]
            if not any(found):
                lost.append(record)
            elif record.published_id is None and any(row.published for row in found if row):
                await self._published(record, record.draft_id or "", None)
        await self._settle_lost(lost, rows)
        # What may be the draft of an intent that is still open is left for that intent to adopt.
        open_names = {(record.name or "").strip() for record in unsettled_of(self._journal, self._account)}
        await self._add([row for row in rows.values() if row.name.strip() not in open_names])
        title = "changes made elsewhere, now in the history" if self._changes else "changes made elsewhere"
        return Listing(self._changes, _COLUMNS, title)

    async def _listed(self) -> dict[str, Workflow]:
        rows: dict[str, Workflow] = {}
        number = 1
        while True:
            page = await self._carrier.send(endpoints.list_workflows(page=number), self._credentials)
            before = len(rows)
            rows.update((row.id, row) for row in page)
            if len(rows) == before or not page.has_next_page:
                return rows
            number += 1

    async def _settle_lost(self, lost: list[Record], rows: dict[str, Workflow]) -> None:
        """A draft that is no longer listed was published under another id, or is gone."""
        # Only workflows of the same name are asked for their snapshots: an account may have thousands.
        names = {record.name for record in lost if record.published_id is None}
        homes: dict[str, str] = {}
        for row in [row for row in rows.values() if row.name in names]:
            homes.update(dict.fromkeys(await self._versions(row.id) or [], row.id))
        for record in lost:
            if (home := homes.get(record.draft_id or "")) is not None:
                rows.pop(home, None)
                await self._published(record, record.draft_id or "", home)
            elif await self._versions(record.published_id or record.draft_id or "") is None:
                ids = [found for found in (record.draft_id, record.published_id) if found]
                await note_deleted(self._journal, self._carrier.base_url, ids, " elsewhere")
                self._tell("deleted elsewhere", record, record.published_id)

    async def _versions(self, workflow_id: str) -> list[str] | None:
        """Return the ids of a workflow's snapshots (those of the drafts they were); None if it is gone."""
        # The one look-up by id that a key and a session token can both make.
        try:
            page = await self._carrier.send(endpoints.list_versions(workflow_id), self._credentials)
        except NotFound:
            return None
        return [version.id for version in page]

    async def _published(self, record: Record, draft_id: str, published_id: str | None) -> None:
        home = published_id or draft_id
        await note_published(self._journal, self._carrier.base_url, draft_id, home, None)
        self._tell("published elsewhere", record, home)

    async def _add(self, rows: list[Workflow]) -> None:
        records = [self._record(row) for row in rows]
        await note_found(self._journal, records)
        for record in records:
            self._tell("created elsewhere", record, record.published_id)

    def _record(self, row: Workflow) -> Record:
        moment = row.created_at.timestamp() if row.created_at else time.time()
        return Record(
            intent_id=new_intent_id(),
            created_us=round(moment * 1e6),
            name=row.name,
            slug=row.slug,
            associated_application=row.associated_application,
            description=row.description,
            extra=None,
            linked_account_id=self._account,
            environment=self._credentials.environment,
            base_url=self._carrier.base_url,
            key_id=self._credentials.key_id,
            state="created",
            draft_id=None if row.published else row.id,
            published_id=row.id if row.published else None,
            node_count=len(row.nodes) or None,
            note="created elsewhere",
            version=row.version,
        )

    def _tell(
        self,
        change: Literal["created elsewhere", "published elsewhere", "deleted elsewhere"],
        record: Record,
        published_id: str | None,
    ) -> None:
        self._changes.append(
            Change(change, record.name or "", record.draft_id, published_id, record.linked_account_id)
        )

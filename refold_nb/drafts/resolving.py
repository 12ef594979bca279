"""Settles what an earlier kernel left open, as a person decides."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from refold_nb.api.errors import InvalidRequest
from refold_nb.api.requests import is_object_id

from .audit import Audit, audit
from .neighbours import held
from .syncing import Sync

if TYPE_CHECKING:
    from refold_nb.api.credentials import Credentials
    from refold_nb.api.listing import Listing

    from .creator import Creator
    from .events import OnProgress
    from .journey import Journey
    from .record import Record
    from .syncing import Change


class Resolver:
    """Settles pending intents with one client's credentials.

    Args:
        creator: looks, and sends.
        credentials: those of the client; a key serves all its linked accounts.
    """

    def __init__(self, creator: Creator, credentials: Credentials) -> None:
        self._creator = creator
        self._credentials = credentials

    async def resolve(
        self, intent_id: str, adopt: str | None = None, *, on_progress: OnProgress | None = None
    ) -> Record:
        """Settle one intent; see `History.resolve`."""
        if adopt not in {None, "recreate", "abandon"} and not (
            isinstance(adopt, str) and is_object_id(adopt)
        ):
            raise InvalidRequest(
                f'adopt= takes a draft id (24 hex digits), "recreate" or "abandon", not {str(adopt)[:80]!r}.',
                field="adopt",
            )
        journal = self._creator.journal
        record = journal.find(intent_id) if isinstance(intent_id, str) else None
        if record is None:
            raise InvalidRequest(
                f"The history has no intent {str(intent_id)[:80]!r}: pending() shows them.", field="intent_id"
            )
        if record.status != "unknown":
            outcome = (
                f"created as {record.draft_id}" if record.state == "created" else f"failed: {record.error}"
            )
            raise InvalidRequest(f"{intent_id} is settled already ({outcome}).", field="intent_id")
        credentials = self.credentials_for(record)
        if not await journal.take(record):
            raise InvalidRequest(
                f"{intent_id} is being settled by a running kernel: wait for it.", field="intent_id"
            )
        if record.state == "sent":
            record.state = "unknown"
        journey = self._creator.journey(record, credentials, on_progress)
        try:
            if adopt is None:
                await journey.look(wait=self._settle_left(record))
            elif adopt == "abandon":
                await journey.abandon()
            elif adopt == "recreate":
                await journey.run()
            else:
                await self._adopt(journey, record, credentials, adopt)
        finally:
            await self._let_go(record)
        return record

    async def audit(self, keys: str | None = None) -> Audit:
        """Look for late twins of the intents that were once in doubt; see `History.audit`."""
        records = await self._creator.journal.doubted(self._creator.carrier.base_url, keys)
        return await audit(self._creator, self, records)

    async def sync(self) -> Listing[Change]:
        """Bring the history in line with what Refold lists; see `History.sync`."""
        return await Sync(self._creator.journal, self._creator.carrier, self._credentials).run()

    def credentials_for(self, record: Record) -> Credentials:
        """Return the credentials of the account that ``record`` was asked for.

        Raises:
            InvalidRequest: it was asked for at another base URL, in another environment, or for an account that a
                session token doesn't name.
        """
        mine, base_url = self._credentials, self._creator.carrier.base_url
        if (record.base_url, record.environment) != (base_url, mine.environment):
            raise InvalidRequest(
                f"{record.intent_id} was asked for at {record.base_url} ({record.environment}); this client is"
                f" connected to {base_url} ({mine.environment}). Connect there to settle it.",
                field="intent_id",
            )
        if record.linked_account_id in {None, mine.account}:
            return mine
        if mine.api_key is None:
            raise InvalidRequest(
                f"{record.intent_id} belongs to the account {record.linked_account_id}, and this session token to"
                f" {mine.account}. Connect with that account's token, or with an API key.",
                field="intent_id",
            )
        return mine.for_account(str(record.linked_account_id))

    async def _adopt(self, journey: Journey, record: Record, credentials: Credentials, draft_id: str) -> None:
        creator, wanted = self._creator, draft_id.lower()
        rows = await creator.finder.everything(record, credentials, deadline=creator.patience.deadline)
        row = next((row for row in rows if row.id.lower() == wanted), None)
        if row is None:
            raise InvalidRequest(
                f"{draft_id} is no workflow named {record.name!r} of the account {record.linked_account_id}.",
                field="adopt",
            )
        if await held(creator.journal, [row.id], record):
            raise InvalidRequest(f"{draft_id} is the draft of another intent already.", field="adopt")
        await journey.adopt(row)

    def _settle_left(self, record: Record) -> float:
        """Seconds until the server has had its time, counted from when the record was last seen alive."""
        if record.duration_ms is None:
            return self._creator.settle
        ended = record.created_us / 1e6 + record.duration_ms / 1e3
        return min(self._creator.settle, max(0.0, ended + self._creator.settle - time.time()))

    async def _let_go(self, record: Record) -> None:
        """Leave an intent that is still open to whoever settles it next."""
        if record.owner is not None:
            record.owner = None
            await self._creator.journal.save(record)

"""The search for one draft: after a time to settle, twice if need be, until it is clear."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from refold_nb.api import endpoints
from refold_nb.api.errors import HistoryError, OutcomeUnknown, RefoldError

from .books import Books, short
from .neighbours import claim_draft
from .sharing import Finding

if TYPE_CHECKING:
    from refold_nb.api.carrier import Carrier
    from refold_nb.api.credentials import Credentials
    from refold_nb.api.models import Workflow

    from .finder import Finder
    from .journal import Journal
    from .record import Record

_LOOKS = 40


class Search:
    """Looks for the draft of ``record`` and reserves it; what can't be told is left open in the books."""

    def __init__(
        self,
        record: Record,
        credentials: Credentials,
        books: Books,
        *,
        carrier: Carrier,
        journal: Journal,
        finder: Finder,
        deadline: float,
    ) -> None:
        self._record = record
        self._credentials = credentials
        self._books = books
        self._carrier = carrier
        self._journal = journal
        self._finder = finder
        self._deadline = deadline

    async def look(self, error: OutcomeUnknown, *, settle: float) -> Finding:
        """Wait ``settle`` seconds and look; if there is nothing, look once more after half of that.

        Raises:
            OutcomeUnknown: the account's workflows can't be listed.
        """
        await asyncio.sleep(settle)
        finding = await self._until_clear(error, settle / 4)
        if finding.verdict == "absent":
            # A list that lags would make us send a twin: what is not there is looked for twice.
            await asyncio.sleep(settle / 2)
            finding = await self._until_clear(error, settle / 4)
        return finding

    async def _until_clear(self, error: OutcomeUnknown, pause: float) -> Finding:
        """Look until it is clear, which others that ask for the same may delay."""
        finding = Finding("unclear")
        for _ in range(_LOOKS):
            self._books.say("looking", "Looking for the draft among the account's workflows.")
            try:
                finding = await self._finder.find(self._record, self._credentials, deadline=self._deadline)
            except HistoryError:
                raise
            except RefoldError as failure:
                raise await self._books.stays_unknown(
                    f"its workflows can't be listed: {short(failure)}", error
                ) from None
            for note in finding.notes:
                self._books.note(note)
            draft = finding.workflow
            if draft is not None and not await claim_draft(self._journal, self._record, draft.id):
                # Another intent has taken it since: what is left has to be looked at again.
                finding = Finding("unclear", candidates=(draft,))
            if finding.verdict != "unclear":
                break
            await asyncio.sleep(max(0.05, pause))
        return finding

    async def whole(self, row: Workflow) -> Workflow:
        """Return the draft of a listed row with its nodes, where they can be read."""
        if row.published:
            # Asking for the draft of a published workflow would make a new one.
            self._record.published_id = row.id
            return row
        try:
            call = endpoints.edit_workflow(row.id)
            found = await self._carrier.send(call, self._credentials, deadline=10.0)
        except RefoldError as error:
            self._books.note(f"its nodes could not be read: {short(error)}")
            return row
        return replace(found, slug=found.slug or row.slug, created_at=found.created_at or row.created_at)

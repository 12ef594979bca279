"""The way of one intent from its first request to an outcome that is known."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from refold_nb.api import endpoints
from refold_nb.api.errors import ConnectFailed, HistoryError, OutcomeUnknown, RateLimited, RefoldError
from refold_nb.api.retrying import Backoff

from .books import Books, short
from .events import OnProgress, logger
from .search import Search

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractAsyncContextManager

    from refold_nb.api.carrier import Carrier
    from refold_nb.api.credentials import Credentials
    from refold_nb.api.models import Workflow

    from .finder import Finder
    from .journal import Journal
    from .patience import Patience
    from .record import Record


class RowTaken(Exception):
    """A row with the same ``row_key`` is in the journal."""


class Journey:
    """Carries one intent to its outcome; what is safe to do next depends on the phase in which it failed."""

    def __init__(
        self,
        record: Record,
        credentials: Credentials,
        *,
        carrier: Carrier,
        journal: Journal,
        finder: Finder,
        settle: float,
        patience: Patience,
        tell: OnProgress,
        gate: AbstractAsyncContextManager[None] | None = None,
    ) -> None:
        self.record = record
        self._credentials = credentials
        self._carrier = carrier
        self._journal = journal
        self._finder = finder
        self._settle = settle
        self._patience = patience
        self._books = Books(record, journal, tell)
        self._search = Search(
            record,
            credentials,
            self._books,
            carrier=carrier,
            journal=journal,
            finder=finder,
            deadline=patience.deadline,
        )
        self._gate = gate or contextlib.nullcontext()
        self._slow = Backoff(patience.deadline)
        self._lost = Backoff(patience.deadline, tries=patience.connects)
        self._resent = 0

    async def run(self, *, new: bool = False) -> Workflow:
        """Send it (or first find out what became of it, when it is in doubt) until its outcome is known.

        Args:
            new: the intent is yet to be written down.

        Raises:
            RowTaken: its ``row_key`` is in the journal already; nothing was sent.
        """
        with self._at_work():
            try:
                if new and not await self._journal.add(self.record):
                    raise RowTaken(self.record.row_key)
                return await self._run()
            except asyncio.CancelledError:
                await asyncio.shield(self._books.cancelled())
                raise

    async def look(self, *, wait: float) -> Workflow | None:
        """Find out what became of it, and send nothing. None: it made nothing, and is closed as failed.

        Args:
            wait: seconds to settle first.

        Raises:
            OutcomeUnknown: it can't be told.
        """
        with self._at_work():
            doubt = self._doubt()
            if self.record.state == "intended":
                await self._books.failed(doubt, "It was not sent, or refused: nothing was created. ")
                return None
            self._settle = wait
            if (found := await self._reconcile(doubt)) is not None:
                return found
            await self._books.failed(doubt, "Its draft was looked for: nothing was created. ")
            return None

    async def adopt(self, row: Workflow) -> Workflow:
        """Take ``row`` as its outcome."""
        with self._at_work():
            return await self._adopt(row)

    async def abandon(self) -> None:
        """Close it as failed; what may be on the server stays there."""
        with self._at_work():
            self.record.error = None
            await self._books.failed(RefoldError("abandoned: its outcome was never known"))

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        self._journal.working.add(self.record.intent_id)
        try:
            yield
        finally:
            self._journal.working.discard(self.record.intent_id)

    def _doubt(self) -> OutcomeUnknown:
        return OutcomeUnknown(self.record.error or "The process that sent it has ended.", method="POST")

    async def _run(self) -> Workflow:
        record = self.record
        if record.state == "unknown" and (found := await self._after(self._doubt())) is not None:
            return found
        while True:
            if record.state != "sent":
                await self._mark_sent()
            try:
                return await self._created(await self._send())
            except HistoryError:
                raise
            except RefoldError as error:
                if (found := await self._after(error)) is not None:
                    return found

    async def _after(self, error: RefoldError) -> Workflow | None:
        """Do what the phase of a failure allows. None: it may be sent again now."""
        if isinstance(error, ConnectFailed):
            await self._try_later(error, self._lost.next_wait())
        elif isinstance(error, RateLimited):
            await self._try_later(error, self._slow.next_wait(asked=error.retry_after, patient=True))
        elif isinstance(error, OutcomeUnknown):
            if (found := await self._reconcile(error)) is not None:
                return found
            await self._again(error)
        else:
            raise await self._books.failed(error) from None
        return None

    async def _mark_sent(self) -> None:
        record = self.record
        record.state, record.attempts = "sent", record.attempts + 1
        if not await self._journal.save(record):
            raise self._books.unknown("another process has taken it over")

    async def _send(self) -> Workflow:
        self._books.say(
            "sent", "Sending." if self.record.attempts == 1 else f"Sending, attempt {self.record.attempts}."
        )
        self._books.under_way = False
        call = endpoints.create_workflow(self.record.request)
        async with self._gate:
            workflow = await self._carrier.attempt(
                call, self._credentials, on_sent=self._on_sent, patience=self._slow.remaining
            )
        self._books.under_way = False
        self._finder.learn_clock(workflow)
        return workflow

    def _on_sent(self) -> None:
        self._books.under_way = True

    async def _try_later(self, error: RefoldError, wait: float | None) -> None:
        """Nothing was done by the server: wait, or give up."""
        self._books.under_way = False
        if wait is None:
            raise await self._books.failed(error) from None
        self.record.state, self.record.error = "intended", short(error)
        await self._journal.save(self.record)
        self._books.say("retry", f"{short(error)} Again in {wait:.1f} s.")
        await asyncio.sleep(wait)

    async def _reconcile(self, error: OutcomeUnknown) -> Workflow | None:
        """Find out what became of a request that was sent. None: it made nothing.

        Raises:
            OutcomeUnknown: it can't be told.
        """
        record = self.record
        self._books.under_way = False
        record.state, record.error, record.doubted = "unknown", short(error), record.doubted + 1
        record.request_id = error.request_id or record.request_id
        await self._journal.save(record)
        self._books.say(
            "settling", f"No clear answer. Waiting {self._settle:g} s, then looking for the draft."
        )
        finding = await self._search.look(error, settle=self._settle)
        if finding.verdict == "found" and finding.workflow is not None:
            return await self._adopt(finding.workflow)
        if finding.verdict != "absent":
            ids = ", ".join(row.id for row in finding.candidates[:5])
            raise await self._books.stays_unknown(
                f"{len(finding.candidates)} drafts could be it ({ids})", error
            )
        return None

    async def _again(self, error: OutcomeUnknown) -> None:
        """Wait before it is sent again, or give up for good."""
        self._resent += 1
        wait = self._slow.next_wait(patient=True)
        if wait is None or self._resent > self._patience.resends:
            cause = error.__cause__ if isinstance(error.__cause__, RefoldError) else error
            raise await self._books.failed(cause, "Its draft was looked for: nothing was created. ") from None
        self._books.say("again", "Nothing was created: it is safe to send it again.")
        await asyncio.sleep(wait)

    async def _adopt(self, row: Workflow) -> Workflow:
        workflow = await self._search.whole(row)
        self._books.say("reconciled", f"Found: the draft is there ({workflow.id}).")
        return await self._created(workflow)

    async def _created(self, workflow: Workflow) -> Workflow:
        record = self.record
        record.state, record.draft_id, record.error = "created", workflow.id, None
        record.node_count = len(workflow.nodes) if workflow.nodes else None
        try:
            await self._books.settled()
        except HistoryError as error:
            # It exists, and the caller must have it; the next kernel finds the row and settles it.
            logger.warning("Draft %s was created, but the history could not note it: %s", workflow.id, error)
        self._books.say("created", f"Created: {workflow.id}.")
        return workflow

"""The way of one intent from its first request to an outcome that is known."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from refold_nb.api import endpoints
from refold_nb.api.errors import ConnectFailed, HistoryError, OutcomeUnknown, RateLimited, RefoldError
from refold_nb.api.retrying import Backoff

from .events import Event, Kind, OnProgress, logger
from .finder import Finder, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refold_nb.api.carrier import Carrier
    from refold_nb.api.credentials import Credentials
    from refold_nb.api.models import Workflow

    from .journal import Journal
    from .record import Record

_LONGEST_TEXT = 300
_LOOKS = 40


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a create is kept up.

    Args:
        deadline: seconds after which it is not sent again.
        connects: how many failed connections in a row are borne; a wrong base URL must show at once.
        resends: how often it may be sent again after its draft was looked for and not found.
    """

    deadline: float = 60.0
    connects: int = 4
    resends: int = 4


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
        gate: asyncio.Semaphore | None = None,
    ) -> None:
        self.record = record
        self._credentials = credentials
        self._carrier = carrier
        self._journal = journal
        self._finder = finder
        self._settle = settle
        self._patience = patience
        self._tell = tell
        self._gate = gate or contextlib.nullcontext()
        self._begun = time.monotonic()
        self._under_way = False
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
                await asyncio.shield(self._cancelled())
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
            if self.record.state != "intended":
                self._settle = wait
                if (found := await self._reconcile(doubt)) is not None:
                    return found
            await self._failed(doubt, "Its draft was looked for: nothing was created. ")
            return None

    async def adopt(self, row: Workflow) -> Workflow:
        """Take ``row`` as its outcome."""
        with self._at_work():
            return await self._adopt(row)

    async def abandon(self) -> None:
        """Close it as failed; what may be on the server stays there."""
        with self._at_work():
            self.record.error = None
            await self._failed(RefoldError("abandoned: its outcome was never known"))

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
        if record.state == "unknown":
            doubt = self._doubt()
            if (found := await self._reconcile(doubt)) is not None:
                return found
            await self._again(doubt)
        while True:
            if record.state != "sent":
                await self._mark_sent()
            try:
                return await self._created(await self._send())
            except ConnectFailed as error:
                await self._try_later(error, self._lost.next_wait())
            except RateLimited as error:
                await self._try_later(error, self._slow.next_wait(asked=error.retry_after, patient=True))
            except OutcomeUnknown as error:
                if (found := await self._reconcile(error)) is not None:
                    return found
                await self._again(error)
            except HistoryError:
                raise
            except RefoldError as error:
                raise await self._failed(error) from None

    async def _mark_sent(self) -> None:
        record = self.record
        record.state, record.attempts = "sent", record.attempts + 1
        if not await self._journal.save(record):
            raise self._unknown("another process has taken it over")

    async def _send(self) -> Workflow:
        self._say(
            "sent", "Sending." if self.record.attempts == 1 else f"Sending, attempt {self.record.attempts}."
        )
        self._under_way = False
        call = endpoints.create_workflow(self.record.request)
        async with self._gate:
            workflow = await self._carrier.attempt(call, self._credentials, on_sent=self._on_sent)
        self._under_way = False
        self._finder.learn_clock(workflow)
        return workflow

    def _on_sent(self) -> None:
        self._under_way = True

    async def _try_later(self, error: RefoldError, wait: float | None) -> None:
        """Nothing was done by the server: wait, or give up."""
        self._under_way = False
        if wait is None:
            raise await self._failed(error) from None
        self.record.state, self.record.error = "intended", _short(error)
        await self._journal.save(self.record)
        self._say("retry", f"{_short(error)} Again in {wait:.1f} s.")
        await asyncio.sleep(wait)

    async def _reconcile(self, error: OutcomeUnknown) -> Workflow | None:
        """Find out what became of a request that was sent. None: it made nothing.

        Raises:
            OutcomeUnknown: it can't be told.
        """
        record = self.record
        self._under_way = False
        record.state, record.error, record.doubted = "unknown", _short(error), record.doubted + 1
        record.request_id = error.request_id or record.request_id
        await self._journal.save(record)
        self._say("settling", f"No clear answer. Waiting {self._settle:g} s, then looking for the draft.")
        await asyncio.sleep(self._settle)
        finding = await self._look(error)
        if finding.verdict == "absent":
            # A list that lags would make us send a twin: what is not there is looked for twice.
            await asyncio.sleep(self._settle / 2)
            finding = await self._look(error)
        if finding.verdict == "found" and finding.workflow is not None:
            return await self._adopt(finding.workflow)
        if finding.verdict != "absent":
            ids = ", ".join(row.id for row in finding.candidates[:5])
            raise await self._stays_unknown(f"{len(finding.candidates)} drafts could be it ({ids})", error)
        return None

    async def _again(self, error: OutcomeUnknown) -> None:
        """Wait before it is sent again, or give up for good."""
        self._resent += 1
        wait = self._slow.next_wait(patient=True)
        if wait is None or self._resent > self._patience.resends:
            cause = error.__cause__ if isinstance(error.__cause__, RefoldError) else error
            raise await self._failed(cause, "Its draft was looked for: nothing was created. ") from None
        self._say("again", "Nothing was created: it is safe to send it again.")
        await asyncio.sleep(wait)

    async def _look(self, error: OutcomeUnknown) -> Finding:
        """Look until it is clear, which others that ask for the same may delay."""
        finding = Finding("unclear")
        for _ in range(_LOOKS):
            self._say("looking", "Looking for the draft among the account's workflows.")
            try:
                finding = await self._finder.find(
                    self.record, self._credentials, deadline=self._patience.deadline
                )
            except HistoryError:
                raise
            except RefoldError as failure:
                raise await self._stays_unknown(
                    f"its workflows can't be listed: {_short(failure)}", error
                ) from None
            for note in finding.notes:
                self._note(note)
            draft = finding.workflow
            if draft is not None and not await self._journal.claim_draft(self.record, draft.id):
                # Another intent has taken it since: what is left has to be looked at again.
                finding = Finding("unclear", candidates=(draft,))
            if finding.verdict != "unclear":
                break
            await asyncio.sleep(max(0.05, self._settle / 4))
        return finding

    async def _adopt(self, row: Workflow) -> Workflow:
        """Take a draft that was found as the outcome, with its nodes where they can be read."""
        if row.published:
            self.record.published_id = row.id
        else:
            # Asking for the draft of a published workflow would make a new one.
            try:
                whole = await self._carrier.send(
                    endpoints.edit_workflow(row.id), self._credentials, deadline=10.0
                )
                row = replace(
                    whole, slug=whole.slug or row.slug, created_at=whole.created_at or row.created_at
                )
            except RefoldError as error:
                self._note(f"its nodes could not be read: {_short(error)}")
        self._say("reconciled", f"Found: the draft is there ({row.id}).")
        return await self._created(row)

    async def _created(self, workflow: Workflow) -> Workflow:
        record = self.record
        record.state, record.draft_id, record.error = "created", workflow.id, None
        record.node_count = len(workflow.nodes) if workflow.nodes else None
        try:
            await self._settled()
        except HistoryError as error:
            # It exists, and the caller must have it; the next kernel finds the row and settles it.
            logger.warning("Draft %s was created, but the history could not note it: %s", workflow.id, error)
        self._say("created", f"Created: {workflow.id}.")
        return workflow

    async def _failed(self, error: BaseException, why: str = "") -> BaseException:
        record = self.record
        record.state, record.error = "failed", _short(why, error)
        record.request_id = getattr(error, "request_id", None) or record.request_id
        if why:
            error.add_note(why.strip())
        await self._settled()
        self._say("failed", record.error)
        return error

    async def _stays_unknown(self, reason: str, error: OutcomeUnknown) -> OutcomeUnknown:
        self.record.state, self.record.error = "unknown", _short(f"{reason}; ", error)
        await self._settled()
        self._say("unknown", self.record.error)
        return self._unknown(reason, error)

    def _unknown(self, reason: str, error: OutcomeUnknown | None = None) -> OutcomeUnknown:
        unknown = OutcomeUnknown(
            f"Whether {self.record.name!r} was created is not known: {reason}. It was not sent again."
            f" client.history.resolve({self.record.intent_id!r}) looks for it once more.",
            method="POST",
            path=endpoints.WORKFLOW,
            reason=reason,
            status_code=error.status_code if error else None,
            request_id=error.request_id if error else None,
            intent_id=self.record.intent_id,
        )
        unknown.__cause__ = error
        return unknown

    async def _cancelled(self) -> None:
        """Leave the books in order: what may have gone out is unknown, the rest never happened."""
        record = self.record
        if record.state in {"created", "failed"}:
            return
        # The save goes to the journal after the intent itself, even when that is still on its way.
        if self._under_way or record.state == "unknown":
            record.state = "unknown"
            record.doubted = max(1, record.doubted)
            record.error = record.error or "cancelled while the request was under way"
        else:
            record.state, record.error = "failed", "cancelled before it was sent"
        await self._settled()

    async def _settled(self) -> None:
        self.record.owner = None
        self.record.duration_ms = round(1000 * (time.monotonic() - self._begun)) + (
            self.record.duration_ms or 0
        )
        await self._journal.save(self.record)

    def _note(self, text: str) -> None:
        notes = [] if self.record.note is None else self.record.note.split("; ")
        if text not in notes:
            self.record.note = "; ".join([*notes, text])[:_LONGEST_TEXT]

    def _say(self, kind: Kind, text: str) -> None:
        self._tell(Event(kind, text, self.record.attempts))


def _short(*parts: object) -> str:
    words = "".join(map(str, parts))
    return words if len(words) <= _LONGEST_TEXT else f"{words[: _LONGEST_TEXT - 1]}…"

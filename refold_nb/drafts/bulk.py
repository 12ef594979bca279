"""Many drafts, each exactly once: paced, resumable, with no more tasks than requests under way."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from refold_nb.api.errors import (
    AuthenticationError,
    ConnectFailed,
    HistoryError,
    RateLimited,
    RefoldError,
)

from .audit import Audit, last_look, worth_an_audit
from .journey import RowTaken
from .outcomes import Outcomes
from .patience import Patience
from .progress import Progress
from .resolving import Resolver
from .slots import Gate, NotSent, Slot, rows_ahead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import pandas as pd

    from refold_nb.api.credentials import Credentials

    from .creator import Creator
    from .events import Event
    from .plan import Plan
    from .record import Record

CONCURRENCY = 16
_CHUNK = 500
# Rows whose answer was lost wait without holding up the others, up to so many.
_MOST_SETTLING = 500
_GRACE = 5.0  # seconds in which an interrupted run lets its requests end by themselves
_DEADLINE = 600.0
_FIRST_CONNECTS = 8
_ENOUGH = 10**6

# Any of these would meet every row that follows.
_HOPELESS = (AuthenticationError, ConnectFailed, RateLimited, HistoryError)


class BulkRun:
    """One run over a plan. `run` works on the I/O loop; the rest may be called from any thread.

    Args:
        creator: sends each row exactly once.
        credentials: the client's.
        plan: the rows, checked; bad ones are left out.
        concurrency: requests under way at one time.
        on_progress: told the counts, ten times a second at most, and at the end; on the I/O loop.
    """

    def __init__(
        self,
        creator: Creator,
        credentials: Credentials,
        plan: Plan,
        *,
        concurrency: int = CONCURRENCY,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.plan = plan
        self.progress = Progress(total=len(plan))
        self.outcomes = Outcomes(plan)
        self.audit: Audit | None = None
        self._creator = creator
        self._credentials = credentials
        self._resolver = Resolver(creator, credentials)
        self._on_progress = on_progress
        self._told = 0.0
        self._hopeless: RefoldError | None = None
        self._gate = Gate(concurrency)
        self._slots = asyncio.Semaphore(concurrency + rows_ahead(creator.carrier.pace.asked[0]))
        self._tasks: set[asyncio.Task[None]] = set()
        self._doubted: list[str] = []
        self._accounts: dict[str | None, Credentials] = {credentials.account: credentials}

    def stop(self) -> None:
        """Start no more rows; those under way are settled, the rest can go on later."""
        self._gate.closed = True

    @property
    def stopped(self) -> bool:
        """Whether it was told to stop, or met what would meet every row."""
        return self._gate.closed

    def result(self) -> pd.DataFrame:
        """Return the frame with the outcome of every row, as of now; see `create_many`."""
        return self.outcomes.to_frame()

    async def run(self) -> None:
        """Create what is not created yet.

        Raises:
            AuthenticationError, ConnectFailed, RateLimited, HistoryError: what would have met every row; the rows
                under way were settled, and running the same frame again goes on.
        """
        self.progress.begun = time.monotonic()
        for position in self.plan.bad:
            self.outcomes.invalid(position)
            self.progress.invalid += 1
        try:
            async for position, known in self._rows():
                await self._slots.acquire()
                if self.stopped:
                    break
                task = asyncio.create_task(self._row(position, known))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            while self._tasks:
                await asyncio.wait(self._tasks)
            await self._look_back()
        except BaseException:
            self.stop()
            await asyncio.shield(self._wind_down())
            raise
        finally:
            self._tell(last=True)

    async def _rows(self) -> AsyncIterator[tuple[int, Record | None]]:
        """The rows to do, with what the journal knows of each, read some hundred at a time."""
        for start in range(0, len(self.plan), _CHUNK):
            if self.stopped:
                return
            keys = {
                position: self.plan.row_key(position)
                for position in range(start, min(start + _CHUNK, len(self.plan)))
                if position not in self.plan.bad
            }
            known = await self._creator.journal.by_keys(list(keys.values()))
            for position, key in keys.items():
                yield position, known.get(key)

    async def _row(self, position: int, known: Record | None) -> None:
        slot = Slot(self._slots)
        before = known is not None and known.state == "created"
        try:
            record = await self._settled(position, known, slot)
        except NotSent:
            record = None
        except _HOPELESS as error:
            self._hopeless = self._hopeless or error
            self.stop()
            record = None
        finally:
            slot.free()
        if record is not None:
            self.outcomes.note(position, record)
            self.progress.count(record.status, before=before)
        self._tell()

    async def _settled(self, position: int, known: Record | None, slot: Slot) -> Record:
        """Bring one row to its outcome and return its record; ``known`` itself when that was there before."""
        record = known
        if record is None:
            record = self._creator.intend(
                self.plan.request(position),
                self._credentials_of(position),
                row_key=self.plan.row_key(position),
            )
            try:
                return await self._carry(record, position, slot, new=True)
            except RowTaken:
                record = (await self._creator.journal.by_keys([str(record.row_key)]))[str(record.row_key)]
        while record.state != "created":
            if await self._creator.journal.take(record):
                # What failed after a lost answer may have been made after all.
                if record.state == "sent" or record.doubted:
                    record.state, record.doubted = "unknown", max(1, record.doubted)
                return await self._carry(record, position, slot, new=False)
            # Another process is at work on this very row: its outcome is ours too.
            slot.free()
            await asyncio.sleep(0.3)
            record = (await self._creator.journal.by_keys([str(record.row_key)]))[str(record.row_key)]
        if record.doubted:
            self._doubted.append(record.intent_id)
        return record

    async def _carry(self, record: Record, position: int, slot: Slot, *, new: bool) -> Record:
        def tell(event: Event) -> None:
            if event.kind == "settling" and self.progress.settling < _MOST_SETTLING and slot.free():
                slot.settling = True
                self.progress.settling += 1

        connects = _ENOUGH if self.progress.created else _FIRST_CONNECTS
        journey = self._creator.journey(
            record,
            self._credentials_of(position),
            tell,
            patience=Patience(deadline=_DEADLINE, connects=connects, resends=8),
            gate=self._gate,
        )
        try:
            await journey.run(new=new)
        except (*_HOPELESS, NotSent, RowTaken):
            raise
        except RefoldError as error:
            # What went wrong with one row is that row's outcome.
            record.error = record.error or str(error)
        finally:
            if slot.settling:
                self.progress.settling -= 1
            if record.doubted:
                self._doubted.append(record.intent_id)
        return record

    def _credentials_of(self, position: int) -> Credentials:
        account = self.plan.account_of(position)
        if account not in self._accounts:
            self._accounts[account] = self._credentials.for_account(str(account))
        return self._accounts[account]

    async def _look_back(self) -> None:
        """Look for late twins of what was sent again, once the server has had its time."""
        if self._hopeless is not None:
            raise self._hopeless
        records = await worth_an_audit(self._creator.journal, self._doubted)
        if not records or self.stopped:
            return
        self.progress.text = "looking for late twins"
        await asyncio.sleep(self._creator.settle)
        self.audit = await last_look(self._creator, self._resolver, records)
        for late in await self._creator.journal.by_ids(self.audit.adopted if self.audit else []):
            self.progress.recount(self.outcomes.renote(late))
        self.progress.text = ""

    async def _wind_down(self) -> None:
        """Give requests under way a moment to end by themselves, then cancel; their rows are in the journal."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_GRACE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _tell(self, *, last: bool = False) -> None:
        now = time.monotonic()
        if self._on_progress is not None and (last or now - self._told > 0.1):
            self._told = now
            self._on_progress(self.progress)

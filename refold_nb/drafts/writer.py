"""Grouped commits: what is to be written at one moment is written in one transaction, by one thread."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from refold_nb.api.errors import HistoryError

from . import batches

if TYPE_CHECKING:
    import sqlalchemy as sa

    from .record import Record

Work = Callable[["sa.Connection"], Any]

_MOST = 1000
_GATHER = 0.025  # seconds


class Session(Protocol):
    """The one connection that a writer writes with."""

    def transaction(self, work: Work) -> Any:
        """Carry out ``work`` in one transaction and return what it returned, once that is on disk."""

    def close(self) -> None:
        """End the connection."""


@dataclass(slots=True)
class _Job:
    kind: Literal["add", "save", "call"]
    subject: Any
    future: asyncio.Future[Any]


class Writer:
    """Takes writes from any event loop and gives each a future.

    A crash loses nothing that a future has answered for. One fsync serves all the creates that wait for it.
    """

    def __init__(self, session: Session, *, threaded: bool) -> None:
        self._session = session
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._inline = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        if threaded:
            self._thread = threading.Thread(target=self._serve, name="refold-journal", daemon=True)
            self._thread.start()

    def add(self, record: Record) -> asyncio.Future[bool]:
        """Write a new intent down; the future says False when its ``row_key`` is there already."""
        return self._give("add", record.to_row())

    def save(self, record: Record, holder: str) -> asyncio.Future[bool]:
        """Write down what became of ``holder``'s intent; False when another owner has taken it over."""
        row = {name: getattr(record, name) for name in batches.OUTCOME}
        return self._give("save", row | {"which": record.intent_id, "holder": holder})

    def call(self, work: Work) -> asyncio.Future[Any]:
        """Carry out ``work`` after all that was given before it."""
        return self._give("call", work)

    def _give(self, kind: Literal["add", "save", "call"], subject: Any) -> asyncio.Future[Any]:
        job = _Job(kind, subject, asyncio.get_running_loop().create_future())
        if self._closed:
            job.future.set_exception(HistoryError("The history was closed while work was under way."))
        elif self._thread is None:
            with self._inline:
                self._carry_out([job])
        else:
            self._jobs.put(job)
        return job.future

    def close(self) -> None:
        """Write what is waiting, then end."""
        self._closed = True
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(timeout=60)
        self._session.close()

    def _serve(self) -> None:
        crowd = 0
        while (job := self._jobs.get()) is not None:
            if crowd > 1:
                # Where several wait, more are on their way: one fsync for all of them costs the least.
                time.sleep(_GATHER)
            batch = [job]
            while len(batch) < _MOST:
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    self._jobs.put(None)
                    break
                batch.append(job)
            crowd = len(batch)
            self._carry_out(batch)

    def _carry_out(self, batch: list[_Job]) -> None:
        results: list[tuple[_Job, Any, BaseException | None]]
        try:
            found = self._session.transaction(lambda connection: _write(connection, batch))
            results = [(job, value, None) for job, value in zip(batch, found, strict=True)]
        except Exception as error:  # noqa: BLE001 - it is the waiting create that has to know
            results = [(job, None, error) for job in batch]
        for loop in {job.future.get_loop() for job in batch}:
            mine = [result for result in results if result[0].future.get_loop() is loop]
            if self._thread is None:
                _answer(mine)
            elif not loop.is_closed():
                loop.call_soon_threadsafe(_answer, mine)


def _answer(results: list[tuple[_Job, Any, BaseException | None]]) -> None:
    for job, value, error in results:
        if job.future.done():
            continue
        if error is None:
            job.future.set_result(value)
        else:
            job.future.set_exception(error)


def _write(connection: sa.Connection, batch: list[_Job]) -> list[Any]:
    """Adds first, then saves, each as one statement for all; then the calls, in their order."""
    added = batches.add(connection, [job.subject for job in batch if job.kind == "add"])
    saved = batches.save(connection, [job.subject for job in batch if job.kind == "save"])
    results: list[Any] = []
    for job in batch:
        if job.kind == "add":
            results.append(job.subject["intent_id"] in added)
        elif job.kind == "save":
            results.append(job.subject["which"] in saved)
        else:
            results.append(job.subject(connection))
    return results

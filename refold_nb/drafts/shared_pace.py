"""One pace for all machines that share a database: the bucket is a row, the clock is the server's."""

from __future__ import annotations

import asyncio
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from refold_nb.api.errors import HistoryError
from refold_nb.api.pacing import BURST, RATE, Bucket, check_pace

from .events import logger
from .schema import pace
from .session import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from .journal import Journal

# PostgreSQL stores no infinities that arithmetic would survive; times are seconds since 1970.
_LONG_AGO = 0.0
_NOW = sa.func.extract("epoch", sa.func.clock_timestamp())


class DatabasePace:
    """Holds the requests of every process that uses the same credentials and database to one rate.

    Args:
        engine: the shared database.
        key: (base URL, ``credentials.key_id``).
        rate, burst: see `Pacer`; the newest hold for everybody.
    """

    def __init__(
        self, engine: sa.Engine, key: tuple[str, str], rate: float = RATE, burst: int = BURST
    ) -> None:
        check_pace(rate, burst)
        self._engine = engine
        self._key = " ".join(key)
        self._rate, self._burst = min(rate, 1e6), burst
        # One at a time: requests leave in the order in which they asked.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="refold-pace")
        self._made = False

    @property
    def asked(self) -> tuple[float, int]:
        """The rate and burst that were asked for."""
        return self._rate, self._burst

    async def acquire(self, patience: float = math.inf) -> None:
        """Wait until a request may go out; see `Pace.acquire`."""
        wait, shift = await self._do(partial(_take, patience=patience))
        while wait > 0:
            await asyncio.sleep(wait)
            wait, shift = await self._do(partial(_check, shift=shift, patience=patience))

    def refused(self, retry_after: float | None) -> None:
        """Slow everybody down after a 429."""
        self._later(lambda bucket, now, shift: (0.0, shift + int(_refuse(bucket, now, retry_after))))

    def succeeded(self) -> None:
        """Speed up again; the bucket grows by itself whenever somebody takes from it."""

    async def _do(self, change: Change) -> tuple[float, int]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, change)

    def _later(self, change: Change) -> None:
        done = self._thread.submit(self._transact, change)
        done.add_done_callback(_report)

    def _transact(self, change: Change) -> tuple[float, int]:
        with in_words(self._engine.url, "reached"), self._engine.begin() as connection:
            if not self._made:
                self._make(connection)
            row = connection.execute(
                sa.select(pace, _NOW.label("now")).where(pace.c.key == self._key).with_for_update()
            ).one()
            bucket = Bucket(row.rate, row.burst, row.most, row.due, row.held, row.slowed, row.grown)
            wait, shift = change(bucket, float(row.now), row.shift)
            connection.execute(
                sa.update(pace)
                .where(pace.c.key == self._key)
                .values(**asdict(bucket), shift=max(shift, row.shift))
            )
        self._made = True
        return wait, shift

    def _make(self, connection: sa.Connection) -> None:
        times: dict[str, Any] = dict.fromkeys(("due", "held", "slowed", "grown"), _LONG_AGO)
        new = insert(pace).values(
            key=self._key, rate=self._rate, most=self._rate, burst=self._burst, shift=0, **times
        )
        newest = {"rate": self._rate, "most": self._rate, "burst": self._burst}
        other = (pace.c.most != self._rate) | (pace.c.burst != self._burst)
        connection.execute(new.on_conflict_do_update(index_elements=["key"], set_=newest, where=other))


def shared_pace(journal: Journal, key: tuple[str, str], rate: float, burst: int) -> DatabasePace | None:
    """Return the pace of everybody who shares ``journal``; ``None`` for a history of this machine alone."""
    if journal.url.get_backend_name() != "postgresql":
        return None
    return DatabasePace(journal.engine, key, rate, burst)


if TYPE_CHECKING:
    Change = Callable[[Bucket, float, int], tuple[float, int]]


def _take(bucket: Bucket, now: float, shift: int, *, patience: float) -> tuple[float, int]:
    bucket.grow(now)
    return bucket.take(now, patience) - now, shift


def _check(bucket: Bucket, now: float, newest: int, *, shift: int, patience: float) -> tuple[float, int]:
    """After waiting: go, or book anew when a refusal has made all places void."""
    return (0.0, shift) if newest == shift else _take(bucket, now, newest, patience=patience)


def _refuse(bucket: Bucket, now: float, retry_after: float | None) -> bool:
    held = bucket.held
    return bucket.refuse(now, retry_after) or bucket.held > held


def _report(done: Any) -> None:
    error = done.exception()
    if isinstance(error, HistoryError):
        logger.warning("A 429 could not be told to the other workers: %s", error)

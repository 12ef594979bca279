"""A history of a million rows: appending, reading all of it, and showing the newest."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from refold_nb.api.requests import DraftRequest
from refold_nb.drafts import History
from refold_nb.drafts.frames import HISTORY_COLUMNS
from refold_nb.drafts.journal import Journal
from refold_nb.drafts.record import Record
from refold_nb.drafts.schema import drafts

ROWS = 1_000_000
APPENDS = 400
STORED = {"created_at": "created_us", "status": "state"}


def intent(number: int) -> Record:
    record = Record.of(
        DraftRequest(f"prod-crm-contact-sync-{number}", slug="hubspot"),
        linked_account_id=f"account-{number % 500}",
        environment="test",
        base_url="https://app.refold.ai",
        key_id="0123456789ab",
    )
    # As if asked for a second apart, so that ids sort as real ones do.
    record.created_us = 1_700_000_000_000_000 + number * 1_000_000
    record.intent_id = f"{record.created_us // 1000:012x}-{record.tag}"
    record.state, record.attempts, record.duration_ms = "created", 1, 120
    record.draft_id, record.node_count = f"{0x65000000 + number:08x}{number:016x}", 1
    return record


def fill(path: Path) -> None:
    journal = Journal(path)
    with journal.engine.connect().execution_options(writing=True) as connection:
        for start in range(0, ROWS, 20_000):
            with connection.begin():
                connection.execute(
                    sa.insert(drafts), [intent(number).to_row() for number in range(start, start + 20_000)]
                )
    journal.close()


async def append(journal: Journal) -> float:
    """Return the milliseconds of one append, one after the other, each on disk before the next."""
    times = []
    for _ in range(APPENDS):
        record = Record.of(
            DraftRequest("appended"),
            linked_account_id="acme",
            environment="test",
            base_url="https://x",
            key_id="k",
        )
        begun = time.perf_counter()
        await journal.add(record)
        record.state, record.draft_id, record.owner = "created", record.intent_id, None
        await journal.save(record)
        times.append(time.perf_counter() - begun)
    return sorted(times)[APPENDS // 2] * 1000


def timed(work: Any, runs: int = 3) -> float:
    best = float("inf")
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return best


def verdict(what: str, measured: float, target: float, unit: str) -> None:
    print(
        f"{what}: {measured:.2f} {unit} (target: at most {target:g}) {'OK' if measured <= target else 'MISS'}"
    )


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        full, empty = Path(folder, "full.sqlite3"), Path(folder, "empty.sqlite3")
        fill(full)
        small, large = Journal(empty), Journal(full)
        ratios = []
        for _ in range(3):
            before = asyncio.run(append(small))
            ratios.append(asyncio.run(append(large)) / before)
        print(f"append and settle on an empty history: {before:.2f} ms")
        verdict("the same on a million rows", min(ratios), 1.2, "x")
        history = History(large)
        verdict("newest 25 rows", timed(lambda: history.newest(25), 20) * 1000, 10, "ms")
        print(f"repr with the count of all rows: {timed(lambda: repr(history), 5) * 1000:.1f} ms")
        columns = [drafts.c[STORED.get(name, name)] for name in HISTORY_COLUMNS]

        def peer() -> None:
            with large.engine.connect() as connection:
                pd.read_sql(sa.select(*columns), connection)

        ours, theirs = timed(history.to_frame, 2), timed(peer, 2)
        print(f"pandas.read_sql of the same columns: {theirs:.1f} s; to_frame(): {ours:.1f} s")
        verdict("to_frame() of a million rows", ours / theirs, 1.2, "x")
        small.close()
        large.close()


if __name__ == "__main__":
    sys.exit(main())

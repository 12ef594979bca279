"""A history that a team shares, in a real PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import sqlalchemy as sa

from refold_nb.api.errors import HistoryError, RateLimited
from refold_nb.api.requests import DraftRequest
from refold_nb.drafts import DatabasePace, History, Journal
from refold_nb.drafts.frames import HISTORY_COLUMNS
from tests.faults.rig import Rig
from tests.unit.drafts.test_journal import intent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.postgres_server import PostgresServer


@pytest.fixture
def empty(postgres: PostgresServer) -> Iterator[PostgresServer]:
    # Other files use the same server, and may have left their rows.
    clear(postgres)
    yield postgres
    clear(postgres)


def clear(postgres: PostgresServer) -> None:
    engine = sa.create_engine(postgres.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS refold_drafts, refold_meta, refold_pace")
    engine.dispose()


def told(url: str, story: Any, **options: Any) -> None:
    async def tell() -> None:
        async with Rig(url, **options) as rig:
            await story(rig)

    asyncio.run(tell())


def test_creates_are_exactly_once_and_the_frame_is_the_same(empty: PostgresServer) -> None:
    async def story(rig: Rig) -> None:
        assert {name: str(dtype) for name, dtype in rig.history.to_frame().dtypes.items()} == HISTORY_COLUMNS
        rig.sandbox.faults.random({"reset_after_commit": 0.1, "502_before_commit": 0.1}, seed=1)
        names = [f"n{number}" for number in range(40)]
        await rig.create_many(pd.DataFrame({"name": names}))
        rig.assert_true(names)
        assert {name: str(dtype) for name, dtype in rig.history.to_frame().dtypes.items()} == HISTORY_COLUMNS
        assert "40 drafts" in repr(rig.history)
        assert "pw-of-the-tests" not in repr(rig.history) + rig.history.place

    told(empty.url, story)


def test_two_kernels_that_run_the_same_frame_at_once_make_each_row_once(empty: PostgresServer) -> None:
    names = [f"n{number}" for number in range(60)]

    async def story(rig: Rig) -> None:
        rig.sandbox.faults.random({"reset_after_commit": 0.1, "502_before_commit": 0.1}, seed=1)
        async with Rig(empty.url, beside=rig) as other:
            runs = await asyncio.gather(
                *(side.create_many(pd.DataFrame({"name": names})) for side in (rig, other))
            )
        rig.assert_true(names)
        ids = [run.result()["draft_id"].tolist() for run in runs]
        assert ids[0] == ids[1]

    told(empty.url, story)


def test_a_kernel_whose_connection_died_loses_its_claims_and_notices(empty: PostgresServer) -> None:
    first, second = Journal(empty.url), Journal(empty.url)

    async def story() -> tuple[bool, bool]:
        record = intent(state="sent")
        await first.add(record)
        theirs = second.find(record.intent_id)
        assert theirs is not None
        assert not second.is_free(theirs)
        with second.engine.begin() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
        for _ in range(100):
            if second.is_free(theirs):
                break
            await asyncio.sleep(0.05)
        taken = await second.take(theirs)
        record.state = "created"
        return taken, await first.save(record)

    assert asyncio.run(story()) == (True, False)
    first.close()
    second.close()


def test_a_server_that_was_restarted_is_used_again(empty: PostgresServer) -> None:
    async def story(rig: Rig) -> None:
        await rig.creator.create(DraftRequest("A"), rig.credentials)
        empty.stop()
        empty.start()
        await rig.creator.create(DraftRequest("B"), rig.credentials)
        rig.assert_true(["A", "B"])

    told(empty.url, story)


def test_a_newer_or_unreachable_history_is_told_without_the_password(empty: PostgresServer) -> None:
    Journal(empty.url).close()
    engine = sa.create_engine(empty.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE refold_meta SET version = 99")
    engine.dispose()
    for url, reason in ((empty.url, "newer"), (empty.url.replace(f":{empty.port}", ":1"), "can't be opened")):
        with pytest.raises(HistoryError, match=reason) as caught:
            Journal(url)
        assert "pw-of-the-tests" not in str(caught.value)


def test_one_pace_for_all_who_share_the_database(empty: PostgresServer) -> None:
    journal = Journal(empty.url)
    paces = [DatabasePace(journal.engine, ("https://a", "k"), 50.0, 5) for _ in range(3)]

    async def story() -> float:
        begun = time.monotonic()
        await asyncio.gather(*(pace.acquire() for pace in paces for _ in range(17)))
        return time.monotonic() - begun

    # 51 requests at 50 a second; alone, each of the three would be through in a third of a second.
    assert asyncio.run(story()) >= 48 / 50 - 0.05

    async def refused() -> float:
        await paces[0].acquire()
        paces[0].refused(1.0)
        await asyncio.sleep(0.2)
        begun = time.monotonic()
        await paces[1].acquire()
        return time.monotonic() - begun

    assert asyncio.run(refused()) >= 0.6

    async def held_back() -> None:
        paces[0].refused(900.0)
        # Told by the same thread, so after the refusal; the others find it in the database.
        for pace in paces:
            with pytest.raises(RateLimited, match="Retry-After"):
                await pace.acquire(60.0)

    asyncio.run(held_back())
    journal.close()


def test_pending_of_a_dead_kernel_is_seen_by_the_others(empty: PostgresServer) -> None:
    first, second = Journal(empty.url), Journal(empty.url)
    asyncio.run(first.add(intent(state="sent")))
    assert len(History(second).pending()) == 0
    first.close()
    for _ in range(100):
        if len(History(second).pending()) == 1:
            break
        time.sleep(0.05)
    assert len(History(second).pending()) == 1
    second.close()

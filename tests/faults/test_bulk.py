"""create_many as its users call it."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import refold_nb as rn
from refold_nb.api import endpoints
from refold_nb.drafts import BulkRun, Progress, plan_bulk
from refold_nb.drafts.many import foresee
from refold_nb.sandbox import SandboxServer
from tests.faults.rig import Rig

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(rate=None).serve() as server:
        yield server


def connect(sandbox: SandboxServer, **settings: Any) -> rn.Refold:
    return rn.connect(
        **{"api_key": sandbox.api_key, "rate": 1e6, "settle": 0.2, "base_url": sandbox.url} | settings
    )


FRAME = pd.DataFrame(
    {
        "name": ["A", "B", "B", "C", None],
        "slug": ["hubspot", None, None, "no-such-app", None],
        "linked_account_id": ["acme", "globex", "globex", "acme", "acme"],
        "owner": list("vwxyz"),
    },
    index=list("abcde"),
)


def test_bad_rows_stop_everything_or_are_left_out(sandbox: SandboxServer) -> None:
    with connect(sandbox) as client:
        with pytest.raises(rn.InvalidRows) as caught:
            client.create_many(FRAME, progress=False)
        assert caught.value.problems.index.tolist() == ["d", "e"]
        assert "no-such-app" in str(caught.value)
        assert not sandbox.workflows()
        result = client.create_many(FRAME, on_error="skip", progress=False)
    assert result["status"].tolist() == ["created", "created", "created", "invalid", "invalid"]
    assert result["owner"].tolist() == list("vwxyz")
    assert result["draft_id"].dropna().is_unique
    assert [len(sandbox.workflows(account)) for account in ("acme", "globex")] == [1, 2]


def test_a_dry_run_sends_nothing_and_says_what_would_happen(sandbox: SandboxServer) -> None:
    with connect(sandbox, linked_account_id="acme") as client:
        plan = client.create_many(FRAME, dry_run=True, on_error="skip", progress=False)
        assert plan["status"].tolist() == ["new", "new", "new", "invalid", "invalid"]
        assert not sandbox.workflows()
        assert len(client.history) == 0
        client.create_many(FRAME.iloc[[0]], progress=False)
        plan = client.create_many(FRAME.iloc[:3], dry_run=True, progress=False)
        assert plan["status"].tolist() == ["created", "new", "new"]
        assert plan["draft_id"].notna().tolist() == [True, False, False]


def test_the_same_rows_again_make_nothing_and_more_rows_only_themselves(sandbox: SandboxServer) -> None:
    frame = pd.DataFrame({"name": ["A", "A", "B"]})
    with connect(sandbox, linked_account_id="acme") as client:
        first = client.create_many(frame, progress=False)
        again = client.create_many(first, progress=False)
        assert again["draft_id"].tolist() == first["draft_id"].tolist()
        more = client.create_many(pd.concat([pd.DataFrame({"name": ["C"]}), frame]), progress=False)
        assert more["draft_id"].tolist()[1:] == first["draft_id"].tolist()
        assert len(sandbox.workflows("acme")) == 4
        client.create_many(frame, key="second round", progress=False)
    assert len(sandbox.workflows("acme")) == 7


def test_what_failed_is_sent_by_the_next_run(sandbox: SandboxServer) -> None:
    frame = pd.DataFrame({"name": ["A", "B"], "linked_account_id": ["acme", "nobody"]})
    with connect(sandbox) as client:
        result = client.create_many(frame, progress=False)
        assert result["status"].tolist() == ["created", "failed"]
        assert "nobody" in result["error"].iloc[1]
        sandbox.add_account("nobody")
        assert client.create_many(frame, dry_run=True)["status"].tolist() == ["created", "retry"]
        assert client.create_many(frame, progress=False)["status"].tolist() == ["created", "created"]
    assert len(sandbox.workflows()) == 2


def test_what_failed_after_a_lost_answer_is_looked_for_before_it_is_sent_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with Rig(tmp_path / "h.sqlite3", way="token", settle=0.05) as rig:
            frame = pd.DataFrame({"name": ["landed late", "never landed"]})
            await rig.create_many(frame)
            # Two requests at one moment may arrive in either order.
            made = {draft["name"]: draft["draft_id"] for draft in rig.drafts()}
            for record in rig.journal.newest(2):
                assert await rig.journal.take(record)
                # The answer was lost, the draft was not there yet when it was looked for, and time was up.
                record.state, record.draft_id, record.doubted = "failed", None, 1
                record.owner = None
                await rig.journal.save(record)
            await rig.carrier.send(endpoints.delete_workflow(made["never landed"]), rig.credentials)
            plan = plan_bulk(frame, rig.credentials, base_url=rig.carrier.base_url)
            assert (await foresee(plan, rig.creator))["status"].tolist() == ["settle", "settle"]
            again = (await rig.create_many(frame)).result()
            assert again["draft_id"].iloc[0] == made["landed late"]
            rig.assert_true(["landed late", "never landed"])

    asyncio.run(story())


def test_a_last_look_that_fails_costs_no_outcome(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with Rig(tmp_path / "h.sqlite3", settle=0.05, deadline=0.1) as rig:
            rig.sandbox.faults.add("reset_before_commit", nth=1)
            # The lost one is looked for twice, by two lists each; what fails is the audit.
            rig.sandbox.faults.add("503_before_commit", on="GET /workflow", nth=range(5, 1000))
            run = await rig.create_many(pd.DataFrame({"name": ["A", "B"]}))
            assert run.result()["status"].tolist() == ["created", "created"]
            rig.assert_true(["A", "B"])

    asyncio.run(story())
    assert "client.history.audit()" in caplog.text


def test_a_wrong_key_stops_the_run_at_once(sandbox: SandboxServer) -> None:
    frame = pd.DataFrame({"name": [f"n{number}" for number in range(500)]})
    with connect(sandbox, api_key="tk_wrong_0123456789abcdef", linked_account_id="acme") as client:
        with pytest.raises(rn.AuthenticationError):
            client.create_many(frame, progress=False)
        history = client.history.to_frame()
        assert set(history["status"]) == {"failed"}
        assert history["error"].str.contains("401").sum() < 60, "no more are sent than were under way"
    with connect(sandbox, linked_account_id="acme") as client:
        assert client.create_many(frame, progress=False)["status"].eq("created").all()
    assert len(sandbox.workflows("acme")) == 500


@pytest.mark.parametrize("options", [{"on_error": "ignore"}, {"concurrency": 0}, {"concurrency": 2.5}])
def test_an_option_that_makes_no_sense_is_told(sandbox: SandboxServer, options: dict[str, Any]) -> None:
    with (
        connect(sandbox, linked_account_id="acme") as client,
        pytest.raises(rn.InvalidRequest, match=next(iter(options))),
    ):
        client.create_many(pd.DataFrame({"name": ["A"]}), **options)


def test_an_interrupted_run_leaves_the_books_in_order_and_goes_on_later(sandbox: SandboxServer) -> None:
    frame = pd.DataFrame({"name": [f"n{number}" for number in range(300)]})
    sandbox.faults.latency = 0.02

    def interrupt() -> None:
        while len(sandbox.workflows("acme")) < 40:
            time.sleep(0.005)
        os.kill(os.getpid(), signal.SIGINT)

    with connect(sandbox, linked_account_id="acme") as client:
        thread = threading.Thread(target=interrupt)
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            client.create_many(frame, progress=False)
        thread.join()
        made = len(sandbox.workflows("acme"))
        assert made < 300
        statuses = client.history.to_frame()["status"].value_counts().to_dict()
        assert statuses.get("created", 0) + len(client.history.pending()) >= made
        sandbox.faults.clear()
        assert client.create_many(frame, progress=False)["status"].eq("created").all()
    assert sorted(draft["name"] for draft in sandbox.workflows("acme")) == sorted(frame["name"])


def test_awaited_it_is_the_same_and_leaves_the_loop_free(sandbox: SandboxServer) -> None:
    async def story() -> None:
        async with rn.AsyncRefold(
            api_key=sandbox.api_key, linked_account_id="acme", base_url=sandbox.url, rate=1e6, settle=0.2
        ) as client:
            ticks = 0

            async def tick() -> None:
                nonlocal ticks
                while True:
                    ticks += 1
                    await asyncio.sleep(0)

            ticking = asyncio.create_task(tick())
            with pytest.raises(rn.InvalidRows):
                await client.create_many(FRAME, progress=False)
            plan = await client.create_many(FRAME, on_error="skip", dry_run=True, progress=False)
            assert plan["status"].tolist() == ["new", "new", "new", "invalid", "invalid"]
            before = ticks
            result = await client.create_many(FRAME, on_error="skip", progress=False)
            ticking.cancel()
            assert ticks > before + 10
            assert result["status"].tolist() == ["created", "created", "created", "invalid", "invalid"]
            assert len(sandbox.workflows()) == 3

    asyncio.run(story())


def test_cancelled_it_leaves_the_books_in_order_and_goes_on_later(sandbox: SandboxServer) -> None:
    frame = pd.DataFrame({"name": [f"n{number}" for number in range(300)]})

    async def story() -> None:
        async with rn.AsyncRefold(
            api_key=sandbox.api_key, linked_account_id="acme", base_url=sandbox.url, rate=1e6, settle=0.2
        ) as client:
            sandbox.faults.latency = 0.02
            creating = asyncio.create_task(client.create_many(frame, progress=False))
            while len(sandbox.workflows("acme")) < 40:  # noqa: ASYNC110 - the sandbox is in another thread
                await asyncio.sleep(0.005)
            creating.cancel()
            with pytest.raises(asyncio.CancelledError):
                await creating
            made = len(sandbox.workflows("acme"))
            assert made < 300
            statuses = client.history.to_frame()["status"].value_counts().to_dict()
            assert statuses.get("created", 0) + len(client.history.pending()) >= made
            sandbox.faults.clear()
            result = await client.create_many(frame, progress=False)
            assert result["status"].eq("created").all()

    asyncio.run(story())
    assert sorted(draft["name"] for draft in sandbox.workflows("acme")) == sorted(frame["name"])


def test_a_run_can_be_watched_stopped_and_gone_on_with(tmp_path: Path) -> None:
    async def story() -> None:
        async with Rig(tmp_path / "h.sqlite3", timeout=5.0) as rig:
            rig.sandbox.faults.latency = 0.01
            plan = plan_bulk(
                pd.DataFrame({"name": [f"n{number}" for number in range(100)]}),
                rig.credentials,
                base_url=rig.carrier.base_url,
            )
            seen: list[int] = []

            def watch(progress: Progress) -> None:
                seen.append(progress.done)
                if progress.created >= 20:
                    run.stop()

            run = BulkRun(rig.creator, rig.credentials, plan, concurrency=4, on_progress=watch)
            await run.run()
            statuses = run.result()["status"].value_counts().to_dict()
            assert set(statuses) == {"created", "pending"}
            assert statuses["created"] == len(rig.drafts()) == run.progress.created
            assert seen == sorted(seen)
            assert not rig.history.pending()
            rest = BulkRun(rig.creator, rig.credentials, plan)
            await rest.run()
            assert rest.result()["status"].tolist() == ["created"] * 100
            assert rest.progress.before == statuses["created"]
            assert (
                rest.progress.summary()
                == f"{100 - statuses['created']} created, {statuses['created']} done before"
            )
            assert len(rig.drafts()) == 100

    asyncio.run(story())


def test_a_million_rows_need_no_million_tasks(tmp_path: Path) -> None:
    async def story() -> int:
        async with Rig(tmp_path / "h.sqlite3", timeout=5.0) as rig:
            frame = pd.DataFrame({"name": [f"n{number}" for number in range(5000)]})
            plan = plan_bulk(frame, rig.credentials, base_url=rig.carrier.base_url)
            most = 0

            def watch(progress: Progress) -> None:
                nonlocal most
                most = max(most, len(asyncio.all_tasks()))
                if progress.created > 200:
                    run.stop()

            run = BulkRun(rig.creator, rig.credentials, plan, concurrency=8, on_progress=watch)
            await run.run()
            return most

    assert asyncio.run(story()) < 200


def test_progress_is_shown_as_a_line(sandbox: SandboxServer, capsys: pytest.CaptureFixture[str]) -> None:
    with connect(sandbox, linked_account_id="acme") as client:
        client.create_many(pd.DataFrame({"name": ["A", "B"]}))
    shown = capsys.readouterr().err
    assert "2/2" in shown
    assert "2 created" in shown

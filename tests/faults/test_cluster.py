"""Bulk work on a real Dask cluster of separate processes, one of them killed in mid-run."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from distributed import Client, LocalCluster

import refold_nb as rn
from refold_nb.api.errors import InvalidRequest
from refold_nb.drafts.channel import Channel
from refold_nb.sandbox import SandboxServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.postgres_server import PostgresServer

ROWS = 500


@pytest.fixture
def cluster() -> Iterator[Client]:
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as local,
        Client(local) as client,
    ):
        yield client


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(rate=None).serve() as server:
        yield server


def connected(sandbox: SandboxServer, postgres: PostgresServer, **settings: Any) -> rn.Refold:
    return rn.connect(
        api_key=sandbox.api_key,
        linked_account_id="acme",
        base_url=sandbox.url,
        history=postgres.url,
        rate=100.0,
        burst=10,
        settle=0.5,
        timeout=5.0,
        **settings,
    )


@pytest.mark.filterwarnings("ignore")
def test_exactly_once_though_a_worker_dies(
    postgres: PostgresServer, cluster: Client, sandbox: SandboxServer
) -> None:
    sandbox.faults.random({"reset_after_commit": 0.03, "502_before_commit": 0.03}, seed=2)
    frame = pd.DataFrame({"name": [f"n{number // 2}" for number in range(ROWS)]})
    pids = list(cluster.run(os.getpid).values())

    def kill() -> None:
        while len(sandbox.workflows("acme")) < ROWS // 5:
            time.sleep(0.02)
        os.kill(pids[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with connected(sandbox, postgres) as client:
        result = client.create_many(frame, dask=cluster, progress=False)
        killer.join()
        assert result["status"].tolist() == ["created"] * ROWS
        drafts = sandbox.workflows("acme")
        assert sorted(draft["name"] for draft in drafts) == sorted(frame["name"])
        assert sorted(result["draft_id"]) == sorted(draft["draft_id"] for draft in drafts)
        again = client.create_many(frame, dask=cluster, progress=False)
        assert again["draft_id"].tolist() == result["draft_id"].tolist()
        assert len(sandbox.workflows("acme")) == ROWS


@pytest.mark.filterwarnings("ignore")
def test_awaited_it_can_be_cancelled_and_goes_on_later(
    postgres: PostgresServer, cluster: Client, sandbox: SandboxServer
) -> None:
    frame = pd.DataFrame({"name": [f"a{number}" for number in range(ROWS)]})

    async def story(client: rn.AsyncRefold) -> pd.DataFrame:
        creating = asyncio.create_task(client.create_many(frame, dask=cluster, progress=False))
        while len(sandbox.workflows("acme")) < 40:  # noqa: ASYNC110 - the sandbox is in another thread
            await asyncio.sleep(0.02)
        creating.cancel()
        with pytest.raises(asyncio.CancelledError):
            await creating
        assert len(sandbox.workflows("acme")) < ROWS
        return await client.create_many(frame, dask=cluster, progress=False)

    with connected(sandbox, postgres) as client:
        result = asyncio.run(story(rn.AsyncRefold(client.core)))
    assert result["status"].eq("created").all()
    assert sorted(draft["name"] for draft in sandbox.workflows("acme")) == sorted(frame["name"])


@pytest.mark.filterwarnings("ignore")
def test_a_dask_frame_goes_in_and_no_secret_is_in_what_dask_shows(
    postgres: PostgresServer, cluster: Client, sandbox: SandboxServer, caplog: pytest.LogCaptureFixture
) -> None:
    import dask.dataframe as dd

    frame = dd.from_pandas(pd.DataFrame({"name": [f"d{number}" for number in range(40)]}), npartitions=3)
    shown: list[str] = []

    async def everything(dask_scheduler: Any) -> str:
        tasks = [[repr(task), repr(task.run_spec), task.key] for task in dask_scheduler.tasks.values()]
        return repr(tasks) + repr(dask_scheduler.transition_log)

    with connected(sandbox, postgres) as client, ThreadPoolExecutor(1) as thread:
        running = thread.submit(client.create_many, frame, dask=cluster, progress=False)
        while not running.done():
            shown.append(cluster.run_on_scheduler(everything))
        assert running.result()["status"].tolist() == ["created"] * 40
    assert "create_many-" in "".join(shown)
    for secret in (sandbox.api_key, "pw-of-the-tests"):
        assert secret not in "".join(shown) + caplog.text


def test_orders_hold_names_and_no_secret(postgres: PostgresServer, sandbox: SandboxServer) -> None:
    from refold_nb.drafts.cluster import _orders, _secrets_to_send

    with connected(sandbox, postgres) as client:
        creator = client.core.shared.creator
        orders = _orders(creator, client.credentials, 4)
        sent = _secrets_to_send(creator, client.credentials, orders)
    assert set(sent) == {"REFOLD_API_KEY", "REFOLD_HISTORY"}
    blob = pickle.dumps(orders) + repr(orders).encode()
    assert sandbox.api_key.encode() not in blob
    assert b"pw-of-the-tests" not in blob


def test_what_the_environment_has_is_not_sent(
    postgres: PostgresServer, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from refold_nb.drafts.cluster import _orders, _secrets_to_send

    monkeypatch.setenv("REFOLD_API_KEY", sandbox.api_key)
    monkeypatch.setenv("REFOLD_HISTORY", postgres.url)
    with rn.connect(linked_account_id="acme", base_url=sandbox.url) as client:
        creator = client.core.shared.creator
        orders = _orders(creator, client.credentials, 4)
        assert orders.secrets == ("REFOLD_API_KEY", "REFOLD_HISTORY")
        assert _secrets_to_send(creator, client.credentials, orders) == {}


def test_secrets_are_not_sent_in_clear() -> None:
    class Remote:
        class scheduler:  # noqa: N801 - as distributed names it
            address = "tcp://10.0.0.7:8786"

        @staticmethod
        def scheduler_info(n_workers: int) -> dict[str, Any]:
            return {"workers": {}}

    with pytest.raises(InvalidRequest, match="not encrypted"):
        Channel(Remote, "run", {"REFOLD_API_KEY": "x"})
    Channel(Remote, "run", {})


def test_what_is_no_client_of_a_cluster_is_told(postgres: PostgresServer, sandbox: SandboxServer) -> None:
    with connected(sandbox, postgres) as client, pytest.raises(InvalidRequest, match="takes a distributed"):
        client.create_many(pd.DataFrame({"name": ["A"]}), dask="tcp://127.0.0.1:8786")


def test_a_cluster_needs_a_shared_history(tmp_path: Any, sandbox: SandboxServer) -> None:
    with (
        rn.connect(
            api_key=sandbox.api_key,
            linked_account_id="acme",
            base_url=sandbox.url,
            history=tmp_path / "h.sqlite",
        ) as client,
        pytest.raises(InvalidRequest, match="postgresql"),
    ):
        client.create_many(pd.DataFrame({"name": ["A"]}), dask=object())

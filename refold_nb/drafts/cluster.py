"""create_many on a Dask cluster: Dask moves the work, the journal in PostgreSQL keeps it exactly once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import uuid
from itertools import islice
from typing import TYPE_CHECKING, Any

from refold_nb.api import loop
from refold_nb.api.credentials import VARIABLES
from refold_nb.api.errors import InvalidRequest

from .channel import Channel
from .many import checked, note_twins
from .outcomes import Outcomes
from .place import VARIABLE, find_place
from .plan import Plan, plan_bulk
from .progress import Progress, bar
from .station import Orders, work

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from refold_nb.api.credentials import Credentials

    from .creator import Creator
    from .many import Wish

# Rows a task: enough that the cluster's own cost doesn't show, few enough that a dead worker's are soon done again.
_PART = 200
_AHEAD = 2  # tasks waiting for each thread of the cluster
_GRACE = 10.0  # seconds in which a cancelled run lets the cluster know


class _Stopped(Exception):
    """Whoever awaited the run has cancelled it."""


def create_on_cluster(
    creator: Creator,
    credentials: Credentials,
    wish: Wish,
    stop: threading.Event | None = None,
) -> pd.DataFrame:
    """Create one draft a row on a cluster; see `Refold.create_many`.

    Args:
        stop: set from another thread, it does what an interrupt does.

    Raises:
        InvalidRequest: the history is no PostgreSQL database, or the secrets would travel in clear.
    """
    frame, client = wish.frame, wish.dask
    orders = _orders(creator, credentials, wish.concurrency)
    _check_client(client)
    # All rows are checked and numbered together, so a Dask frame is read here first.
    rows = frame.compute() if hasattr(frame, "npartitions") and hasattr(frame, "compute") else frame
    plan = plan_bulk(rows, credentials, base_url=creator.carrier.base_url, key=wish.key)
    if (foreseen := loop.run(checked(plan, creator, credentials, wish))) is not None:
        return foreseen
    secrets = _secrets_to_send(creator, credentials, orders)
    with Channel(client, orders.run, secrets), bar(len(plan), shown=wish.progress) as move:
        outcomes, twins = _carry_out(client, plan, orders, move, stop)
    result = outcomes.to_frame()
    note_twins(result, twins)
    return result


async def create_on_cluster_awaited(creator: Creator, credentials: Credentials, wish: Wish) -> pd.DataFrame:
    """`create_on_cluster` in a thread of its own; cancelling this stops the run there."""
    stop = threading.Event()
    work = asyncio.ensure_future(asyncio.to_thread(create_on_cluster, creator, credentials, wish, stop))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait({work}, timeout=_GRACE)
        if work.done():
            work.exception()
        raise


def _carry_out(
    client: Any, plan: Plan, orders: Orders, move: Any, stop: threading.Event | None
) -> tuple[Outcomes, int]:
    from distributed import Event, as_completed

    outcomes, progress, twins = Outcomes(plan), Progress(total=len(plan)), 0
    for position in plan.bad:
        outcomes.invalid(position)
        progress.invalid += 1
    threads = sum(client.nthreads().values()) or 1
    parts = _parts(plan)

    def submit(positions: list[int]) -> Any:
        # Work may be done twice, and is exactly once all the same; a key by content would only hide rows.
        future = client.submit(
            work, plan.part(positions), orders, pure=False, key=f"create_many-{uuid.uuid4().hex}"
        )
        places[future.key] = positions
        return future

    places: dict[str, list[int]] = {}
    running = as_completed([submit(part) for part in islice(parts, threads * _AHEAD)])
    try:
        for future in _as_they_end(running, stop):
            answer = future.result()
            positions = places.pop(future.key)
            outcomes.merge(positions, answer["columns"])
            twins += answer["late_twins"]
            _count(progress, answer["columns"]["status"])
            if move is not None:
                move(progress)
            for part in islice(parts, 1):
                running.add(submit(part))
    except BaseException:
        # Tasks that run can't be cancelled from here: they are told to end after the rows under way.
        with contextlib.suppress(Exception):
            Event(f"refold-halt-{orders.run}", client=client).set()
            client.cancel(list(places))
        raise
    return outcomes, twins


def _as_they_end(running: Any, stop: threading.Event | None) -> Iterator[Any]:
    if stop is None:
        yield from running
        return
    while not running.is_empty():
        while not running.has_ready():
            if stop.wait(0.1):
                raise _Stopped
        yield next(running)


def _parts(plan: Plan) -> Iterator[list[int]]:
    good = (position for position in range(len(plan)) if position not in plan.bad)
    while part := list(islice(good, _PART)):
        yield part


def _count(progress: Progress, statuses: list[str]) -> None:
    progress.created += statuses.count("created")
    progress.failed += statuses.count("failed")
    progress.unknown += statuses.count("unknown")


def _orders(creator: Creator, credentials: Credentials, concurrency: int) -> Orders:
    carrier, url = creator.carrier, creator.journal.url
    if url.get_backend_name() != "postgresql":
        raise InvalidRequest(
            "Work on a cluster needs a history that all workers share. Connect with"
            " history='postgresql+psycopg://user@host/database'.",
            field="dask",
        )
    if carrier.in_process:
        raise InvalidRequest(
            "Workers can't reach a server inside this process. Call serve() on the sandbox first.",
            field="dask",
        )
    way = "session_token" if credentials.session_token is not None else "api_key"
    names = []
    if credentials.sources.get(way) == "environment":
        names.append(VARIABLES[way])
    if os.environ.get(VARIABLE) and find_place() == url:
        names.append(VARIABLE)
    return Orders(
        run=uuid.uuid4().hex,
        base_url=carrier.base_url,
        linked_account_id=credentials.linked_account_id,
        sandbox=credentials.sandbox,
        way=way,
        secrets=tuple(names),
        key_id=credentials.key_id,
        settle=creator.settle,
        tag=creator.tag,
        rate=carrier.pace.asked[0],
        burst=carrier.pace.asked[1],
        timeout=carrier.timeout,
        connect_timeout=carrier.connect_timeout,
        concurrency=concurrency,
    )


def _check_client(client: Any) -> None:
    from distributed import Client

    if not isinstance(client, Client) or client.asynchronous:
        raise InvalidRequest(
            f"dask= takes a distributed.Client that is not asynchronous, such as distributed.Client(cluster);"
            f" this is of type {type(client).__name__}.",
            field="dask",
        )


def _secrets_to_send(creator: Creator, credentials: Credentials, orders: Orders) -> dict[str, str]:
    """Return what the workers' environment can't be asked for."""
    secret = credentials.session_token or credentials.api_key
    every = {
        VARIABLES[orders.way]: secret.reveal() if secret is not None else "",
        VARIABLE: creator.journal.url.render_as_string(hide_password=False),
    }
    return {name: value for name, value in every.items() if name not in orders.secrets}

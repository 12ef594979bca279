"""A worker's end of a bulk run on a cluster: its own connections, the shared journal and pace, borrowed secrets."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refold_nb.api import loop
from refold_nb.api.carrier import Carrier
from refold_nb.api.credentials import VARIABLES, Credentials
from refold_nb.api.errors import MissingCredentials
from refold_nb.api.secret import Secret

from .bulk import BulkRun
from .creator import Creator
from .journal import Journal
from .place import VARIABLE
from .shared_pace import DatabasePace

if TYPE_CHECKING:
    from .plan import Plan

# What a cluster's channel brought, by the name of its run; never part of a task.
_vault: dict[str, dict[str, str]] = {}
_stations: dict[Orders, Station] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Orders:
    """How a worker is to work. Goes with every task, so it holds names and no secret.

    ``secrets`` are the names, of those that a worker needs, that its environment must have; the others came by the
    cluster's channel under the name ``run``. ``key_id`` is the fingerprint of the right credentials.
    """

    run: str
    base_url: str
    linked_account_id: str | None
    sandbox: bool
    way: str
    secrets: tuple[str, ...]
    key_id: str
    settle: float
    tag: bool
    rate: float
    burst: int
    timeout: float
    connect_timeout: float
    concurrency: int


def keep(run: str, secrets: dict[str, str]) -> None:
    """Put what the cluster's channel brought where `station_for` finds it."""
    _vault[run] = secrets


def forget(run: str) -> None:
    """Drop it again."""
    _vault.pop(run, None)


class Station:
    """Everything that the tasks of one run share in one worker process."""

    def __init__(self, orders: Orders) -> None:
        self.credentials = _credentials(orders)
        self.journal = Journal(_secret(orders, VARIABLE))
        pace = DatabasePace(self.journal.engine, (orders.base_url, orders.key_id), orders.rate, orders.burst)
        carrier = Carrier(
            base_url=orders.base_url,
            pace=pace,
            timeout=orders.timeout,
            connect_timeout=orders.connect_timeout,
        )
        self.creator = Creator(carrier, self.journal, settle=orders.settle, tag=orders.tag)


def station_for(orders: Orders) -> Station:
    """Return this process's station for a run."""
    with _lock:
        if orders not in _stations:
            _stations[orders] = Station(orders)
        return _stations[orders]


def work(part: Plan, orders: Orders) -> dict[str, Any]:
    """Carry out one part of a bulk run: what a task of the cluster does.

    Returns:
        The columns of the outcome, and how many late twins were found.
    """
    from distributed import Event

    station = station_for(orders)
    run = BulkRun(station.creator, station.credentials, part, concurrency=orders.concurrency)
    halt = Event(f"refold-halt-{orders.run}")
    under_way = loop.submit(run.run())
    while True:
        try:
            under_way.result(timeout=0.5)
        except TimeoutError:
            if under_way.done():
                raise
            if halt.is_set():
                run.stop()
            continue
        return {"columns": run.outcomes.columns, "late_twins": len(run.audit or ())}


def _credentials(orders: Orders) -> Credentials:
    secret = Secret(_secret(orders, VARIABLES[orders.way]))
    by_token = orders.way == "session_token"
    found = Credentials(
        api_key=None if by_token else secret,
        session_token=secret if by_token else None,
        linked_account_id=orders.linked_account_id,
        sandbox=orders.sandbox,
    )
    if found.key_id != orders.key_id:
        raise MissingCredentials(
            f"{VARIABLES[orders.way]} on this worker is another one than the client's. Start the workers with the same."
        )
    return found


def _secret(orders: Orders, variable: str) -> str:
    if variable not in orders.secrets:
        return _vault[orders.run][variable]
    if not (value := os.environ.get(variable)):
        raise MissingCredentials(
            f"{variable} is not set on this worker. Start the workers with it in their environment."
        )
    return value

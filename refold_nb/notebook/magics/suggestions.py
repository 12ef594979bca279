"""Accounts, slugs and ids to choose from while typing: read in the background, kept for a minute."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from refold_nb.api import RefoldError, endpoints, loop

if TYPE_CHECKING:
    from collections.abc import Callable

    from refold_nb.client import Refold

Rows = list[tuple[str, str]]
"""What is typed, and what it is, such as a workflow's id and name."""

PATIENCE = 0.4  # seconds that a person is made to wait at most
FRESH = 60.0  # seconds
_MANY = 100


class Suggestions:
    """Answers at once with what is known, and looks up in the background what is not.

    Args:
        find: returns the client; called in the background, and may take its time or raise.
    """

    def __init__(self, find: Callable[[], Refold]) -> None:
        self._find = find
        self._lock = threading.Lock()
        self._rows: dict[tuple[str, ...], Rows] = {}
        self._read_at: dict[tuple[str, ...], float] = {}
        self._reading: dict[tuple[str, ...], threading.Event] = {}

    def rows(self, source: str, account: str | None) -> Rows:
        """Return what completes ``source``; nothing while it is not known yet. Raises nothing."""
        key = (source, account or "")
        with self._lock:
            if time.monotonic() - self._read_at.get(key, -FRESH) < FRESH:
                return self._rows[key]
            ended = self._reading.get(key)
            if ended is None:
                ended = self._reading[key] = threading.Event()
                # A daemon: a server that hangs must not keep the kernel from ending.
                threading.Thread(target=self._read, args=(key, ended), daemon=True).start()
        # Old rows are better than waiting for new ones.
        if key not in self._rows:
            ended.wait(PATIENCE)
        return self._rows.get(key, [])

    def forget(self) -> None:
        """Read everything anew next time: a draft was created, or another client chosen."""
        with self._lock:
            self._read_at.clear()

    def forget_client(self) -> None:
        """Drop everything: what is known belongs to another client."""
        with self._lock:
            self._read_at.clear()
            self._rows.clear()
            self._reading.clear()

    def _read(self, key: tuple[str, ...], ended: threading.Event) -> None:
        source, account = key
        try:
            client = self._find()
            rows = _READERS[source](client.for_account(account) if account else client)
        except Exception:  # noqa: BLE001 - whatever it is, the command itself will say it
            rows = []
        with self._lock:
            # Another client may have been chosen meanwhile: then this answer is nobody's.
            if self._reading.get(key) is ended:
                self._rows[key], self._read_at[key] = rows, time.monotonic()
                del self._reading[key]
        ended.set()


def _accounts(client: Refold) -> Rows:
    page = loop.run(client.core.call(endpoints.list_linked_accounts(limit=_MANY), deadline=5.0))
    return [(row.account_id, row.name or "") for row in page]


def _applications(client: Refold) -> Rows:
    return [(row.id, row.name) for row in client.applications.list()]


def _slugs(client: Refold) -> Rows:
    return [(row.slug, row.name) for row in client.applications.list()]


def _listed(client: Refold, published: bool | None) -> Rows:
    call = endpoints.list_workflows(limit=_MANY, published=published)
    try:
        return [(row.id, row.name) for row in loop.run(client.core.call(call, deadline=5.0))]
    except RefoldError:
        return []


def _remembered(client: Refold, name: str) -> Rows:
    """Read ids of this account and server from the history, the newest first."""
    mine = (client.linked_account_id, client.base_url)
    try:
        records = client.history.newest(_MANY)
    except RefoldError:
        return []
    return [
        (found, record.name or "")
        for record in records
        if (record.linked_account_id, record.base_url) == mine and (found := getattr(record, name))
    ]


def _drafts(client: Refold) -> Rows:
    return _merged(_remembered(client, "draft_id"), _listed(client, published=False))


def _published(client: Refold) -> Rows:
    return _merged(_remembered(client, "published_id"), _listed(client, published=True))


def _workflows(client: Refold) -> Rows:
    remembered = [*_remembered(client, "draft_id"), *_remembered(client, "published_id")]
    return _merged(remembered, _listed(client, published=None))


def _merged(*parts: Rows) -> Rows:
    # The last one wins in a dict, so the parts go in backwards: the history's order and names come first.
    return list({found: (found, name) for rows in reversed(parts) for found, name in rows}.values())


_READERS: dict[str, Callable[[Refold], Rows]] = {
    "accounts": _accounts,
    "applications": _applications,
    "slugs": _slugs,
    "drafts": _drafts,
    "published": _published,
    "workflows": _workflows,
}

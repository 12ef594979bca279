"""What every face of the client stands on: one set of credentials, one carrier, one journal."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from refold_nb.api import (
    Carrier,
    Credentials,
    DraftRequest,
    RefoldError,
    TokenPurse,
    endpoints,
    loop,
    read_token,
)
from refold_nb.api.pacing import pacer_for

from .ids import KnownIds

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from refold_nb.api import models
    from refold_nb.api.calls import Call
    from refold_nb.drafts import Creator, Journal
    from refold_nb.drafts.history import ReadHistory

T = TypeVar("T")
H = TypeVar("H", bound="ReadHistory")


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """What "Test connection" found. ``text`` says it in words; ``error`` is what went wrong, if it did."""

    ok: bool
    environment: str
    linked_account_id: str | None
    expires_at: datetime | None
    text: str
    error: RefoldError | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How a client behaves; times in seconds, ``rate`` in requests a second. See `connect`."""

    base_url: str
    history: Any = None
    timeout: float = 30.0
    connect_timeout: float = 5.0
    settle: float = 10.0
    rate: float = 20.0
    burst: int = 5
    deadline: float = 60.0
    tag: bool = True
    transport: Any = None


class Shared:
    """What the clients of one connection have in common, whichever account they act for."""

    def __init__(self, settings: Settings, credentials: Credentials) -> None:
        self.settings = settings
        self._key = (settings.base_url, credentials.key_id)
        pace = pacer_for(self._key, settings.rate, settings.burst)
        self.carrier = Carrier(
            base_url=settings.base_url,
            pace=pace,
            timeout=settings.timeout,
            connect_timeout=settings.connect_timeout,
            transport=settings.transport,
            deadline=settings.deadline,
        )
        # Connections that nobody holds any more are closed; at exit the system does it.
        weakref.finalize(self, _close, self.carrier).atexit = False
        self.purse = TokenPurse(self.carrier)
        self.ids = KnownIds()
        self._lock = threading.Lock()
        self._journal: Journal | None = None
        self._creator: Creator | None = None

    @property
    def journal(self) -> Journal:
        """The journal, opened on first use: connecting alone writes no file."""
        from refold_nb.drafts import Journal, shared_pace

        with self._lock:
            if self._journal is None:
                settings = self.settings
                self._journal = Journal(settings.history)
                # Whoever shares the history shares the pace as well.
                shared = shared_pace(self._journal, self._key, settings.rate, settings.burst)
                self.carrier.pace = shared or self.carrier.pace
            return self._journal

    @property
    def creator(self) -> Creator:
        """Creates drafts exactly once."""
        from refold_nb.drafts import Creator

        journal, settings = self.journal, self.settings
        with self._lock:
            if self._creator is None:
                self._creator = Creator(
                    self.carrier,
                    journal,
                    settle=settings.settle,
                    deadline=settings.deadline,
                    tag=settings.tag,
                )
            return self._creator

    async def aclose(self) -> None:
        """Close the connections and the journal; what is used again opens again."""
        await self.carrier.aclose()
        with self._lock:
            journal, self._journal, self._creator = self._journal, None, None
        if journal is not None:
            await journal.aclose()


def _close(carrier: Carrier) -> None:
    if loop.HAS_THREADS:
        loop.submit(carrier.aclose())


class Core:
    """The asynchronous heart of `Refold` and `AsyncRefold`. Its methods run on the I/O loop."""

    def __init__(self, shared: Shared, credentials: Credentials) -> None:
        self.shared = shared
        self.credentials = credentials

    @property
    def environment(self) -> str:
        """``sandbox``, ``test``, ``production`` or ``unknown``."""
        return self.credentials.environment

    def for_account(self, linked_account_id: str) -> Core:
        """Return the same connection for another linked account."""
        return Core(self.shared, self.credentials.for_account(linked_account_id))

    async def call(self, call: Call[T], **options: Any) -> T:
        """Send a call other than create; see `Carrier.send`."""
        return await self.shared.purse.send(call, self.credentials, **options)

    async def create(
        self, request: DraftRequest, *, on_progress: Callable[[Any], None] | None = None
    ) -> models.Workflow:
        """Create a draft exactly once; see `Creator.create`."""
        model = await self.shared.creator.create(request, self.credentials, on_progress=on_progress)
        self.shared.ids.learn(
            model.id, "published" if model.published else "draft", model.associated_workflow
        )
        # The newest answers leave out what was asked for; that it was done says that it holds.
        return replace(
            model,
            id=self.shared.ids.typed(model.id),
            slug=model.slug or request.slug,
            associated_application=model.associated_application or request.associated_application,
            description=model.description or request.description,
            linked_account_id=model.linked_account_id or self.credentials.account,
        )

    def history(self, kind: type[H]) -> H:
        """Return the history, settled with this connection's credentials."""
        return kind(self.shared.journal, creator=self.shared.creator, credentials=self.credentials)

    async def check(self) -> ConnectionReport:
        """Ask Refold something harmless, and say whether these credentials work."""
        credentials = self.credentials
        expires = read_token(credentials.session_token).expires_at if credentials.session_token else None
        account = credentials.account
        report = ConnectionReport(True, self.environment, account, expires, "")
        try:
            if account is not None:
                page = await self.call(endpoints.list_workflows(limit=1), deadline=5.0)
                found = "" if page.total_docs is None else f", which has {page.total_docs} private workflows"
                return replace(report, text=f"Connected as {account} ({self.environment}){found}.")
            accounts = await self.call(endpoints.list_linked_accounts(limit=1), deadline=5.0)
        except RefoldError as error:
            return replace(report, ok=False, text=str(error), error=error)
        known = "" if accounts.total_docs is None else f" {accounts.total_docs} linked accounts are there."
        return replace(report, text=f"The key works ({self.environment}).{known} Choose the one to act for.")

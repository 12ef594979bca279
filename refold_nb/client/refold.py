"""The two public clients: `Refold` waits, `AsyncRefold` is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from refold_nb.api import loop

from .accounts import AsyncLinkedAccounts, AsyncSessionTokens, LinkedAccounts, SessionTokens
from .applications import Applications, AsyncApplications
from .connect import find_core
from .executions import AsyncExecutions, Executions
from .faces import on_loop
from .many import AsyncCreateMany, CreateMany
from .workflows import AsyncWorkflows
from .workflows_blocking import Workflows

if TYPE_CHECKING:
    import os

    from sqlalchemy import URL

    from refold_nb.api import Credentials, Secret
    from refold_nb.api.wire import AsyncBaseTransport
    from refold_nb.drafts import AsyncHistory, History

    from .core import ConnectionReport, Core


class _Client:
    """What both faces show without asking Refold."""

    def __init__(self, core: Core | None = None, **arguments: Any) -> None:
        self.core = core if core is not None else find_core(**arguments)

    @property
    def credentials(self) -> Credentials:
        """The credentials, masked, and where each came from (``.sources``)."""
        return self.core.credentials

    @property
    def base_url(self) -> str:
        """The URL that all calls go to."""
        return self.core.shared.settings.base_url

    @property
    def environment(self) -> str:
        """``sandbox``, ``test`` or ``production`` (``unknown`` where neither key nor token tells)."""
        return self.core.environment

    @property
    def linked_account_id(self) -> str | None:
        """The linked account that calls are made for."""
        return self.core.credentials.account

    def for_account(self, linked_account_id: str) -> Self:
        """Return a client for another linked account: the same key, connections, pace and history.

        Raises:
            MissingCredentials: this client has a session token, which names one account for good.
            InvalidRequest: the account can't be sent as a header.
        """
        return type(self)(self.core.for_account(linked_account_id))

    def __repr__(self) -> str:
        account = self.linked_account_id or "no linked account"
        secret = self.credentials.session_token or self.credentials.api_key
        return f"<{type(self).__name__} {self.environment} {account} {secret} at {self.base_url}>"


class Refold(CreateMany, _Client):
    """A client for one linked account. `connect` makes one; see there for its arguments.

    ``workflows``, ``executions``, ``applications``, ``linked_accounts`` and ``session_tokens`` hold the
    calls, ``history`` the record of what was created. Safe to use from several threads.
    """

    def __init__(self, core: Core | None = None, **arguments: Any) -> None:
        super().__init__(core, **arguments)
        self.workflows = Workflows(self.core)
        self.executions = Executions(self.core)
        self.applications = Applications(self.core)
        self.linked_accounts = LinkedAccounts(self.core)
        self.session_tokens = SessionTokens(self.core)

    @property
    def history(self) -> History:
        """Every draft that was asked for on this machine, or by the team that shares the database."""
        from refold_nb.drafts import History

        return self.core.history(History)

    def check(self) -> ConnectionReport:
        """Ask Refold something harmless, and say whether these credentials work. Raises nothing."""
        return loop.run(self.core.check())

    def close(self) -> None:
        """Close connections and history; using the client again opens them again."""
        loop.run(self.core.shared.aclose())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncRefold(AsyncCreateMany, _Client):
    """The same as `Refold`, with ``await``, on any event loop."""

    def __init__(self, core: Core | None = None, **arguments: Any) -> None:
        super().__init__(core, **arguments)
        self.workflows = AsyncWorkflows(self.core)
        self.executions = AsyncExecutions(self.core)
        self.applications = AsyncApplications(self.core)
        self.linked_accounts = AsyncLinkedAccounts(self.core)
        self.session_tokens = AsyncSessionTokens(self.core)

    @property
    def history(self) -> AsyncHistory:
        """The same as `Refold.history`, with ``await`` for ``resolve``, ``audit`` and ``sync``."""
        from refold_nb.drafts import AsyncHistory

        return self.core.history(AsyncHistory)

    @on_loop
    async def check(self) -> ConnectionReport:
        return await self.core.check()

    check.__doc__ = Refold.check.__doc__

    @on_loop
    async def aclose(self) -> None:
        """Close connections and history; using the client again opens them again."""
        await self.core.shared.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def connect(
    *,
    api_key: str | Secret | None = None,
    linked_account_id: str | None = None,
    session_token: str | Secret | None = None,
    base_url: str | None = None,
    history: str | os.PathLike[str] | URL | None = None,
    timeout: float = 30.0,
    connect_timeout: float = 5.0,
    settle: float = 10.0,
    rate: float = 20.0,
    burst: int = 5,
    deadline: float = 60.0,
    tag: bool = True,
    transport: AsyncBaseTransport | None = None,
) -> Refold:
    """Return a client. Nothing is sent yet; ``client.check()`` tries the connection.

    What is not given is looked for in ``REFOLD_API_KEY``, ``REFOLD_LINKED_ACCOUNT_ID``,
    ``REFOLD_SESSION_TOKEN`` and ``REFOLD_BASE_URL``, then in the system's keyring (service ``refold_nb``).

    Args:
        api_key: the organisation's key; ``tk…`` for test, ``pk…`` for production.
        linked_account_id: the customer that a key acts for.
        session_token: a linked account's own token, instead of key and account.
        base_url: ``https://app.refold.ai`` if nothing else is set; plain ``http://`` only to this machine.
        history: where created drafts are kept: a path, or an SQLAlchemy URL such as
            ``postgresql+psycopg://…`` for a team; else ``REFOLD_HISTORY``, else the user's data folder.
        timeout: seconds to wait for an answer to go on.
        connect_timeout: seconds to wait for a connection.
        settle: seconds after which a draft that was created, but not confirmed, is surely listed.
        rate, burst: requests a second, and in an instant, that Refold takes from these credentials.
        deadline: seconds after which nothing is tried again.
        tag: write a short mark into the description, by which a draft is found if its answer is lost.
        transport: an asynchronous httpx transport to send through instead of the network.

    Raises:
        MissingCredentials: none found; the message says what to set.
        InvalidRequest: an argument is wrong; ``field`` names it.
    """
    return Refold(
        api_key=api_key,
        linked_account_id=linked_account_id,
        session_token=session_token,
        base_url=base_url,
        history=history,
        timeout=timeout,
        connect_timeout=connect_timeout,
        settle=settle,
        rate=rate,
        burst=burst,
        deadline=deadline,
        tag=tag,
        transport=transport,
    )

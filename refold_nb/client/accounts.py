"""``client.linked_accounts`` and ``client.session_tokens``: the customers, and their own way in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from refold_nb.api import InvalidRequest, Secret, check_account, endpoints, loop, read_minted

from .faces import like, on_loop
from .paging import PAGE, AsyncPaged, Paged, Source, check_limit

if TYPE_CHECKING:
    from refold_nb.api.calls import Call
    from refold_nb.api.models import Json, LinkedAccount, Page

    from .core import Core

COLUMNS = {
    "account_id": "string",
    "name": "string",
    "environment": "string",
    "id": "string",
    "created_at": "datetime64[us, UTC]",
    "updated_at": "datetime64[us, UTC]",
}


@dataclass(frozen=True, slots=True)
class SessionToken:
    """A linked account's own way in; ``token`` and ``refresh_token`` show masked, ``.reveal()`` them."""

    token: Secret
    linked_account_id: str
    expires_at: datetime
    refresh_token: Secret | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


class AsyncLinkedAccounts:
    """The organisation's customers, with ``await``. Takes an API key."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def list(self, *, limit: int = PAGE) -> AsyncPaged[LinkedAccount]:
        """List the linked accounts, page by page; ``limit`` rows are asked for at a time."""

        check_limit(limit)

        def call_for(page: int) -> Call[Page[LinkedAccount]]:
            return endpoints.list_linked_accounts(page=page, limit=limit)

        return AsyncPaged(Source(self._core, call_for, lambda row: row, COLUMNS, "linked accounts"))

    @on_loop
    async def create(
        self, account_id: str, name: str | None = None, *, udf: dict[str, Any] | None = None
    ) -> LinkedAccount:
        """Add a customer.

        Args:
            account_id: what you call it, such as ``acme``: visible ASCII.
            name: for people.
            udf: user-defined fields that Refold keeps with it.

        Raises:
            InvalidRequest: the id can't be sent as a header later; nothing was sent.
            OutcomeUnknown: it was sent, and whether it was carried out can't be told; ``list()`` shows.
        """
        # Every later call sends it as a header: what none can carry would make a useless account.
        check_account(account_id)
        return await self._core.call(endpoints.create_linked_account(account_id, name, udf))


class LinkedAccounts:
    """The organisation's customers. Takes an API key."""

    def __init__(self, core: Core) -> None:
        self._awaited = AsyncLinkedAccounts(core)

    @like(AsyncLinkedAccounts.list)
    def list(self, *, limit: int = PAGE) -> Paged[LinkedAccount]:
        return Paged(self._awaited.list(limit=limit).source)

    @like(AsyncLinkedAccounts.create)
    def create(
        self, account_id: str, name: str | None = None, *, udf: dict[str, Any] | None = None
    ) -> LinkedAccount:
        return loop.run(self._awaited.create(account_id, name, udf=udf))


class AsyncSessionTokens:
    """Session tokens, with ``await``."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @on_loop
    async def create(
        self, linked_account_id: str | None = None, *, force_refresh: bool = False
    ) -> SessionToken:
        """Mint a session token from the API key.

        Args:
            linked_account_id: whose (default: the client's).
            force_refresh: mint a new one even if Refold would give the present one again.

        Raises:
            InvalidRequest: no account, or one that no header can carry.
            BadRequest: Refold knows no such account.
        """
        given = linked_account_id is not None
        account = linked_account_id if given else self._core.credentials.linked_account_id
        if account is None:
            raise InvalidRequest("Whose token? Pass linked_account_id=.", field="linked_account_id")
        check_account(account)
        minted = read_minted(
            await self._core.call(endpoints.create_session_token(account, force_refresh=force_refresh))
        )
        expires = datetime.fromtimestamp(minted.expires, UTC)
        return SessionToken(minted.token, account, expires, minted.refresh_token, minted.raw)

    @on_loop
    async def revoke(self) -> int | None:
        """Revoke the account's session tokens; return how many, where Refold says it.

        Raises:
            AuthenticationError: the token is no longer good.
        """
        answer = await self._core.call(endpoints.revoke_session_token())
        # Or the next publish would be tried with a token that is known to be dead.
        self._core.shared.purse.forget(self._core.credentials)
        count = answer.get("revoked_count")
        return count if isinstance(count, int) else None

    @on_loop
    async def account(self) -> LinkedAccount:
        """Return the linked account that the token names."""
        return await self._core.call(endpoints.active_linked_account())


class SessionTokens:
    """Session tokens: mint, revoke, and whose they are."""

    def __init__(self, core: Core) -> None:
        self._awaited = AsyncSessionTokens(core)

    @like(AsyncSessionTokens.create)
    def create(self, linked_account_id: str | None = None, *, force_refresh: bool = False) -> SessionToken:
        return loop.run(self._awaited.create(linked_account_id, force_refresh=force_refresh))

    @like(AsyncSessionTokens.revoke)
    def revoke(self) -> int | None:
        return loop.run(self._awaited.revoke())

    @like(AsyncSessionTokens.account)
    def account(self) -> LinkedAccount:
        return loop.run(self._awaited.account())

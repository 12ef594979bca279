"""Session tokens minted from an API key, for the calls that take nothing else; kept in memory only."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from .credentials import Credentials, read_token
from .endpoints import create_session_token
from .errors import AuthenticationError, MissingCredentials, UnexpectedAnswer
from .fields import number, text
from .secret import Secret

if TYPE_CHECKING:
    from .calls import Call
    from .carrier import Carrier
    from .models import Json

T = TypeVar("T")

EARLY = 60.0  # seconds before its end that a token is no longer used
LONGEST = 10 * 366 * 24 * 3600.0
DAY = 24 * 3600.0  # how long a token of the older API holds, which does not say


@dataclass(frozen=True, slots=True)
class MintedToken:
    """A fresh session token and the moment (``time.time()``) until which it holds."""

    token: Secret
    refresh_token: Secret | None
    expires: float
    raw: Json = field(default_factory=dict, repr=False)


def read_minted(document: Json) -> MintedToken:
    """Read what minting answered; the raw answer is kept without the tokens.

    Raises:
        UnexpectedAnswer: there is no token in it.
    """
    value, refresh = text(document.get("token")), text(document.get("refresh_token"))
    try:
        token = Secret(value or "")
        fresh = Secret(refresh) if refresh else None
    except ValueError:
        raise UnexpectedAnswer(
            "Refold was asked for a session token, and answered without a usable one.", status_code=200
        ) from None
    said, claimed = number(document.get("expires_in")), read_token(token).expires_at
    if said is not None:
        # No clock goes as far as a server may say.
        expires = time.time() + max(0.0, min(said, LONGEST))
    else:
        expires = claimed.timestamp() if claimed is not None else time.time() + DAY
    kept = {name: item for name, item in document.items() if name not in {"token", "refresh_token"}}
    return MintedToken(token, fresh, expires, kept)


class TokenPurse:
    """Holds one token an account, mints it when first needed, and renews it before it ends."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._tokens: dict[tuple[str, str], MintedToken] = {}
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}

    async def send(self, call: Call[T], credentials: Credentials, **options: Any) -> T:
        """Send ``call`` as `Carrier.send` does, with a minted token where it takes only a token.

        Raises:
            MissingCredentials: it takes a token, and the key has no linked account to mint it for.
        """
        if call.auth == "key" or credentials.session_token is not None or credentials.api_key is None:
            return await self._carrier.send(call, credentials, **options)
        if call.auth == "either":
            try:
                return await self._carrier.send(call, credentials, **options)
            except AuthenticationError as error:
                # An older server takes only a token where a newer one takes either.
                if credentials.linked_account_id is None or "token missing" not in error.message.lower():
                    raise
        holder = await self._with_token(credentials)
        try:
            return await self._carrier.send(call, holder, **options)
        except AuthenticationError:
            # It may have been revoked, or ended by a clock that is not ours: once more with a new one.
            fresh = await self._with_token(credentials, stale=holder.session_token)
        return await self._carrier.send(call, fresh, **options)

    def forget(self, credentials: Credentials) -> None:
        """Drop the account's token, after it was revoked."""
        self._tokens.pop(_pocket(credentials), None)

    async def _with_token(self, credentials: Credentials, *, stale: Secret | None = None) -> Credentials:
        if credentials.linked_account_id is None:
            raise MissingCredentials(
                "This call takes a session token. One is minted from an API key when the linked account"
                " is known: pass linked_account_id=, or connect with session_token=."
            )
        pocket = _pocket(credentials)
        async with self._locks.setdefault(pocket, asyncio.Lock()):
            minted = self._tokens.get(pocket)
            renew = minted is not None and minted.token == stale
            if renew or minted is None or minted.expires - EARLY < time.time():
                # Unasked, Refold gives the same token again for as long as it holds.
                fresh = minted is not None
                call = create_session_token(credentials.linked_account_id, force_refresh=fresh)
                minted = read_minted(await self._carrier.send(call, credentials))
                self._tokens[pocket] = minted
        return replace(credentials, session_token=minted.token)


def _pocket(credentials: Credentials) -> tuple[str, str]:
    return credentials.key_id, credentials.linked_account_id or ""

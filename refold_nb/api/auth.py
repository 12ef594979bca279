"""Puts credentials into a request's headers at the moment it is sent, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from .errors import MissingCredentials

if TYPE_CHECKING:
    from collections.abc import Generator

    from .calls import Call
    from .credentials import Credentials
    from .secret import Secret


class HeaderAuth(httpx.Auth):
    """Authenticate as a linked account, by key or by token.

    httpx's own repr masks ``authorization`` but shows ``x-api-key``: so the header must not exist
    before this runs, and no frame of ours holds the request after it.
    """

    def __init__(self, api_key: Secret | None, session_token: Secret | None, account: str | None) -> None:
        self._api_key = api_key
        self._session_token = session_token
        self._account = account

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._session_token is not None:
            request.headers["authorization"] = f"Bearer {self._session_token.reveal()}"
        elif self._api_key is not None:
            request.headers["x-api-key"] = self._api_key.reveal()
            if self._account is not None:
                request.headers["linked_account_id"] = self._account
        yield request


def auth_for(call: Call[Any], credentials: Credentials) -> HeaderAuth:
    """Choose how ``call`` authenticates.

    Raises:
        MissingCredentials: these credentials are not of a kind that the call takes.
    """
    where = f"{call.method} {call.path}"
    key, token, account = credentials.api_key, credentials.session_token, credentials.linked_account_id
    if call.auth == "key" and key is None:
        raise MissingCredentials(
            f"{where} takes an API key only, and a session token was given. Connect with api_key= for it."
        )
    if call.auth == "token" and token is None:
        raise MissingCredentials(f"{where} takes a session token only. Connect with session_token= for it.")
    if call.auth != "key" and token is not None:
        return HeaderAuth(None, token, None)
    if key is None:
        raise MissingCredentials(f"{where} needs an API key or a session token: connect with one of them.")
    if call.needs_account and account is None:
        raise MissingCredentials(
            f"{where} acts for one linked account, and none is set. Pass linked_account_id=, set"
            " REFOLD_LINKED_ACCOUNT_ID, or use client.for_account('acme')."
        )
    return HeaderAuth(key, None, account)

"""Which server, whose credentials, which linked account: what the form connects with."""

from __future__ import annotations

import functools
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from refold_nb.api import (
    Credentials,
    InvalidRequest,
    MissingCredentials,
    RefoldError,
    Secret,
    check_account,
    find_base_url,
    read_token,
)
from refold_nb.client import Refold, connect
from refold_nb.client.connect import core_of, settings_of
from refold_nb.client.core import Core

if TYPE_CHECKING:
    from refold_nb.client.core import Settings

SANDBOX_ACCOUNT = "acme"


@functools.cache
def own_sandbox() -> Any:
    """Return the process's own sandbox, on a loopback port: running a cell again finds the same drafts."""
    from refold_nb.embedded import Sandbox

    return Sandbox().serve()


class Connection:
    """Holds what was typed or found, and makes the client that fits it.

    ``server`` is ``sandbox`` or ``live``, ``sign_in`` is ``key`` or ``token``. Secrets are plain
    attributes of this object and nothing else.

    Args:
        client: what to begin with; ``None`` looks for credentials in the environment and the keyring, and
            takes the embedded sandbox where there are none.
    """

    def __init__(self, client: Refold | None = None) -> None:
        self.trouble: RefoldError | None = None
        self._lock = threading.Lock()
        self._made: dict[tuple[str, str], Refold] = {}
        self._history: Any = None
        self.live = Credentials()
        client = client or self._found()
        self.server = "sandbox" if client is None or client.environment == "sandbox" else "live"
        self._settings: Settings | None = None
        self.accounts = {"sandbox": SANDBOX_ACCOUNT, "live": ""}
        if client is not None:
            self._adopt(client)
        self.sign_in = "token" if self.live.session_token is not None else "key"

    def _found(self) -> Refold | None:
        try:
            return connect()
        except MissingCredentials:
            return None
        except RefoldError as error:
            self.trouble = error
            return None

    def _adopt(self, client: Refold) -> None:
        settings = client.core.shared.settings
        self._history = settings.history
        self.accounts[self.server] = client.linked_account_id or ""
        if self.server == "live":
            self.live, self._settings = client.credentials, settings
        self._made[self._identity(client.credentials)] = client

    @property
    def account(self) -> str:
        """The linked account that the next create is for; ``""`` while none is chosen."""
        if self.server == "live" and self.sign_in == "token":
            token = self.live.session_token
            return (read_token(token).linked_account_id or "") if token is not None else ""
        return self.accounts[self.server]

    @property
    def environment(self) -> str:
        """``sandbox``, ``test``, ``production`` or ``unknown``; ``none`` without a secret."""
        return "none" if self.secret()[0] is None else self.credentials().environment

    @property
    def base_url(self) -> str:
        """Where calls go."""
        if self.server == "sandbox":
            return self._sandbox_client().base_url
        return self._live_settings().base_url

    def use_secret(self, typed: str) -> None:
        """Take a typed key or token, whichever is being asked for.

        Raises:
            InvalidRequest: no header can carry it.
        """
        try:
            secret = Secret(typed)
        except ValueError as error:
            raise InvalidRequest(str(error), field="secret") from None
        name = "session_token" if self.sign_in == "token" else "api_key"
        sources = {**self.live.sources, name: "typed here"}
        if name == "session_token":
            self.live = replace(self.live, sources=sources, session_token=secret)
        else:
            self.live = replace(self.live, sources=sources, api_key=secret)

    def secret(self) -> tuple[Secret | None, str]:
        """Return the secret in use and where it came from."""
        if self.server == "sandbox":
            return self._sandbox_client().credentials.api_key, "minted by the sandbox"
        name = "session_token" if self.sign_in == "token" else "api_key"
        found: Secret | None = getattr(self.live, name)
        return found, self.live.sources.get(name, "argument")

    def credentials(self) -> Credentials:
        """Return the credentials as they stand, complete or not."""
        account = self.account or None
        if self.server == "sandbox":
            return replace(self._sandbox_client().credentials, linked_account_id=account)
        if self.sign_in == "token":
            return replace(self.live, api_key=None, linked_account_id=None)
        return replace(self.live, session_token=None, linked_account_id=account)

    def client(self) -> Refold:
        """Return the client for what is chosen; the same one while nothing changes.

        Raises:
            MissingCredentials: no secret yet.
            InvalidRequest: no linked account yet, or one that can't be sent; the base URL is none.
        """
        secret, _ = self.secret()
        if secret is None:
            what = "session token" if self.sign_in == "token" else "API key"
            raise MissingCredentials(f"There is no {what} yet.")
        credentials = self.credentials()
        if credentials.session_token is None:
            if not self.account:
                raise InvalidRequest(
                    "Choose the linked account that the workflow is for.", field="linked_account_id"
                )
            check_account(self.account)
        with self._lock:
            return self._client_for(credentials)

    def any_client(self) -> Refold | None:
        """Return a client to look things up with, with or without an account; ``None`` without a secret."""
        try:
            return self.client()
        except InvalidRequest:
            with self._lock:
                return self._client_for(replace(self.credentials(), linked_account_id=None))
        except MissingCredentials:
            return None

    def _client_for(self, credentials: Credentials) -> Refold:
        key = self._identity(credentials)
        if key not in self._made:
            same = next((made for (who, _), made in self._made.items() if who == key[0]), None)
            # One key, one set of connections and one pace, whichever account it acts for.
            core = (
                Core(same.core.shared, credentials) if same else core_of(credentials, self._live_settings())
            )
            self._made[key] = Refold(core)
        return self._made[key]

    @staticmethod
    def _identity(credentials: Credentials) -> tuple[str, str]:
        where = "sandbox" if credentials.sandbox else "live"
        return f"{where} {credentials.key_id}", credentials.account or ""

    def _live_settings(self) -> Settings:
        if self._settings is None:
            self._settings = settings_of(find_base_url(None)[0], {"history": self._history})
        return self._settings

    def _sandbox_client(self) -> Refold:
        found = next((made for (who, _), made in self._made.items() if who.startswith("sandbox")), None)
        if found is None:
            found = own_sandbox().client(SANDBOX_ACCOUNT, history=self._history)
            self._made[self._identity(found.credentials)] = found
        return found

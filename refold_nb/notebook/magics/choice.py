"""Which client ``%refold`` works with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from refold_nb.api import MissingCredentials
from refold_nb.client import Refold, connect
from refold_nb.notebook.connection import SANDBOX_ACCOUNT, own_sandbox
from refold_nb.notebook.workbench import Workbench

from .grammar import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

VARIABLE = "client"
FIXED = ("sandbox", "live")


class Choice:
    """Finds the client: the one chosen by ``use``, else the variable ``client``, else the workbench's, else
    credentials found in the environment or keyring, else the sandbox that `workbench` uses too.

    Args:
        say: told in words when a client is taken that no variable shows.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._wanted: str | None = None
        self._own: dict[str, Refold] = {}
        self._told = ""

    def client(self, namespace: Mapping[str, Any], account: str | None = None) -> Refold:
        """Return the client, for another linked account if one is named.

        Raises:
            UsageError: what was chosen is no client any more.
            RefoldError: its credentials are not complete, or the account can't be sent.
        """
        found, words = self.find(namespace)
        # Once is enough: the same words over every cell would be read by nobody.
        if words and words != self._told:
            self._say(words)
        self._told = words
        return found if account is None else found.for_account(account)

    def find(self, namespace: Mapping[str, Any]) -> tuple[Refold, str]:
        """Return the client, and what to say of one that no variable shows."""
        if self._wanted in FIXED:
            return self._fixed(self._wanted)
        if self._wanted is not None:
            return _client_in(self._wanted, namespace), ""
        if isinstance(found := namespace.get(VARIABLE), Refold):
            return found, ""
        benches = [value for value in namespace.values() if isinstance(value, Workbench)]
        if benches:
            # A form may have been switched since the last line: which account it is for is said again.
            found = benches[-1].client
            return found, describe(found)
        # With no credentials at all a first try still works; with half of them it would mislead.
        try:
            return self._fixed("live")
        except MissingCredentials:
            return self._fixed("sandbox")

    def use(self, name: str, namespace: Mapping[str, Any]) -> Refold:
        """Choose for the lines that follow: a variable's name, ``sandbox`` or ``live``.

        Raises:
            UsageError: no variable of that name holds a client.
            MissingCredentials: ``live``, and no credentials were found.
        """
        found, words = self._fixed(name) if name in FIXED else (_client_in(name, namespace), "")
        self._wanted, self._told = name, words
        return found

    def _fixed(self, name: str) -> tuple[Refold, str]:
        if name not in self._own:
            self._own[name] = own_sandbox().client(SANDBOX_ACCOUNT) if name == "sandbox" else connect()
        client = self._own[name]
        return client, describe(client)


def describe(client: Refold) -> str:
    """Say in one line what a client is connected to."""
    account = client.linked_account_id or "no linked account (add --account)"
    if client.environment == "sandbox":
        return f"%refold is on the embedded sandbox, as {account}: nothing leaves this machine."
    return f"%refold is on {client.base_url} ({client.environment}), as {account}."


def names_of_clients(namespace: Mapping[str, Any]) -> list[str]:
    """Return what ``use`` takes."""
    held = [name for name, value in namespace.items() if isinstance(value, Refold | Workbench)]
    return [*(name for name in held if not name.startswith("_")), *FIXED]


def _client_in(name: str, namespace: Mapping[str, Any]) -> Refold:
    match namespace.get(name):
        case Refold() as client:
            return client
        case Workbench() as bench:
            return bench.client
    known = names_of_clients(namespace)
    near = did_you_mean(name, known)
    raise UsageError(f"{name} is no variable with a client in it.{near} Choose one of: {', '.join(known)}.")

"""``rn.Sandbox``: the embedded Refold API, with clients that are connected to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refold_nb.sandbox import SandboxServer

if TYPE_CHECKING:
    from refold_nb.client import AsyncRefold, Refold
    from refold_nb.client.core import Core

# In process nothing listens: the name only has to be one that never leaves this machine.
IN_PROCESS = "http://sandbox.localhost"


class Sandbox(SandboxServer):
    """A Refold API that runs here: stateful, exact in its errors, with no account and no network.

    See `refold_nb.sandbox.SandboxServer` for its arguments. ``client("acme")`` is connected to it: in process,
    or over its loopback port once ``serve()`` was called.
    """

    def client(self, linked_account_id: str | None = "acme", **settings: Any) -> Refold:
        """Return a client for a linked account of the sandbox.

        Args:
            linked_account_id: one of ``.accounts``; ``None`` for a key without an account.
            settings: ``history``, ``timeout``, ``settle``, ``rate`` and so on, as of `refold_nb.connect`.
        """
        from refold_nb.client import Refold

        return Refold(self._core(linked_account_id, settings))

    def async_client(self, linked_account_id: str | None = "acme", **settings: Any) -> AsyncRefold:
        """Return the same with ``await``."""
        from refold_nb.client import AsyncRefold

        return AsyncRefold(self._core(linked_account_id, settings))

    def _core(self, linked_account_id: str | None, settings: dict[str, Any]) -> Core:
        # Here, so that a sandbox that only serves is ready without what a client needs.
        from refold_nb.api import Credentials, Secret
        from refold_nb.client.connect import core_of, settings_of

        key = Secret(self.api_key)
        credentials = Credentials(
            api_key=key,
            linked_account_id=linked_account_id,
            sandbox=True,
            sources={"api_key": "sandbox", "linked_account_id": "sandbox", "base_url": "sandbox"},
        )
        if self.serving:
            return core_of(credentials, settings_of(self.url, settings))
        settings.setdefault("transport", _transport(self.app))
        return core_of(credentials, settings_of(IN_PROCESS, settings))


def _transport(app: Any) -> Any:
    from refold_nb.api.wire import in_process

    return in_process(app)

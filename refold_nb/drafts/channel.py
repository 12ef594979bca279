"""Secrets on their way to a cluster's workers: by Dask's own channel, and never as part of a task."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from distributed import WorkerPlugin

from refold_nb.api.base_url import is_loopback
from refold_nb.api.errors import InvalidRequest

from .station import forget, keep

if TYPE_CHECKING:
    from types import TracebackType


class SecretsPlugin(WorkerPlugin):
    """Hands secrets to each worker, also to one that joins later. Shows as its name alone."""

    def __init__(self, run: str, secrets: dict[str, str]) -> None:
        self.name = f"refold-{run}"
        self._run = run
        self._secrets = secrets

    def setup(self, worker: Any) -> None:  # noqa: ARG002 - Dask's signature
        """Called by Dask on the worker."""
        keep(self._run, self._secrets)

    def teardown(self, worker: Any) -> None:  # noqa: ARG002
        """Called by Dask on the worker."""
        forget(self._run)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"


class Channel:
    """Gives the workers of ``client`` what they need for one run, and takes it back at its end.

    Raises:
        InvalidRequest: there is something to send, and the cluster's channel would show it on the way.
    """

    def __init__(self, client: Any, run: str, secrets: dict[str, str]) -> None:
        self._client = client
        self._plugin = SecretsPlugin(run, secrets) if secrets else None
        if secrets and not all(map(is_private, _addresses(client))):
            names = ", ".join(secrets)
            raise InvalidRequest(
                f"The cluster's channel is not encrypted, so it gets no secrets. Start the workers with {names} in"
                " their environment and connect from the same variables here, or give the cluster TLS"
                " (distributed.Security).",
                field="dask",
            )

    def __enter__(self) -> Self:
        if self._plugin is not None:
            self._client.register_plugin(self._plugin)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._plugin is not None:
            with contextlib.suppress(Exception):
                self._client.unregister_worker_plugin(self._plugin.name)


def _addresses(client: Any) -> list[str]:
    known = client.scheduler_info(n_workers=-1)
    return [client.scheduler.address, *known["workers"]]


def is_private(address: str) -> bool:
    """Whether what goes to ``address`` is encrypted, or never leaves this machine."""
    parts = urlsplit(address)
    return parts.scheme in {"tls", "inproc"} or is_loopback(parts.hostname or "")

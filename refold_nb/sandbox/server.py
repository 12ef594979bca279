"""The sandbox as its users hold it: a whole Refold API in this process, or on a loopback port."""

from __future__ import annotations

import contextlib
import random
import weakref
from collections.abc import Iterator
from os import PathLike
from types import TracebackType
from typing import Any, Self

from refold_nb.sandbox.backend import Backend
from refold_nb.sandbox.behaviour import Behaviour
from refold_nb.sandbox.catalogue import BY_ID
from refold_nb.sandbox.clock import iso
from refold_nb.sandbox.credentials import ENVIRONMENTS, TOKEN_SECONDS
from refold_nb.sandbox.faults import Faults
from refold_nb.sandbox.gateway import Gateway
from refold_nb.sandbox.latency import Latency
from refold_nb.sandbox.listener import Listener
from refold_nb.sandbox.pace import RateLimit
from refold_nb.sandbox.records import Json, Workflow
from refold_nb.sandbox.requests import RequestLog
from refold_nb.sandbox.runs import Runs

ACCOUNTS = {
    "acme": "Acme Corporation",
    "globex": "Globex Corporation",
    "initech": "Initech",
    "umbrella": "Umbrella Health",
    "hooli": "Hooli",
    "stark": "Stark Industries",
}
"""The linked accounts of every new sandbox. Only initech has workflows of its own, as examples."""


class SandboxServer:
    """A Refold API that runs here: stateful, with Refold's own errors, and faults on demand.

    Use `.app` in process, or `.url` over loopback. Keys and tokens are minted per sandbox.

    Args:
        dialect: the generation of the API's answers, `"2026"` or `"2025"`.
        seed: makes ids and chances repeatable; keys and tokens stay random.
        rate: requests a second that each credential may make (20, as documented); None for no limit.
        burst: requests that may come in one instant (5, as documented).
        environment: which key `.api_key` is, `"test"` or `"production"`.
        latency: how long every request waits first: seconds, (shortest, longest), or `Lognormal(median, sigma)`.
        state: a file written by `save`, to go on from.

    Raises:
        ValueError: when an argument makes no sense.
        StateFileError: when `state` is not such a file.
    """

    def __init__(
        self,
        *,
        dialect: str = "2026",
        seed: int | str | None = None,
        rate: float | None = 20.0,
        burst: int = 5,
        environment: str = "test",
        latency: Latency | None = None,
        state: str | PathLike[str] | None = None,
    ) -> None:
        if environment not in ENVIRONMENTS:
            raise ValueError(f"There is no environment {environment!r}: choose {' or '.join(ENVIRONMENTS)}.")
        self._environment = environment
        self._latency = latency
        rng = random.Random(seed)  # noqa: S311  (ids and chances, no secrets)
        self._backend = Backend(dialect, RateLimit(rate, burst), rng)
        self.faults = Faults(seed)
        """The script of what goes wrong."""
        self.faults.latency = latency
        self.requests = RequestLog()
        """What was asked of this sandbox."""
        self._gateway = Gateway(self._backend, self.faults, self.requests)
        self._listener: Listener | None = None
        self._finalizer: weakref.finalize[[], SandboxServer] | None = None
        self._populate()

    @property
    def app(self) -> Gateway:
        """The ASGI application, for use in process."""
        return self._gateway

    @property
    def behaviour(self) -> Behaviour:
        """Switches for what the API's documentation leaves open."""
        return self._backend.behaviour

    @property
    def runs(self) -> Runs:
        """The script of how executions go."""
        return self._backend.runs

    @property
    def environment(self) -> str:
        """The environment of `api_key`: `test` or `production`."""
        return self._environment

    @property
    def dialect(self) -> str:
        """The generation of the API's answers."""
        return self._backend.answers.dialect

    @property
    def api_key(self) -> str:
        """The key of this sandbox's environment."""
        return self._backend.credentials.keys[self._environment]

    @property
    def test_api_key(self) -> str:
        """The key of the test environment, `tk_…`."""
        return self._backend.credentials.keys["test"]

    @property
    def production_api_key(self) -> str:
        """The key of the production environment, `pk_…`."""
        return self._backend.credentials.keys["production"]

    @property
    def accounts(self) -> dict[str, str]:
        """The linked accounts of this sandbox's environment: their names by their ids."""
        with self._backend.lock:
            records = list(self._backend.store.accounts.values())
        return {
            record.account_id: record.name for record in records if record.environment == self._environment
        }

    def add_account(self, account_id: str, name: str | None = None) -> None:
        """Create a linked account in both environments, named as its id unless `name` says otherwise."""
        if not account_id:
            raise ValueError("A linked account needs an id.")
        with self._backend.lock:
            for environment in ENVIRONMENTS:
                self._backend.store.add_account(environment, account_id, name or account_id)

    def session_token(self, account: str, expires_in: float = TOKEN_SECONDS) -> str:
        """A new session token for a linked account, good for `expires_in` seconds (24 hours).

        Raises:
            LookupError: when there is no such account.
        """
        with self._backend.lock:
            if (self._environment, account) not in self._backend.store.accounts:
                raise LookupError(
                    f"There is no linked account {account!r}: use add_account({account!r}) first."
                )
            return self._backend.credentials.mint(self._environment, account, expires_in)[0]

    def workflows(self, account: str | None = None, *, examples: bool = False) -> list[Json]:
        """What is on the server, oldest first: of one linked account, or of all and the organisation.

        Args:
            account: only this one's.
            examples: also the workflows that the sandbox brings along.

        Returns:
            Dicts of `draft_id`, `published_id`, `name`, `description`, `slug`, `published`, `current_version`,
            `linked_account_id`, `environment`, `node_count` and `created_at`. `draft_id` is None when there is no
            draft, `published_id` when it was never published.
        """
        with self._backend.lock:
            return [
                _facts(workflow)
                for workflow in self._backend.store.workflows.values()
                if account in {None, workflow.account} and (examples or not workflow.example)
            ]

    def advance(self, seconds: float) -> None:
        """Move this sandbox's clock forward: tokens expire, executions go on, the rate limit recovers."""
        self._backend.clock.advance(seconds)

    def serve(self, port: int = 0, host: str = "127.0.0.1") -> Self:
        """Start to listen, unless it does already; 0 chooses a free port.

        Returns:
            The sandbox itself; its `url` is ready to be used.

        Raises:
            OSError: when the port is taken.
        """
        if self._listener is None:
            self._listener = Listener(self._gateway, host, port)
            self._finalizer = weakref.finalize(self, self._listener.close)
        return self

    @property
    def serving(self) -> bool:
        """Whether it listens on a port."""
        return self._listener is not None

    @property
    def url(self) -> str:
        """The base URL; starts to listen if need be."""
        self.serve()
        assert self._listener is not None  # noqa: S101  (told to the type checker)
        return self._listener.url

    @contextlib.contextmanager
    def refusing(self) -> Iterator[None]:
        """Within the block the port is closed: connecting is refused by the operating system."""
        self._gateway.refusing = True
        listener = self._listener
        if listener:
            listener.pause()
        try:
            yield
        finally:
            self._gateway.refusing = False
            if listener and listener is self._listener:
                listener.resume()

    def reset(self) -> None:
        """Begin anew with the same keys and the same URL: no workflows, faults, or requests but the examples."""
        self.faults.clear()
        self.faults.latency = self._latency
        self.requests.clear()
        self._backend.reset()
        self._populate()

    def close(self) -> None:
        """Stop listening and cut every connection. What is on the server stays, and `serve` starts again."""
        if self._finalizer:
            self._finalizer()
        self._listener = self._finalizer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        key = self.api_key
        where = f"at {self._listener.url}" if self._listener else "in process"
        return f"<{type(self).__name__} {where}, {self._environment}, key {key[:3]}…{key[-4:]}>"

    def _populate(self) -> None:
        for account_id, name in ACCOUNTS.items():
            self.add_account(account_id, name)


def _facts(workflow: Workflow) -> dict[str, Any]:
    content = workflow.draft or workflow.shown
    return {
        "draft_id": workflow.draft_id,
        "published_id": workflow.id if workflow.versions else None,
        "name": content.name,
        "description": content.description,
        "slug": BY_ID[workflow.application].slug,
        "published": workflow.published,
        "current_version": workflow.current_version,
        "linked_account_id": workflow.account,
        "environment": workflow.environment,
        "node_count": len(content.nodes),
        "created_at": iso(workflow.created_at),
    }

"""The sandbox as its users hold it: a whole Refold API in this process, or on a loopback port."""

from __future__ import annotations

import atexit
import contextlib
import random
import threading
from typing import TYPE_CHECKING, Any, Self

from refold_nb.sandbox import storage
from refold_nb.sandbox.answers import DIALECTS
from refold_nb.sandbox.backend import Backend
from refold_nb.sandbox.console import Console
from refold_nb.sandbox.credentials import ENVIRONMENTS
from refold_nb.sandbox.examples import plant
from refold_nb.sandbox.faults import Faults
from refold_nb.sandbox.gateway import Gateway
from refold_nb.sandbox.listener import Listener
from refold_nb.sandbox.pace import RateLimit
from refold_nb.sandbox.requests import RequestLog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike
    from types import TracebackType

    from refold_nb.sandbox.latency import Latency

ACCOUNTS = {
    "acme": "Acme Corporation",
    "globex": "Globex Corporation",
    "initech": "Initech",
    "umbrella": "Umbrella Health",
    "hooli": "Hooli",
    "stark": "Stark Industries",
}
"""The linked accounts of every new sandbox. Only initech has workflows of its own, as examples."""


class SandboxServer(Console):
    """A Refold API that runs here: stateful, with Refold's own errors, and faults on demand.

    Use `.app` in process, or `.url` over loopback. Keys and tokens are minted per sandbox.

    Args:
        dialect: the generation of answers, `"2026"` (the default, unless `state` says otherwise) or `"2025"`.
        seed: makes ids and chances repeatable; keys and tokens stay random.
        rate: requests a second that each credential may make (20, as documented); None for no limit.
        burst: requests that may come in one instant (5, as documented).
        environment: which key `.api_key` is, `"test"` (the default, as above) or `"production"`.
        latency: how long every request waits first: seconds, (shortest, longest), or a `Lognormal`.
        examples: whether to bring along example workflows: private ones of initech, and a few public ones.
        state: a file written by `save`, to go on from.

    Raises:
        ValueError: when an argument makes no sense.
        StateFileError: when `state` is not such a file.
    """

    def __init__(
        self,
        *,
        dialect: str | None = None,
        seed: int | str | None = None,
        rate: float | None = 20.0,
        burst: int = 5,
        environment: str | None = None,
        latency: Latency | None = None,
        examples: bool = True,
        state: str | PathLike[str] | None = None,
    ) -> None:
        saved = {} if state is None else storage.read(state)
        environment = environment or saved.get("environment", ENVIRONMENTS[0])
        if environment not in ENVIRONMENTS:
            raise ValueError(f"There is no environment {environment!r}: choose {' or '.join(ENVIRONMENTS)}.")
        dialect = dialect or saved.get("dialect", DIALECTS[0])
        rng = random.Random(seed)  # noqa: S311  (ids and chances, no secrets)
        super().__init__(Backend(dialect, RateLimit(rate, burst), rng), environment)
        self._latency = latency
        self._examples = examples
        self.faults = Faults(seed)
        """The script of what goes wrong."""
        self.faults.latency = latency
        self.requests = RequestLog()
        """What was asked of this sandbox."""
        self._gateway = Gateway(self._backend, self.faults, self.requests)
        self._listener: Listener | None = None
        self._starting = threading.Lock()
        # A saved sandbox has its own accounts and examples, or had them deleted.
        if saved:
            storage.restore(self._backend, saved)
        else:
            self._populate()

    @property
    def app(self) -> Gateway:
        """The ASGI application, for use in process."""
        return self._gateway

    def serve(self, port: int = 0, host: str = "127.0.0.1") -> Self:
        """Start to listen, unless it does already; 0 chooses a free port.

        Returns:
            The sandbox itself; its `url` is ready to be used.

        Raises:
            OSError: when the port is taken.
        """
        # Two threads that ask for the URL at once must get the same one.
        with self._starting:
            if self._listener is None:
                self._listener = Listener(self._gateway, host, port)
                # It serves until it is closed, whoever still holds it: a URL is all that its clients know.
                atexit.register(self.close)
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
            # It may have been closed meanwhile, and must stay closed then.
            if listener and listener is self._listener:
                listener.resume()

    def reset(self) -> None:
        """Begin anew with the same keys and URL: no workflows but the examples, no faults, no requests."""
        self.faults.clear()
        # What the constructor was told is part of what the sandbox begins as.
        self.faults.latency = self._latency
        self.requests.clear()
        self._backend.reset()
        self._populate()

    def save(self, path: str | PathLike[str]) -> None:
        """Write the state into one JSON file, atomically, readable by its owner alone: it holds the keys.

        Faults, scripts of runs and the log of requests are not part of the state.

        Raises:
            OSError: when the file can't be written.
        """
        with self._backend.lock:
            document = storage.to_document(self._backend)
            storage.write(path, {**document, "environment": self._environment})

    @classmethod
    def load(cls, path: str | PathLike[str], **options: Any) -> Self:
        """A sandbox that goes on from a file written by `save`, with the same keys.

        Args:
            path: the file.
            options: what the constructor takes besides `state`.

        Raises:
            FileNotFoundError: when there is no such file.
            StateFileError: when it isn't a sandbox's state.
        """
        return cls(state=path, **options)

    def close(self) -> None:
        """Stop listening and cut every connection. What is on the server stays, and `serve` starts again."""
        atexit.unregister(self.close)
        listener, self._listener = self._listener, None
        if listener:
            listener.close()

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
        if self._examples:
            with self._backend.lock:
                plant(self._backend, self._environment)

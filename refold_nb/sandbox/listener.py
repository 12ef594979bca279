"""A real socket for the sandbox: uvicorn's protocol on a loop of its own, in a daemon thread."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from refold_nb.sandbox.clock import http_date
from refold_nb.sandbox.stage import TRANSPORT
from refold_nb.sandbox.transport import HeldTransport

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from starlette.types import ASGIApp, Receive, Scope, Send
    from uvicorn.server import ServerState

_START_SECONDS = 10.0
# Longer than clients keep connections: one closed here just as a client reuses it would look like a fault.
_KEEP_ALIVE_SECONDS = 75
_BACKLOG = 2048

_silent = logging.getLogger("refold_nb.sandbox.listener")
# What breaks here breaks on purpose: nobody should read of it, however logging is set up.
_silent.disabled = True


class Listener:
    """Serves an ASGI application on `host` and `port` (0 chooses a free one) until `close`.

    Raises:
        OSError: when the port is taken.
    """

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._address: tuple[str, int] = (host, port)
        self._family = family
        self._socket = self._listen()
        self._address = (host, self._socket.getsockname()[1])
        # A loop of its own: notebooks have one running, and scripts have none.
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._stopping = asyncio.Event()
        self._state: ServerState
        self._server: asyncio.Server | None = None
        self._app = app
        self._thread = threading.Thread(target=self._run, name="refold-sandbox", daemon=True)
        self._thread.start()
        if not self._started.wait(_START_SECONDS):
            raise TimeoutError(f"The sandbox did not start within {_START_SECONDS:.0f} seconds.")

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._address[1]

    @property
    def url(self) -> str:
        """The base URL."""
        host = f"[{self._address[0]}]" if self._family == socket.AF_INET6 else self._address[0]
        return f"http://{host}:{self.port}"

    def close(self) -> None:
        """Stop listening and cut every connection, also those that wait for an answer."""
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def pause(self) -> None:
        """Close the listening socket and every connection: connecting is refused until `resume`."""
        self._wait_for(self._pause())

    def resume(self) -> None:
        """Listen again, on the same port."""
        self._wait_for(self._resume())

    def _wait_for(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_START_SECONDS)

    def _listen(self) -> socket.socket:
        # With the protocol left at 0, asyncio would not switch Nagle's delay off.
        listening = socket.socket(self._family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            # So that the same port can be opened again at once, after a refusal or a restart.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(self._address)
            listening.setblocking(False)
        except OSError:
            listening.close()
            raise
        return listening

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._prepare()
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def _prepare(self) -> None:
        from uvicorn.config import Config
        from uvicorn.server import ServerState

        config = Config(
            self._app,
            log_config=None,
            access_log=False,
            interface="asgi3",
            lifespan="off",
            loop="asyncio",
            http="auto",
            ws="none",
            # Nobody stands in front of it, so nobody's word is taken for who is calling.
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        )
        self._state = ServerState()
        self._protocol = _protocol_class(config, self._state)

    async def _serve(self) -> None:
        await self._resume()
        self._started.set()
        dates = asyncio.create_task(self._date_answers())
        await self._stopping.wait()
        dates.cancel()
        await self._pause()
        pending = [dates, *self._state.tasks]
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    async def _resume(self) -> None:
        if self._server is None:
            listening = self._socket if self._socket.fileno() != -1 else self._listen()
            self._server = await self._loop.create_server(self._protocol, sock=listening, backlog=_BACKLOG)

    async def _pause(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        # Not waited for: a request that is never answered would hold up the end for ever.
        for connection in list(self._state.connections):
            transport = getattr(connection, "transport", None)
            if transport is not None:
                transport.abort()
        # Aborted transports close their sockets in the loop's next turns.
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    async def _date_answers(self) -> None:
        while True:
            self._state.default_headers = [
                (b"date", http_date(time.time()).encode()),
                (b"server", b"refold-sandbox"),
            ]
            await asyncio.sleep(1)


def _protocol_class(config: Any, state: ServerState) -> Any:
    """uvicorn's HTTP protocol, silent, and with the connection's transport in every request's scope."""
    from uvicorn.protocols.http import auto

    base: Any = auto.AutoHTTPProtocol

    class Protocol(base):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(config, state, {})
            self.logger = _silent
            self.access_log = False

        def connection_made(self, transport: Any) -> None:
            held = HeldTransport(transport)
            super().connection_made(held)
            inner = self.app

            async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
                scope[TRANSPORT] = held
                await inner(scope, receive, send)

            self.app: ASGIApp = with_transport

    return Protocol

"""HTTP itself: one request out, one answer back, and how far it had got when it failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from .answers import Answer
from .base_url import is_loopback
from .errors import ConnectFailed, InvalidRequest, NoAnswer
from .lanes import Lanes

if TYPE_CHECKING:
    import ssl

    from .auth import HeaderAuth
    from .calls import Call

AsyncBaseTransport = httpx.AsyncBaseTransport
OnSent = Callable[[], None]

LARGEST_ANSWER = 64 * 2**20  # bytes; a list of 100 large workflows is far below
_NOT_SENT = (
    httpx.ConnectError,
    # A proxy that opens no tunnel to the server.
    httpx.ProxyError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    ConnectionRefusedError,
)
_HEADERS = {"accept": "application/json", "accept-encoding": "gzip, deflate", "user-agent": "refold-nb"}
_SEND_EVENTS = ("http11.send_request_headers.started", "http2.send_request_headers.started")


@dataclass(slots=True)
class _Phase:
    """Whether anything of a request had gone out: what may be done after a failure depends on it."""

    sent: bool = False
    on_sent: OnSent | None = None

    def mark(self) -> None:
        if not self.sent:
            self.sent = True
            if self.on_sent is not None:
                self.on_sent()

    async def trace(self, event: str, _info: dict[str, Any]) -> None:
        if event in _SEND_EVENTS:
            self.mark()


class Wire:
    """Speaks HTTP with one base URL, on one event loop; see `Carrier` for the arguments."""

    def __init__(
        self, base_url: str, timeout: float, connect_timeout: float, transport: AsyncBaseTransport | None
    ) -> None:
        if transport is not None and not isinstance(transport, AsyncBaseTransport):
            raise InvalidRequest(
                f"transport= takes an asynchronous httpx transport, such as httpx.ASGITransport or"
                f" httpx.AsyncHTTPTransport, not {type(transport).__name__}.",
                field="transport",
            )
        self.base_url = base_url
        self.transport = transport
        self._limits = httpx.Timeout(timeout, connect=connect_timeout).as_dict()
        # A server that drips a byte now and then never trips the read time-out.
        self._longest = connect_timeout + 2 * timeout
        self._lanes = Lanes(partial(_new_transport, base_url))
        # Reading a URL takes longer than all else that is done to a request here, and most go to the same few.
        self._url = lru_cache(maxsize=64)(lambda path: httpx.URL(base_url + path))

    async def aclose(self) -> None:
        """Close the connections; the next call opens new ones."""
        await self._lanes.aclose()
        if self.transport is not None:
            await self.transport.aclose()

    async def exchange(
        self, call: Call[Any], auth: HeaderAuth, content: bytes | None, on_sent: OnSent | None = None
    ) -> Answer:
        """Send ``call`` once and return the answer, whatever it is.

        Raises:
            ConnectFailed: nothing was sent.
            NoAnswer: it went out, and no answer came.
        """
        phase = _Phase(on_sent=on_sent)
        problem = ""
        try:
            async with asyncio.timeout(self._longest):
                return await self._request(call, auth, content, phase)
        except _TooLarge:
            problem = f"its answer is larger than {LARGEST_ANSWER // 2**20} MB"
        except _NOT_SENT as error:
            phase.sent = False
            problem = _reason(error)
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            httpx.StreamError,
            TimeoutError,
            OSError,
            ImportError,
        ) as error:
            problem = _reason(error)
        where = {"method": call.method, "path": call.path}
        # Raised out here: inside `except`, httpx's exception and its request would come along as context.
        if not phase.sent:
            raise ConnectFailed(
                f"No connection to {self.base_url} ({problem}): nothing was sent."
                " Check the base URL and the network.",
                **where,
            )
        raise NoAnswer(
            f"{call.method} {call.path} was sent, and no answer came: {problem}.", reason=problem, **where
        )

    async def _request(
        self, call: Call[Any], auth: HeaderAuth, content: bytes | None, phase: _Phase
    ) -> Answer:
        headers = {**_HEADERS, **call.headers}
        if content is not None:
            headers["content-type"] = "application/json"
        request = httpx.Request(
            call.method,
            self._url(call.path),
            params=call.params or None,
            content=content,
            headers=headers,
            extensions={"timeout": self._limits, "trace": phase.trace},
        )
        # By a transport and not by a client: that keeps one account's cookies for the next, and logs URLs.
        if self.transport is not None:
            # One that was given may not trace: from here on it may have sent.
            phase.mark()
            return await _carry(self.transport, request, auth)
        lane = await self._lanes.take()
        sound = False
        try:
            answer = await _carry(lane, request, auth)
            sound = True
        finally:
            await self._lanes.give_back(lane, sound=sound)
        return answer


async def _carry(transport: AsyncBaseTransport, request: httpx.Request, auth: HeaderAuth) -> Answer:
    response = await transport.handle_async_request(next(auth.sync_auth_flow(request)))
    try:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise _TooLarge
        return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, bytes(body))
    finally:
        await response.aclose()


def _new_transport(base_url: str) -> AsyncBaseTransport:
    """Return one connection to ``base_url``, through the proxy that the environment names, if any."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    proxy = None
    # A proxy for the world outside must not see what is meant for this machine.
    if not is_loopback(host) and not proxy_bypass(host):
        proxies = getproxies()
        proxy = proxies.get(parts.scheme) or proxies.get("all")
    return httpx.AsyncHTTPTransport(
        # Plain http never uses them.
        verify=_certificates() if parts.scheme == "https" else False,
        limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
        proxy=proxy if proxy is None or "://" in proxy else f"http://{proxy}",
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Load the certificates that are trusted; it takes 100 ms."""
    return httpx.create_ssl_context()


def in_process(app: Any) -> AsyncBaseTransport:
    """Return a transport that calls an ASGI application in this process, without a socket."""
    return httpx.ASGITransport(app=app)


class _TooLarge(Exception):
    """The answer goes on and on."""


def _reason(error: BaseException) -> str:
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return "timed out"
    words = str(error).strip() or type(error).__name__
    cut = isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError) and not isinstance(
        error, _NOT_SENT
    )
    return f"the connection was cut ({words})" if cut else words

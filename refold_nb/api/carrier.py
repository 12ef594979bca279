"""Carries calls over HTTP: once for what must not be repeated, with retries for what may."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from .answers import Answer, read
from .auth import HeaderAuth, auth_for
from .credentials import Credentials, is_loopback
from .errors import (
    ApplicationNotFound,
    CallError,
    ConnectFailed,
    InvalidRequest,
    NoAnswer,
    OutcomeUnknown,
    RateLimited,
    RefoldError,
    ServerError,
    UnexpectedAnswer,
)
from .retrying import Backoff

if TYPE_CHECKING:
    from .calls import Call
    from .pacing import Pace

T = TypeVar("T")
AsyncBaseTransport = httpx.AsyncBaseTransport

LARGEST_ANSWER = 64 * 2**20  # bytes; a list of 100 large workflows is far below
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_SEND_EVENTS = ("http11.send_request_headers.started", "http2.send_request_headers.started")

OnSent = Callable[[], None]
OnRetry = Callable[[int, float, RefoldError], None]


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


class Carrier:
    """The one place that speaks HTTP. All its methods run on one event loop.

    Args:
        base_url: checked by `find_base_url`; no call goes anywhere else, redirects are not followed.
        timeout: seconds to wait for an answer to go on.
        connect_timeout: seconds to wait for a connection.
        pace: holds calls back to the API's rate limit.
        transport: an httpx transport to send through instead of the network.
        deadline: seconds after which safe calls are not tried again.
    """

    def __init__(
        self,
        *,
        base_url: str,
        pace: Pace,
        timeout: float = 30.0,
        connect_timeout: float = 5.0,
        transport: AsyncBaseTransport | None = None,
        deadline: float = 60.0,
    ) -> None:
        if transport is not None and not isinstance(transport, AsyncBaseTransport):
            raise InvalidRequest(
                f"transport= takes an asynchronous httpx transport, such as httpx.ASGITransport or"
                f" httpx.AsyncHTTPTransport, not {type(transport).__name__}.",
                field="transport",
            )
        self.base_url = base_url
        self.pace = pace
        self.timeout = timeout
        self.connect_timeout = connect_timeout
        self.deadline = deadline
        self._transport = transport
        self._timeout = httpx.Timeout(timeout, connect=connect_timeout)
        # A server that drips a byte now and then never trips the read time-out.
        self._longest = connect_timeout + 2 * timeout
        self._http: httpx.AsyncClient | None = None

    @property
    def in_process(self) -> bool:
        """Whether a transport was given, so that no other process can reach the same server by its URL."""
        return self._transport is not None

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            parts = urlsplit(self.base_url)
            self._http = httpx.AsyncClient(
                base_url=self.base_url,
                transport=self._transport,
                timeout=self._timeout,
                headers={"accept": "application/json", "user-agent": "refold-nb"},
                follow_redirects=False,
                limits=httpx.Limits(max_connections=64, max_keepalive_connections=32),
                # A proxy for the world outside must not see what is meant for this machine.
                trust_env=not is_loopback(parts.hostname or ""),
                # Loading the certificates takes 100 ms, and plain http never uses them.
                verify=parts.scheme == "https",
            )
        return self._http

    async def aclose(self) -> None:
        """Close the connections; the next call opens new ones."""
        client, self._http = self._http, None
        if client is not None:
            await client.aclose()

    async def attempt(self, call: Call[T], credentials: Credentials, *, on_sent: OnSent | None = None) -> T:
        """Send ``call`` once, when the pace allows.

        Args:
            on_sent: called when the request begins to go out.

        Raises:
            MissingCredentials: the call takes another way to authenticate; nothing was sent.
            ConnectFailed: nothing was sent.
            RateLimited: refused before anything was done.
            OutcomeUnknown: an unsafe call went out, and whether it was carried out can't be told.
            ApiError: Refold said no.
            NoAnswer, UnexpectedAnswer: a safe call got no answer, or none of the API's.
        """
        auth = auth_for(call, credentials)
        content = _encode(call)
        await self.pace.acquire()
        phase = _Phase(on_sent=on_sent)
        try:
            answer = await self._exchange(call, auth, content, phase)
            model = read(call, _without_secrets(answer, credentials))
        except CallError as error:
            failed = error
        else:
            self.pace.succeeded()
            return model
        if isinstance(failed, RateLimited):
            self.pace.refused(failed.retry_after)
        raise _as_phase_tells(call, failed)

    async def send(
        self,
        call: Call[T],
        credentials: Credentials,
        *,
        deadline: float | None = None,
        on_retry: OnRetry | None = None,
    ) -> T:
        """Send ``call``, and if it is safe, again after a failure that may pass.

        Args:
            deadline: seconds after which it is not tried again (default: the carrier's).
            on_retry: told the attempt, the wait in seconds and the error before each wait.

        Raises:
            RefoldError: the last failure; see `attempt`.
        """
        backoff = Backoff(self.deadline if deadline is None else deadline)
        while True:
            try:
                return await self.attempt(call, credentials)
            except (ConnectFailed, RateLimited, ServerError, UnexpectedAnswer) as error:
                may_pass = call.safe or isinstance(error, ConnectFailed | RateLimited)
                slowed = isinstance(error, RateLimited)
                asked = error.retry_after if isinstance(error, RateLimited) else None
                wait = backoff.next_wait(asked=asked, patient=slowed) if may_pass else None
                if wait is None:
                    raise
                if on_retry is not None:
                    on_retry(backoff.attempt, wait, error)
            await asyncio.sleep(wait)

    async def _exchange(
        self, call: Call[T], auth: HeaderAuth, content: bytes | None, phase: _Phase
    ) -> Answer:
        """Send and receive; the errors raised hold nothing of httpx, whose objects hold the headers."""
        problem = ""
        try:
            async with asyncio.timeout(self._longest):
                return await self._request(call, auth, content, phase)
        except _TooLarge:
            problem = f"its answer is larger than {LARGEST_ANSWER // 2**20} MB"
        except _NOT_SENT as error:
            phase.sent = False
            problem = _reason(error)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, TimeoutError, OSError) as error:
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

    async def _request(self, call: Call[T], auth: HeaderAuth, content: bytes | None, phase: _Phase) -> Answer:
        client = self._client()
        headers = dict(call.headers)
        if content is not None:
            headers["content-type"] = "application/json"
        if self._transport is not None:
            # A transport given from outside may not trace: from here on it may have sent.
            phase.mark()
        request = client.build_request(
            call.method,
            call.path,
            params=call.params or None,
            content=content,
            headers=headers,
            extensions={"trace": phase.trace},
        )
        response = await client.send(request, auth=auth, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise _TooLarge
            return Answer(
                response.status_code, {k.lower(): v for k, v in response.headers.items()}, bytes(body)
            )
        finally:
            await response.aclose()


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


def _encode(call: Call[Any]) -> bytes | None:
    if call.json is None:
        return None
    try:
        return msgspec.json.encode(call.json)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidRequest(f"The request can't be written as JSON: {error}.", field="payload") from None


def _without_secrets(answer: Answer, credentials: Credentials) -> Answer:
    """Mask what a server echoes of the caller's own secrets, so that no error or model holds them."""
    body = answer.body
    for secret in (credentials.api_key, credentials.session_token):
        if secret is not None and (clear := secret.reveal().encode()) in body:
            body = body.replace(clear, secret.masked.encode())
    return answer if body is answer.body else Answer(answer.status, answer.headers, body)


def _as_phase_tells(call: Call[Any], error: CallError) -> CallError:
    """Turn a failure that leaves an unsafe call's outcome open into `OutcomeUnknown`."""
    permanent = not isinstance(error, ServerError | UnexpectedAnswer) or _is_definite(error)
    if call.safe or permanent:
        return error
    unknown = OutcomeUnknown(
        f"{call.method} {call.path} was sent, and whether Refold carried it out is not known: {error}",
        method=call.method,
        path=call.path,
        reason=str(error),
        status_code=getattr(error, "status_code", None),
        request_id=getattr(error, "request_id", None),
    )
    unknown.__cause__ = error
    return unknown


def _is_definite(error: CallError) -> bool:
    """Whether the server did nothing for certain: an unknown application, or a redirect elsewhere."""
    if isinstance(error, ApplicationNotFound):
        return True
    # 303 is how a server says "done, look there"; the other redirects say "not here".
    return isinstance(error, UnexpectedAnswer) and error.status_code in {301, 302, 307, 308}

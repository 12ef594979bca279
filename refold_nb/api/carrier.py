"""Carries calls over HTTP: once for what must not be repeated, with retries for what may."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from .answers import Answer, read
from .auth import auth_for
from .errors import (
    ApplicationNotFound,
    CallError,
    ConnectFailed,
    InvalidRequest,
    OutcomeUnknown,
    RateLimited,
    RefoldError,
    ServerError,
    UnexpectedAnswer,
)
from .retrying import Backoff
from .wire import Wire

if TYPE_CHECKING:
    from .calls import Call
    from .credentials import Credentials
    from .pacing import Pace
    from .wire import AsyncBaseTransport, OnSent

T = TypeVar("T")
OnRetry = Callable[[int, float, RefoldError], None]


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
        self.base_url = base_url
        self.pace = pace
        self.timeout = timeout
        self.connect_timeout = connect_timeout
        self.deadline = deadline
        self._wire = Wire(base_url, timeout, connect_timeout, transport)

    @property
    def in_process(self) -> bool:
        """Whether a transport was given, so that no other process can reach the same server by its URL."""
        return self._wire.transport is not None

    async def aclose(self) -> None:
        """Close the connections; the next call opens new ones."""
        await self._wire.aclose()

    async def attempt(
        self,
        call: Call[T],
        credentials: Credentials,
        *,
        on_sent: OnSent | None = None,
        patience: float | None = None,
    ) -> T:
        """Send ``call`` once, when the pace allows.

        Args:
            on_sent: called when the request begins to go out.
            patience: seconds for which a ``Retry-After`` is waited out (default: the carrier's deadline).

        Raises:
            MissingCredentials: the call takes another way to authenticate; nothing was sent.
            ConnectFailed: nothing was sent.
            RateLimited: refused before anything was done, or held back for longer than ``patience``.
            OutcomeUnknown: an unsafe call went out, and whether it was carried out can't be told.
            ApiError: Refold said no.
            NoAnswer, UnexpectedAnswer: a safe call got no answer, or none of the API's.
        """
        auth = auth_for(call, credentials)
        content = None if call.json is None else encoded(call.json)
        await self.pace.acquire(self.deadline if patience is None else patience)
        try:
            # In one step: no frame of a traceback may hold an answer that echoes the credentials.
            answer = _without_secrets(await self._wire.exchange(call, auth, content, on_sent), credentials)
            model = read(call, answer)
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
                return await self.attempt(call, credentials, patience=backoff.remaining)
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


def encoded(document: Any, field: str | None = None) -> bytes:
    """Return ``document`` as JSON.

    Raises:
        InvalidRequest: it has no form in JSON.
    """
    try:
        return msgspec.json.encode(document, enc_hook=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidRequest(f"The request can't be written as JSON: {error}.", field=field) from None


def _plain(value: Any) -> Any:
    """Take what a notebook's variables hold: typed ids, and the scalars and times of a DataFrame."""
    if isinstance(value, str):
        return str.__str__(value)
    if type(value).__name__ in {"NAType", "NaTType"}:
        return None
    if callable(scalar := getattr(value, "item", None)) and getattr(value, "ndim", None) == 0:
        return scalar()
    if callable(written := getattr(value, "isoformat", None)):
        return written()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _without_secrets(answer: Answer, credentials: Credentials) -> Answer:
    """Mask what a server echoes of the caller's own secrets, so that no error or model holds them."""
    body, headers = answer.body, answer.headers
    for secret in (credentials.api_key, credentials.session_token):
        if secret is None:
            continue
        clear, masked = secret.reveal(), secret.masked
        for written in {clear, clear.replace("/", "\\/")}:
            body = body.replace(written.encode(), masked.encode())
        if any(clear in value for value in headers.values()):
            headers = {name: value.replace(clear, masked) for name, value in headers.items()}
    return Answer(answer.status, headers, body)


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

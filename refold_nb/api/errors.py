"""Every way a call can fail, in one short tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class RefoldError(Exception):
    """The root: catch it to catch everything that this package raises on purpose.

    Keyword fields become attributes; they hold no secret and survive pickling.
    """

    def __init__(self, text: str, **fields: Any) -> None:
        super().__init__(text)
        self._fields = tuple(fields)
        for name, value in fields.items():
            setattr(self, name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), str(self), {name: getattr(self, name) for name in self._fields})


def _rebuild(kind: type[RefoldError], text: str, fields: dict[str, Any]) -> RefoldError:
    error = kind.__new__(kind)
    RefoldError.__init__(error, text, **fields)
    return error


class MissingCredentials(RefoldError):
    """No way to authenticate was found, or not one that this call takes."""


class InvalidRequest(RefoldError):
    """The request is wrong, and was not sent. ``field`` names the argument to mend."""

    field: str | None

    def __init__(self, text: str, *, field: str | None = None, **fields: Any) -> None:
        super().__init__(text, field=field, **fields)


class InvalidRows(InvalidRequest):
    """Rows of a bulk job are wrong; nothing was sent. ``problems`` is a frame that has them all.

    Its index holds the labels of the bad rows, its columns are ``row`` (position, from 0), ``column``, ``reason``.
    """

    problems: pd.DataFrame


class HistoryError(RefoldError):
    """The history can't be read or written. ``place`` is the file or the database (without its password)."""

    place: str

    def __init__(self, text: str, *, place: str = "", **fields: Any) -> None:
        super().__init__(text, place=place, **fields)


class CallError(RefoldError):
    """A call failed. ``method`` and ``path`` say which."""

    method: str
    path: str

    def __init__(self, text: str, *, method: str = "", path: str = "", **fields: Any) -> None:
        super().__init__(text, method=method, path=path, **fields)


class ConnectFailed(CallError):
    """No connection was made: nothing was sent, so it is safe to try again."""


class OutcomeUnknown(CallError):
    """The request went out, and whether Refold carried it out can't be told.

    ``reason`` says what came instead of an answer; ``status_code`` and ``request_id`` are those of a
    5xx, if one came; ``intent_id`` is the row of ``client.history.pending()`` that keeps it.
    """

    reason: str
    status_code: int | None
    request_id: str | None
    intent_id: str | None

    def __init__(
        self,
        text: str,
        *,
        reason: str = "",
        status_code: int | None = None,
        request_id: str | None = None,
        intent_id: str | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(
            text,
            reason=reason,
            status_code=status_code,
            request_id=request_id,
            intent_id=intent_id,
            **fields,
        )


class UnexpectedAnswer(CallError):
    """An answer came that is none of the API's: HTML of a proxy, cut JSON, another shape, a redirect.

    ``status_code`` is its HTTP status and ``body`` its beginning, at most 500 characters.
    """

    status_code: int | None
    body: str

    def __init__(self, text: str, *, status_code: int | None = None, body: str = "", **fields: Any) -> None:
        super().__init__(text, status_code=status_code, body=body, **fields)


class NoAnswer(UnexpectedAnswer):
    """The request went out and no answer came: timed out or cut off. ``reason`` says which."""

    reason: str

    def __init__(self, text: str, *, reason: str = "", **fields: Any) -> None:
        super().__init__(text, reason=reason, **fields)


class StillRunning(RefoldError, TimeoutError):
    """A run was waited for until the deadline. It goes on at Refold; ``execution_id`` finds it again."""

    execution_id: str
    status: str | None

    def __init__(
        self, text: str, *, execution_id: str = "", status: str | None = None, **fields: Any
    ) -> None:
        super().__init__(text, execution_id=execution_id, status=status, **fields)


class ApiError(CallError):
    """Refold said no. The fields are those of its error body, ``None`` where it had none.

    ``status_code``, ``http_error_type``, ``error_code`` and ``message`` are Refold's own,
    ``request_id`` is what its support asks for, ``body`` the answer's beginning (500 characters at most).
    """

    status_code: int
    http_error_type: str | None
    error_code: str | None
    message: str
    request_id: str | None
    body: str

    def __init__(
        self,
        text: str,
        *,
        status_code: int = 0,
        http_error_type: str | None = None,
        error_code: str | None = None,
        message: str = "",
        request_id: str | None = None,
        body: str = "",
        **fields: Any,
    ) -> None:
        super().__init__(
            text,
            status_code=status_code,
            http_error_type=http_error_type,
            error_code=error_code,
            message=message,
            request_id=request_id,
            body=body,
            **fields,
        )


class BadRequest(ApiError):
    """400, or another 4xx without a class of its own: Refold did not take the request as it is."""


class AuthenticationError(ApiError):
    """401: the key or token is missing, wrong, expired or revoked."""


class PermissionDenied(ApiError):
    """403: the credentials are good, but not for this; say, another account's private workflow."""


class NotFound(ApiError):
    """404: no such workflow, execution, application or linked account."""


class RateLimited(ApiError):
    """429: too fast; nothing was done. ``retry_after`` is the wait that Refold asked for, in seconds."""

    retry_after: float | None

    def __init__(self, text: str, *, retry_after: float | None = None, **fields: Any) -> None:
        super().__init__(text, retry_after=retry_after, **fields)


class ServerError(ApiError):
    """5xx: Refold, or a proxy before it, failed."""


class ApplicationNotFound(ServerError):
    """No application has that slug. Refold says so with a 500, which no retry will cure."""

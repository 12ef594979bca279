"""From a raw answer to a model or to the error that it stands for."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from refold_nb.html import visible

from .errors import (
    ApiError,
    ApplicationNotFound,
    AuthenticationError,
    BadRequest,
    NotFound,
    PermissionDenied,
    RateLimited,
    ServerError,
    UnexpectedAnswer,
)
from .fields import Unreadable, text

if TYPE_CHECKING:
    from .calls import Call

T = TypeVar("T")

LONGEST_WAIT = 1e9  # seconds; a number that is longer has no end
BODY_SHOWN = 500  # characters of a body that an error keeps
_UNKNOWN_APPLICATION = re.compile(r"\bapplication\b.*\bnot found\b", re.IGNORECASE | re.DOTALL)

_KINDS: dict[int, tuple[type[ApiError], str]] = {
    400: (BadRequest, "Refold did not take the request as it is: mend what it names and send again."),
    401: (
        AuthenticationError,
        "Check the API key or session token: it may be mistyped, expired, revoked, or another environment's.",
    ),
    403: (PermissionDenied, "These credentials may not do this: use the linked account that owns it."),
    404: (NotFound, "Check the id, and that it belongs to this linked account and environment."),
    429: (RateLimited, "Refold takes 20 requests a second and 5 at once: nothing was done, try again later."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came, with header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        """The decoded JSON.

        Raises:
            ValueError: it is none.
        """
        body = self.body.removeprefix(b"\xef\xbb\xbf")
        try:
            return msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass
        except RecursionError as error:
            raise ValueError(str(error)) from None
        return _lenient(body)

    def beginning(self) -> str:
        """Return the first characters of the body, for a person to recognise it by."""
        return _cut(self.body[: 4 * BODY_SHOWN].decode("utf-8", "replace").strip())


def _cut(text: str) -> str:
    return text if len(text) <= BODY_SHOWN else text[:BODY_SHOWN] + "…"


def _lenient(body: bytes) -> Any:
    """Decode what is JSON to other languages: one odd name must not hide all the others of a list."""
    try:
        document = json.loads(body.decode(), parse_constant=lambda _: None)
        # Half a surrogate pair is no character: nothing that shows or stores text could take it.
        whole = json.dumps(document, ensure_ascii=False).encode("utf-16", "surrogatepass")
        return json.loads(whole.decode("utf-16", "replace"))
    except RecursionError as error:
        raise ValueError(str(error)) from None


def read(call: Call[T], answer: Answer) -> T:
    """Return the model that ``answer`` holds.

    Raises:
        ApiError: Refold said no, or failed.
        UnexpectedAnswer: it is no answer of the API's.
    """
    if not 200 <= answer.status < 300:
        raise failure(call, answer)
    try:
        document = answer.document if answer.body.strip() else None
        return call.parse(document)
    except Unreadable as error:
        reason = str(error)
    except ValueError:
        reason = "it is not JSON"
    raise UnexpectedAnswer(
        f"{call.method} {call.path} was answered {answer.status}, but not by Refold: {reason}."
        " A proxy in between may have answered instead: check the base URL and the network.",
        method=call.method,
        path=call.path,
        status_code=answer.status,
        body=answer.beginning(),
    )


def failure(call: Call[Any], answer: Answer) -> ApiError | UnexpectedAnswer:
    """Return the error that an answer outside 200 to 299 stands for."""
    status = answer.status
    if status < 400:
        return UnexpectedAnswer(
            f"{call.method} {call.path} was answered with a redirect ({status}). None is followed, so that"
            " the credentials go nowhere else. Check the base URL: it may lack https:// or be a login page.",
            method=call.method,
            path=call.path,
            status_code=status,
            body=answer.beginning(),
        )
    try:
        document = answer.document
    except ValueError:
        document = None
    doc = document if isinstance(document, dict) else {}
    message = text(doc.get("message")) or ""
    code = text(doc.get("error_code")) or text(doc.get("error"))
    # One service answers with the text in `error`, and "Server Error" where the text should be.
    if code and " " in code:
        message, code = code, None
    kind, advice = _kind(call, status, message)
    request_id = text(doc.get("request_id")) or answer.headers.get("x-request-id")
    if kind is NotFound and "linked account" in message.lower():
        advice = "Check the linked account id: client.linked_accounts.list() shows them all."
    if code == "INVALID_WORKFLOW_ID":
        advice = (
            "Draft ids and published ids differ: publishing takes the draft's, everything after it the other."
        )
    # A traceback is no place for a page of text, nor for what a terminal would obey.
    said = visible(_cut(message)) or "no reason given"
    suffix = f" Request id for Refold's support: {visible(request_id[:100])}." if request_id else ""
    fields: dict[str, Any] = {}
    if kind is RateLimited:
        fields["retry_after"] = wait = retry_after(answer.headers)
        if wait is not None:
            advice = advice.replace("try again later", f"try again in {math.ceil(wait)} s")
    return kind(
        f"{status} on {call.method} {call.path}: {said.rstrip('.')}. {advice}{suffix}",
        method=call.method,
        path=call.path,
        status_code=status,
        http_error_type=text(doc.get("http_error_type")),
        error_code=code,
        message=message,
        request_id=request_id,
        body=answer.beginning(),
        **fields,
    )


def _kind(call: Call[Any], status: int, message: str) -> tuple[type[ApiError], str]:
    if status in _KINDS:
        return _KINDS[status]
    if status < 500:
        return BadRequest, "Refold did not take the request."
    if status == 500 and call.not_found_is_500 and _UNKNOWN_APPLICATION.search(message):
        return ApplicationNotFound, "Check the application's slug: client.applications.list() shows them all."
    return ServerError, "Refold, or a proxy before it, failed; nothing on this side is wrong."


def retry_after(headers: dict[str, str]) -> float | None:
    """Return the seconds that ``Retry-After`` (a number or an HTTP date) asks to wait; ``None`` if absent."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", value):
        return min(float(value), LONGEST_WAIT)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    # Against the server's own clock where it says it: this machine's may be off.
    now = _server_time(headers) or datetime.now(UTC)
    return max(0.0, (when - now).total_seconds())


def _server_time(headers: dict[str, str]) -> datetime | None:
    try:
        found = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found

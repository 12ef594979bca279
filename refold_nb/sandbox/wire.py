"""Bytes in and out: request bodies read within a bound, JSON that can't hurt, answers sent."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from refold_nb.sandbox.errors import Refused, bad_request

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from refold_nb.sandbox.records import Json

MAX_BODY = 10_000_000
# A client that is still sending when it is answered may never see the answer, so more is read than kept.
_MAX_DRAIN = 64_000_000
_MAX_DEPTH = 64
_FIRST = "refold_nb.headers"


class ClientGoneError(Exception):
    """The client cut the connection before its request was complete."""


@dataclass(slots=True)
class Reply:
    """An answer, ready to be sent."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


async def read_body(receive: Receive) -> bytes:
    """The request's body.

    Raises:
        Refused: 413, when it is larger than `MAX_BODY` bytes; what is too much is read and dropped.
        ClientGoneError: when the client went away.
    """
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientGoneError
        chunk = message.get("body", b"")
        size += len(chunk)
        # Beyond the limit the rest is read and thrown away, so memory stays flat.
        if size <= MAX_BODY:
            chunks.append(chunk)
        if not message.get("more_body", False):
            break
        if size > _MAX_DRAIN:
            raise _too_large({"connection": "close"})
    if size > MAX_BODY:
        raise _too_large({})
    return b"".join(chunks)


def parse_object(body: bytes, content_type: str) -> Json:
    """The JSON object in a request's body; an empty body counts as an empty object.

    Raises:
        Refused: 415 for another media type, 400 for anything that isn't a JSON object.
    """
    if not body.strip():
        return {}
    # Parameters such as charset don't matter: JSON is UTF-8.
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json")
    try:
        document = _decoder.decode(body.decode("utf-8"))
    except RecursionError:
        raise bad_request("The JSON in the body is nested too deeply") from None
    except ValueError:
        raise bad_request("The body is not valid JSON") from None
    if not isinstance(document, dict):
        raise bad_request("The body must be a JSON object")
    # Counting brackets is quick and settles nearly every body.
    if body.count(b"[") + body.count(b"{") > _MAX_DEPTH and _deeper_than(document, _MAX_DEPTH):
        raise bad_request("The JSON in the body is nested too deeply")
    return document


def dump(document: Any) -> bytes:
    """`document` as JSON; in ASCII where it holds what UTF-8 can't, the lone surrogates that JSON allows."""
    try:
        return msgspec.json.encode(document)
    except (UnicodeEncodeError, OverflowError):
        return _encoder.encode(document).encode()


async def send_reply(send: Send, reply: Reply) -> None:
    """Send an answer whole."""
    await send(start_message(reply, len(reply.body)))
    await send({"type": "http.response.body", "body": reply.body})


def start_message(reply: Reply, length: int) -> dict[str, Any]:
    """The ASGI message that opens an answer which promises `length` bytes."""
    headers = [(b"content-length", b"%d" % length)]
    if reply.content_type:
        headers.append((b"content-type", reply.content_type.encode()))
    headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers.items()]
    return {"type": "http.response.start", "status": reply.status, "headers": headers}


def header(scope: Scope, name: bytes) -> str:
    """A request header as text, empty when it is missing; UTF-8 where it is valid, Latin-1 otherwise."""
    first: dict[bytes, bytes] | None = scope.get(_FIRST)
    if first is None:
        # Where a header comes twice, the first one counts.
        first = scope[_FIRST] = dict(reversed(scope["headers"]))
    value = first.get(name, b"")
    try:
        return str(value, "utf-8").strip()
    except UnicodeDecodeError:
        # What HTTP once meant; every byte has a character there, so this can't fail.
        return str(value, "latin-1").strip()


def _too_large(headers: dict[str, str]) -> Refused:
    message = f"The body is larger than {MAX_BODY} bytes"
    return Refused(413, "PAYLOAD_TOO_LARGE", message, headers=headers)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    # "1e999" is valid JSON that no JSON document could carry back.
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _deeper_than(document: Any, limit: int) -> bool:
    level = [document]
    for _ in range(limit):
        containers = [item for item in level if isinstance(item, (dict, list))]
        level = [
            child for item in containers for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return any(isinstance(item, (dict, list)) for item in level)


# Made once: json.loads and json.dumps would build both anew for every request.
_decoder = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)
_encoder = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False)

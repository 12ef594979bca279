"""One call of the API, described: what to send, who may send it, and how to read the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar
from urllib.parse import quote

from .errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

PUBLIC = "/api/v2/public"  # where every path begins

Auth = Literal["either", "key", "token"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[T]):
    """A request as data, with the reader of its answer.

    Args:
        method, path, params, json, headers: the request; ``json`` is ``None`` for no body.
        auth: ``either`` way to authenticate, an API ``key`` only, or a session ``token`` only.
        needs_account: with a key, the header ``linked_account_id`` must be there too.
        safe: sending it twice does no more than sending it once.
        parse: turns the decoded body into a model; ``None`` stands for an empty body.
        not_found_is_500: a 500 that says "Application … not found" is a definite no (Refold's create).
    """

    method: str
    path: str
    parse: Callable[[Any], T]
    params: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: Auth = "either"
    needs_account: bool = False
    safe: bool = True
    not_found_is_500: bool = False


def path_part(value: object, what: str) -> str:
    """Quote an id for a URL path.

    Raises:
        InvalidRequest: it is no text, empty, or would climb the path.
    """
    if not isinstance(value, str) or not value.strip() or value in {".", ".."} or not _sendable(value):
        raise InvalidRequest(f"{what} must be an id as Refold gave it, not {str(value)[:80]!r}.", field="id")
    return quote(value.strip(), safe="")


def params_of(**values: Any) -> dict[str, str]:
    """Build query parameters: ``None`` is left out, booleans are written as the API writes them.

    Raises:
        InvalidRequest: one can't be sent; ``field`` names it.
    """
    return {name: _param(name, value) for name, value in values.items() if value is not None}


def _param(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if not isinstance(value, str | int | float) or not _sendable(text):
        raise InvalidRequest(f"{name} must be text that can be sent, not {text[:80]!r}.", field=name)
    return text


def flag_of(value: object, name: str) -> bool | None:
    """Return a filter that is true, false or not set.

    Raises:
        InvalidRequest: it is something else.
    """
    if value is None:
        return None
    # A flag out of a DataFrame is numpy's own.
    if isinstance(value, bool) or type(value).__name__ in {"bool_", "bool"}:
        return bool(value)
    raise InvalidRequest(f"{name} is True, False or None, not {str(value)[:80]!r}.", field=name)


def _sendable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def literal_pattern(text: str) -> str:
    """Return the regular expression that matches ``text`` and nothing else."""
    return "^" + "".join("\\" + char if char in r"\.^$*+?()[]{}|/" else char for char in text) + "$"

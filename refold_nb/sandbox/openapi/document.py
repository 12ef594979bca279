"""Puts the description together from the table of calls that the sandbox also routes by."""

from __future__ import annotations

import http
import re
from importlib import metadata
from typing import TYPE_CHECKING

from refold_nb.sandbox.catalogue import CUSTOM
from refold_nb.sandbox.openapi.calls import CALLS, PATH_PARAMETERS, Described
from refold_nb.sandbox.openapi.shapes import TEXT, of, shapes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from refold_nb.sandbox.openapi.calls import Link
    from refold_nb.sandbox.operations import Operation
    from refold_nb.sandbox.records import Json

_USUAL_REFUSALS = (400, 401, 413, 429)
_KEY: Json = {"apiKey": []}
_TOKEN: Json = {"sessionToken": []}
_KNOWN = {"slug": CUSTOM.slug}
_SECURITY = {"key": [_KEY], "token": [_TOKEN], "either": [_KEY, _TOKEN]}


def describe(operations: Iterable[Operation], prefix: str, *, older: bool) -> Json:
    """The OpenAPI 3.1 document of these calls under a path prefix, in one generation of the API."""
    paths: dict[str, Json] = {}
    for operation in operations:
        entry = _operation(operation, older=older)
        paths.setdefault(prefix + operation.path, {})[operation.method.lower()] = entry
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Refold workflow API (sandbox)",
            "version": metadata.version("refold-nb"),
            "description": "A Refold API that runs on this machine: 20 requests a second, a burst of 5.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": shapes(older=older),
            "securitySchemes": {
                "apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"},
                "sessionToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            },
        },
    }


def _operation(operation: Operation, *, older: bool) -> Json:
    described = CALLS[operation.label]
    auth = operation.auth_in(older=older)
    document: Json = {
        "operationId": _operation_id(operation.label),
        "summary": described.summary,
        "security": _SECURITY[auth],
        "parameters": [*_parameters(operation, described, older=older)],
        "responses": _responses(operation, described, older=older),
    }
    if described.body:
        content = {"application/json": {"schema": of(described.body)}}
        document["requestBody"] = {"content": content, "required": _needs_body(described.body, older=older)}
    return document


def _parameters(operation: Operation, described: Described, *, older: bool) -> Iterable[Json]:
    for name in re.findall(r"{(\w+)}", operation.path):
        yield {"name": name, "in": "path", "required": True, "schema": PATH_PARAMETERS[name]}
    for name, schema in described.query.items():
        yield {"name": name, "in": "query", "schema": schema}
    if operation.account != "none" and operation.auth_in(older=older) != "token":
        # With a token the header is needless, and the two ways can't be told apart in a parameter's terms.
        required = operation.account == "required" and operation.auth_in(older=older) == "key"
        text = "The linked account; a session token names it already"
        yield {
            "name": "linked_account_id",
            "in": "header",
            "description": text,
            "required": required,
            "schema": TEXT,
        }
    for name, schema in described.headers.items():
        yield {"name": name, "in": "header", "required": name in described.needs, "schema": schema}


def _responses(operation: Operation, described: Described, *, older: bool) -> Json:
    # Every call answers 200 when it succeeds, those that create included.
    answer: Json = {"description": "Done", "content": {"application/json": {"schema": of(described.answer)}}}
    links = {
        f"{_operation_id(link.call)}{number}": _link(link) for number, link in enumerate(described.links)
    }
    # The older answer to a publish names no id to go on with.
    if links and not (older and described.answer == "Published"):
        answer["links"] = links
    body_refusals = (415,) if operation.method in {"POST", "PUT"} else ()
    refusals = sorted({*_USUAL_REFUSALS, *body_refusals, *described.refusals})
    return {"200": answer, **{str(status): _refusal(status) for status in refusals}, "405": _not_allowed()}


def _link(link: Link) -> Json:
    parameters = {f"path.{link.parameter}": f"$response.body#{link.pointer}"}
    # What a call needs besides the id has to be something that is there.
    parameters |= {f"header.{name}": _KNOWN[name] for name in sorted(CALLS[link.call].needs)}
    found: Json = {"operationId": _operation_id(link.call), "parameters": parameters}
    return found if link.body is None else {**found, "requestBody": link.body}


def _refusal(status: int) -> Json:
    words = http.HTTPStatus(status).phrase
    return {"description": words, "content": {"application/json": {"schema": of("Error")}}}


def _not_allowed() -> Json:
    return {**_refusal(405), "headers": {"allow": {"schema": TEXT, "required": True}}}


def _needs_body(shape: str, *, older: bool) -> bool:
    return bool(shapes(older=older)[shape]["required"])


def _operation_id(label: str) -> str:
    method, path = label.split(" ", 1)
    words = [word for word in re.split(r"\W+", path) if word]
    return method.lower() + "".join(word.title() for word in words)

"""The request as it will be sent, as cURL and as Python, without a secret."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from refold_nb.api.credentials import DEFAULT_BASE_URL
from refold_nb.api.endpoints import create_workflow
from refold_nb.html import visible

if TYPE_CHECKING:
    from refold_nb.api import Credentials, DraftRequest
    from refold_nb.api.calls import Call


def as_curl(request: DraftRequest, credentials: Credentials, base_url: str) -> str:
    """Return the create call for bash; the secret is the environment variable's name."""
    return curl_of(create_workflow(request), credentials, base_url)


def curl_of(call: Call[Any], credentials: Credentials, base_url: str) -> str:
    """Return any call for bash, signed in as the call demands it."""
    if credentials.session_token is not None or call.auth == "token":
        headers = ['-H "Authorization: Bearer $REFOLD_SESSION_TOKEN"']
    else:
        headers = ['-H "x-api-key: $REFOLD_API_KEY"']
        headers.append(f"-H {_quoted('linked_account_id: ' + (credentials.account or ''))}")
    headers += [f"-H {_quoted(f'{name}: {value}')}" for name, value in call.headers.items()]
    query = f"?{urlencode(call.params)}" if call.params else ""
    lines = [f"curl -X {call.method} {_quoted(base_url + call.path + query)}", *headers]
    if call.json is not None:
        lines += ["-H 'Content-Type: application/json'", f"--data-raw {_quoted(_json(call.json))}"]
    return " \\\n  ".join(lines)


def as_python(request: DraftRequest, credentials: Credentials, base_url: str) -> str:
    """Return the same as code of this package; ``connect`` finds the secret in the environment."""
    named = {
        "base_url": None if base_url == DEFAULT_BASE_URL else base_url,
        "linked_account_id": None if credentials.session_token else credentials.linked_account_id,
    }
    optional = {
        "slug": request.slug,
        "associated_application": request.associated_application,
        "description": request.description,
    }
    create = ", ".join([literal(request.name), *_keywords(optional)])
    return (
        "import refold_nb as rn\n\n"
        f"client = rn.connect({', '.join(_keywords(named))})\n"
        f"client.workflows.create({create})"
    )


def _keywords(values: dict[str, str | None]) -> list[str]:
    return [f"{name}={literal(value)}" for name, value in values.items() if value is not None]


def literal(text: str) -> str:
    """Return text as a Python literal, with nothing in it that hides or reorders."""
    return repr(text) if visible(text) == text else ascii(text)


def _json(body: object) -> str:
    # What would hide or reorder the text on the screen is written as JSON's own escape.
    text = json.dumps(body, ensure_ascii=False)
    return text if visible(text) == text else json.dumps(body)


def _quoted(text: str) -> str:
    """Quote for bash. Inside single quotes nothing is special, not even ``!`` at a prompt."""
    return "'" + text.replace("'", "'\\''") + "'"


def where_the_secret_is(credentials: Credentials, base_url: str) -> str:
    """Say where the environment variable in the preview gets its value from."""
    if credentials.sandbox:
        from refold_nb.embedded import IN_PROCESS

        if base_url == IN_PROCESS:
            return "This sandbox listens on no port: rn.Sandbox().serve() makes one that curl can reach."
        return "REFOLD_API_KEY is this sandbox's key: wb.client.credentials.api_key.reveal()."
    if credentials.session_token is not None:
        return "Set REFOLD_SESSION_TOKEN in the terminal first."
    return "Set REFOLD_API_KEY in the terminal first."

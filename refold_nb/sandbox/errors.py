"""Refold's error bodies, word for word where they are documented."""

from __future__ import annotations

import http
from typing import Any

from refold_nb.sandbox.ids import request_id

# Named here because the standard library renamed this one between Python versions.
_TYPE_OF_413 = "PAYLOAD_TOO_LARGE"
_WITHOUT_STATUS = {"message": "Server Error", "error": "Workflow ID and slug are required"}


class Refused(Exception):
    """A call that the sandbox answers with an error.

    Args:
        status: the HTTP status.
        code: the internal code, such as `SERVER_ERROR`.
        message: the text for people.
        bare: leave out `request_id`, as the documented answer does.
        headers: further response headers.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        bare: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message
        self.bare = bare
        self.headers = headers or {}

    def body(self, code_field: str = "error") -> dict[str, Any]:
        """The JSON body; `code_field` is `error`, or `error_code` in some services of the older dialect."""
        body = {
            "status_code": self.status,
            "http_error_type": _TYPE_OF_413 if self.status == 413 else http.HTTPStatus(self.status).name,
            code_field: self.code,
            "message": self.message,
        }
        if not self.bare:
            body["request_id"] = request_id()
        return body


class SlugMissing(Refused):
    """Execute without a slug: the one documented body that has no `status_code`."""

    def __init__(self) -> None:
        super().__init__(400, "", "Workflow ID and slug are required")

    def body(self, _code_field: str = "error") -> dict[str, Any]:
        """The documented body, whatever the dialect."""
        return dict(_WITHOUT_STATUS)


def invalid_credentials() -> Refused:
    """A bad or missing key."""
    return Refused(401, "SERVER_ERROR", "Invalid Credentials", bare=True)


def token_missing() -> Refused:
    """No token where only a token will do."""
    return Refused(401, "AUTH_SERVICE_ERROR", "Authorization Token Missing")


def token_invalid(why: str) -> Refused:
    """A token that is malformed, expired or revoked."""
    return Refused(401, "INVALID_TOKEN", why)


def too_fast(headers: dict[str, str] | None = None) -> Refused:
    """Over the rate limit."""
    return Refused(429, "RATE_LIMIT_EXCEEDED", "Too many requests", headers=headers)


def bad_request(message: str) -> Refused:
    """A request that isn't what the call expects."""
    return Refused(400, "BAD_REQUEST", message)


def account_required() -> Refused:
    """A key without the header that says for which linked account it acts."""
    return Refused(400, "INVALID_LINKED_ACCOUNT_ID", "The header linked_account_id is required")


def account_not_found(account: str, org: str, environment: str) -> Refused:
    """A linked account that doesn't exist in this environment."""
    message = f"Linked Account with account id {account} for org {org} in environment {environment} not found"
    return Refused(404, "SERVER_ERROR", message)


def no_account_for_token(account: str, environment: str) -> Refused:
    """The same, as the session-token service says it."""
    message = f"No linked account found for account id : {account} in environment {environment}"
    return Refused(400, "INVALID_LINKED_ACCOUNT_ID", message)


def slug_not_found(slug: str) -> Refused:
    """An unknown slug on create: documented as a 500."""
    return Refused(500, "SERVER_ERROR", f"Application with slug {slug} not found")


def not_found(what: str) -> Refused:
    """A record that doesn't exist."""
    return Refused(404, "RESOURCE_NOT_FOUND", f"{what} not found")


def not_published(workflow_id: str) -> Refused:
    """An id that names no published workflow, where only those will do."""
    return Refused(404, "INVALID_WORKFLOW_ID", f"No public workflow with id {workflow_id}.")


def invalid_workflow(message: str) -> Refused:
    """A workflow that is of the wrong kind for the call."""
    return Refused(400, "INVALID_WORKFLOW_ID", message)


def other_account() -> Refused:
    """A private workflow of somebody else."""
    return Refused(403, "FORBIDDEN", "Workflow is private to another linked account")


def public_workflow() -> Refused:
    """A workflow of the organisation, which no linked account may change."""
    return Refused(403, "FORBIDDEN", "Public workflows can't be changed by a linked account")


def not_found_workflow() -> Refused:
    """An unknown workflow."""
    return Refused(404, "RESOURCE_NOT_FOUND", "Workflow not found")

"""Every call that the sandbox answers: its method, path, who may make it and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from refold_nb.sandbox.backend import Answer, Backend, Call
from refold_nb.sandbox.calls import accounts, workflows

PREFIX = "/api/v2/public"
Auth = Literal["either", "token", "key"]
AccountRule = Literal["required", "optional", "none"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One call.

    `account` says whether a key must be accompanied by the header `linked_account_id`.
    """

    method: str
    path: str
    auth: Auth
    account: AccountRule
    run: Callable[[Backend, Call], Any | Answer]
    older_auth: Auth | None = None

    @property
    def label(self) -> str:
        """What fault scripts and the request log call it, such as `POST /workflow`."""
        return f"{self.method} {self.path}"

    def auth_in(self, *, older: bool) -> Auth:
        """Who may make the call in a generation of the API."""
        return self.older_auth if older and self.older_auth else self.auth


OPERATIONS = (
    Operation("POST", "/workflow", "either", "required", workflows.create),
    Operation("GET", "/workflow", "either", "optional", workflows.list_),
    Operation("GET", "/workflow/enabled", "either", "required", workflows.enabled),
    Operation("GET", "/workflow/{id}", "key", "optional", workflows.get),
    Operation("POST", "/session-token", "key", "none", accounts.create_token),
    Operation("POST", "/session-token/revoke", "token", "required", accounts.revoke_tokens),
    Operation("GET", "/session/active-linked-account", "token", "required", accounts.active_account),
    Operation("GET", "/application", "key", "required", accounts.list_applications),
    Operation("GET", "/application/{slug}", "key", "required", accounts.get_application),
    Operation("GET", "/linked-account", "key", "none", accounts.list_accounts),
    Operation("POST", "/linked-account", "key", "none", accounts.create_account),
)

LABELS = tuple(operation.label for operation in OPERATIONS)

"""Every call that the sandbox answers: its method, path, who may make it and what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from refold_nb.sandbox.calls import accounts, executions, lifecycle, workflows

if TYPE_CHECKING:
    from collections.abc import Callable

    from refold_nb.sandbox.backend import Answer, Backend, Call

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
    Operation("GET", "/workflow/{id}/edit", "either", "required", lifecycle.edit, older_auth="token"),
    Operation("PUT", "/workflow/{id}/publish", "token", "required", lifecycle.publish, older_auth="either"),
    Operation("GET", "/workflow/versions/{id}", "either", "required", lifecycle.versions),
    Operation("GET", "/workflow/request-structure/{id}", "either", "required", lifecycle.request_structure),
    Operation("POST", "/workflow/{id}/execute", "either", "required", executions.execute),
    Operation("DELETE", "/workflow/{id}", "token", "required", lifecycle.delete),
    Operation("GET", "/execution", "either", "required", executions.list_),
    Operation("GET", "/execution/{id}", "either", "required", executions.get),
    Operation("POST", "/session-token", "key", "none", accounts.create_token),
    Operation("POST", "/session-token/revoke", "token", "required", accounts.revoke_tokens),
    Operation("GET", "/session/active-linked-account", "token", "required", accounts.active_account),
    Operation("GET", "/application", "key", "required", accounts.list_applications),
    Operation("GET", "/application/{slug}", "key", "required", accounts.get_application),
    Operation("GET", "/linked-account", "key", "none", accounts.list_accounts),
    Operation("POST", "/linked-account", "key", "none", accounts.create_account),
)

LABELS = tuple(operation.label for operation in OPERATIONS)

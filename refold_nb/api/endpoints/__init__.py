"""Every endpoint, described once: arguments to a `Call`, whose ``parse`` turns the answer into a model."""

from __future__ import annotations

from .directory import (
    active_linked_account,
    create_linked_account,
    create_session_token,
    get_application,
    get_execution,
    list_applications,
    list_executions,
    list_linked_accounts,
    revoke_session_token,
)
from .workflows import (
    WORKFLOW,
    create_workflow,
    delete_workflow,
    edit_workflow,
    enabled_workflows,
    execute_workflow,
    get_workflow,
    list_versions,
    list_workflows,
    publish_workflow,
    request_structure,
)

__all__ = [
    "WORKFLOW",
    "active_linked_account",
    "create_linked_account",
    "create_session_token",
    "create_workflow",
    "delete_workflow",
    "edit_workflow",
    "enabled_workflows",
    "execute_workflow",
    "get_application",
    "get_execution",
    "get_workflow",
    "list_applications",
    "list_executions",
    "list_linked_accounts",
    "list_versions",
    "list_workflows",
    "publish_workflow",
    "request_structure",
    "revoke_session_token",
]

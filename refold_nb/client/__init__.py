"""The public client: calls, live workflows and history, waited for or awaited."""

from __future__ import annotations

from .awaited import AsyncDraft, AsyncPublishedWorkflow, AsyncWorkflowVersion
from .core import ConnectionReport, Core
from .ids import DraftId, PublishedId
from .live import Workflow
from .refold import AsyncRefold, Refold, connect
from .runs import AsyncExecution, Execution
from .waited import Draft, PublishedWorkflow, WorkflowVersion

__all__ = [
    "AsyncDraft",
    "AsyncExecution",
    "AsyncPublishedWorkflow",
    "AsyncRefold",
    "AsyncWorkflowVersion",
    "ConnectionReport",
    "Core",
    "Draft",
    "DraftId",
    "Execution",
    "PublishedId",
    "PublishedWorkflow",
    "Refold",
    "Workflow",
    "WorkflowVersion",
    "connect",
]

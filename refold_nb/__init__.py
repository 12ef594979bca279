"""Create Refold workflow drafts from a notebook, see their graph, and keep the history of every one.

``refold_nb.workbench()`` shows the form, on an embedded sandbox unless a client is given;
``refold_nb.connect()`` returns a client. Everything is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import testing
    from .api import (
        ApiError,
        ApplicationNotFound,
        AuthenticationError,
        BadRequest,
        ConnectFailed,
        HistoryError,
        InvalidRequest,
        InvalidRows,
        MissingCredentials,
        NoAnswer,
        NotFound,
        OutcomeUnknown,
        PermissionDenied,
        RateLimited,
        RefoldError,
        Secret,
        ServerError,
        StillRunning,
        UnexpectedAnswer,
    )
    from .client import (
        AsyncRefold,
        ConnectionReport,
        Draft,
        DraftId,
        Execution,
        PublishedId,
        PublishedWorkflow,
        Refold,
        Workflow,
        connect,
    )
    from .embedded import Sandbox
    from .graph import Layout, WorkflowGraph
    from .notebook import Workbench, workbench

__version__ = "0.1.0"

_HOMES = {
    "api": (
        "ApiError ApplicationNotFound AuthenticationError BadRequest ConnectFailed HistoryError"
        " InvalidRequest InvalidRows MissingCredentials NoAnswer NotFound OutcomeUnknown PermissionDenied"
        " RateLimited RefoldError Secret ServerError StillRunning UnexpectedAnswer"
    ),
    "client": (
        "AsyncRefold ConnectionReport Draft DraftId Execution PublishedId PublishedWorkflow Refold Workflow"
        " connect"
    ),
    "embedded": "Sandbox",
    "graph": "Layout WorkflowGraph",
    "notebook": "Workbench workbench",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "ApiError",
    "ApplicationNotFound",
    "AsyncRefold",
    "AuthenticationError",
    "BadRequest",
    "ConnectFailed",
    "ConnectionReport",
    "Draft",
    "DraftId",
    "Execution",
    "HistoryError",
    "InvalidRequest",
    "InvalidRows",
    "Layout",
    "MissingCredentials",
    "NoAnswer",
    "NotFound",
    "OutcomeUnknown",
    "PermissionDenied",
    "PublishedId",
    "PublishedWorkflow",
    "RateLimited",
    "Refold",
    "RefoldError",
    "Sandbox",
    "Secret",
    "ServerError",
    "StillRunning",
    "UnexpectedAnswer",
    "Workbench",
    "Workflow",
    "WorkflowGraph",
    "connect",
    "testing",
    "workbench",
]


def __getattr__(name: str) -> Any:
    if name == "testing":
        return import_module(".testing", __name__)
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext refold_nb``: register ``%refold``."""
    from .notebook.magics import register

    register(shell)

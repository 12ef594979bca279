"""Where this process runs: what a person sees depends on it."""

from __future__ import annotations

import os
from typing import Any


def in_voila() -> bool:
    """Tell whether Voilà shows the page: there only the first version of an output is ever seen."""
    return "VOILA_REQUEST_URL" in os.environ


def in_kernel() -> bool:
    """Tell whether a Jupyter kernel runs this code, so that widgets can be shown."""
    return getattr(_shell(), "kernel", None) is not None


def running_cell() -> str | None:
    """Return the id of the request that the kernel is carrying out; ``None`` outside a kernel."""
    parent: dict[str, Any] = getattr(_shell(), "get_parent", dict)()
    return parent.get("header", {}).get("msg_id") if in_kernel() else None


def user_variables() -> dict[str, Any]:
    """Return the notebook's variables by name, those of IPython's own left out."""
    shell = _shell()
    if shell is None:
        return {}
    hidden = shell.user_ns_hidden
    return {
        name: value
        for name, value in list(shell.user_ns.items())
        if not name.startswith("_") and name not in hidden
    }


def values_by_name() -> dict[str, Any]:
    """Return what code in the notebook can name: results of cells as ``Out[3]``, and variables."""
    outputs = _shell().user_ns.get("Out", {}) if _shell() is not None else {}
    return {**{f"Out[{number}]": value for number, value in outputs.items()}, **user_variables()}


def _shell() -> Any:
    from IPython.core.getipython import get_ipython

    return get_ipython()

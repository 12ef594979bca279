"""Messages as the browser sends them, and waiting for what they start."""

from __future__ import annotations

import time
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from refold_nb.notebook import Workbench

_nonces = count()


def click(bench: Workbench, kind: str = "submit", nonce: str | None = None, **values: str) -> str:
    """Send a click of the form's button with what is typed; return its nonce."""
    nonce = nonce or f"nonce-{next(_nonces)}"
    send(bench._desk.bar, {"kind": kind, "nonce": nonce, "values": values})
    return nonce


def type_secret(bench: Workbench, secret: str) -> None:
    """Send a key or token as the secret field does."""
    send(bench._desk.connecting.secret, {"kind": "secret", "value": secret})


def send(widget: Any, content: Any) -> None:
    """Deliver a custom message to a widget."""
    widget._handle_custom_msg(content, [])


def until(true: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait until ``true()`` holds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.01)


def idle(bench: Workbench) -> None:
    """Wait until the form is at rest."""
    until(lambda: bench._desk.bar.phase != "busy", "the form at rest")


def told(bench: Workbench) -> str:
    """Return everything that the status line says."""
    return " ".join(bench._desk.bar.status[1:])

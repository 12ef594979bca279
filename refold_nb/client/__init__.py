"""The public client: calls, live workflows and history, waited for or awaited."""

from __future__ import annotations

from .core import ConnectionReport, Core
from .live import Workflow
from .refold import AsyncRefold, Refold, connect

__all__ = ["AsyncRefold", "ConnectionReport", "Core", "Refold", "Workflow", "connect"]

"""What the account already has: lists to pick from, and what can be done with the picked one."""

from __future__ import annotations

from .panel import Explorer

__all__ = ["Explorer"]

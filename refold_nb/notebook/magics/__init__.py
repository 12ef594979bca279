"""``%refold``: the whole life of a workflow, one line each. ``%load_ext refold_nb`` registers it."""

from __future__ import annotations

from .magic import RefoldMagics, register

__all__ = ["RefoldMagics", "register"]

"""Workflows that look like real ones, for a sandbox to bring along."""

from __future__ import annotations

from refold_nb.sandbox.examples.plant import ACCOUNT, plant

__all__ = ["ACCOUNT", "plant"]

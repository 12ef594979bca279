"""What a person sees: the workbench, its form, and what it shows."""

from __future__ import annotations

from refold_nb.notebook.workbench import Workbench, workbench

__all__ = ["Workbench", "workbench"]

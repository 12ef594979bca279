"""Workflow graphs: nodes and edges, their layout, and every form they are shown in."""

from refold_nb.graph.graph import WorkflowGraph
from refold_nb.graph.layout import Layout

__all__ = ["Layout", "WorkflowGraph"]

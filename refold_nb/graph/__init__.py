"""Workflow graphs: nodes and edges, their layout, and every form they are shown in."""

from refold_nb.graph.diff import Change, GraphDiff
from refold_nb.graph.graph import WorkflowGraph
from refold_nb.graph.layout import Layout
from refold_nb.graph.lint import Finding
from refold_nb.graph.model import Edge, Node
from refold_nb.graph.overlay import GraphRun, NodeRun

__all__ = ["Change", "Edge", "Finding", "GraphDiff", "GraphRun", "Layout", "Node", "NodeRun", "WorkflowGraph"]

"""`WorkflowGraph`: a workflow's nodes and edges, ready to read, draw, compare and export."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from refold_nb.graph import exports
from refold_nb.graph.diff import GraphDiff
from refold_nb.graph.document import Reader, graph_document
from refold_nb.graph.drawable import Drawable
from refold_nb.graph.files import as_document, save
from refold_nb.graph.lint import Finding, lint
from refold_nb.graph.overlay import GraphRun
from refold_nb.graph.staging import stage
from refold_nb.graph.text import clean, counted
from refold_nb.graph.values import words

if TYPE_CHECKING:
    from os import PathLike

    import networkx as nx
    import pandas as pd

    from refold_nb.graph.model import Edge, Node
    from refold_nb.graph.scene import Scene


class WorkflowGraph(Drawable):
    """The graph of a workflow. In a notebook it shows itself.

    Attributes:
        name: the workflow's name, `""` where the document has none.
        nodes: for each id its `Node`, in the order of the document.
        edges: every connection once, whichever of the API's two forms told it.
        problems: what is malformed in the document, in words; empty when all is well.
    """

    def __init__(
        self, nodes: Mapping[str, Node], edges: list[Edge], name: str = "", problems: list[str] | None = None
    ):
        self.name = name
        self.nodes = dict(nodes)
        self.edges = list(edges)
        self.problems = list(problems or ())

    @classmethod
    def from_dict(cls, doc: Mapping[str, Any]) -> Self:
        """The graph in any document of the API.

        Args:
            doc: `{"workflow": {…}}`, a workflow, `{"nodes": […], "edges": […]}` or an execution. Connections
                may come as `edges`, as `incoming_nodes` and `outgoing_nodes`, or as both.

        Returns:
            A graph with everything that could be read; what could not is told in `problems`.

        Raises:
            TypeError: `doc` is not a mapping.
        """
        if not isinstance(doc, Mapping):
            raise TypeError(
                "A graph is read from a document of the API (a dict with “nodes”), not from "
                f"{type(doc).__name__}. "
                'For a bare list of nodes: WorkflowGraph.from_dict({"nodes": nodes}).'
            )
        reader = Reader(doc)
        return cls(reader.nodes, reader.edges, clean(words(graph_document(doc).get("name"))), reader.problems)

    def __repr__(self) -> str:
        return f"<WorkflowGraph {self.name!r}: {counted(self.nodes, 'node')}, {counted(self.edges, 'edge')}>"

    def to_mermaid(self, *, direction: str = "down") -> str:
        """The graph as a Mermaid flowchart.

        Args:
            direction: `"down"` or `"right"`.
        """
        return exports.to_mermaid(self, direction)

    def to_dot(self, *, direction: str = "down") -> str:
        """The graph in Graphviz' language, nodes going by their ids.

        Args:
            direction: `"down"` or `"right"`.
        """
        return exports.to_dot(self, direction)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """A `networkx.MultiDiGraph`: nodes with `name`, `type`, `kind`, `parent`; edges with handles.

        Raises:
            ImportError: networkx is not installed.
        """
        return exports.to_networkx(self)

    def to_frame(self, what: str = "nodes") -> pd.DataFrame:
        """The graph as a pandas DataFrame, without the nodes' data.

        Args:
            what: `"nodes"` for the columns `id`, `name`, `type`, `kind`, `parent` (strings), `incoming`,
                `outgoing` (how many edges, `Int64`); `"edges"` for `source`, `target`, `label`, `id`,
                `source_handle`, `target_handle` (strings).

        Raises:
            ValueError: another `what`.
        """
        return exports.to_frame(self, what)

    def to_dict(self) -> dict[str, Any]:
        """A document that `from_dict` reads as the same graph: every field of all nodes, secrets too."""
        return as_document(self)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the graph to a file, whose ending says what it holds.

        Args:
            path: ends in `.svg`, `.html` (a whole page), `.mmd`, `.dot` or `.json` (the document for
                `from_dict`, with all data, secrets included).

        Returns:
            Where it was written.

        Raises:
            ValueError: another ending.
            FileNotFoundError: there is no such folder.
        """
        return save(self, Path(path))

    def diff(self, other: WorkflowGraph) -> GraphDiff:
        """What has to change for this graph to become the other one.

        Args:
            other: the newer graph, or another customer's.

        Raises:
            TypeError: `other` is not a graph.
        """
        if not isinstance(other, WorkflowGraph):
            raise TypeError(f"diff() compares with another WorkflowGraph, not with {type(other).__name__}.")
        return GraphDiff(self, other)

    def overlay(self, execution: Any) -> GraphRun:
        """The graph with what one execution did at every node.

        Args:
            execution: the API's execution document, or an object that holds it in `.raw`.

        Raises:
            TypeError: it is neither.
        """
        return GraphRun(self, execution)

    def lint(self) -> list[Finding]:
        """What an engineer would want to know before publishing, each with the node and why."""
        return lint(self)

    def _scene(self, *, show_data: bool | None = None) -> Scene:
        return stage(self, show_data=show_data)

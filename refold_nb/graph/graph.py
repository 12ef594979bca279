"""`WorkflowGraph`: a workflow's nodes and edges, ready to read, draw, compare and export."""

from collections.abc import Mapping
from typing import Any, Self

from refold_nb.graph.document import Reader, graph_document
from refold_nb.graph.drawable import Drawable
from refold_nb.graph.model import Edge, Node
from refold_nb.graph.scene import Scene
from refold_nb.graph.staging import stage
from refold_nb.graph.text import clean
from refold_nb.graph.values import words


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
            doc: `{"workflow": {…}}`, a workflow, `{"nodes": […], "edges": […]}` or an execution. Connections may come
                as `edges`, as `incoming_nodes` and `outgoing_nodes`, or as both.

        Returns:
            A graph with everything that could be read; what could not is told in `problems`.

        Raises:
            TypeError: `doc` is not a mapping.
        """
        if not isinstance(doc, Mapping):
            raise TypeError(
                f"A graph is read from a document of the API (a dict with “nodes”), not from {type(doc).__name__}. "
                'For a bare list of nodes: WorkflowGraph.from_dict({"nodes": nodes}).'
            )
        reader = Reader(doc)
        graph = cls(
            reader.nodes, reader.edges, clean(words(graph_document(doc).get("name"))), reader.problems
        )
        return graph

    def __repr__(self) -> str:
        return f"<WorkflowGraph {self.name!r}: {len(self.nodes)} nodes, {len(self.edges)} edges>"

    def _scene(self, *, show_data: bool = False) -> Scene:
        return stage(self, show_data=show_data)

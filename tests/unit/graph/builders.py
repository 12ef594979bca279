"""Short ways to write graphs in tests."""

from __future__ import annotations

from typing import Any

from refold_nb.graph import WorkflowGraph


def node(id_: Any, type_: str = "action", name: str | None = None, **more: Any) -> dict[str, Any]:
    """A node of a document; its name is its id unless given."""
    return {"id": id_, "type": type_, "name": str(id_) if name is None else name, **more}


def edge(source: Any, target: Any, handle: str | None = None, **more: Any) -> dict[str, Any]:
    """An edge of a document."""
    return {"source": source, "target": target, "sourceHandle": handle, **more}


def edges(*pairs: str) -> list[dict[str, Any]]:
    """Edges from words such as `a>b` or `a>b:true`."""
    found = []
    for pair in pairs:
        ends, _, handle = pair.partition(":")
        source, target = ends.split(">")
        found.append(edge(source, target, handle or None))
    return found


def graph(*pairs: str, **types: str) -> WorkflowGraph:
    """A graph from edges in words; `types` names the types of nodes that are no plain actions."""
    ids = dict.fromkeys(one for pair in pairs for one in pair.partition(":")[0].split(">"))
    ids |= dict.fromkeys(types)
    nodes = [node(one, types.get(one, "action")) for one in ids]
    return WorkflowGraph.from_dict({"nodes": nodes, "edges": edges(*pairs)})

"""Graphs as files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from refold_nb.graph.text import escape

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from refold_nb.graph.graph import WorkflowGraph


def as_document(graph: WorkflowGraph) -> dict[str, Any]:
    """The graph as one of the API's documents: nodes as they came, connections as `edges`."""
    nodes = []
    for node in graph.nodes.values():
        # Connections are told once, as edges; children stand beside their group, which `parentId` names.
        raw = {key: value for key, value in node.raw.items() if key not in _ELSEWHERE}
        raw |= {"id": node.id, "type": node.type, "name": node.name}
        if node.parent is not None:
            raw["parentId"] = node.parent
        nodes.append(raw)
    edges = []
    for edge in graph.edges:
        parts = {"id": edge.id, "source": edge.source, "target": edge.target, "label": edge.label,
                 "sourceHandle": edge.source_handle, "targetHandle": edge.target_handle}  # fmt: skip
        edges.append({key: value for key, value in parts.items() if value})
    return {"name": graph.name, "nodes": nodes, "edges": edges}


_ELSEWHERE = {"incoming_nodes", "outgoing_nodes", "nodes", "edges", "children", "steps", "node_id", "_id"}


def save(graph: WorkflowGraph, path: Path) -> Path:
    """Write the graph in the form that the path's ending names."""
    writers: dict[str, Callable[[], str]] = {
        ".svg": graph.to_svg,
        ".html": lambda: _page(graph),
        ".mmd": graph.to_mermaid,
        ".dot": graph.to_dot,
        ".json": lambda: json.dumps(as_document(graph), ensure_ascii=True, indent=1, default=str),
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise ValueError(
            f"A graph can't be saved as “{path.name}”; end the name in one of {', '.join(writers)}."
        )
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"There is no folder “{path.parent}”, so the graph was not saved; make the folder first."
        )
    path.write_text(writer(), encoding="utf-8", errors="replace", newline="\n")
    return path


def _page(graph: WorkflowGraph) -> str:
    title = escape(graph.name or "Workflow graph")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"><style>:root{color-scheme:light dark}'
        "body{font:14px system-ui,sans-serif;margin:1.5em}</style>"
        f"<h1>{title}</h1>{graph.to_html()}</html>\n"
    )

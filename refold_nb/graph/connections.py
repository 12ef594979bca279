"""Connections in both forms of the API, `edges` and `outgoing_nodes`, joined into one list."""

from collections.abc import Callable, Mapping
from typing import Any

from refold_nb.graph.model import Edge, Node
from refold_nb.graph.text import clean, shorten
from refold_nb.graph.values import identifier, words


class Connections:
    """Gathers connections while nodes are read, and settles them when all nodes are known."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._edges: list[Edge] = []
        self._links: list[tuple[str, str]] = []

    def add_node(self, node_id: str, raw: Mapping[str, Any]) -> None:
        """Take what a node says about its neighbours."""
        for other in self._neighbours(node_id, raw.get("outgoing_nodes"), "outgoing_nodes"):
            self._links.append((node_id, other))
        for other in self._neighbours(node_id, raw.get("incoming_nodes"), "incoming_nodes"):
            self._links.append((other, node_id))

    def _neighbours(self, node_id: str, value: Any, name: str) -> list[str]:
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            value = [value]
        found = []
        for entry in value:
            other = identifier(entry) if isinstance(entry, Mapping) else words(entry)
            if other:
                found.append(other)
            else:
                self._say(
                    f"“{name}” of node “{_short(node_id)}” holds something that is no id; it was left out."
                )
        return found

    def add_edges(self, value: Any, where: str) -> None:
        """Take a list of edges."""
        if value is None:
            return
        if not isinstance(value, (list, tuple)):
            self._say(f"“edges” of {where} is not a list but {type(value).__name__}; it was left out.")
            return
        for number, raw in enumerate(value, 1):
            if not isinstance(raw, Mapping):
                self._say(
                    f"Entry {number} of “edges” is not an object but {type(raw).__name__}; it was left out."
                )
                continue
            source, target = words(raw.get("source")), words(raw.get("target"))
            if not source or not target:
                missing = "source" if not source else "target"
                self._say(f"Edge {number} has no {missing}; it was left out.")
                continue
            data = raw.get("data")
            label = words(raw.get("label")) or (words(data.get("label")) if isinstance(data, Mapping) else "")
            self._edges.append(
                Edge(
                    source,
                    target,
                    words(raw.get("id")),
                    words(raw.get("sourceHandle")),
                    words(raw.get("targetHandle")),
                    clean(label),
                )
            )

    def resolve(self, nodes: Mapping[str, Node]) -> list[Edge]:
        """Every connection once: edges first, then what only the nodes told."""
        found: dict[tuple[str, ...], Edge] = {}
        pairs: set[tuple[str, str]] = set()
        for edge in self._edges:
            if self._both_there(edge.source, edge.target, nodes):
                pairs.add((edge.source, edge.target))
                label = edge.label or _handle_name(nodes[edge.source], edge.source_handle)
                key = (edge.source, edge.target, edge.source_handle, edge.target_handle, edge.id)
                found.setdefault(
                    key,
                    Edge(edge.source, edge.target, edge.id, edge.source_handle, edge.target_handle, label),
                )
        for source, target in self._links:
            if (source, target) not in pairs and self._both_there(source, target, nodes):
                pairs.add((source, target))
                found[source, target] = Edge(source, target)
        return list(found.values())

    def _both_there(self, source: str, target: str, nodes: Mapping[str, Node]) -> bool:
        there = True
        for end in (source, target):
            if end not in nodes:
                self._say(
                    f"The edge from “{_short(source)}” to “{_short(target)}” needs node “{_short(end)}”, "
                    "which is not there; it was left out."
                )
                there = False
        return there


def _short(text: str) -> str:
    return shorten(clean(text), 40)


def _handle_name(node: Node, handle: str) -> str:
    """What the node's own data call one of its ways out (its cases, rules, branches), or the handle."""
    data = node.raw.get("data")
    if handle and isinstance(data, Mapping):
        for options in data.values():
            if not isinstance(options, list):
                continue
            for option in options:
                if isinstance(option, Mapping) and words(option.get("id")) == handle:
                    name = words(option.get("name")) or words(option.get("label"))
                    if name:
                        return clean(name)
    return clean(handle)

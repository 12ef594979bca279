"""A workflow's graph, in an order in which its nodes can be run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from refold_nb.sandbox.records import Content, Json

_STARTS = frozenset({"start", "trigger"})


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a node, by the handle it leaves from, if that has a name."""

    target: str
    handle: str | None


class Graph:
    """Nodes and the ways between them; ids that are missing, doubled or unknown are left out.

    Args:
        content: nodes, and connections in either of the two forms that the API knows.
    """

    def __init__(self, content: Content) -> None:
        self.nodes: dict[str, Json] = {}
        for node in content.nodes:
            if isinstance(node.get("id"), str | int):
                # Of two nodes with one id, the first counts: edges can't tell them apart.
                self.nodes.setdefault(str(node["id"]), node)
        self._ways: dict[str, dict[Way, None]] = {node_id: {} for node_id in self.nodes}
        for edge in content.edges:
            self._connect(edge.get("source"), edge.get("target"), edge.get("sourceHandle"))
        # Edges say more, as they name handles; the lists on the nodes are read only without them.
        if not content.edges:
            for node_id, node in self.nodes.items():
                for target in _list(node.get("outgoing_nodes")):
                    self._connect(node_id, target, None)
                for source in _list(node.get("incoming_nodes")):
                    self._connect(source, node_id, None)
        targets = {way.target for ways in self._ways.values() for way in ways}
        marked = [node_id for node_id, node in self.nodes.items() if text(node.get("type")) in _STARTS]
        # A graph without a start can still be run from where nothing leads to.
        self.starts = marked or [node_id for node_id in self.nodes if node_id not in targets]
        self.order = self._order()

    def ways_out(self, node_id: str) -> list[Way]:
        """Where a node leads."""
        return list(self._ways[node_id])

    def _connect(self, source: Any, target: Any, handle: Any) -> None:
        source, target = str(source), str(target)
        if source in self.nodes and target in self.nodes:
            self._ways[source][Way(target, handle if isinstance(handle, str) and handle else None)] = None

    def _order(self) -> list[str]:
        """All nodes, each after those that lead to it; a way back to an earlier node doesn't count."""
        done: dict[str, None] = {}
        self._finish(self.starts, done)
        reachable = list(done)[::-1]
        # What no start leads to comes last: it never runs.
        self._finish(list(self.nodes), done)
        stranded = list(done)[len(reachable) :]
        return reachable + stranded[::-1]

    def _finish(self, roots: list[str], done: dict[str, None]) -> None:
        """Add what the roots lead to, each node after everything that it leads to itself."""
        for root in roots:
            if root in done:
                continue
            # An explicit stack: a workflow of thousands of steps in a row is deeper than Python's own.
            entered, path = {root}, [(root, self.ways_out(root))]
            while path:
                node_id, ways = path[-1]
                if not ways:
                    done[node_id] = None
                    path.pop()
                    continue
                target = ways.pop().target
                if target not in done and target not in entered:
                    entered.add(target)
                    path.append((target, self.ways_out(target)))


def text(value: Any) -> str:
    """`value` if it is text, else nothing: nodes come as clients sent them."""
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

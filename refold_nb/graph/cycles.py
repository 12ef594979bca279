"""Cycles in a graph, and which of them no loop node holds together."""

from collections.abc import Iterable, Mapping

from refold_nb.graph.model import Edge, Node


def cycles(ids: Iterable[str], edges: Iterable[Edge]) -> list[list[str]]:
    """Every set of nodes that can reach one another (Tarjan's strong components), a node's edge to itself included."""
    after: dict[str, list[str]] = {one: [] for one in ids}
    alone: set[str] = set()
    for edge in edges:
        after[edge.source].append(edge.target)
        if edge.source == edge.target:
            alone.add(edge.source)
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    held: list[str] = []
    holds: set[str] = set()
    found: list[list[str]] = []
    for root in after:
        if root in number:
            continue
        path = [(root, iter(after[root]))]
        number[root] = low[root] = len(number)
        held.append(root)
        holds.add(root)
        while path:
            here, steps = path[-1]
            for other in steps:
                if other not in number:
                    number[other] = low[other] = len(number)
                    held.append(other)
                    holds.add(other)
                    path.append((other, iter(after[other])))
                    break
                if other in holds:
                    low[here] = min(low[here], number[other])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[here])
                if low[here] == number[here]:
                    start = held.index(here) if held[-1] != here else len(held) - 1
                    part = held[start:]
                    del held[start:]
                    holds.difference_update(part)
                    if len(part) > 1 or part[0] in alone:
                        found.append(part)
    return found


def endless_cycles(nodes: Mapping[str, Node], edges: Iterable[Edge]) -> list[list[str]]:
    """The cycles in which no loop or group stands: nothing says when they end."""
    return [part for part in cycles(nodes, edges) if not any(nodes[one].kind.repeats for one in part)]

"""Cycles in a graph, and which of them no loop node holds together."""

from collections.abc import Iterable, Mapping

from refold_nb.graph.model import Edge, Node


def cycles(ids: Iterable[str], edges: Iterable[Edge]) -> list[list[str]]:
    """Every set of nodes that can reach one another (Kosaraju's algorithm); a node if it leads to itself."""
    after: dict[str, list[str]] = {one: [] for one in ids}
    before: dict[str, list[str]] = {one: [] for one in after}
    alone: set[str] = set()
    for edge in edges:
        after[edge.source].append(edge.target)
        before[edge.target].append(edge.source)
        if edge.source == edge.target:
            alone.add(edge.source)
    order = list(after)
    place = {one: at for at, one in enumerate(order)}
    seen: set[str] = set()
    finished = [one for root in order for one in _finished(root, after, seen)]
    seen.clear()
    parts = [_finished(root, before, seen) for root in reversed(finished) if root not in seen]
    return [sorted(part, key=place.__getitem__) for part in parts if len(part) > 1 or part[0] in alone]


def _finished(root: str, links: Mapping[str, list[str]], seen: set[str]) -> list[str]:
    """What a depth-first walk from a node newly reaches, in the order in which it is done with it."""
    if root in seen:
        return []
    seen.add(root)
    found: list[str] = []
    path = [(root, iter(links[root]))]
    while path:
        here, steps = path[-1]
        for other in steps:
            if other not in seen:
                seen.add(other)
                path.append((other, iter(links[other])))
                break
        else:
            found.append(here)
            path.pop()
    return found


def endless_cycles(nodes: Mapping[str, Node], edges: Iterable[Edge]) -> list[list[str]]:
    """The cycles that run through no loop or group: nothing says when they end."""
    plain = [one for one, node in nodes.items() if not node.kind.repeats]
    among = set(plain)
    return cycles(plain, [edge for edge in edges if edge.source in among and edge.target in among])

"""Which nodes stand in the frame of a loop or group."""

from collections.abc import Iterable, Mapping

from refold_nb.graph.cycles import cycles
from refold_nb.graph.model import Edge, Node

MOST = 200
"""Frames that are looked for; nobody reads more in one picture."""


def frames_of(nodes: Mapping[str, Node], edges: list[Edge]) -> dict[str, list[str]]:
    """For each head of a loop or group the nodes directly in its frame, heads of inner frames among them.

    A group holds the nodes that the document puts into it. A loop node holds those that lie on a way back to
    it and that nothing reaches but through it: a retry that jumps into the middle of things has no inside.
    """
    held = _groups(nodes)
    held |= _loops(nodes, edges, set(held))
    order = {one: at for at, one in enumerate(nodes)}
    kept: dict[str, set[str]] = {}
    for head in sorted(held, key=lambda one: (len(held[one]), order[one])):
        whole = held[head] | {head}
        if all(
            not whole & (held[one] | {one}) or _stands_in(one, held[one], head, held[head]) for one in kept
        ):
            kept[head] = held[head]
    home: dict[str, str] = {}
    for head, members in kept.items():
        for one in members:
            home.setdefault(one, head)
    found: dict[str, list[str]] = {}
    for one in nodes:
        if one in home:
            found.setdefault(home[one], []).append(one)
    return found


def _stands_in(head: str, members: set[str], outer: str, around: set[str]) -> bool:
    return head in around and members <= around and outer not in members


def _groups(nodes: Mapping[str, Node]) -> dict[str, set[str]]:
    """Everything inside each group, however deep."""
    held: dict[str, set[str]] = {}
    for node in nodes.values():
        above = node.parent
        while above is not None:
            held.setdefault(above, set()).add(node.id)
            above = nodes[above].parent
    return dict(list(held.items())[:MOST])


def _loops(nodes: Mapping[str, Node], edges: list[Edge], taken: set[str]) -> dict[str, set[str]]:
    """The natural loop of every loop node that stands in a cycle."""
    if not any(node.kind.repeats and one not in taken for one, node in nodes.items()):
        return {}
    after: dict[str, list[str]] = {one: [] for one in nodes}
    before: dict[str, list[str]] = {one: [] for one in nodes}
    for edge in edges:
        after[edge.source].append(edge.target)
        before[edge.target].append(edge.source)
    starts = {one for one in nodes if nodes[one].kind.key == "start" or not before[one]} or set(
        list(nodes)[:1]
    )
    reached = _reached(starts, after, set(nodes))
    apart = set(nodes) - reached
    held: dict[str, set[str]] = {}
    for part in cycles(nodes, edges):
        heads = [one for one in part if nodes[one].kind.repeats and one not in taken] if len(part) > 1 else []
        if not heads:
            continue
        # A loop lies within its part: nothing that leads out of that comes back.
        whole = set(part)
        around = whole | apart
        entries = {one for one in part if one in starts or not around.issuperset(before[one])}
        for head in heads[: MOST - len(held)]:
            elsewhere = _reached(entries, after, whole - {head})
            body = _reached(before[head], before, around - elsewhere - {head})
            if body:
                held[head] = body
    return held


def _reached(starts: Iterable[str], links: Mapping[str, list[str]], inside: set[str]) -> set[str]:
    """What can be reached without a step out of what is inside."""
    found: set[str] = set()
    stack = [one for one in starts if one in inside]
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            stack += [other for other in links[one] if other not in found and other in inside]
    return found

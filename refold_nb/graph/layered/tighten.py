"""Network simplex on ranks (Gansner and others, 1993): branches move while that shortens edges."""

WORK = 14_000
"""Vertices looked at, over all exchanges: what keeps large graphs quick."""

Links = list[list[int]]


def tighten(ins: Links, outs: Links, rank: list[int]) -> None:
    """Improve a feasible `rank` in place, to the best there is where the work suffices."""
    count = len(rank)
    seen = bytearray(count)
    for start in range(count):
        if not seen[start]:
            part = _reach(start, ins, outs, seen)
            if len(part) > 2:
                _tighten_part(part, ins, outs, rank)


def _reach(start: int, ins: Links, outs: Links, seen: bytearray) -> list[int]:
    part = [start]
    seen[start] = 1
    for vertex in part:
        for other in (*outs[vertex], *ins[vertex]):
            if not seen[other]:
                seen[other] = 1
                part.append(other)
    return part


def _tighten_part(part: list[int], ins: Links, outs: Links, rank: list[int]) -> None:
    tree = _tight_tree(part, ins, outs, rank)
    balance = {vertex: len(outs[vertex]) - len(ins[vertex]) for vertex in part}
    for _ in range(max(1, WORK // len(part))):
        parent, order = _rooted(part[0], tree)
        total = dict(balance)
        for vertex in reversed(order[1:]):
            total[parent[vertex]] += total[vertex]
        # The branch below a tree edge wants to move away from it when more edges pull it the other way.
        worst, cut = -1, 0
        for vertex in order[1:]:
            gain = -total[vertex] if rank[vertex] < rank[parent[vertex]] else total[vertex]
            if gain > cut:
                worst, cut = vertex, gain
        if worst < 0:
            return
        _exchange(worst, parent, order, tree, ins, outs, rank)


def _tight_tree(part: list[int], ins: Links, outs: Links, rank: list[int]) -> dict[int, list[int]]:
    """A spanning tree of edges of length one; what is not tight yet is moved until it is."""
    tree: dict[int, list[int]] = {vertex: [] for vertex in part}
    inside = {part[0]}
    grown = [part[0]]
    while True:
        for vertex in grown:
            for other, step in [(one, 1) for one in outs[vertex]] + [(one, -1) for one in ins[vertex]]:
                if other not in inside and rank[other] - rank[vertex] == step:
                    inside.add(other)
                    tree[vertex].append(other)
                    tree[other].append(vertex)
                    grown.append(other)
        if len(inside) == len(part):
            return tree
        slack, shift, joint = min(
            (abs(rank[other] - rank[vertex]) - 1, rank[other] - rank[vertex] - step, vertex)
            for vertex in inside
            for links, step in ((outs, 1), (ins, -1))
            for other in links[vertex]
            if other not in inside
        )
        if slack:
            for vertex in inside:
                rank[vertex] += shift
        grown = [joint]


def _rooted(root: int, tree: dict[int, list[int]]) -> tuple[dict[int, int], list[int]]:
    parent = {root: -1}
    order = [root]
    for vertex in order:
        for other in tree[vertex]:
            if other not in parent:
                parent[other] = vertex
                order.append(other)
    return parent, order


def _exchange(
    top: int,
    parent: dict[int, int],
    order: list[int],
    tree: dict[int, list[int]],
    ins: Links,
    outs: Links,
    rank: list[int],
) -> None:
    """Cut the branch at `top` off its parent, move it as far as it can go, and tie it on there."""
    above = parent[top]
    branch = {top}
    for vertex in order:
        if parent[vertex] in branch:
            branch.add(vertex)
    up = rank[top] < rank[above]
    links, step = (ins, -1) if up else (outs, 1)
    slack, vertex, other = min(
        (abs(rank[other] - rank[vertex]) - 1, vertex, other)
        for vertex in branch
        for other in links[vertex]
        if other not in branch
    )
    for one in branch:
        rank[one] += slack * step
    tree[top].remove(above)
    tree[above].remove(top)
    tree[vertex].append(other)
    tree[other].append(vertex)

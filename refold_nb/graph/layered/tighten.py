"""Network simplex on ranks (Gansner and others, 1993): branches move while that shortens edges."""

WORK = 8_000
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
    for _ in range(max(1, WORK // len(part))):
        if not _Pass(part[0], tree, ins, outs, rank).improve():
            return


def _tight_tree(part: list[int], ins: Links, outs: Links, rank: list[int]) -> dict[int, list[int]]:
    """A spanning tree of edges of length one; what is not tight yet is moved until it is."""
    tree: dict[int, list[int]] = {vertex: [] for vertex in part}
    inside = {part[0]}
    grown = [part[0]]
    while True:
        for vertex in grown:
            here = rank[vertex]
            for links, tight in ((outs, here + 1), (ins, here - 1)):
                for other in links[vertex]:
                    if rank[other] == tight and other not in inside:
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


class _Pass:
    """One walk over the tree, and all the exchanges for which what it found holds good."""

    def __init__(
        self, root: int, tree: dict[int, list[int]], ins: Links, outs: Links, rank: list[int]
    ) -> None:
        self.tree = tree
        self.ins = ins
        self.outs = outs
        self.rank = rank
        self.parent = [-1] * len(rank)
        # Each branch is a run in this order, from its top on.
        self.order: list[int] = []
        stack = [root]
        while stack:
            vertex = stack.pop()
            self.order.append(vertex)
            above = self.parent[vertex]
            for other in tree[vertex]:
                if other != above:
                    self.parent[other] = vertex
                    stack.append(other)
        self.used: set[int] = set()

    def improve(self) -> bool:
        """Exchange from the best on; true when there was one."""
        ins, outs, rank, parent, order = self.ins, self.outs, self.rank, self.parent, self.order
        total = [len(after) - len(before) for before, after in zip(ins, outs, strict=True)]
        # The branch below a tree edge wants to move away from it when more edges pull it the other way.
        found: list[tuple[int, int]] = []
        for at in range(len(order) - 1, 0, -1):
            vertex = order[at]
            above = parent[vertex]
            pull = total[vertex]
            total[above] += pull
            gain = -pull if rank[vertex] < rank[above] else pull
            if gain > 0:
                found.append((-gain, at))
        found.sort()
        for _, at in found:
            # A branch that lost or gained vertices pulls differently now: it has to wait for the next walk.
            if order[at] not in self.used:
                self._exchange(at)
        return bool(found)

    def _exchange(self, at: int) -> None:
        """Cut the branch off its parent, move it as far as it can go, and tie it on there."""
        order, parent, rank, tree = self.order, self.parent, self.rank, self.tree
        top = order[at]
        above = parent[top]
        branch = {top}
        for vertex in order[at + 1 :]:
            if parent[vertex] not in branch:
                break
            branch.add(vertex)
        links, step = (self.ins, -1) if rank[top] < rank[above] else (self.outs, 1)
        slack, vertex, other = min(
            [
                (abs(rank[other] - rank[vertex]) - 1, vertex, other)
                for vertex in branch
                for other in links[vertex]
                if other not in branch
            ]
        )
        for one in branch:
            rank[one] += slack * step
        tree[top].remove(above)
        tree[above].remove(top)
        tree[vertex].append(other)
        tree[other].append(vertex)
        used = self.used
        used |= branch
        for joint in (above, other):
            changed = joint
            while changed >= 0 and changed not in used:
                used.add(changed)
                changed = parent[changed]

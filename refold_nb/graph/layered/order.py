"""Order within layers: sweeps by barycentre, exchanges of neighbours, seeded restarts, all counted, none timed."""

from random import Random

from refold_nb.graph.layered.crossings import count_between

Links = list[list[int]]

WORK = 60_000
WORK_PER_LINK = 14
PATIENCE = 3


class Ordering:
    """The layers of one connected drawing and the search for an order with few crossings.

    The search is bounded by the number of links it has looked at, never by the clock, so that one graph has one
    drawing on every machine.
    """

    def __init__(self, rank: list[int], up: Links, down: Links) -> None:
        self.rank = rank
        self.up = up
        self.down = down
        self.height = max(rank, default=-1) + 1
        self.links = sum(map(len, down))
        self.work = WORK + WORK_PER_LINK * self.links
        self.place = [0] * len(rank)
        self.best: list[list[int]] = []
        self.crossings = 1 << 60

    def search(self) -> list[list[int]]:
        """The best order found; `crossings` holds how many are left in it."""
        roots = [vertex for vertex, links in enumerate(self.up) if not links]
        self._descend(self._walk(roots, self.down))
        if self.crossings:
            sinks = [vertex for vertex, links in enumerate(self.down) if not links]
            self._descend(self._walk(sinks, self.up))
        dice = Random(len(self.rank))  # noqa: S311
        while self.crossings and self.work > 0:
            layers = [list(layer) for layer in self.best]
            for layer in layers:
                shaken = {vertex: at + dice.random() * 4 for at, vertex in enumerate(layer)}
                layer.sort(key=shaken.__getitem__)
            self._descend(layers)
        return self.best

    def _walk(self, roots: list[int], links: Links) -> list[list[int]]:
        """Layers in the order in which a depth-first walk meets their vertices: without crossings for a tree."""
        layers: list[list[int]] = [[] for _ in range(self.height)]
        rank = self.rank
        seen = bytearray(len(rank))
        stack = roots[::-1]
        while stack:
            vertex = stack.pop()
            if seen[vertex]:
                continue
            seen[vertex] = 1
            layers[rank[vertex]].append(vertex)
            stack += links[vertex][::-1]
        return layers

    def _descend(self, layers: list[list[int]]) -> None:
        """Sweep up and down from one start until nothing is gained, then exchange neighbours."""
        place = self.place
        for layer in layers:
            for at, vertex in enumerate(layer):
                place[vertex] = at
        found = self._count(layers)
        kept = [list(layer) for layer in layers]
        failures = 0
        turn = 0
        while found and failures < PATIENCE and self.work > 0:
            turn += 1
            if turn & 1:
                self._sweep(layers[1:], self.up)
            else:
                self._sweep(layers[-2::-1], self.down)
            crossings = self._count(layers)
            if crossings < found:
                found = crossings
                kept = [list(layer) for layer in layers]
                failures = 0
            else:
                failures += 1
        for layer in kept:
            for at, vertex in enumerate(layer):
                place[vertex] = at
        if found:
            found -= self._exchange(kept)
        if found < self.crossings:
            self.crossings = found
            self.best = kept

    def _count(self, layers: list[list[int]]) -> int:
        self.work -= self.links
        down, place = self.down, self.place
        return sum([count_between(layer, down, place) for layer in layers[:-1]])

    def _sweep(self, layers: list[list[int]], links: Links) -> None:
        """Sort every layer by the mean place of its neighbours in the layer before it."""
        self.work -= self.links
        place = self.place
        key = [0.0] * len(place)
        for layer in layers:
            for vertex in layer:
                near = links[vertex]
                size = len(near)
                if size == 1:
                    key[vertex] = place[near[0]]
                elif size == 2:
                    key[vertex] = (place[near[0]] + place[near[1]]) / 2
                elif size:
                    key[vertex] = sum([place[other] for other in near]) / size
                else:
                    key[vertex] = place[vertex]
            layer.sort(key=key.__getitem__)
            for at, vertex in enumerate(layer):
                place[vertex] = at

    def _exchange(self, layers: list[list[int]]) -> int:
        """Exchange neighbours as long as that helps; returns how many crossings it saved."""
        place, up, down = self.place, self.up, self.down
        saved = 0
        stale = [True] * len(layers)
        while any(stale) and self.work > 0:
            for number, layer in enumerate(layers):
                if not stale[number]:
                    continue
                stale[number] = False
                gained = 0
                for at in range(len(layer) - 1):
                    one = layer[at]
                    other = layer[at + 1]
                    gain = 0
                    for links in (up, down):
                        theirs = [place[near] for near in links[other]]
                        if theirs:
                            for near in links[one]:
                                mine = place[near]
                                for their in theirs:
                                    if mine > their:
                                        gain += 1
                                    elif mine < their:
                                        gain -= 1
                    if gain > 0:
                        layer[at] = other
                        layer[at + 1] = one
                        place[other] = at
                        place[one] = at + 1
                        gained += gain
                self.work -= 2 * len(layer)
                if gained:
                    saved += gained
                    for near_by in range(max(0, number - 1), min(len(layers), number + 2)):
                        stale[near_by] = True
        return saved

"""Order within layers: sweeps by barycentre, exchanges of neighbours, seeded restarts, counted work."""

from random import Random

from refold_nb.graph.layered.crossings import count_between
from refold_nb.graph.layered.exchange import exchange

Links = list[list[int]]

WORK = 90_000
"""Links looked at in all, about 40 ms: counted, so that a graph has the same drawing on every machine."""
LARGE = 500
"""From so many links on, less work and more of it for every link."""
WORK_LARGE = 30_000
WORK_PER_LINK = 14
SWEEPS_IN_VAIN = 3
STARTS_IN_VAIN = 5
WALKS = 4
SHAKE = 2.0


class Ordering:
    """The layers of one drawing and the search for an order with few crossings.

    Attributes:
        best: the layers in the best order found.
        crossings: how many are left in it.
    """

    def __init__(self, rank: list[int], up: Links, down: Links) -> None:
        self._rank = rank
        self._up = up
        self._down = down
        self._links = sum(map(len, down))
        self._work = WORK if self._links < LARGE else WORK_LARGE + WORK_PER_LINK * self._links
        self._place = [0] * len(rank)
        self._spot = [0.0] * len(rank)
        self.best: list[list[int]] = []
        self.crossings = 1 << 60

    def search(self) -> list[list[int]]:
        """The best order found, from walks down and up the graph and from shaken copies of what was best."""
        dice = Random(len(self._rank))  # noqa: S311
        self._try(self._walk(self._down))
        if self.crossings:
            self._try(self._walk(self._up))
        starts = vain = 0
        # Where few crossings are left they are mostly there to stay; where there are many, patience pays.
        while self.crossings and self._work > 0 and vain < STARTS_IN_VAIN + self.crossings // 2:
            starts += 1
            if starts <= WALKS:
                layers = self._walk(self._down if starts & 1 else self._up, dice)
            else:
                layers = [self._shaken(layer, dice) for layer in self.best]
            vain = 0 if self._try(layers) else vain + 1
        return self.best

    def _walk(self, links: Links, dice: Random | None = None) -> list[list[int]]:
        """Layers in the order in which a depth-first walk meets them: without crossings for a tree."""
        against = self._up if links is self._down else self._down
        stack = [vertex for vertex, before in enumerate(against) if not before][::-1]
        layers: list[list[int]] = [[] for _ in range(max(self._rank, default=-1) + 1)]
        if dice:
            dice.shuffle(stack)
        seen = bytearray(len(links))
        while stack:
            vertex = stack.pop()
            if seen[vertex]:
                continue
            seen[vertex] = 1
            layers[self._rank[vertex]].append(vertex)
            near = links[vertex]
            stack += dice.sample(near, len(near)) if dice and len(near) > 1 else near[::-1]
        return layers

    def _shaken(self, layer: list[int], dice: Random) -> list[int]:
        keys = {vertex: at + dice.random() * SHAKE for at, vertex in enumerate(layer)}
        return sorted(layer, key=keys.__getitem__)

    def _try(self, layers: list[list[int]]) -> bool:
        """Sweep down and up until nothing is gained, then exchange; true when that beat the best."""
        for layer in layers:
            self._settle(layer)
        found = self._count(layers)
        kept = [list(layer) for layer in layers]
        vain = turn = 0
        while found and vain < SWEEPS_IN_VAIN and self._work > 0:
            turn += 1
            if turn & 1:
                self._sweep(layers[1:], self._up)
            else:
                self._sweep(layers[-2::-1], self._down)
            crossings = self._count(layers)
            vain += 1
            if crossings < found:
                found, vain = crossings, 0
                kept = [list(layer) for layer in layers]
        if found:
            for layer in kept:
                self._settle(layer)
            saved, work = exchange(kept, self._up, self._down, self._place, self._work)
            found -= saved
            self._work -= work
        better = found < self.crossings
        # An equally good order takes over too, or all shaken copies would be of the same one.
        if found <= self.crossings:
            self.crossings, self.best = found, kept
        return better

    def _settle(self, layer: list[int]) -> None:
        """Note where the vertices of a layer stand: their places, and these as parts of the layer's width."""
        place, spot = self._place, self._spot
        step = 1 / (len(layer) + 1)
        for at, vertex in enumerate(layer):
            place[vertex] = at
            spot[vertex] = (at + 1) * step

    def _count(self, layers: list[list[int]]) -> int:
        self._work -= self._links
        down, place = self._down, self._place
        return sum([count_between(layer, down, place) for layer in layers[:-1] if len(layer) > 1])

    def _sweep(self, layers: list[list[int]], links: Links) -> None:
        """Sort every layer by the mean place of its neighbours in the layer before it."""
        self._work -= self._links
        spot = self._spot
        key = list(spot)
        for layer in layers:
            if len(layer) == 1:
                continue
            for vertex in layer:
                near = links[vertex]
                size = len(near)
                if size == 1:
                    key[vertex] = spot[near[0]]
                elif size == 2:
                    key[vertex] = (spot[near[0]] + spot[near[1]]) / 2
                elif size:
                    key[vertex] = sum([spot[other] for other in near]) / size
            layer.sort(key=key.__getitem__)
            self._settle(layer)

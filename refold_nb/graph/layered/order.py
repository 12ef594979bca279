"""Order within layers: walks and sweeps by barycentre from several starts, then sifting, in counted work."""

from random import Random

from refold_nb.graph.layered.crossings import count_between
from refold_nb.graph.layered.exchange import exchange
from refold_nb.graph.layered.sifting import Sifting

Links = list[list[int]]

WORK = 15_000
"""What is looked at beyond the starts: counted, so that a graph has the same drawing on every machine."""
WORK_PER_LINK = 5
LARGE = 1_200
"""From so many links on there is time for two starts."""
STARTS = 4
"""Walks that a search starts from: down, up, and shuffled ones."""
SWEEPS = (1, 2)
"""Sweeps down and up before crossings are counted, and counted again."""
WIDE = 60
"""So many places to compare for every vertex, on the mean, make sifting too slow."""


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
        self._spot = [0.0] * len(rank)
        self._steps: dict[int, list[float]] = {}
        self.best: list[list[int]] = []
        self.crossings = 1 << 60

    def search(self) -> list[list[int]]:
        """The best order found: the best of several starts, then improved vertex by vertex."""
        dice = Random(len(self._rank))  # noqa: S311
        for start in range(STARTS if self._links < LARGE else 2):
            links = self._up if start & 1 else self._down
            self._start(self._walk(links, dice if start > 1 else None))
            if not self.crossings:
                return self.best
        place = [0] * len(self._rank)
        work = WORK + WORK_PER_LINK * self._links
        if sum([len(layer) ** 2 for layer in self.best]) < WIDE * len(place):
            self.crossings = Sifting(self.best, self._up, self._down, place).improve(self.crossings, work)
        else:
            for layer in self.best:
                for at, vertex in enumerate(layer):
                    place[vertex] = at
            self.crossings -= exchange(self.best, self._up, self._down, place, work)[0]
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
            stack += near if dice and dice.random() < 0.5 else near[::-1]
        return layers

    def _start(self, layers: list[list[int]]) -> None:
        """Sweep down and up from one order, and keep what beats the best."""
        for layer in layers:
            self._settle(layer)
        for turns in SWEEPS:
            for _ in range(turns):
                moved = self._sweep(layers[1:], self._up)
                if not self._sweep(layers[-2::-1], self._down) and not moved:
                    break
            self._keep(layers)
            if not self.crossings:
                break

    def _keep(self, layers: list[list[int]]) -> None:
        found = 0
        for layer in layers[:-1]:
            if len(layer) > 1:
                found += count_between(layer, self._down, self._spot)
                if found >= self.crossings:
                    return
        self.crossings = found
        self.best = [list(layer) for layer in layers]

    def _settle(self, layer: list[int]) -> None:
        """Note where the vertices of a layer stand, as parts of the layer's width."""
        size = len(layer)
        steps = self._steps.get(size)
        if steps is None:
            steps = self._steps[size] = [(at + 1) / (size + 1) for at in range(size)]
        spot = self._spot
        for vertex, step in zip(layer, steps, strict=True):
            spot[vertex] = step

    def _sweep(self, layers: list[list[int]], links: Links) -> bool:
        """Sort every layer by the mean place of its neighbours in the layer before it; true if one changed."""
        moved = False
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
            order = sorted(layer, key=key.__getitem__)
            if order != layer:
                moved = True
                layer[:] = order
                self._settle(layer)
        return moved

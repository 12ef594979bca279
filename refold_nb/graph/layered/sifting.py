"""Sifting: vertices go one by one to the best place in their layer, and kicks lead on where that ends."""

from itertools import pairwise
from operator import add
from random import Random

from refold_nb.graph.layered.crossings import count_between

Links = list[list[int]]

KICK = 6
"""How many places a kick moves a vertex at most."""
REACH = 1
"""How many layers away from a crossing vertices are still kicked."""
WORST = 6
"""Crossings that a kick may cost at first; more is hardly ever won back."""
TRIES = 3
"""Kicks in vain, for each vertex that can be kicked, after which nothing more is to be expected."""
SCAN = 4
"""What looking at a vertex costs in work beside the places looked at."""


class Sifting:
    """An order being improved, with what every exchange in it would save.

    `balance[one][other]` tells, for two vertices of one layer, how many crossings their edges have with one
    another when `one` stands left less how many when it stands right. Every place of a vertex is thus judged
    by adding numbers, and a vertex that moves past another changes only the balances of their neighbours:
    that makes trying things so much cheaper than counting crossings anew.

    Args:
        layers: the vertices of each layer in their order; changed in place.
        up: for each vertex its neighbours one layer before.
        down: the same, one layer after.
        place: where each vertex stands in its layer; kept in step.
    """

    def __init__(self, layers: list[list[int]], up: Links, down: Links, place: list[int]) -> None:
        self._layers = layers
        self._up = up
        self._down = down
        self._near = [[*before, *after] for before, after in zip(up, down, strict=True)]
        self._place = place
        self._layer: list[list[int]] = [[]] * len(up)
        self._balance: list[dict[int, int]] = [{}] * len(up)
        self._queued = bytearray(len(up))
        self._moves: list[tuple[int, int]] = []
        self.spent = 0
        for layer in layers:
            fresh = dict.fromkeys(layer, 0)
            for at, vertex in enumerate(layer):
                place[vertex] = at
                self._layer[vertex] = layer
                self._balance[vertex] = fresh.copy()
        for upper, lower in pairwise(layers):
            self._weigh(upper, down, len(lower))
            self._weigh(lower, up, len(upper))
        self._free = [vertex for layer in layers if len(layer) > 1 for vertex in layer]

    def _weigh(self, layer: list[int], links: Links, size: int) -> None:
        """Add to the balances of a layer what its edges to one side, a layer of that size, are worth."""
        if len(layer) == 1 or size == 1:
            return
        place = self._place
        ends = [(vertex, place[near]) for vertex in layer for near in links[vertex]]
        self.spent += len(layer) * len(ends) // 4
        # What one edge to each place is worth for a vertex to the left of it.
        worths = [[1] * at + [0] + [-1] * (size - at - 1) for at in range(size)]
        for vertex in layer:
            near = links[vertex]
            if not near:
                continue
            row = self._balance[vertex]
            worth = worths[place[near[0]]]
            for one in near[1:]:
                worth = list(map(add, worth, worths[place[one]]))
            for other, end in ends:
                row[other] += worth[end]
            row[vertex] = 0

    def improve(self, crossings: int, work: int) -> int:
        """Sift all vertices, then kick single ones and sift their neighbours; returns the crossings left."""
        dice = Random(len(self._up)).random  # noqa: S311
        crossings += self._settle(list(self._free))
        free = self._near_crossings()
        limit = TRIES * len(free)
        vain = 0
        while crossings and self.spent < work and vain < limit:
            vain += 1
            vertex = free[int(dice() * len(free))]
            at = self._place[vertex]
            layer = self._layer[vertex]
            to = min(max(at + int(dice() * (2 * KICK + 1)) - KICK, 0), len(layer) - 1)
            if to == at:
                continue
            row = self._balance[vertex]
            if to > at:
                change = -sum([row[other] for other in layer[at + 1 : to + 1]])
            else:
                change = sum([row[other] for other in layer[to:at]])
            self.spent += 2
            if change > WORST:
                continue
            self._moves = [(vertex, at)]
            self._move(vertex, to)
            change += self._settle(list(self._near[vertex]))
            if change > 0:
                for one, before in reversed(self._moves):
                    self._move(one, before)
            elif change:
                crossings += change
                vain = 0
        return crossings

    def _near_crossings(self) -> list[int]:
        """The vertices that can change places in the layers where edges still cross, and beside these."""
        near: set[int] = set()
        for number, layer in enumerate(self._layers[:-1]):
            if len(layer) > 1 and count_between(layer, self._down, self._place):
                near.update(range(number - REACH, number + 2 + REACH))
        return [
            vertex
            for number, layer in enumerate(self._layers)
            if number in near and len(layer) > 1
            for vertex in layer
        ]

    def _settle(self, queue: list[int]) -> int:
        """Move each to its best place, and the neighbours of what moved; returns the change in crossings."""
        place, queued, balance, layers = self._place, self._queued, self._balance, self._layer
        for vertex in queue:
            queued[vertex] = 1
        change = well = 0
        for vertex in queue:
            queued[vertex] = 0
            layer, row, at = layers[vertex], balance[vertex], place[vertex]
            # Most stand well: worse on both sides.
            if (not at or row[layer[at - 1]] > 1) and (at == len(layer) - 1 or row[layer[at + 1]] < -1):
                well += 1
                continue
            best, to = self._best(layer, row, at)
            if best:
                self._moves.append((vertex, at))
                self._move(vertex, to)
                change += best
                for near in self._near[vertex]:
                    if not queued[near]:
                        queued[near] = 1
                        queue.append(near)
        self.spent += well * (SCAN + 2)
        return change

    def _best(self, layer: list[int], row: dict[int, int], at: int) -> tuple[int, int]:
        """The best change in crossings that another place than `at` brings, and that place."""
        last = len(layer) - 1
        best = total = 0
        to = spot = at
        # Where it has only got worse there is nothing better behind, mostly.
        for spot in range(at + 1, last + 1):
            total -= row[layer[spot]]
            if total < best:
                best, to = total, spot
            elif total > 1:
                break
        looked = spot - at
        total = 0
        for spot in range(at - 1, -1, -1):
            total += row[layer[spot]]
            if total < best:
                best, to = total, spot
            elif total > 1:
                break
        self.spent += SCAN + looked + abs(at - spot)
        return best, to

    def _move(self, vertex: int, to: int) -> None:
        """Put a vertex at another place in its layer, and keep places and balances in step."""
        place, balance = self._place, self._balance
        layer = self._layer[vertex]
        at = place[vertex]
        if to > at:
            passed, turn, shift = layer[at + 1 : to + 1], 2, -1
            layer[at:to] = passed
        else:
            passed, turn, shift = layer[to:at], -2, 1
            layer[to + 1 : at + 1] = passed
        layer[to] = vertex
        place[vertex] = to
        for other in passed:
            place[other] += shift
        self.spent += 2 + len(passed) * (1 + len(self._near[vertex]))
        # A pair of neighbours, one of each, is now the other way round for the edges to these two.
        for links in (self._up, self._down):
            if links[vertex]:
                others = [one for other in passed for one in links[other]]
                for near in links[vertex]:
                    row = balance[near]
                    for one in others:
                        row[one] += turn
                        balance[one][near] -= turn

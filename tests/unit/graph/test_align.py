"""Chains in one line: as short as before, in their order, and nothing on top of anything."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from refold_nb.graph import WorkflowGraph
from refold_nb.graph.layered.align import align_chains
from refold_nb.graph.samples import SAMPLES


def centres(drawn: WorkflowGraph) -> dict[str, float]:
    return {one: x + wide / 2 for one, (x, _, wide, _) in drawn.layout().boxes.items()}


def test_steps_that_follow_one_another_between_a_fork_and_a_merge_stand_in_one_line() -> None:
    drawn = WorkflowGraph.from_dict(SAMPLES["Eighty steps"])
    where = centres(drawn)
    following: dict[str, list[str]] = {}
    before: dict[str, list[str]] = {}
    for edge in drawn.edges:
        following.setdefault(edge.source, []).append(edge.target)
        before.setdefault(edge.target, []).append(edge.source)
    pairs = [
        (one, ways[0]) for one, ways in following.items() if len(ways) == 1 and len(before[ways[0]]) == 1
    ]
    straight = [pair for pair in pairs if where[pair[0]] == where[pair[1]]]
    assert len(pairs) > 20
    assert len(straight) >= 0.9 * len(pairs)


@pytest.mark.parametrize("seed", range(40))
def test_nothing_gets_longer_and_nothing_overlaps(seed: int) -> None:
    dice = Random(seed)
    layers: list[list[int]] = []
    for _ in range(8):
        begin = sum(map(len, layers))
        layers.append(list(range(begin, begin + dice.randint(1, 5))))
    count = sum(map(len, layers))
    up: list[list[int]] = [[] for _ in range(count)]
    down: list[list[int]] = [[] for _ in range(count)]
    for upper, lower in pairwise(layers):
        for vertex in lower:
            for other in dice.sample(upper, dice.choice((1, 1, 1, min(2, len(upper))))):
                up[vertex].append(other)
                down[other].append(vertex)
    room = [dice.uniform(5, 40) for _ in range(count)]
    spot = [0.0] * count
    for layer in layers:
        at = dice.uniform(-100, 100)
        for vertex in layer:
            spot[vertex] = at = at + room[vertex] + dice.choice((0.0, 0.0, 30.0))
            at += room[vertex]

    def length() -> float:
        return sum(abs(spot[one] - spot[other]) for one in range(count) for other in down[one])

    before = length()
    align_chains(spot, layers, up, down, (room, room), set())
    assert length() <= before + 0.01 * count
    for layer in layers:
        for one, other in pairwise(layer):
            assert spot[other] - spot[one] >= room[one] + room[other] - 1e-6

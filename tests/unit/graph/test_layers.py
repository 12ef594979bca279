"""The parts of the layered layout against brute force."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations, product
from random import Random

import pytest

from refold_nb.graph.layered.crossings import count_between
from refold_nb.graph.layered.cycles import reversed_edges
from refold_nb.graph.layered.exchange import exchange
from refold_nb.graph.layered.order import Ordering
from refold_nb.graph.layered.place import place_across
from refold_nb.graph.layered.ranks import assign_ranks
from refold_nb.graph.layered.runs import ordered
from refold_nb.graph.layered.sifting import Sifting
from refold_nb.graph.layered.slide import slide_blocks


def layered(
    seed: int, sizes: tuple[int, ...] = (3, 4, 3), share: float = 0.5
) -> tuple[list[int], list[list[int]], list[list[int]]]:
    """Ranks and links of a random graph whose edges join neighbouring layers."""
    dice = Random(seed)
    rank = [level for level, size in enumerate(sizes) for _ in range(size)]
    up: list[list[int]] = [[] for _ in rank]
    down: list[list[int]] = [[] for _ in rank]
    for one, other in product(range(len(rank)), repeat=2):
        if rank[other] == rank[one] + 1 and dice.random() < share:
            down[one].append(other)
            up[other].append(one)
    return rank, up, down


def pairs_that_cross(layers: list[list[int]], down: list[list[int]]) -> int:
    total = 0
    for upper, lower in pairwise(layers):
        links = [(upper.index(one), lower.index(other)) for one in upper for other in down[one]]
        total += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(links, 2))
    return total


@pytest.mark.parametrize("seed", range(20))
def test_crossings_are_counted_as_pairs(seed: int) -> None:
    rank, _, down = layered(seed, (6, 7), 0.4)
    upper = [one for one, level in enumerate(rank) if level == 0]
    lower = [one for one, level in enumerate(rank) if level == 1]
    Random(seed).shuffle(lower)
    place = [0] * len(rank)
    for at, one in enumerate(lower):
        place[one] = at
    assert count_between(upper, down, place) == pairs_that_cross([upper, lower], down)


@pytest.mark.parametrize("seed", range(12))
def test_the_order_is_the_best_of_all_on_small_graphs(seed: int) -> None:
    rank, up, down = layered(seed)
    ordering = Ordering(list(rank), up, down)
    layers = ordering.search()
    assert sorted(one for layer in layers for one in layer) == list(range(len(rank)))
    assert pairs_that_cross(layers, down) == ordering.crossings
    rows = [[one for one, level in enumerate(rank) if level == wanted] for wanted in range(3)]
    best = min(pairs_that_cross(list(map(list, order)), down) for order in product(*map(permutations, rows)))
    assert ordering.crossings == best


@pytest.mark.parametrize("seed", range(8))
def test_runs_side_by_side_cross_no_more_than_without_them(seed: int) -> None:
    rank, up, down = layered(seed)
    best = Ordering(list(rank), up, down)
    best.search()
    # Between the second layer and the third, every vertex of the second is followed by one of its own.
    middle = [one for one, level in enumerate(rank) if level == 1]
    after = {one: len(rank) + at for at, one in enumerate(middle)}
    long_rank = [level + (level == 2) for level in rank] + [2] * len(middle)
    long_down = [[after[one]] if one in after else list(near) for one, near in enumerate(down)]
    long_down += [down[one] for one in middle]
    long_up = [
        [after[other] for other in near] if level == 2 else near for near, level in zip(up, rank, strict=True)
    ]
    long_up += [[one] for one in middle]
    layers = ordered(long_rank, long_up, long_down)
    assert [sorted(layer) for layer in layers] == [
        [one for one, level in enumerate(long_rank) if level == wanted] for wanted in range(4)
    ]
    assert pairs_that_cross(layers, long_down) == best.crossings


@pytest.mark.parametrize("seed", range(8))
def test_an_exchange_saves_what_it_says(seed: int) -> None:
    rank, up, down = layered(seed, (6, 6, 6), 0.4)
    layers = [[one for one, level in enumerate(rank) if level == wanted] for wanted in range(3)]
    before = pairs_that_cross(layers, down)
    place = [layers[level].index(one) for one, level in enumerate(rank)]
    saved, _ = exchange(layers, up, down, place, 10_000)
    assert before - saved == pairs_that_cross(layers, down)


@pytest.mark.parametrize("seed", range(8))
def test_sifting_leaves_as_many_crossings_as_it_says(seed: int) -> None:
    rank, up, down = layered(seed, (6, 7, 6, 5), 0.4)
    layers = [[one for one, level in enumerate(rank) if level == wanted] for wanted in range(4)]
    before = pairs_that_cross(layers, down)
    place = [0] * len(rank)
    left = Sifting(layers, up, down, place).improve(before, 10_000)
    assert left == pairs_that_cross(layers, down) < before
    assert sorted(one for layer in layers for one in layer) == list(range(len(rank)))
    assert all(place[one] == at for layer in layers for at, one in enumerate(layer))


@pytest.mark.parametrize("seed", range(20))
def test_ranks_are_feasible_and_as_short_as_brute_force_finds(seed: int) -> None:
    dice = Random(seed)
    count = 6
    edges = [(one, other) for one, other in combinations(range(count), 2) if dice.random() < 0.4]
    rank = assign_ranks(count, edges)
    assert min(rank) == 0
    assert all(rank[other] > rank[one] for one, other in edges)
    best = min(
        sum(tried[other] - tried[one] for one, other in edges)
        for tried in product(range(count), repeat=count)
        if all(tried[other] > tried[one] for one, other in edges)
    )
    assert sum(rank[other] - rank[one] for one, other in edges) == best


@pytest.mark.parametrize("seed", range(20))
def test_turning_the_edges_found_leaves_no_cycle(seed: int) -> None:
    dice = Random(seed)
    edges = [(dice.randrange(9), dice.randrange(9)) for _ in range(20)]
    edges = [(one, other) for one, other in edges if one != other]
    out: list[list[tuple[int, int]]] = [[] for _ in range(9)]
    for number, (one, other) in enumerate(edges):
        out[one].append((number, other))
    back = reversed_edges(9, out, [0])
    left = {
        one: {other for at, (first, other) in enumerate(edges) if first == one and at not in back}
        | {first for at, (first, other) in enumerate(edges) if other == one and at in back}
        for one in range(9)
    }
    while free := [one for one, targets in left.items() if not targets]:
        for one in free:
            del left[one]
        for targets in left.values():
            targets -= set(free)
    assert left == {}


def test_a_way_back_is_what_gets_turned() -> None:
    edges = [(0, 1), (1, 2), (2, 3), (3, 1)]
    out: list[list[tuple[int, int]]] = [[] for _ in range(4)]
    for number, (one, other) in enumerate(edges):
        out[one].append((number, other))
    assert reversed_edges(4, out, [0]) == {3}


@pytest.mark.parametrize("seed", range(12))
def test_places_keep_the_order_and_the_room(seed: int) -> None:
    rank, up, down = layered(seed, (4, 6, 5, 3), 0.35)
    layers = [[one for one, level in enumerate(rank) if level == wanted] for wanted in range(4)]
    dice = Random(seed)
    left = [dice.uniform(10, 60) for _ in rank]
    right = [dice.uniform(10, 60) for _ in rank]
    spot = place_across(layers, up, down, left, right, len(rank))
    for layer in layers:
        for one, other in pairwise(layer):
            assert spot[other] - spot[one] >= right[one] + left[other] - 0.02


def test_a_parent_stands_over_its_children() -> None:
    spot = place_across([[0], [1, 2]], [[], [0], [0]], [[1, 2], [], []], [50.0] * 3, [50.0] * 3, 3)
    assert spot[1] <= spot[0] <= spot[2]
    assert spot[2] - spot[1] == pytest.approx(100)


@pytest.mark.parametrize(("step", "straight"), [(15.0, True), (60.0, False)])
def test_a_small_step_in_a_line_goes_and_a_large_one_stays_half_way(step: float, straight: bool) -> None:
    # A box between two others that are held where they are by two neighbours each.
    near = [[1], [0, 2], [1], [0], [0], [2], [2]]
    near[0] += [3, 4]
    near[2] += [5, 6]
    spot = [0.0, step, 2 * step, 0.0, 0.0, 2 * step, 2 * step]
    room = [[10.0] * 7, [10.0] * 7]
    slide_blocks(spot, [[1]], near, (room[0], room[1]), 7, (1, 2, 8))
    assert (spot[1] in (0.0, 2 * step)) == straight

"""Places across the flow: edges as short as can be, long ones straight, nothing overlapping."""

from itertools import pairwise

from refold_nb.graph.layered.slide import slide_blocks

Links = list[list[int]]

LARGE = 1_500
"""From so many vertices on blocks slide only once."""
STRAIGHT = (1, 2, 8)
"""How much an edge between two boxes, between a box and a bend, between two bends wants to be straight."""


def place_across(
    layers: list[list[int]], up: Links, down: Links, left: list[float], right: list[float], real: int
) -> list[float]:
    """The centre of every vertex across the flow.

    Args:
        layers: the vertices of each layer in their order.
        up: for each vertex its neighbours one layer before.
        down: the same, one layer after.
        left: the room each vertex needs left of its centre, half the gap to its neighbour included.
        right: the same to the right.
        real: vertices from this number on are bends of long edges.
    """
    spot = [0.0] * len(up)
    offsets = [_offsets(layer, left, right) for layer in layers]
    for layer, offset in zip(layers, offsets, strict=True):
        for vertex, start in zip(layer, offset, strict=True):
            spot[vertex] = start - offset[-1] / 2
    rows = list(zip(layers, offsets, strict=True))
    for layer, offset in rows[1:]:
        _follow(spot, layer, offset, up, real)
    after = list(spot)
    for layer, offset in rows[-2::-1]:
        _follow(spot, layer, offset, down, real)
    # One way leans to what comes before, the other to what follows; half-way between there is room as well.
    spot = [(one + other) / 2 for one, other in zip(after, spot, strict=True)]
    near = [[*before, *behind] for before, behind in zip(up, down, strict=True)]
    for layer, offset in rows:
        _shorten(spot, layer, offset, near, real)
    slide_blocks(spot, layers, near, (left, right), real, STRAIGHT)
    if len(up) <= LARGE:
        slide_blocks(spot, layers[::-1], near, (left, right), real, STRAIGHT)
    return spot


def _offsets(layer: list[int], left: list[float], right: list[float]) -> list[float]:
    """Where the vertices of a layer stand when they are pushed together, the first at 0."""
    found = [0.0] if layer else []
    for one, other in pairwise(layer):
        found.append(found[-1] + right[one] + left[other])
    return found


def _follow(spot: list[float], layer: list[int], offset: list[float], links: Links, real: int) -> None:
    """Put a layer as near as it may to the median of each vertex' neighbours on one side."""
    # Less its offset a wish must be at least the one before: isotonic regression, by pooling.
    wishes: list[float] = []
    weights: list[float] = []
    weight: float
    counts: list[int] = []
    for vertex, shift in zip(layer, offset, strict=True):
        near = links[vertex]
        size = len(near)
        if size == 1:
            wish = spot[near[0]] - shift
            weight = STRAIGHT[1 + (near[0] >= real)] if vertex >= real else 1
        elif size == 2:
            wish = (spot[near[0]] + spot[near[1]]) / 2 - shift
            weight = 2
        elif size:
            spots = sorted([spot[other] for other in near])
            wish = (spots[size >> 1] + spots[(size - 1) >> 1]) / 2 - shift
            weight = size
        else:
            wish = spot[vertex] - shift
            weight = 0.05
        count = 1
        while wishes and wishes[-1] > wish:
            other = weights.pop()
            wish = (wish * weight + wishes.pop() * other) / (weight + other)
            weight += other
            count += counts.pop()
        wishes.append(wish)
        weights.append(weight)
        counts.append(count)
    _put(spot, layer, offset, wishes, counts)


def _shorten(spot: list[float], layer: list[int], offset: list[float], near: Links, real: int) -> None:
    """Put a layer where its edges to both sides are shortest in sum while all others stand still."""
    box, mixed, bend = STRAIGHT
    pools: list[list[float]] = []
    wishes: list[float] = []
    counts: list[int] = []
    for vertex, shift in zip(layer, offset, strict=True):
        pool: list[float] = []
        alone, beside = (mixed, bend) if vertex >= real else (box, mixed)
        for other in near[vertex]:
            pool += [spot[other] - shift] * (beside if other >= real else alone)
        pool.sort()
        wish = median_near(pool, spot[vertex] - shift)
        count = 1
        while wishes and wishes[-1] > wish + 1e-9:
            pool = sorted(pool + pools.pop())
            wish = median_near(pool, (wish + wishes.pop()) / 2)
            count += counts.pop()
        pools.append(pool)
        wishes.append(wish)
        counts.append(count)
    _put(spot, layer, offset, wishes, counts)


def median_near(pool: list[float], liked: float) -> float:
    """The median of what is sorted, and where that is a range the place in it next to the one that is liked."""
    size = len(pool)
    if not size:
        return liked
    return min(max(liked, pool[(size - 1) >> 1]), pool[size >> 1])


def _put(
    spot: list[float], layer: list[int], offset: list[float], wishes: list[float], counts: list[int]
) -> None:
    if len(counts) == len(layer):
        for vertex, wish, shift in zip(layer, wishes, offset, strict=True):
            spot[vertex] = wish + shift
        return
    at = 0
    for wish, count in zip(wishes, counts, strict=True):
        for index in range(at, at + count):
            spot[layer[index]] = wish + offset[index]
        at += count

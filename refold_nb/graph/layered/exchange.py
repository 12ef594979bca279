"""Neighbours in a layer change places as long as that saves crossings."""

Links = list[list[int]]


def exchange(layers: list[list[int]], up: Links, down: Links, place: list[int], work: int) -> tuple[int, int]:
    """Improve the order in place.

    Args:
        layers: the vertices of each layer in their order; changed.
        up: for each vertex its neighbours one layer before.
        down: the same, one layer after.
        place: where each vertex stands in its layer; kept in step.
        work: how many links may be looked at.

    Returns:
        How many crossings that saved, and how many links it looked at.
    """
    saved = looked = 0
    stale = set(range(len(layers)))
    while stale and looked < work:
        for number in sorted(stale):
            stale.discard(number)
            layer = layers[number]
            above = [[place[near] for near in up[vertex]] for vertex in layer]
            below = [[place[near] for near in down[vertex]] for vertex in layer]
            gained = _pass(layer, above, below)
            looked += sum(map(len, above)) + sum(map(len, below))
            if gained:
                saved += gained
                for at, vertex in enumerate(layer):
                    place[vertex] = at
                stale.update(near for near in (number - 1, number, number + 1) if 0 <= near < len(layers))
    return saved, looked


def _pass(layer: list[int], above: Links, below: Links) -> int:
    """Exchange within one layer while its neighbours stand still; returns the crossings saved."""
    saved = at = 0
    while at < len(layer) - 1:
        gain = _gain(above[at], above[at + 1]) + _gain(below[at], below[at + 1])
        if gain <= 0:
            at += 1
            continue
        saved += gain
        layer[at], layer[at + 1] = layer[at + 1], layer[at]
        above[at], above[at + 1] = above[at + 1], above[at]
        below[at], below[at + 1] = below[at + 1], below[at]
        # What moved to the left may go on; nothing before that has new neighbours.
        at = at - 1 if at else 1
    return saved


def _gain(left: list[int], right: list[int]) -> int:
    """Crossings less when the one on the left goes to the right."""
    gain = 0
    for one in left:
        for other in right:
            if one > other:
                gain += 1
            elif one < other:
                gain -= 1
    return gain

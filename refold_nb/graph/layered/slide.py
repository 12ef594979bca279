"""Vertices that stand in one line move together to where the edges around them are shorter."""

Links = list[list[int]]

NEAR = 0.01
SNAP = 20.0
"""Steps in a line that are up to so wide are taken out of it, px."""


def slide_blocks(
    spot: list[float],
    layers: list[list[int]],
    near: Links,
    room: tuple[list[float], list[float]],
    real: int,
    straight: tuple[int, int, int],
) -> None:
    """Move every block of vertices that straight edges hold together.

    Args:
        spot: where each vertex stands; changed.
        layers: the vertices of each layer in their order, layers in the order to go through them.
        near: the neighbours of each vertex.
        room: what each vertex needs left and right of its centre.
        real: vertices from this number on are bends.
        straight: the weight of an edge between two boxes, a box and a bend, two bends.
    """
    part_of = [-1] * len(spot)
    beside: list[tuple[int, int]] | None = None
    for layer in layers:
        for vertex in layer:
            if part_of[vertex] >= 0:
                continue
            block, wishes = _block(vertex, part_of, spot, near, real, straight)
            total = leftward = rightward = 0
            for wish, weight in wishes:
                total += weight
                if wish < -NEAR:
                    leftward += weight
                elif wish > NEAR:
                    rightward += weight
            if wishes and (2 * leftward >= total or 2 * rightward >= total):
                if beside is None:
                    beside = _beside(layers, len(spot))
                _slide(spot, block, part_of, wishes, total, beside, room)


def _block(
    vertex: int,
    part_of: list[int],
    spot: list[float],
    near: Links,
    real: int,
    straight: tuple[int, int, int],
) -> tuple[list[int], list[tuple[float, int]]]:
    """What straight edges hold to a vertex, and how far and how much the other edges ask it to move."""
    part_of[vertex] = vertex
    block = [vertex]
    wishes: list[tuple[float, int]] = []
    for one in block:
        here = spot[one]
        for other in near[one]:
            part = part_of[other]
            if part != vertex:
                wish = spot[other] - here
                if part < 0 and -NEAR < wish < NEAR:
                    part_of[other] = vertex
                    block.append(other)
                else:
                    wishes.append((wish, straight[(one >= real) + (other >= real)]))
    return block, wishes


def _beside(layers: list[list[int]], count: int) -> list[tuple[int, int]]:
    """For each vertex the ones left and right of it, -1 for none."""
    found = [(-1, -1)] * count
    for layer in layers:
        for before, one, after in zip([-1, *layer], layer, [*layer[1:], -1], strict=False):
            found[one] = before, after
    return found


def _median(wishes: list[tuple[float, int]], total: int) -> float:
    """Where the edges of a block are shortest in sum, and where that is a range its nearer end."""
    wishes.sort()
    passed = at = 0
    while 2 * passed < total:
        passed += wishes[at][1]
        at += 1
    low = wishes[at - 1][0]
    if 2 * passed > total:
        return low
    step = min(low, wishes[at][0], key=abs)
    # As short everywhere between: in line with a neighbour beats a small step, half-way beats a large one.
    return 0.0 if low < 0 < wishes[at][0] and abs(step) > SNAP else step


def _slide(
    spot: list[float],
    block: list[int],
    part_of: list[int],
    wishes: list[tuple[float, int]],
    total: int,
    beside: list[tuple[int, int]],
    room: tuple[list[float], list[float]],
) -> None:
    """Move a block to the weighted median of what its edges ask for, as far as there is room."""
    step = _median(wishes, total)
    left, right = room
    part = block[0]
    free = abs(step)
    for one in block:
        other = beside[one][step > 0]
        if other >= 0 and part_of[other] != part:
            if step > 0:
                gap = spot[other] - left[other] - right[one] - spot[one]
            else:
                gap = spot[one] - left[one] - right[other] - spot[other]
            if gap < free:
                free = gap
    if free > NEAR:
        shift = free if step > 0 else -free
        for one in block:
            spot[one] += shift

"""Places across the flow: straight long edges, parents over their children (Brandes and Köpf, 2002)."""

from collections.abc import Callable

Links = list[list[int]]


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
        real: vertices from this number on are bends of long edges, which are kept straight first.
    """
    count = len(up)
    place = [0] * count
    for layer in layers:
        for at, vertex in enumerate(layer):
            place[vertex] = at
    key = place.__getitem__
    up = [sorted(links, key=key) if len(links) > 1 else links for links in up]
    down = [sorted(links, key=key) if len(links) > 1 else links for links in down]
    barred = _bends_first(layers, up, place, real)
    before = [-1] * count
    after = [-1] * count
    for layer in layers:
        for one, other in zip(layer, layer[1:], strict=False):
            after[one] = other
            before[other] = one
    found: list[list[float]] = []
    for links, rows in ((up, layers), (down, layers[::-1])):
        for mirror in (False, True):
            align = _align(rows, links, place, barred, mirror=mirror)
            if mirror:
                spread = _compact(layers, align, after, before, right, left)
                found.append([-value for value in spread])
            else:
                found.append(_compact(layers, align, before, after, left, right))
    return _balance(found, left, right)


def _bends_first(layers: list[list[int]], up: Links, place: list[int], real: int) -> set[tuple[int, int]]:
    """Segments that cross a segment between two bends: those give way, so that long edges stay straight."""
    barred: set[tuple[int, int]] = set()
    for upper, layer in zip(layers, layers[1:], strict=False):
        start = 0
        low = -1
        for index, vertex in enumerate(layer):
            inner = vertex >= real and up[vertex][0] >= real
            last = index == len(layer) - 1
            if not inner and not last:
                continue
            high = place[up[vertex][0]] if inner else len(upper)
            for other in layer[start : index + 1]:
                for above in up[other]:
                    at = place[above]
                    if (at < low or at > high) and not (other >= real and above >= real):
                        barred.add((above, other))
            start = index + 1
            low = high
    return barred


def _align(
    rows: list[list[int]], links: Links, place: list[int], barred: set[tuple[int, int]], *, mirror: bool
) -> list[int]:
    """Blocks of vertices to stand in one line: for each vertex the root of its block."""
    root = list(range(len(links)))
    for row in rows:
        limit = 1 << 60 if mirror else -1
        for vertex in reversed(row) if mirror else row:
            near = links[vertex]
            size = len(near)
            if not size:
                continue
            middle = size >> 1
            if size & 1:
                tries: tuple[int, ...] = (near[middle],)
            elif mirror:
                tries = (near[middle], near[middle - 1])
            else:
                tries = (near[middle - 1], near[middle])
            for other in tries:
                at = place[other]
                if (at < limit if mirror else at > limit) and not (
                    barred and ((other, vertex) in barred or (vertex, other) in barred)
                ):
                    root[vertex] = root[other]
                    limit = at
                    break
    return root


def _compact(
    layers: list[list[int]],
    root: list[int],
    before: list[int],
    after: list[int],
    left: list[float],
    right: list[float],
) -> list[float]:
    """Blocks pushed against `before`, then drawn together again towards `after` where there is room."""
    count = len(root)
    members: dict[int, list[int]] = {}
    waiting = [0] * count
    for layer in layers:
        for vertex in layer:
            block = root[vertex]
            if block in members:
                members[block].append(vertex)
            else:
                members[block] = [vertex]
            if before[vertex] >= 0:
                waiting[block] += 1
    spot = [0.0] * count
    order = [block for block in members if not waiting[block]]
    for block in order:
        here = spot[block]
        for vertex in members[block]:
            other = after[vertex]
            if other >= 0:
                target = root[other]
                least = here + right[vertex] + left[other]
                if least > spot[target]:
                    spot[target] = least
                waiting[target] -= 1
                if not waiting[target]:
                    order.append(target)
    for block in reversed(order):
        most = 1e18
        for vertex in members[block]:
            other = after[vertex]
            if other >= 0:
                room = spot[root[other]] - right[vertex] - left[other]
                if room < most:
                    most = room
        if most < 1e18 and most > spot[block]:
            spot[block] = most
    return [spot[block] for block in root]


def _balance(found: list[list[float]], left: list[float], right: list[float]) -> list[float]:
    """The four answers laid over the narrowest one; each vertex stands at the mean of its two middle places."""
    low: list[float] = []
    high: list[float] = []
    for spots in found:
        low.append(min(map(_minus, spots, left)))
        high.append(max(map(_plus, spots, right)))
    slim = min(range(4), key=lambda index: high[index] - low[index])
    for index, spots in enumerate(found):
        shift = high[slim] - high[index] if index & 1 else low[slim] - low[index]
        if shift:
            found[index] = [value + shift for value in spots]
    return [(sum(four) - min(four) - max(four)) / 2 for four in zip(*found, strict=True)]


_minus: Callable[[float, float], float] = float.__sub__
_plus: Callable[[float, float], float] = float.__add__

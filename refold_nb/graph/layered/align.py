"""Steps that follow one another stand in one line, where that makes no edge longer."""

from itertools import pairwise

from refold_nb.graph.layered.place import median_near

Links = list[list[int]]

NEAR = 0.01


def align_chains(
    spot: list[float],
    layers: list[list[int]],
    up: Links,
    down: Links,
    room: tuple[list[float], list[float]],
    uneven: set[int],
) -> None:
    """Stand the vertices of every chain in one line, as far as there is room.

    Edges measured across the flow are as long along a staircase as they are at one step, so nothing is lost.

    Args:
        spot: where each vertex stands; changed.
        layers: the vertices of each layer in their order.
        up: for each vertex its neighbours one layer before.
        down: the same, one layer after.
        room: what each vertex needs left and right of its centre.
        uneven: vertices that edges do not meet in the middle.
    """
    limits: tuple[list[float], list[float]] | None = None
    # What follows a vertex, and nothing else does, and it follows nothing else.
    after = [
        ways[0]
        if len(ways) == 1 and len(up[ways[0]]) == 1 and vertex not in uneven and ways[0] not in uneven
        else -1
        for vertex, ways in enumerate(down)
    ]
    follows = {vertex for vertex in after if vertex >= 0}
    for layer in layers:
        for vertex in layer:
            if after[vertex] < 0 or vertex in follows:
                continue
            chain = [vertex]
            while (vertex := after[vertex]) >= 0:
                chain.append(vertex)
            here = [spot[one] for one in chain]
            if max(here) - min(here) > NEAR:
                limits = limits or _limits(spot, layers, room)
                _align(chain, spot, up, down, *limits)


def _limits(
    spot: list[float], layers: list[list[int]], room: tuple[list[float], list[float]]
) -> tuple[list[float], list[float]]:
    """How far each vertex may move to the left and to the right while no other moves more than half of its way."""
    left, right = room
    least, most = [-1e18] * len(spot), [1e18] * len(spot)
    for layer in layers:
        for one, other in pairwise(layer):
            free = max(0.0, spot[other] - left[other] - spot[one] - right[one]) / 2
            most[one] = spot[one] + free
            least[other] = spot[other] - free
    return least, most


def _align(
    chain: list[int], spot: list[float], up: Links, down: Links, least: list[float], most: list[float]
) -> None:
    """Stand a chain in one line, or in as few as there is room for."""
    while chain:
        low, high, count = least[chain[0]], most[chain[0]], 1
        for vertex in chain[1:]:
            if max(low, least[vertex]) > min(high, most[vertex]):
                break
            low, high, count = max(low, least[vertex]), min(high, most[vertex]), count + 1
        part, chain = chain[:count], chain[count:]
        here = [spot[vertex] for vertex in part]
        if max(here) - min(here) < NEAR:
            continue
        outside = sorted([spot[near] for near in (*up[part[0]], *down[part[-1]])])
        line = min(max(median_near(outside, sorted(here)[count // 2]), low), high)
        was = sum([abs(one - other) for one, other in pairwise(here)])
        was += sum([abs(here[0] - spot[near]) for near in up[part[0]]])
        was += sum([abs(here[-1] - spot[near]) for near in down[part[-1]]])
        if sum([abs(line - other) for other in outside]) <= was + NEAR:
            for vertex in part:
                spot[vertex] = line

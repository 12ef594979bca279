"""Layers between which all edges run side by side, one from each vertex to one, are ordered as a single layer."""

from refold_nb.graph.layered.order import Ordering

Links = list[list[int]]


def ordered(rank: list[int], up: Links, down: Links) -> list[list[int]]:
    """The vertices of every layer in an order with few crossings.

    Args:
        rank: the layer of each vertex.
        up: for each vertex its neighbours one layer before.
        down: the same, one layer after.
    """
    levels: list[list[int]] = [[] for _ in range(max(rank, default=-1) + 1)]
    for vertex, at in enumerate(rank):
        levels[at].append(vertex)
    follows = [False] * len(levels)
    for at in range(1, len(levels)):
        before, here = levels[at - 1], levels[at]
        follows[at] = (
            len(before) == len(here)
            and all(len(down[vertex]) == 1 for vertex in before)
            and all(len(up[vertex]) == 1 for vertex in here)
        )
    if not any(follows):
        return Ordering(rank, up, down).search()
    first: list[int] = []
    last: list[int] = []
    short_rank: list[int] = []
    name = [0] * len(rank)
    number = -1
    for level, joined in zip(levels, follows, strict=True):
        number += not joined
        for vertex in level:
            if joined:
                name[vertex] = name[up[vertex][0]]
                last[name[vertex]] = vertex
            else:
                name[vertex] = len(first)
                first.append(vertex)
                last.append(vertex)
                short_rank.append(number)
    short = Ordering(
        short_rank,
        [[name[other] for other in up[vertex]] for vertex in first],
        [[name[other] for other in down[vertex]] for vertex in last],
    ).search()
    found: list[list[int]] = []
    at = -1
    for joined in follows:
        at += not joined
        found.append(
            [down[vertex][0] for vertex in found[-1]] if joined else [first[one] for one in short[at]]
        )
    return found

"""Ranks: how far down the flow each vertex stands, with the edges short in sum."""

from refold_nb.graph.layered.tighten import tighten

PASSES = 8


def assign_ranks(count: int, edges: list[tuple[int, int]]) -> list[int]:
    """A rank for every vertex of an acyclic graph, from 0, each edge leading at least one rank down.

    Longest paths give a first answer; single vertices move to the side where they have more edges; then whole
    branches that hang together by tight edges do.
    """
    ins: list[list[int]] = [[] for _ in range(count)]
    outs: list[list[int]] = [[] for _ in range(count)]
    for source, target in edges:
        outs[source].append(target)
        ins[target].append(source)
    rank = [0] * count
    waiting = [len(before) for before in ins]
    order = [vertex for vertex in range(count) if not waiting[vertex]]
    for vertex in order:
        below = rank[vertex] + 1
        for target in outs[vertex]:
            if rank[target] < below:
                rank[target] = below
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    for _ in range(PASSES):
        if not _pull(order, ins, outs, rank):
            break
    tighten(ins, outs, rank)
    lowest = min(rank, default=0)
    return [value - lowest for value in rank] if lowest else rank


def _pull(order: list[int], ins: list[list[int]], outs: list[list[int]], rank: list[int]) -> bool:
    """Move each vertex to the side that has more edges; true when something moved."""
    moved = False
    for vertex in reversed(order):
        after = outs[vertex]
        if after and len(after) > len(ins[vertex]):
            best = min([rank[target] for target in after]) - 1
            if best > rank[vertex]:
                rank[vertex] = best
                moved = True
    for vertex in order:
        before = ins[vertex]
        if before and len(before) > len(outs[vertex]):
            best = max([rank[source] for source in before]) + 1
            if best < rank[vertex]:
                rank[vertex] = best
                moved = True
    return moved

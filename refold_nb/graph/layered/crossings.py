"""Counting crossings between two neighbouring layers."""

from bisect import bisect_right, insort
from collections.abc import Sequence


def count_between(layer: list[int], down: list[list[int]], place: Sequence[float]) -> int:
    """Pairs of edges that cross between `layer` (in its order) and the next, along which `place` rises."""
    total = 0
    seen: list[float] = []
    last = -1.0
    for vertex in layer:
        targets = down[vertex]
        if len(targets) == 1:
            at = place[targets[0]]
            if at >= last:
                seen.append(at)
                last = at
            else:
                total += len(seen) - bisect_right(seen, at)
                insort(seen, at)
        elif targets:
            places = sorted([place[target] for target in targets])
            if places[0] >= last:
                seen += places
            else:
                size = len(seen)
                for at in places:
                    total += size - bisect_right(seen, at)
                seen += places
                seen.sort()
            last = seen[-1]
    return total

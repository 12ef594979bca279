"""Which stretches of a picture edges run along already, so that the next ones run beside them."""

from itertools import pairwise

from refold_nb.graph.layout import Point

NEAR = 3
"""Edges nearer than so many px look like one."""


class Used:
    """Level and upright pieces of edges, by where they run."""

    def __init__(self) -> None:
        self._pieces: dict[tuple[bool, int], list[tuple[float, float]]] = {}

    def add(self, points: list[Point]) -> None:
        """Remember an edge."""
        for upright, at, low, high in _pieces(points):
            self._pieces.setdefault((upright, at), []).append((low, high))

    def meets(self, points: list[Point]) -> bool:
        """Whether a piece of an edge would lie on, or right beside, one that is there."""
        return any(
            low < other_high and other_low < high
            for upright, at, low, high in _pieces(points)
            for near in range(at - NEAR, at + NEAR + 1)
            for other_low, other_high in self._pieces.get((upright, near), ())
        )


def _pieces(points: list[Point]) -> list[tuple[bool, int, float, float]]:
    """For every level or upright piece: whether it is upright, where it runs, from where to where."""
    found = []
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 == x1:
            found.append((True, round(x0), min(y0, y1), max(y0, y1)))
        elif y0 == y1:
            found.append((False, round(y0), min(x0, x1), max(x0, x1)))
    return found

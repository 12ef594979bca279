"""Counting on routed drawings, knowing nothing of how they were made: crossings, hits on boxes, lengths."""

from __future__ import annotations

import itertools
from math import hypot

import numpy as np

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Route = tuple[str, str, list[Point]]


def _segments(routes: list[Route]) -> tuple[np.ndarray, np.ndarray]:
    """Every straight piece as `x0, y0, x1, y1`, and which route it belongs to."""
    pieces: list[tuple[float, float, float, float]] = []
    owner: list[int] = []
    for number, (_, _, points) in enumerate(routes):
        for one, other in itertools.pairwise(points):
            if one != other:
                pieces.append((*one, *other))
                owner.append(number)
    return np.array(pieces, dtype=float).reshape(-1, 4), np.array(owner, dtype=int)


def crossings(routes: list[Route]) -> int:
    """Pairs of routes that cross, those that share a node left out: they meet there anyway."""
    pieces, owner = _segments(routes)
    x0, y0, x1, y1 = pieces.T
    found: set[tuple[int, int]] = set()
    low_x, high_x = np.minimum(x0, x1), np.maximum(x0, x1)
    low_y, high_y = np.minimum(y0, y1), np.maximum(y0, y1)
    for at in range(len(pieces)):
        rest = slice(at + 1, None)
        near = (owner[rest] != owner[at]) & (low_x[rest] <= high_x[at]) & (high_x[rest] >= low_x[at])
        near &= (low_y[rest] <= high_y[at]) & (high_y[rest] >= low_y[at])
        for other in np.nonzero(near)[0] + at + 1:
            if _cross(pieces[at], pieces[other]):
                found.add((int(owner[at]), int(owner[other])))
    return sum(1 for one, other in found if not set(routes[one][:2]) & set(routes[other][:2]))


def _cross(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two segments have a point in common; running along each other counts."""
    ax, ay, bx, by = map(float, one)
    cx, cy, dx, dy = map(float, other)

    def side(px: float, py: float, qx: float, qy: float, rx: float, ry: float) -> float:
        return (qx - px) * (ry - py) - (qy - py) * (rx - px)

    first, second = side(ax, ay, bx, by, cx, cy), side(ax, ay, bx, by, dx, dy)
    third, fourth = side(cx, cy, dx, dy, ax, ay), side(cx, cy, dx, dy, bx, by)
    return first * second <= 0 and third * fourth <= 0


def hits(routes: list[Route], boxes: dict[str, Box], slack: float = 0.5) -> list[tuple[str, str, str]]:
    """`(source, target, box)` for every route that runs through a box that is not its own."""
    found = []
    for source, target, points in routes:
        for name, (x, y, wide, high) in boxes.items():
            if name in (source, target):
                continue
            inner = (x + slack, y + slack, x + wide - slack, y + high - slack)
            if any(_enters(one, other, inner) for one, other in itertools.pairwise(points)):
                found.append((source, target, name))
    return found


def _enters(one: Point, other: Point, box: Box) -> bool:
    """Whether a segment has a point strictly between the box's borders, given as left, top, right, bottom."""
    left, top, right, bottom = box
    (x0, y0), (x1, y1) = one, other
    if max(x0, x1) <= left or min(x0, x1) >= right or max(y0, y1) <= top or min(y0, y1) >= bottom:
        return False
    low, high = 0.0, 1.0
    for start, step, least, most in ((x0, x1 - x0, left, right), (y0, y1 - y0, top, bottom)):
        if step:
            near, far = sorted(((least - start) / step, (most - start) / step))
            low, high = max(low, near), min(high, far)
    return low < high


def length(routes: list[Route]) -> float:
    """The length of all routes together, px."""
    return sum(
        hypot(other[0] - one[0], other[1] - one[1])
        for _, _, points in routes
        for one, other in itertools.pairwise(points)
    )

"""Edges around boxes that stand anywhere: the shortest way with few corners through the lanes between."""

from bisect import bisect_left, bisect_right
from heapq import heappop, heappush
from itertools import pairwise

from refold_nb.graph.cells import Cells, Rect
from refold_nb.graph.layout import Point

LANE = 12.0
TOUCH = 3.0
EDGE = 1.0
CORNER = 60.0
ALONG_X, ALONG_Y = 0, 1


class Detours:
    """Finds ways around the boxes of one picture.

    Args:
        boxes: where they stand.
    """

    def __init__(self, boxes: list[Rect]) -> None:
        self._cells = Cells()
        for box in boxes:
            self._cells.add(box)
        self._xs = sorted({at for x, _, wide, _ in boxes for at in (x - LANE, x + wide / 2, x + wide + LANE)})
        self._ys = sorted({at for _, y, _, high in boxes for at in (y - LANE, y + high / 2, y + high + LANE)})
        self._shut: set[tuple[int, int, int]] = set()
        for x, y, wide, high in boxes:
            self._shut_lanes(x - TOUCH, y - TOUCH, x + wide + TOUCH, y + high + TOUCH)

    def _shut_lanes(self, left: float, top: float, right: float, bottom: float) -> None:
        """Close the steps between neighbouring crossings of lanes that lead through a box."""
        xs, ys = self._xs, self._ys
        for j in range(bisect_right(ys, top), bisect_left(ys, bottom)):
            self._shut.update(
                (i, j, ALONG_X) for i in range(bisect_right(xs, left) - 1, bisect_left(xs, right))
            )
        for i in range(bisect_right(xs, left), bisect_left(xs, right)):
            self._shut.update(
                (i, j, ALONG_Y) for j in range(bisect_right(ys, top) - 1, bisect_left(ys, bottom))
            )

    def blocked(self, points: list[Point], *ends: Rect) -> bool:
        """Whether a polyline runs through a box other than its ends, or close by it."""
        for (x0, y0), (x1, y1) in pairwise(points):
            reach = (min(x0, x1) - EDGE, min(y0, y1) - EDGE, abs(x1 - x0) + 2 * EDGE, abs(y1 - y0) + 2 * EDGE)
            for box in self._cells.near(reach):
                x, y, wide, high = box
                wider = (x - EDGE, y - EDGE, wide + 2 * EDGE, high + 2 * EDGE)
                if box not in ends and crosses((x0, y0), (x1, y1), wider):
                    return True
        return False

    def route(self, source: Rect, target: Rect, direction: str) -> list[Point]:
        """Corners of a way from one box to another that runs through none."""
        if direction == "down":
            start, end = (
                (source[0] + source[2] / 2, source[1] + source[3]),
                (target[0] + target[2] / 2, target[1]),
            )
            out, into = (start[0], start[1] + LANE), (end[0], end[1] - LANE)
        else:
            start, end = (
                (source[0] + source[2], source[1] + source[3] / 2),
                (target[0], target[1] + target[3] / 2),
            )
            out, into = (start[0] + LANE, start[1]), (end[0] - LANE, end[1])
        return _straightened([start, out, *self._search(out, into, direction), into, end])

    def _search(self, start: Point, end: Point, direction: str) -> list[Point]:
        """The cheapest way over the crossings of all lanes, each corner at a price."""
        xs, ys = self._xs, self._ys
        goal = (xs.index(end[0]), ys.index(end[1]))
        first = (xs.index(start[0]), ys.index(start[1]), ALONG_Y if direction == "down" else ALONG_X)
        cost = {first: 0.0}
        came: dict[tuple[int, int, int], tuple[int, int, int]] = {}
        queue = [(0.0, first)]
        done: set[tuple[int, int, int]] = set()
        while queue:
            _, here = heappop(queue)
            if here[:2] == goal:
                return _traced(here, came, xs, ys)
            if here in done:
                continue
            done.add(here)
            for there in self._steps(here):
                at = (xs[there[0]], ys[there[1]])
                price = cost[here] + abs(at[0] - xs[here[0]]) + abs(at[1] - ys[here[1]])
                price += CORNER * (there[2] != here[2])
                if price < cost.get(there, 1e18):
                    cost[there] = price
                    came[there] = here
                    heappush(queue, (price + abs(at[0] - end[0]) + abs(at[1] - end[1]), there))
        return []

    def _steps(self, here: tuple[int, int, int]) -> list[tuple[int, int, int]]:
        i, j, _ = here
        found = []
        if i and (i - 1, j, ALONG_X) not in self._shut:
            found.append((i - 1, j, ALONG_X))
        if i + 1 < len(self._xs) and (i, j, ALONG_X) not in self._shut:
            found.append((i + 1, j, ALONG_X))
        if j and (i, j - 1, ALONG_Y) not in self._shut:
            found.append((i, j - 1, ALONG_Y))
        if j + 1 < len(self._ys) and (i, j, ALONG_Y) not in self._shut:
            found.append((i, j + 1, ALONG_Y))
        return found


def crosses(one: Point, other: Point, box: Rect) -> bool:
    """Whether a straight line has points inside a box; its border does not count."""
    (x0, y0), (x1, y1) = one, other
    low, high = 0.0, 1.0
    for start, step, least, most in (
        (x0, x1 - x0, box[0], box[0] + box[2]),
        (y0, y1 - y0, box[1], box[1] + box[3]),
    ):
        if step == 0:
            if not least < start < most:
                return False
            continue
        near, far = sorted(((least - start) / step, (most - start) / step))
        low, high = max(low, near), min(high, far)
    return high - low > 1e-9


def _traced(
    here: tuple[int, int, int],
    came: dict[tuple[int, int, int], tuple[int, int, int]],
    xs: list[float],
    ys: list[float],
) -> list[Point]:
    found = [(xs[here[0]], ys[here[1]])]
    while here in came:
        here = came[here]
        found.append((xs[here[0]], ys[here[1]]))
    return found[::-1]


def _straightened(points: list[Point]) -> list[Point]:
    """The same way without the points in the middle of straight parts."""
    found = points[:1]
    for at, after in pairwise(points[1:]):
        before = found[-1]
        straight = before[0] == at[0] == after[0] or before[1] == at[1] == after[1]
        if not straight and at != before:
            found.append(at)
    return [*found, points[-1]]

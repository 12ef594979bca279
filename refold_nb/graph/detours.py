"""Edges around boxes that stand anywhere: the shortest way with few corners through the lanes between."""

from functools import cached_property
from itertools import pairwise

from refold_nb.graph.cells import Cells, Rect
from refold_nb.graph.lanes import ALONG_X, ALONG_Y, LANE, Lanes
from refold_nb.graph.layout import Point

EDGE = 1.0


class Detours:
    """Finds ways around the boxes of one picture.

    Args:
        boxes: where they stand.
    """

    def __init__(self, boxes: list[Rect]) -> None:
        self._boxes = boxes
        self._cells = Cells()
        for box in boxes:
            self._cells.add(box)

    @cached_property
    def _lanes(self) -> Lanes:
        """Made when the first edge needs a way around; most pictures have none."""
        return Lanes(self._boxes)

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
        way = self._lanes.search(out, into, ALONG_Y if direction == "down" else ALONG_X)
        return _straightened([start, out, *way, into, end])


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


def _straightened(points: list[Point]) -> list[Point]:
    """The same way without the points in the middle of straight parts."""
    found = points[:1]
    for at, after in pairwise(points[1:]):
        before = found[-1]
        straight = before[0] == at[0] == after[0] or before[1] == at[1] == after[1]
        if not straight and at != before:
            found.append(at)
    return [*found, points[-1]]

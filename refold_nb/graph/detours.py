"""Edges around boxes that stand anywhere: the shortest way with few corners through the lanes between."""

from heapq import heappop, heappush
from itertools import pairwise

Rect = tuple[float, float, float, float]
Point = tuple[float, float]

LANE = 12.0
TOUCH = 3.0
CORNER = 60.0
REACH = 400.0


class Detours:
    """Finds ways around the boxes of one picture."""

    def __init__(self, boxes: list[Rect]) -> None:
        self.boxes = boxes

    def blocked(self, points: list[Point], *ends: Rect) -> bool:
        """Whether a polyline runs through a box other than its ends."""
        low_x, high_x = min(x for x, _ in points), max(x for x, _ in points)
        low_y, high_y = min(y for _, y in points), max(y for _, y in points)
        for box in self.boxes:
            x, y, wide, high = box
            if (
                box in ends
                or x + wide <= low_x
                or (x >= high_x and low_x != high_x)
                or y + high <= low_y
                or y >= high_y
            ):
                continue
            if any(crosses(one, other, box) for one, other in pairwise(points)):
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
        for reach in (REACH, 1e9):
            found = self._search(out, into, reach)
            if found:
                return _straightened([start, *found, end])
        return [start, out, into, end]

    def _search(self, start: Point, end: Point, reach: float) -> list[Point]:
        """Dijkstra over the crossings of all lanes; corners cost extra."""
        low_x, high_x = min(start[0], end[0]) - reach, max(start[0], end[0]) + reach
        low_y, high_y = min(start[1], end[1]) - reach, max(start[1], end[1]) + reach
        near = [
            box for box in self.boxes
            if box[0] < high_x and box[0] + box[2] > low_x and box[1] < high_y and box[1] + box[3] > low_y
        ]  # fmt: skip
        xs = sorted(
            {start[0], end[0], *(x - LANE for x, _, _, _ in near), *(x + w + LANE for x, _, w, _ in near)}
        )
        ys = sorted(
            {start[1], end[1], *(y - LANE for _, y, _, _ in near), *(y + h + LANE for _, y, _, h in near)}
        )
        grown = [(x - TOUCH, y - TOUCH, w + 2 * TOUCH, h + 2 * TOUCH) for x, y, w, h in near]
        goal = (xs.index(end[0]), ys.index(end[1]))
        first = (xs.index(start[0]), ys.index(start[1]))
        queue: list[tuple[float, int, int, int]] = [(0.0, *first, 0)]
        cost = {(*first, 0): 0.0}
        came: dict[tuple[int, int, int], tuple[int, int, int]] = {}
        while queue:
            paid, i, j, way = heappop(queue)
            here = (i, j, way)
            if (i, j) == goal:
                return _traced(here, came, xs, ys)
            if paid > cost[here]:
                continue
            for di, dj, turn in ((1, 0, 1), (-1, 0, 1), (0, 1, 0), (0, -1, 0)):
                a, b = i + di, j + dj
                if not (0 <= a < len(xs) and 0 <= b < len(ys)):
                    continue
                one, other = (xs[i], ys[j]), (xs[a], ys[b])
                if any(crosses(one, other, box) for box in grown):
                    continue
                price = paid + abs(one[0] - other[0]) + abs(one[1] - other[1]) + CORNER * (turn != way)
                if price < cost.get((a, b, turn), 1e18):
                    cost[a, b, turn] = price
                    came[a, b, turn] = here
                    heappush(queue, (price, a, b, turn))
        return []


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

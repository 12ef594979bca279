"""The lanes between boxes that stand anywhere, and the cheapest way along them."""

from bisect import bisect_left, bisect_right
from heapq import heappop, heappush

from refold_nb.graph.cells import Rect
from refold_nb.graph.layout import Point

LANE = 12.0
TOUCH = 3.0
CORNER = 60.0
"""The price of a corner, in px of way."""
ALONG_X, ALONG_Y = 0, 1


class Lanes:
    """Level and upright lanes beside and through the middle of every box; steps into a box are shut.

    Args:
        boxes: where they stand.
    """

    def __init__(self, boxes: list[Rect]) -> None:
        self._xs = sorted({at for x, _, wide, _ in boxes for at in (x - LANE, x + wide / 2, x + wide + LANE)})
        self._ys = sorted({at for _, y, _, high in boxes for at in (y - LANE, y + high / 2, y + high + LANE)})
        # A crossing of two lanes goes by one number, and so does the step from it to the next one along x or y.
        self._shut: tuple[set[int], set[int]] = (set(), set())
        for x, y, wide, high in boxes:
            self._shut_lanes(x - TOUCH, y - TOUCH, x + wide + TOUCH, y + high + TOUCH)

    def _shut_lanes(self, left: float, top: float, right: float, bottom: float) -> None:
        """Close the steps between neighbouring crossings of lanes that lead through a box."""
        xs, ys, rows = self._xs, self._ys, len(self._ys)
        for j in range(bisect_right(ys, top), bisect_left(ys, bottom)):
            first, last = bisect_right(xs, left) - 1, bisect_left(xs, right)
            self._shut[ALONG_X].update(range(first * rows + j, last * rows + j, rows))
        for i in range(bisect_right(xs, left), bisect_left(xs, right)):
            first, last = bisect_right(ys, top) - 1, bisect_left(ys, bottom)
            self._shut[ALONG_Y].update(range(i * rows + first, i * rows + last))

    def search(self, start: Point, end: Point, along: int) -> list[Point]:
        """The corners and crossings of the cheapest way, each corner at a price; nothing when there is none.

        Args:
            start: a crossing of two lanes.
            end: another.
            along: the direction in which the way comes in at its start.
        """
        xs, ys, rows = self._xs, self._ys, len(self._ys)
        goal = bisect_left(xs, end[0]) * rows + bisect_left(ys, end[1])
        to_x, to_y = [abs(x - end[0]) for x in xs], [abs(y - end[1]) for y in ys]
        shut_x, shut_y = self._shut
        first = 2 * (bisect_left(xs, start[0]) * rows + bisect_left(ys, start[1])) + along
        cost = {first: 0.0}
        came: dict[int, int] = {}
        queue = [(0.0, first)]
        done: set[int] = set()
        while queue:
            here = heappop(queue)[1]
            spot, axis = here >> 1, here & 1
            if spot == goal:
                return self._traced(here, came)
            if here in done:
                continue
            done.add(here)
            i, j = divmod(spot, rows)
            so_far = cost[here]
            turned = so_far + CORNER
            steps = []
            if i and spot - rows not in shut_x:
                steps.append((spot - rows, i - 1, j, ALONG_X, xs[i] - xs[i - 1]))
            if i + 1 < len(xs) and spot not in shut_x:
                steps.append((spot + rows, i + 1, j, ALONG_X, xs[i + 1] - xs[i]))
            if j and spot - 1 not in shut_y:
                steps.append((spot - 1, i, j - 1, ALONG_Y, ys[j] - ys[j - 1]))
            if j + 1 < rows and spot not in shut_y:
                steps.append((spot + 1, i, j + 1, ALONG_Y, ys[j + 1] - ys[j]))
            for near, across, down, way, length in steps:
                there = 2 * near + way
                price = (so_far if way == axis else turned) + length
                if price < cost.get(there, 1e18):
                    cost[there] = price
                    came[there] = here
                    left_x, left_y = to_x[across], to_y[down]
                    # One corner at least is to come where the end lies to the side of the way.
                    corner = CORNER if (left_y if way == ALONG_X else left_x) else 0.0
                    heappush(queue, (price + left_x + left_y + corner, there))
        return []

    def _traced(self, here: int, came: dict[int, int]) -> list[Point]:
        found = []
        while True:
            i, j = divmod(here >> 1, len(self._ys))
            found.append((self._xs[i], self._ys[j]))
            if here not in came:
                return found[::-1]
            here = came[here]

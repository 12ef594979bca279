"""Edges from a node to itself: around each other beside the box, their names beyond the outermost."""

from refold_nb.graph.layout import Path, Point
from refold_nb.graph.scene import WORD, Line
from refold_nb.graph.text import width

REACH = 18.0
STEP = 10.0
GAP = 12.0
"""Between the outermost loop and whatever comes next."""
ROW = 13.0
_HALF = 10.0
_GROWTH = 4.0
_MOST = 20.0


def loop_rooms(lines: list[Line], ends: list[tuple[int, int]], *, down: bool) -> dict[int, float]:
    """How much room beside its box each node with loops needs, names included."""
    names: dict[int, list[float]] = {}
    for line, (source, target) in zip(lines, ends, strict=True):
        if source == target:
            names.setdefault(source, []).append(width(line.short, WORD) + 8 if line.label else 0.0)
    rooms = {}
    for node, wide in names.items():
        room = max(wide) if down else ROW * sum(one > 0 for one in wide)
        rooms[node] = REACH + STEP * (len(wide) - 1) + GAP + room
    return rooms


def own_loop(box: tuple[float, float, float, float], inner: int, *, down: bool) -> list[Point]:
    """The corners of one loop, with so many others inside it."""
    x, y, wide, high = box
    half, reach = min(_HALF + _GROWTH * inner, _MOST), REACH + STEP * inner
    if down:
        right, middle = x + wide, y + high / 2
        outer = right + reach
        return [
            (right, middle + half),
            (outer, middle + half),
            (outer, middle - half),
            (right, middle - half),
        ]
    bottom, middle = y + high, x + wide / 2
    outer = bottom + reach
    return [(middle - half, bottom), (middle - half, outer), (middle + half, outer), (middle + half, bottom)]


def loop_label(path: Path, others: list[Path], wide: float, direction: str) -> Point:
    """The middle of a loop's name, in its row beyond all loops of its node."""
    row = others.index(path)
    corners = [point for other in others for point in other.points]
    if direction == "down":
        middle = (path.points[0][1] + path.points[-1][1]) / 2
        return max(x for x, _ in corners) + 4 + wide / 2, middle + (row - (len(others) - 1) / 2) * ROW
    middle = (path.points[0][0] + path.points[-1][0]) / 2
    return middle, max(y for _, y in corners) + ROW * (row + 0.75)

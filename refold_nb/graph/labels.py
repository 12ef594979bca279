"""Where the names of edges stand: on their edge, near where it begins, off the boxes and off one another."""

from collections.abc import Iterator
from itertools import pairwise

from refold_nb.graph.cells import Cells, Rect
from refold_nb.graph.layout import Layout, Path, Point
from refold_nb.graph.loops import loop_label
from refold_nb.graph.scene import WORD, Scene
from refold_nb.graph.text import width

HIGH = 13.0
_WALL = 200.0
_AWAY = (14.0, 27.0, 40.0, 53.0, 70.0, 95.0, 130.0)
"""How far along its edge a name is tried, in px from the edge's beginning and from its end."""


def label_spots(scene: Scene, layout: Layout) -> dict[int, Point]:
    """The middle of every name, by the number of its line."""
    named = [path for path in layout.paths if scene.lines[path.number].label]
    taken = Cells()
    walls = [(-_WALL, 0.0, _WALL, layout.height), (layout.width, 0.0, _WALL, layout.height)]
    for box in (*walls, *layout.boxes.values()) if named else ():
        taken.add(box)
    loops: dict[str, list[Path]] = {}
    for path in named:
        if path.source == path.target and not path.back:
            loops.setdefault(path.source, []).append(path)
    found = {}
    for path in named:
        wide = width(scene.lines[path.number].short, WORD)
        if path in loops.get(path.source, ()):
            found[path.number] = loop_label(path, loops[path.source], wide, layout.direction)
            taken.add(_rect(found[path.number], wide))
            continue
        spot = _usual(path, layout.direction)
        if _overlap(taken, _rect(spot, wide)):
            tried = _candidates(path, layout.direction)
            spot = min(tried, key=lambda at: _overlap(taken, _rect(at, wide)))
        found[path.number] = spot
        taken.add(_rect(spot, wide))
    return found


def _usual(path: Path, direction: str) -> Point:
    """On the curve where it has left its neighbours: three fifths down, half-way to the right."""
    if path.points:
        return path.points[len(path.points) // 2]
    (from_x, _, from_y), (to_x, to_y, _) = path.stops[0], path.stops[1]
    if direction == "right":
        return (from_y + to_y) / 2, (from_x + to_x) / 2
    return from_x + (to_x - from_x) * 0.784, from_y + (to_y - from_y) * 0.66


def _candidates(path: Path, direction: str) -> Iterator[Point]:
    """Places on the edge, the best first."""
    yield _usual(path, direction)
    points = path.polyline(direction)
    for away in _AWAY:
        yield _along(points, away)
    for away in _AWAY:
        yield _along(points[::-1], away)


def _along(points: list[Point], away: float) -> Point:
    """The point so many px along a polyline, at most half-way."""
    lengths = [((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 for (x0, y0), (x1, y1) in pairwise(points)]
    left = min(away, sum(lengths) / 2)
    for (start, end), length in zip(pairwise(points), lengths, strict=True):
        if left <= length and length:
            part = left / length
            return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
        left -= length
    return points[-1]


def _rect(at: Point, wide: float) -> Rect:
    return at[0] - wide / 2, at[1] - HIGH / 2, wide, HIGH


def _overlap(taken: Cells, rect: Rect) -> float:
    """The area that is shared with whatever stands there, in square px."""
    x, y, wide, high = rect
    area = 0.0
    for other in set(taken.near(rect)):
        across = min(x + wide, other[0] + other[2]) - max(x, other[0])
        along = min(y + high, other[1] + other[3]) - max(y, other[1])
        if across > 0 and along > 0:
            area += across * along
    return area

"""SVG path data of edges, as short as it gets."""

from functools import lru_cache

from refold_nb.graph.layout import Path, Point


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """A coordinate with at most one decimal, without a trailing zero."""
    # Remembered because boxes and edges of one layer share most of theirs.
    whole = int(value)
    if value == whole:
        return str(whole)
    said = f"{value:.1f}"
    return said.removesuffix(".0")


@lru_cache(maxsize=4096)
def _more(value: float) -> str:
    """A coordinate after another: set apart by a space, or by its own minus sign."""
    said = number(value)
    return said if said[0] == "-" else f" {said}"


def _point(at: Point) -> str:
    return number(at[0]) + _more(at[1])


def curve(path: Path, direction: str) -> str:
    """An edge along the flow: straight through the layers, an even curve between them."""
    down = direction == "down"
    across, start, end = path.stops[0]
    said = "M" + _point((across, start) if down else (start, across))
    straight = "V" if down else "H"
    drawn = start
    for next_across, enter, leave in path.stops[1:]:
        if next_across != across:
            if end != drawn:
                said += straight + number(end)
            step, rise = _more(next_across - across), _more(enter - end)
            half = (enter - end) / 2
            if down:
                half_way = _more(half)
                said += f"c0{half_way}{step}{half_way}{step}{rise}"
            else:
                said += f"c{number(half)} 0{_more(half)}{step}{rise}{step}"
            drawn = enter
        across, end = next_across, leave
    return said if drawn == end else f"{said}{straight}{number(end)}"


def corners(points: list[Point]) -> str:
    """A polyline with rounded corners."""
    said = f"M{_point(points[0])}"
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        said += f"L{_point(_towards(at, before))}Q{_point(at)}{''.join(map(_more, _towards(at, after)))}"
    return f"{said}L{_point(points[-1])}"


def _towards(start: Point, end: Point, reach: float = 8.0) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    part = min(reach / length, 0.5)
    return start[0] + dx * part, start[1] + dy * part

"""SVG path data of edges, as short as it gets."""

from refold_nb.graph.layout import Path, Point


def number(value: float) -> str:
    """A coordinate with at most one decimal, without a trailing zero."""
    whole = int(value)
    if value == whole:
        return str(whole)
    said = f"{value:.1f}"
    return said.removesuffix(".0")


def _joined(values: tuple[float, ...]) -> str:
    """Numbers separated by spaces, or by their own minus signs."""
    said = number(values[0])
    for value in values[1:]:
        text = number(value)
        said += text if text[0] == "-" else f" {text}"
    return said


def curve(path: Path, direction: str) -> str:
    """An edge along the flow: straight through the layers, an even curve between them."""
    down = direction == "down"
    across, start, end = path.stops[0]
    said = f"M{_joined((across, start) if down else (start, across))}"
    straight = "V" if down else "H"
    drawn = start
    for next_across, enter, leave in path.stops[1:]:
        if next_across != across:
            if end != drawn:
                said += straight + number(end)
            step, rise = next_across - across, enter - end
            half = rise / 2
            said += "c" + _joined(
                (0, half, step, half, step, rise) if down else (half, 0, half, step, rise, step)
            )
            drawn = enter
        across, end = next_across, leave
    return said if drawn == end else f"{said}{straight}{number(end)}"


def corners(points: list[Point]) -> str:
    """A polyline with rounded corners."""
    said = f"M{_joined(points[0])}"
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        said += f"L{_joined(_towards(at, before))}Q{_joined((*at, *_towards(at, after)))}"
    return f"{said}L{_joined(points[-1])}"


def _towards(start: Point, end: Point, reach: float = 8.0) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    part = min(reach / length, 0.5)
    return start[0] + dx * part, start[1] + dy * part

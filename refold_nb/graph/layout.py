"""The layout of a scene: where every box stands and every edge runs."""

from dataclasses import dataclass, field

from refold_nb.graph.layered.engine import Stop

_STEPS = 8
_CURVE = [
    (t * t * (3 - 2 * t), 1.5 * t * (1 - t) * (1 - t) + 1.5 * t * t * (1 - t) + t * t * t)
    for t in (step / _STEPS for step in range(1, _STEPS))
]

Point = tuple[float, float]


@dataclass(slots=True)
class Path:
    """One edge as it runs: stops along the flow, joined by curves, or a polyline of its own."""

    source: str
    target: str
    stops: list[Stop]
    number: int
    """Its place among the lines of the scene."""
    points: list[Point] = field(default_factory=list)
    """For edges that leave the flow (to their own node, detours): corners of a rounded polyline."""
    back: bool = False
    """Whether it leads against the flow."""

    def polyline(self, direction: str) -> list[Point]:
        """The points of the edge from border to border, curves in short straight pieces."""
        if self.points:
            return list(self.points)
        across, start, end = self.stops[0]
        found: list[Point] = [(across, start)]
        for next_across, enter, leave in self.stops[1:]:
            if next_across != across:
                if end != found[-1][1]:
                    found.append((across, end))
                step, rise = next_across - across, enter - end
                found += [(across + step * x, end + rise * y) for x, y in _CURVE]
                found.append((next_across, enter))
            across, end = next_across, leave
        if end != found[-1][1] or len(found) == 1:
            found.append((across, end))
        return [(y, x) for x, y in found] if direction == "right" else found


@dataclass(slots=True)
class Layout:
    """Where everything stands, in px, x to the right and y down.

    Attributes:
        boxes: for each node id `(x, y, width, height)`, x and y being its top left corner.
        frames: for each loop or group id the same for the frame around its nodes.
        width: of the whole picture, margins included.
        height: of the whole picture, margins included.
        direction: `"down"` or `"right"`.
        kind: `"layered"`, or `"api"` when the boxes stand where Refold's editor had them.
        paths: the edges as they are drawn.
    """

    boxes: dict[str, tuple[float, float, float, float]]
    paths: list[Path]
    frames: dict[str, tuple[float, float, float, float]]
    width: float
    height: float
    direction: str
    kind: str

    @property
    def routes(self) -> list[tuple[str, str, list[Point]]]:
        """`(source id, target id, points)` of every edge, curves as polylines from border to border."""
        return [(path.source, path.target, path.polyline(self.direction)) for path in self.paths]

"""The layout that Refold's editor had: boxes at the API's positions, edges led around them."""

from refold_nb.graph.detours import Detours
from refold_nb.graph.layered.engine import Stop
from refold_nb.graph.layout import Layout, Path
from refold_nb.graph.scene import Scene

MARGIN = 24.0
CLEARANCE = 16.0
LEAST_FALL = 14.0
FRAME = 14.0
Rect = tuple[float, float, float, float]


def placed_by_editor(scene: Scene, direction: str) -> Layout | None:
    """The editor's layout, or nothing when a node has no position."""
    spots = [box.position for box in scene.boxes]
    known = [spot for spot in spots if spot is not None]
    if not known or len(known) < len(spots):
        return None
    left, top = min(x for x, _ in known), min(y for _, y in known)
    boxes: dict[str, Rect] = {}
    for box, (x, y) in zip(scene.boxes, known, strict=True):
        boxes[box.id] = (x - left + 2 * MARGIN, y - top + MARGIN, *box.size)
    detours = Detours(list(boxes.values()))
    paths = []
    for number, line in enumerate(scene.lines):
        source, target = boxes[line.source], boxes[line.target]
        stops = _direct(source, target, direction)
        path = Path(line.source, line.target, stops, number)
        if (
            line.source == line.target
            or not stops
            or detours.blocked(path.polyline(direction), source, target)
        ):
            path = Path(line.source, line.target, [], number, detours.route(source, target, direction))
            path.back = not stops
        paths.append(path)
    frames = {head: _around([boxes[one] for one in (head, *held)]) for head, held in scene.frames.items()}
    corners = [*boxes.values(), *frames.values()]
    reach = [point for path in paths for point in path.polyline(direction)]
    wide = max([x + w for x, _, w, _ in corners] + [x for x, _ in reach]) + MARGIN
    high = max([y + h for _, y, _, h in corners] + [y for _, y in reach]) + MARGIN
    return Layout(boxes, paths, frames, wide, high, direction, "api")


def overlapping(layout: Layout) -> bool:
    """Whether two boxes touch, or stand too near for an edge between them."""
    # A sweep from left to right compares only boxes that stand side by side.
    open_: list[Rect] = []
    for box in sorted(layout.boxes.values()):
        x, y, _, high = box
        open_ = [other for other in open_ if other[0] + other[2] + CLEARANCE > x]
        if any(y < other[1] + other[3] + CLEARANCE and other[1] < y + high + CLEARANCE for other in open_):
            return True
        open_.append(box)
    return False


def _direct(source: Rect, target: Rect, direction: str) -> list[Stop]:
    """Stops of the even curve from one box to the next along the flow, if the next is far enough along."""
    if direction == "down":
        start, end = source[1] + source[3], target[1]
        across, other = source[0] + source[2] / 2, target[0] + target[2] / 2
    else:
        start, end = source[0] + source[2], target[0]
        across, other = source[1] + source[3] / 2, target[1] + target[3] / 2
    return [(across, start, start), (other, end, end)] if end - start >= LEAST_FALL else []


def _around(boxes: list[Rect]) -> Rect:
    x, y = min(box[0] for box in boxes) - FRAME, min(box[1] for box in boxes) - FRAME
    wide = max(box[0] + box[2] for box in boxes) + FRAME - x
    return x, y, wide, max(box[1] + box[3] for box in boxes) + FRAME - y

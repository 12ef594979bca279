"""The layout that Refold's editor had: boxes at the API's positions, edges led around them."""

from refold_nb.graph.arrange import spread_ports
from refold_nb.graph.detours import Detours
from refold_nb.graph.layered.engine import Stop
from refold_nb.graph.layout import Layout, Path, Point
from refold_nb.graph.loops import loop_rooms, own_loop
from refold_nb.graph.scene import Line, Scene
from refold_nb.graph.used import Used

MARGIN = 24.0
CLEARANCE = 16.0
LEAST_FALL = 14.0
FRAME = 14.0
_SHIFTS = (0.0, 5.0, -5.0, 9.0, -9.0, 14.0, -14.0, 19.0, -19.0)
"""How far detours that would lie on others are moved aside, in px."""
_PIECES = 48
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
    ways = _Ways(scene, boxes, direction)
    paths = ways.paths()
    frames = _frames(scene, boxes)
    corners = [*boxes.values(), *frames.values(), *ways.beside.values()]
    reach = [point for path in paths for point in path.polyline(direction)]
    wide = max([x + w for x, _, w, _ in corners] + [x for x, _ in reach]) + MARGIN
    high = max([y + h for _, y, _, h in corners] + [y for _, y in reach]) + MARGIN
    return Layout(boxes, paths, frames, wide, high, direction, "api")


class _Ways:
    """Finds a way for every edge: straight on where nothing is in between, around the boxes otherwise."""

    def __init__(self, scene: Scene, boxes: dict[str, Rect], direction: str) -> None:
        self.scene = scene
        self.boxes = boxes
        self.direction = direction
        index = {box.id: at for at, box in enumerate(scene.boxes)}
        self.numbers = [(index[line.source], index[line.target]) for line in scene.lines]
        self.detours = Detours(list(boxes.values()))
        self.used = Used()
        self.beside = self._beside()

    def paths(self) -> list[Path]:
        direct = self._direct()
        found = {}
        for number, stops in direct.items():
            line = self.scene.lines[number]
            path = Path(line.source, line.target, stops, number)
            if not self.detours.blocked(_fine(stops, self.direction), *self._ends(line)):
                found[number] = path
                self.used.add(path.polyline(self.direction))
        loops: dict[str, int] = {}
        for number, line in enumerate(self.scene.lines):
            if number in found:
                continue
            inner = loops.get(line.source, 0)
            if line.source in self.beside and line.source == line.target:
                loops[line.source] = inner + 1
                way = own_loop(self.boxes[line.source], inner, down=self.direction == "down")
                found[number] = Path(line.source, line.target, [], number, way)
            else:
                found[number] = Path(line.source, line.target, [], number, self._around(line))
                found[number].back = number not in direct
        return [found[number] for number in range(len(self.scene.lines))]

    def _beside(self) -> dict[str, Rect]:
        """The room that edges to their own node take beside it, names included, where it is free."""
        scene, down = self.scene, self.direction == "down"
        found = {}
        for at, room in loop_rooms(scene.lines, self.numbers, down=down).items():
            one = scene.boxes[at].id
            x, y, wide, high = self.boxes[one]
            rect = (x + wide, y, room, high) if down else (x, y + high, wide, room)
            if not any(_touch(rect, box) for box in self.boxes.values()):
                found[one] = rect
        return found

    def _ends(self, line: Line) -> tuple[Rect, Rect]:
        return self.boxes[line.source], self.boxes[line.target]

    def _direct(self) -> dict[int, list[Stop]]:
        """Stops of every edge whose target lies far enough along the flow, their ends spread on the borders."""
        lines, side = self.scene.lines, 2 if self.direction == "down" else 3
        stops = {number: _direct(*self._ends(line), self.direction) for number, line in enumerate(lines)}
        found = {
            number: way
            for number, way in stops.items()
            if way and lines[number].source != lines[number].target
        }
        spread_ports(self.numbers, [round(box[side]) for box in self.boxes.values()], found, set(), {})
        return found

    def _around(self, line: Line) -> list[Point]:
        """A detour beside those that are there already, as far as there is room for it."""
        source, target = self._ends(line)
        way = self.detours.route(source, target, self.direction)
        for shift in _SHIFTS:
            moved = _shifted(way, shift, self.direction)
            inner = moved[1:-1] or moved
            free = not self.detours.blocked(moved, source, target) and not self.detours.blocked(inner)
            if free and not self.used.meets(moved):
                way = moved
                break
        self.used.add(way)
        return way


def _shifted(way: list[Point], by: float, direction: str) -> list[Point]:
    """A way moved aside, still from border to border."""
    moved = [(x + by, y + by) for x, y in way]
    for end in (0, -1):
        moved[end] = (moved[end][0], way[end][1]) if direction == "down" else (way[end][0], moved[end][1])
    return moved


def _fine(stops: list[Stop], direction: str) -> list[Point]:
    """A direct curve in pieces so short that what they miss is missed by the curve."""
    (across, start, _), (other, end, _) = stops
    steps = [step / _PIECES for step in range(_PIECES + 1)]
    points = [
        (across + (other - across) * t * t * (3 - 2 * t), start + (end - start) * (1.5 * t * (1 - t) + t**3))
        for t in steps
    ]
    return points if direction == "down" else [(along, across) for across, along in points]


def _frames(scene: Scene, boxes: dict[str, Rect]) -> dict[str, Rect]:
    """Frames around what they hold, inner ones first; none where a box of nobody's would stand in it."""
    held = scene.frames
    found: dict[str, Rect] = {}
    inside: dict[str, set[str]] = {}

    def close(head: str) -> None:
        inside[head] = {head}
        rects = [boxes[head]]
        for one in held[head]:
            if one in held and one not in inside:
                close(one)
            inside[head] |= inside.get(one, {one})
            rects.append(found.get(one, boxes[one]))
        rects += [boxes[one] for one in inside[head]]
        frame = _around(rects)
        if not any(_touch(frame, box) for one, box in boxes.items() if one not in inside[head]):
            found[head] = frame

    for head in held:
        if head not in inside:
            close(head)
    return {head: found[head] for head in held if head in found}


def _touch(one: Rect, other: Rect) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


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

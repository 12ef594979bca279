"""Frames: the nodes of a loop or group are laid out on their own and stand in the graph around them as one box."""

from dataclasses import dataclass, field

from refold_nb.graph.layered.cycles import reversed_edges
from refold_nb.graph.layered.engine import Plan, Stop, arrange

PADDING = 12.0
OUTSIDE = -1
Rect = tuple[float, float, float, float]


@dataclass(slots=True)
class Block:
    """A laid-out frame or island, from its own corner: across before along."""

    width: float = 0.0
    height: float = 0.0
    centre: dict[int, float] = field(default_factory=dict)
    top: dict[int, float] = field(default_factory=dict)
    stops: dict[int, list[Stop]] = field(default_factory=dict)
    frames: dict[int, Rect] = field(default_factory=dict)
    back: set[int] = field(default_factory=set)

    def shift(self, across: float, along: float) -> None:
        """Move everything."""
        self.centre = {node: x + across for node, x in self.centre.items()}
        self.top = {node: y + along for node, y in self.top.items()}
        self.stops = {
            edge: [(x + across, a + along, b + along) for x, a, b in path]
            for edge, path in self.stops.items()
        }
        self.frames = {head: (x + across, y + along, w, h) for head, (x, y, w, h) in self.frames.items()}


@dataclass(slots=True)
class Sketch:
    """The graph to lay out; nodes and edges go by their numbers in the scene."""

    across: list[float]
    along: list[float]
    ends: list[tuple[int, int]]
    labels: dict[int, tuple[float, float]]
    room: dict[int, float]
    roots: list[int]
    home: dict[int, int]
    """The frame, named by its head, that each node stands in directly; a head stands in its own."""
    outer: dict[int, int]
    """The frame around each frame."""

    def path(self, node: int) -> list[int]:
        """The frames around a node, outermost first."""
        found = []
        frame = self.home.get(node, OUTSIDE)
        while frame != OUTSIDE:
            found.append(frame)
            frame = self.outer.get(frame, OUTSIDE)
        return found[::-1]


def lay_out(sketch: Sketch, nodes: list[int], numbers: list[int]) -> Block:
    """One island: these nodes and the edges with these numbers, none of them from a node to itself."""
    inside: dict[int, list[int]] = {OUTSIDE: []}
    paths = {node: sketch.path(node) for node in nodes} if sketch.home else {}
    for node in nodes:
        frames = paths.get(node, [])
        inside.setdefault(frames[-1] if frames else OUTSIDE, []).append(node)
    level: dict[int, list[int]] = {}
    for number in numbers:
        source, target = sketch.ends[number]
        common = OUTSIDE
        for one, other in zip(paths.get(source, ()), paths.get(target, ()), strict=False):
            if one != other:
                break
            common = one
        level.setdefault(common, []).append(number)
    return _Frames(sketch, inside, level, paths).block(OUTSIDE, [])


class _Frames:
    def __init__(
        self,
        sketch: Sketch,
        inside: dict[int, list[int]],
        level: dict[int, list[int]],
        paths: dict[int, list[int]],
    ) -> None:
        self.sketch = sketch
        self.inside = inside
        self.level = level
        self.paths = paths
        self.children: dict[int, list[int]] = {}
        for frame in inside:
            if frame != OUTSIDE:
                self.children.setdefault(sketch.outer.get(frame, OUTSIDE), []).append(frame)

    def _item(self, node: int, frame: int) -> int:
        """What stands for a node in a frame around it: itself, or (negative) the frame below that holds it."""
        frames = self.paths.get(node)
        if not frames or frames[-1] == frame:
            return node
        return ~frames[frames.index(frame) + 1 if frame != OUTSIDE else 0]

    def block(self, frame: int, borders: list[tuple[int, bool, int]]) -> Block:
        """Lay out one frame.

        Args:
            frame: its head, or `OUTSIDE`.
            borders: edges that cross its border, as `(number, whether at its top, node inside)`.
        """
        sketch = self.sketch
        items = [*self.inside[frame], *(~child for child in self.children.get(frame, ()))]
        items.sort(key=lambda item: item if item >= 0 else ~item)
        spot = {item: at for at, item in enumerate(items)}
        numbers = self.level.get(frame, [])
        edges = [tuple(spot[self._item(node, frame)] for node in sketch.ends[number]) for number in numbers]
        flow, back = self._flow(frame, items, edges, spot)
        result = Block(back={numbers[at] for at in back})
        crossing: dict[int, list[tuple[int, bool, int]]] = {}
        for at, number in enumerate(numbers):
            upper, lower = sketch.ends[number][:: -1 if at in back else 1]
            for node, top in ((upper, False), (lower, True)):
                item = self._item(node, frame)
                if item < 0:
                    crossing.setdefault(item, []).append((number, top, node))
        plan = Plan([], [], flow)
        for number, top, node in borders:
            item = self._item(node, frame)
            if item < 0:
                crossing.setdefault(item, []).append((number, top, node))
            port = len(items) + len(plan.first) + len(plan.last)
            (plan.first if top else plan.last).append(port)
            plan.edges.append((port, spot[item]) if top else (spot[item], port))
        below = {item: self.block(~item, crossing.get(item, [])) for item in items if item < 0}
        for item in items:
            plan.across.append(below[item].width if item < 0 else sketch.across[item])
            plan.along.append(below[item].height if item < 0 else sketch.along[item])
        plan.across += [0.0] * len(borders)
        plan.along += [0.0] * len(borders)
        every = [*numbers, *(number for number, _, _ in borders)]
        hidden = len(flow) - len(borders) - len(numbers)
        if hidden:
            every[len(numbers) : len(numbers)] = [-1] * hidden
        for at, number in enumerate(every):
            if number in sketch.labels:
                plan.labels[at] = sketch.labels[number]
            ports = []
            for end, side in zip(plan.edges[at], (-1, 0), strict=True):
                item = items[end] if end < len(items) else 0
                inner = below[item].stops[number] if item < 0 and number >= 0 else None
                ports.append(inner[side][0] - below[item].width / 2 if inner else 0.0)
            if any(ports):
                plan.ports[at] = (ports[0], ports[1])
        plan.room = {spot[item]: sketch.room[item] for item in items if item in sketch.room}
        placed = arrange(plan)
        self._gather(result, items, below, placed.centre, placed.top)
        for at, number in enumerate(every):
            if number >= 0:
                result.stops[number] = self._join(
                    result.stops.get(number), placed.stops[at], plan.edges[at], items
                )
        result.width, result.height = placed.width, placed.height
        if frame != OUTSIDE:
            result.shift(PADDING, PADDING)
            result.width += 2 * PADDING
            result.height += 2 * PADDING
            result.frames[frame] = (0.0, 0.0, result.width, result.height)
            for number, top, _ in borders:
                path = result.stops[number]
                if top:
                    path[0] = (path[0][0], 0.0, path[0][2])
                else:
                    path[-1] = (path[-1][0], path[-1][1], result.height)
        return result

    def _flow(
        self, frame: int, items: list[int], edges: list[tuple[int, ...]], spot: dict[int, int]
    ) -> tuple[list[tuple[int, int]], set[int]]:
        """The edges of one frame turned with the flow; a head stands above everything it holds."""
        out: list[list[tuple[int, int]]] = [[] for _ in items]
        for at, (source, target) in enumerate(edges):
            out[source].append((at, target))
        fed = {target for _, target in edges}
        head = [spot[frame]] if frame in spot else []
        roots = [
            spot[self._item(root, frame)]
            for root in self.sketch.roots
            if frame == OUTSIDE and root in self.within
        ]
        roots += [at for at in range(len(items)) if at not in fed]
        back = reversed_edges(len(items), out, [*head, *roots])
        flow = [
            (target, source) if at in back else (source, target) for at, (source, target) in enumerate(edges)
        ]
        if head:
            free = set(range(len(items))) - {target for _, target in flow} - set(head)
            flow += [(head[0], at) for at in sorted(free)]
        return flow, back

    @property
    def within(self) -> set[int]:
        return {node for nodes in self.inside.values() for node in nodes}

    def _gather(
        self, result: Block, items: list[int], below: dict[int, Block], centre: list[float], top: list[float]
    ) -> None:
        """Put nodes and the contents of frames where the layout wants them."""
        for at, item in enumerate(items):
            if item >= 0:
                result.centre[item] = centre[at]
                result.top[item] = top[at]
                continue
            block = below[item]
            block.shift(centre[at] - block.width / 2, top[at])
            result.centre |= block.centre
            result.top |= block.top
            result.frames |= block.frames
            result.back |= block.back
            for number, path in block.stops.items():
                known = result.stops.get(number)
                # Both ends in frames: what leaves one comes before what enters the other.
                if known is None:
                    result.stops[number] = path
                elif known[0][1] < path[0][1]:
                    result.stops[number] = [*known, (0.0, 0.0, 0.0), *path]
                else:
                    result.stops[number] = [*path, (0.0, 0.0, 0.0), *known]

    def _join(
        self, inner: list[Stop] | None, path: list[Stop], ends: tuple[int, int], items: list[int]
    ) -> list[Stop]:
        """The pieces of an edge inside and outside of frames as one, with the flow."""
        if inner is None:
            return path
        upper = items[ends[0]] < 0 if ends[0] < len(items) else False
        lower = items[ends[1]] < 0 if ends[1] < len(items) else False
        gap = inner.index((0.0, 0.0, 0.0)) if upper and lower else 0
        before = inner[:gap] if upper and lower else inner if upper else []
        after = inner[gap + 1 :] if upper and lower else inner if lower else []
        found = list(path)
        if before:
            x, start, _ = before[-1]
            found[0] = (x, start, found[0][2])
            found = [*before[:-1], *found]
        if after:
            x, _, end = after[0]
            found[-1] = (x, found[-1][1], end)
            found += after[1:]
        return found

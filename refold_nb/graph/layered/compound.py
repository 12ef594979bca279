"""Frames: a loop or group is laid out on its own and stands in the graph around it as one box."""

from dataclasses import dataclass

from refold_nb.graph.layered.blocks import OUTSIDE, Block, Sketch
from refold_nb.graph.layered.cycles import reversed_edges
from refold_nb.graph.layered.engine import Plan, Stop, arrange

PADDING = 12.0


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


Border = tuple[int, bool, int]
"""An edge that crosses the border of a frame: its number, whether at the top, and its node inside."""


@dataclass(slots=True)
class _Level:
    """What stands directly in one frame, and the edges that are led there."""

    items: list[int]
    """Nodes by their numbers; frames by their heads', made negative by `~`."""
    numbers: list[int]
    """Edges of the scene, one for each of `flow` but the hidden ones, which are -1."""
    flow: list[tuple[int, int]]
    """The same with the flow, between places in `items`; ports of the border come after these."""
    back: set[int]
    crossing: dict[int, list[Border]]
    """For every frame among the items the edges that cross its border."""


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
        self.within = {node for nodes in inside.values() for node in nodes}
        self.children: dict[int, list[int]] = {}
        for frame in inside:
            if frame != OUTSIDE:
                self.children.setdefault(sketch.outer.get(frame, OUTSIDE), []).append(frame)

    def _item(self, node: int, frame: int) -> int:
        """What stands for a node in a frame around it: itself, or (negative) the inner frame with it."""
        frames = self.paths.get(node)
        if not frames or frames[-1] == frame:
            return node
        return ~frames[frames.index(frame) + 1 if frame != OUTSIDE else 0]

    def block(self, frame: int, borders: list[Border]) -> Block:
        """Lay out one frame, given by its head, or everything `OUTSIDE` of frames."""
        level = self._level(frame)
        for number, top, node in borders:
            item = self._item(node, frame)
            if item < 0:
                level.crossing.setdefault(item, []).append((number, top, node))
        below = {item: self.block(~item, level.crossing.get(item, [])) for item in level.items if item < 0}
        plan = self._plan(frame, level, below, borders)
        placed = arrange(plan)
        result = Block(placed.width, placed.height, back={level.numbers[at] for at in level.back})
        self._gather(result, level.items, below, placed.centre, placed.top)
        for at, number in enumerate(level.numbers):
            if number >= 0:
                path, inner = placed.stops[at], result.stops.get(number)
                result.stops[number] = self._join(inner, path, plan.edges[at], level.items) if inner else path
        if frame != OUTSIDE:
            _pad(result, frame, borders)
        return result

    def _level(self, frame: int) -> _Level:
        items = [*self.inside[frame], *(~child for child in self.children.get(frame, ()))]
        items.sort(key=lambda item: item if item >= 0 else ~item)
        spot = {item: at for at, item in enumerate(items)}
        numbers = list(self.level.get(frame, []))
        ends = [self.sketch.ends[number] for number in numbers]
        crossing: dict[int, list[Border]] = {}
        if not self.paths:
            edges = [(spot[one], spot[other]) for one, other in ends]
            flow, back = self._flow(frame, items, edges, spot)
            return _Level(items, numbers, flow, back, crossing)
        edges = [(spot[self._item(one, frame)], spot[self._item(other, frame)]) for one, other in ends]
        flow, back = self._flow(frame, items, edges, spot)
        for at, (number, pair) in enumerate(zip(numbers, ends, strict=True)):
            upper, lower = pair[::-1] if at in back else pair
            for node, top in ((upper, False), (lower, True)):
                item = self._item(node, frame)
                if item < 0:
                    crossing.setdefault(item, []).append((number, top, node))
        numbers += [-1] * (len(flow) - len(numbers))
        return _Level(items, numbers, flow, back, crossing)

    def _plan(self, frame: int, level: _Level, below: dict[int, Block], borders: list[Border]) -> Plan:
        """What the engine has to lay out; an edge that crosses the border has a port of its own there."""
        sketch, items = self.sketch, level.items
        spot = {item: at for at, item in enumerate(items)}
        plan = Plan(
            [below[item].width if item < 0 else sketch.across[item] for item in items],
            [below[item].height if item < 0 else sketch.along[item] for item in items],
            level.flow,
            room={spot[item]: sketch.room[item] for item in items if item in sketch.room},
        )
        for number, top, node in borders:
            port, at = len(plan.across), spot[self._item(node, frame)]
            plan.across.append(0.0)
            plan.along.append(0.0)
            (plan.first if top else plan.last).append(port)
            plan.edges.append((port, at) if top else (at, port))
            level.numbers.append(number)
        for at, number in enumerate(level.numbers if below or sketch.labels else ()):
            if number in sketch.labels:
                plan.labels[at] = sketch.labels[number]
            ports = [0.0, 0.0]
            for side, end in enumerate(plan.edges[at]):
                item = items[end] if end < len(items) else 0
                if item < 0 and number >= 0:
                    ports[side] = below[item].stops[number][side - 1][0] - below[item].width / 2
            if any(ports):
                plan.ports[at] = (ports[0], ports[1])
        return plan

    def _flow(
        self, frame: int, items: list[int], edges: list[tuple[int, int]], spot: dict[int, int]
    ) -> tuple[list[tuple[int, int]], set[int]]:
        """The edges of one frame turned with the flow; a head stands above everything it holds."""
        out: list[list[tuple[int, int]]] = [[] for _ in items]
        for at, (source, target) in enumerate(edges):
            out[source].append((at, target))
        fed = {target for _, target in edges}
        head = [spot[frame]] if frame in spot else []
        roots = [root for root in self.sketch.roots if frame == OUTSIDE and root in self.within]
        starts = [*head, *(spot[self._item(root, frame)] for root in roots)]
        starts += [at for at in range(len(items)) if at not in fed]
        back = reversed_edges(len(items), out, starts)
        back |= {at for at, (_, target) in enumerate(edges) if target in head}
        flow = [edge[::-1] if at in back else edge for at, edge in enumerate(edges)]
        if head:
            free = set(range(len(items))) - {target for _, target in flow} - set(head)
            flow += [(head[0], at) for at in sorted(free)]
        return flow, back

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
        self, inner: list[Stop], path: list[Stop], ends: tuple[int, int], items: list[int]
    ) -> list[Stop]:
        """The pieces of an edge inside and outside of frames as one, with the flow."""
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


def _pad(block: Block, frame: int, borders: list[Border]) -> None:
    """Put the frame's border around its block, and lead the edges that cross it up to it."""
    block.shift(PADDING, PADDING)
    block.width += 2 * PADDING
    block.height += 2 * PADDING
    block.frames[frame] = (0.0, 0.0, block.width, block.height)
    for number, top, _ in borders:
        path = block.stops[number]
        if top:
            path[0] = (path[0][0], 0.0, path[0][2])
        else:
            path[-1] = (path[-1][0], path[-1][1], block.height)

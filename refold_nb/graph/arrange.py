"""From a scene to its layout: islands apart, frames around their nodes, parallel edges side by side."""

import math
from collections.abc import Mapping
from itertools import pairwise

from refold_nb.graph.layered.blocks import Block, Rect, Sketch
from refold_nb.graph.layered.compound import lay_out
from refold_nb.graph.layered.engine import Stop
from refold_nb.graph.layout import Layout, Path
from refold_nb.graph.loops import loop_rooms, own_loop
from refold_nb.graph.scene import WORD, Scene
from refold_nb.graph.text import width

MARGIN = 16
ISLAND_GAP = 36
LABEL_GAP = 46.0
PORT_GAP = 12.0
PORT_INSET = 12.0


def layered(scene: Scene, direction: str) -> Layout:
    """Layers along the flow, which runs `"down"` or `"right"`."""
    down = direction == "down"
    sizes = [box.size for box in scene.boxes]
    index = {box.id: number for number, box in enumerate(scene.boxes)}
    ends = [(index[line.source], index[line.target]) for line in scene.lines]
    sketch = _sketch(scene, sizes, index, ends, down=down)
    islands = _islands(len(sizes), [*ends, *_held(scene, index)])
    whole = Block()
    shelf_width = _shelf_width(sizes, islands)
    across = along = shelf = 0.0
    for nodes, numbers in islands:
        block = lay_out(
            sketch,
            nodes,
            [number for number in numbers if number < len(ends) and ends[number][0] != ends[number][1]],
        )
        if across and across + block.width > shelf_width:
            along += shelf + ISLAND_GAP
            across = shelf = 0.0
        if across or along:
            block.shift(across, along)
        whole.centre |= block.centre
        whole.top |= block.top
        whole.stops |= block.stops
        whole.frames |= block.frames
        whole.back |= block.back
        across += block.width + ISLAND_GAP
        shelf = max(shelf, block.height)
        whole.width = max(whole.width, across - ISLAND_GAP)
    whole.height = along + shelf
    rooms = {number: across for number, (across, _) in sketch.labels.items()} if down else {}
    return _finish(scene, sizes, ends, whole, direction, rooms)


def _sketch(
    scene: Scene,
    sizes: list[tuple[int, int]],
    index: dict[str, int],
    ends: list[tuple[int, int]],
    *,
    down: bool,
) -> Sketch:
    labels = {
        number: (width(line.short, WORD) + 8, LABEL_GAP) if down else (16.0, width(line.short, WORD) + 32)
        for number, line in enumerate(scene.lines)
        if line.label
    }
    home: dict[int, int] = {}
    outer: dict[int, int] = {}
    for head, members in scene.frames.items():
        home[index[head]] = index[head]
        home |= {index[member]: index[head] for member in members if member not in scene.frames}
        outer |= {index[member]: index[head] for member in members if member in scene.frames}
    return Sketch(
        [float(size[0 if down else 1]) for size in sizes],
        [float(size[1 if down else 0]) for size in sizes],
        ends,
        labels,
        loop_rooms(scene.lines, ends, down=down),
        [number for number, box in enumerate(scene.boxes) if box.kind.key == "start"],
        home,
        outer,
    )


def _held(scene: Scene, index: dict[str, int]) -> list[tuple[int, int]]:
    """Pairs that belong together without an edge: heads and what their frames hold."""
    return [(index[head], index[member]) for head, members in scene.frames.items() for member in members]


def _islands(count: int, ends: list[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """Nodes and edge numbers of every connected part, in the order of the document."""
    root = list(range(count))

    def top(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for source, target in ends:
        one, other = top(source), top(target)
        root[max(one, other)] = min(one, other)
    found: dict[int, tuple[list[int], list[int]]] = {}
    for node in range(count):
        root[node] = top(node)
        found.setdefault(root[node], ([], []))[0].append(node)
    for number, (source, _) in enumerate(ends):
        found[root[source]][1].append(number)
    return list(found.values())


def _shelf_width(sizes: list[tuple[int, int]], islands: list[tuple[list[int], list[int]]]) -> float:
    """How wide a row of islands may grow: about as wide as the islands would be high."""
    if len(islands) < 6:
        return float("inf")
    area = sum((wide + 40) * (high + 40) for wide, high in sizes)
    return max(900.0, math.sqrt(1.6 * area))


def _finish(
    scene: Scene,
    sizes: list[tuple[int, int]],
    ends: list[tuple[int, int]],
    whole: Block,
    direction: str,
    rooms: Mapping[int, float],
) -> Layout:
    """From across and along to x and y, in whole pixels where boxes stand."""
    down = direction == "down"
    stops: dict[int, list[Stop]] = {
        number: [(float(round(x)) + MARGIN, a + MARGIN, b + MARGIN) for x, a, b in path]
        for number, path in whole.stops.items()
    }
    for number in whole.back:
        stops[number] = [(x, b, a) for x, a, b in reversed(stops[number])]
    spread_ports(ends, [size[0 if down else 1] for size in sizes], stops, whole.back, rooms)
    boxes: dict[str, Rect] = {}
    for number, (box, size) in enumerate(zip(scene.boxes, sizes, strict=True)):
        centre, top = round(whole.centre[number]) + MARGIN, whole.top[number] + MARGIN
        spot = (centre - size[0] / 2, top) if down else (top, centre - size[1] / 2)
        boxes[box.id] = (*spot, *size)
    paths = []
    loops: dict[str, int] = {}
    for number, line in enumerate(scene.lines):
        if number in stops:
            paths.append(Path(line.source, line.target, stops[number], number, back=number in whole.back))
        else:
            inner = loops[line.source] = loops.get(line.source, -1) + 1
            way = own_loop(boxes[line.source], inner, down=down)
            paths.append(Path(line.source, line.target, [], number, way))
    frames: dict[str, Rect] = {}
    for head, (x, y, wide, high) in whole.frames.items():
        across, along = round(x) + MARGIN, y + MARGIN
        frames[scene.boxes[head].id] = (across, along, wide, high) if down else (along, across, high, wide)
    extent = (whole.width, whole.height) if down else (whole.height, whole.width)
    return Layout(
        boxes,
        paths,
        frames,
        round(extent[0]) + 2 * MARGIN,
        round(extent[1]) + 2 * MARGIN,
        direction,
        "layered",
    )


def spread_ports(
    ends: list[tuple[int, int]],
    spans: list[int],
    stops: dict[int, list[Stop]],
    back: set[int],
    room: Mapping[int, float],
) -> None:
    """Let edges meet the border of a box where they come from, in their order and apart."""
    # Two sides a box: where edges leave it with the flow, and where they come in.
    sides: list[list[tuple[float, int, int]]] = [[] for _ in range(2 * len(spans))]
    for number, path in stops.items():
        source, target = ends[number]
        upward = number in back
        if len(path) == 2:
            # Two boxes meet half-way; a bend stays where it is.
            leave = enter = (path[0][0] + path[1][0]) / 2
        else:
            leave, enter = path[1][0], path[-2][0]
        sides[2 * source + upward].append((leave, number, 0))
        sides[2 * target + 1 - upward].append((enter, number, -1))
    moved: list[tuple[list[Stop], int, float]] = []
    for side, ports in enumerate(sides):
        if not ports:
            continue
        wish, number, at = ports[0]
        centre = stops[number][at][0]
        reach = spans[side >> 1] / 2 - PORT_INSET
        if len(ports) == 1:
            moved.append((stops[number], at, centre + min(max(wish - centre, -reach), reach)))
            continue
        ports.sort()
        spots = _apart(
            [port[0] - centre for port in ports], [room.get(port[1], 0.0) for port in ports], reach
        )
        moved += [(stops[port[1]], port[2], centre + spot) for port, spot in zip(ports, spots, strict=True)]
    for path, at, across in moved:
        _, come, go = path[at]
        path[at] = (round(across), come, go)


def _apart(wishes: list[float], room: list[float], reach: float) -> list[float]:
    """Places on a border as near to the wishes, which are sorted, as gaps and the border's reach allow."""
    gaps = [max(PORT_GAP, (one + other) / 2) for one, other in pairwise(room)]
    scale = 2 * reach / sum(gaps)
    if scale < 1:
        gaps = [gap * scale for gap in gaps]
    spots: list[float] = []
    least = -reach
    for wish, gap in zip(wishes, (*gaps, 0.0), strict=True):
        spots.append(max(least, min(wish, reach)))
        least = spots[-1] + gap
    # What was pushed over the end goes back, and pushes what is in its way.
    most = reach
    for index in range(len(spots) - 1, -1, -1):
        if spots[index] <= most:
            break
        spots[index] = most
        most -= gaps[index - 1] if index else 0.0
    return spots

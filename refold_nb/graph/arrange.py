"""From a scene to its layout: islands apart, frames around their nodes, parallel edges side by side."""

from refold_nb.graph.layered.engine import Plan, Stop, arrange
from refold_nb.graph.layout import Layout, Path
from refold_nb.graph.scene import WORD, Scene
from refold_nb.graph.text import width

MARGIN = 16
ISLAND_GAP = 36
LOOP_ROOM = 30.0
PORT_GAP = 16.0


def layered(scene: Scene, direction: str) -> Layout:
    """Layers along the flow, which runs `"down"` or `"right"`."""
    down = direction == "down"
    sizes = [box.size for box in scene.boxes]
    index = {box.id: number for number, box in enumerate(scene.boxes)}
    ends = [(index[line.source], index[line.target]) for line in scene.lines]
    centre = [0.0] * len(sizes)
    top = [0.0] * len(sizes)
    stops: dict[int, list[Stop]] = {}
    back: set[int] = set()
    islands = _islands(len(sizes), ends)
    shelf_width = _shelf_width(sizes, islands)
    at_across = at_along = shelf = far = 0.0
    for nodes, numbers in islands:
        local = {node: spot for spot, node in enumerate(nodes)}
        plan = Plan(
            [float(sizes[node][0 if down else 1]) for node in nodes],
            [float(sizes[node][1 if down else 0]) for node in nodes],
            [(local[ends[number][0]], local[ends[number][1]]) for number in numbers],
        )
        for spot, number in enumerate(numbers):
            source, target = plan.edges[spot]
            if source == target:
                plan.room[source] = LOOP_ROOM
            elif scene.lines[number].label:
                plan.labels[spot] = width(scene.lines[number].short, WORD) + 8 if down else 14.0
        plan.roots = [spot for spot, node in enumerate(nodes) if scene.boxes[node].kind.key == "start"]
        plan.roots += sorted(set(range(len(nodes))) - {target for _, target in plan.edges})
        placed = arrange(plan)
        if at_across and at_across + placed.width > shelf_width:
            at_along += shelf + ISLAND_GAP
            at_across = shelf = 0.0
        for spot, node in enumerate(nodes):
            centre[node] = round(placed.centre[spot] + at_across)
            top[node] = placed.top[spot] + at_along
        for spot, path in placed.stops.items():
            stops[numbers[spot]] = [(round(x + at_across), a + at_along, b + at_along) for x, a, b in path]
        back |= {numbers[spot] for spot in placed.back}
        at_across += placed.width + ISLAND_GAP
        shelf = max(shelf, placed.height)
        far = max(far, at_across - ISLAND_GAP)
    return _finish(scene, sizes, ends, centre, top, stops, back, direction, (far, at_along + shelf))


def _islands(count: int, ends: list[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """Nodes and edge numbers of every connected part, in the order of the document."""
    root = list(range(count))
    for source, target in ends:
        while root[source] != source:
            root[source] = root[root[source]]
            source = root[source]
        while root[target] != target:
            root[target] = root[root[target]]
            target = root[target]
        if source != target:
            root[max(source, target)] = min(source, target)
    found: dict[int, tuple[list[int], list[int]]] = {}
    for node in range(count):
        top = node
        while root[top] != top:
            top = root[top]
        root[node] = top
        found.setdefault(top, ([], []))[0].append(node)
    for number, (source, _) in enumerate(ends):
        found[root[source]][1].append(number)
    return list(found.values())


def _shelf_width(sizes: list[tuple[int, int]], islands: list[tuple[list[int], list[int]]]) -> float:
    """How wide a row of islands may grow: about as wide as the islands would be high."""
    if len(islands) < 6:
        return float("inf")
    area = sum((wide + 40) * (high + 40) for wide, high in sizes)
    return max(900.0, (1.6 * area) ** 0.5)


def _finish(
    scene: Scene,
    sizes: list[tuple[int, int]],
    ends: list[tuple[int, int]],
    centre: list[float],
    top: list[float],
    stops: dict[int, list[Stop]],
    back: set[int],
    direction: str,
    extent: tuple[float, float],
) -> Layout:
    down = direction == "down"
    spans = [size[0 if down else 1] for size in sizes]
    _spread_ports(ends, spans, stops, back)
    boxes = {}
    for box, (wide, high), across, along in zip(scene.boxes, sizes, centre, top, strict=True):
        x, y = (across - wide // 2, along) if down else (along, across - high // 2)
        boxes[box.id] = (x + MARGIN, y + MARGIN, wide, high)
    paths = []
    for number, line in enumerate(scene.lines):
        if number in stops:
            shifted = [(x + MARGIN, a + MARGIN, b + MARGIN) for x, a, b in stops[number]]
            paths.append(Path(line.source, line.target, shifted, number, back=number in back))
        else:
            paths.append(Path(line.source, line.target, [], number, _own_loop(boxes[line.source], down=down)))
    across, along = extent
    wide, high = (across, along) if down else (along, across)
    return Layout(boxes, paths, {}, wide + 2 * MARGIN, high + 2 * MARGIN, direction, "layered")


def _own_loop(box: tuple[float, float, float, float], *, down: bool) -> list[tuple[float, float]]:
    """A node's edge to itself, beside its box."""
    x, y, wide, high = box
    if down:
        right, middle = x + wide, y + high / 2
        return [
            (right, middle + 10),
            (right + 18, middle + 10),
            (right + 18, middle - 10),
            (right, middle - 10),
        ]
    bottom, middle = y + high, x + wide / 2
    return [
        (middle - 10, bottom),
        (middle - 10, bottom + 18),
        (middle + 10, bottom + 18),
        (middle + 10, bottom),
    ]


def _spread_ports(
    ends: list[tuple[int, int]], spans: list[int], stops: dict[int, list[Stop]], back: set[int]
) -> None:
    """Move ends apart where edges run in parallel, or where one comes in at the side where others go out."""
    sides: dict[tuple[int, bool], list[tuple[float, int, bool]]] = {}
    crowded: set[tuple[int, bool]] = set()
    pairs: dict[tuple[int, int], int] = {}
    for number, path in stops.items():
        source, target = ends[number]
        upward = number in back
        pair = (min(source, target), max(source, target))
        leave, enter = (source, upward), (target, not upward)
        if pair in pairs:
            crowded |= {leave, enter}
        pairs[pair] = number
        if upward:
            crowded |= {leave, enter}
        sides.setdefault(leave, []).append((path[1][0], number, True))
        sides.setdefault(enter, []).append((path[-2][0], number, False))
    for side in crowded:
        ports = sorted(sides[side])
        if len(ports) == 1:
            continue
        gap = min(PORT_GAP, (spans[side[0]] - 20) / (len(ports) - 1))
        shift = -gap * (len(ports) - 1) / 2
        for _, number, first in ports:
            path = stops[number]
            at = 0 if first else -1
            path[at] = (path[at][0] + shift, *path[at][1:])
            shift += gap

"""The layered layout of one graph: boxes without names, `across` and `along` the flow."""

from dataclasses import dataclass, field

from refold_nb.graph.layered.cycles import reversed_edges
from refold_nb.graph.layered.order import Ordering
from refold_nb.graph.layered.place import place_across
from refold_nb.graph.layered.ranks import assign_ranks

BOX_GAP = 26.0
LANE_GAP = 16.0
LAYER_GAP = 40.0
LABEL_GAP = 54.0
"""Room along the flow under a layer whose edges carry names."""

Stop = tuple[float, float, float]
"""Where an edge passes a layer: its place across, and where along the flow it comes in and goes out."""


@dataclass(slots=True)
class Plan:
    """What to lay out: sizes of boxes, edges between their numbers, in the order of the document."""

    across: list[float]
    along: list[float]
    edges: list[tuple[int, int]]
    labels: dict[int, float] = field(default_factory=dict)
    """Room across the flow for the names of edges, by the edge's number."""
    roots: list[int] = field(default_factory=list)
    """Where the flow begins, best first."""
    room: dict[int, float] = field(default_factory=dict)
    """Extra room behind a box, for edges that lead back to it."""


@dataclass(slots=True)
class Placed:
    """Where everything stands: centres across, tops along the flow, and the stops of each edge, source first."""

    centre: list[float]
    top: list[float]
    stops: dict[int, list[Stop]]
    width: float
    height: float
    back: set[int]


def arrange(plan: Plan) -> Placed:
    """Lay out one connected graph (or any graph that may stand in one block)."""
    count = len(plan.across)
    out: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for number, (source, target) in enumerate(plan.edges):
        if source != target:
            out[source].append((number, target))
    back = reversed_edges(count, out, plan.roots)
    numbers = [number for number, (source, target) in enumerate(plan.edges) if source != target]
    flow = [plan.edges[number][::-1] if number in back else plan.edges[number] for number in numbers]
    rank = assign_ranks(count, flow)
    up: list[list[int]] = [[] for _ in range(count)]
    down: list[list[int]] = [[] for _ in range(count)]
    across = list(plan.across)
    chains: list[list[int]] = []
    for number, (source, target) in zip(numbers, flow, strict=True):
        here = source
        chain = [source]
        label = plan.labels.get(number, 0.0)
        for level in range(rank[source] + 1, rank[target]):
            bend = len(rank)
            rank.append(level)
            across.append(label)
            label = 0.0
            up.append([here])
            down.append([])
            down[here].append(bend)
            chain.append(bend)
            here = bend
        down[here].append(target)
        up[target].append(here)
        chain.append(target)
        chains.append(chain)
    layers = Ordering(rank, up, down).search()
    left = [width / 2 + LANE_GAP / 2 for width in across]
    for vertex in range(count):
        left[vertex] += (BOX_GAP - LANE_GAP) / 2
    right = list(left)
    for vertex, room in plan.room.items():
        right[vertex] += room
    centre = place_across(layers, up, down, left, right, count)
    return _raise(plan, layers, centre, left, right, chains, numbers, rank, back)


def _raise(
    plan: Plan,
    layers: list[list[int]],
    centre: list[float],
    left: list[float],
    right: list[float],
    chains: list[list[int]],
    numbers: list[int],
    rank: list[int],
    back: set[int],
) -> Placed:
    """Give the layers their places along the flow, and the edges their stops."""
    count = len(plan.across)
    low = min([spot - room for spot, room in zip(centre, left, strict=True)], default=0.0)
    high = max([spot + room for spot, room in zip(centre, right, strict=True)], default=0.0)
    centre = [spot - low for spot in centre]
    named = {rank[chain[0]] for number, chain in zip(numbers, chains, strict=True) if number in plan.labels}
    tops: list[float] = []
    ends: list[float] = []
    at = 0.0
    top = [0.0] * count
    for level, layer in enumerate(layers):
        thick = max([plan.along[vertex] for vertex in layer if vertex < count], default=0.0)
        for vertex in layer:
            if vertex < count:
                top[vertex] = at + (thick - plan.along[vertex]) / 2
        tops.append(at)
        ends.append(at + thick)
        at += thick + (LABEL_GAP if level in named else LAYER_GAP)
    stops: dict[int, list[Stop]] = {}
    for number, chain in zip(numbers, chains, strict=True):
        first, last = chain[0], chain[-1]
        path = [(centre[first], top[first] + plan.along[first], ends[rank[first]])]
        path += [(centre[bend], tops[rank[bend]], ends[rank[bend]]) for bend in chain[1:-1]]
        path.append((centre[last], tops[rank[last]], top[last]))
        stops[number] = [(x, end, start) for x, start, end in path[::-1]] if number in back else path
    return Placed(centre[:count], top, stops, high - low, ends[-1] if ends else 0.0, back)

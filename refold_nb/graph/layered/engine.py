"""The layered layout of one graph without cycles: boxes without names, `across` and `along` the flow."""

from dataclasses import dataclass, field

from refold_nb.graph.layered.align import align_chains
from refold_nb.graph.layered.place import place_across
from refold_nb.graph.layered.ranks import assign_ranks
from refold_nb.graph.layered.runs import ordered

BOX_GAP = 18.0
LANE_GAP = 12.0
LAYER_GAP = 32.0
PORT_GAP = 14.0
"""Room along the flow between the border of a frame and what stands in it, beyond the padding."""
MOST_BENDS = 4_000
MOST_BENDS_EACH = 3
"""How many bends long edges may have together, for a graph and for each of its boxes."""

Stop = tuple[float, float, float]
"""Where an edge passes a layer: its place across, and where along the flow it comes in and goes out."""


@dataclass(slots=True)
class Plan:
    """What to lay out: sizes of boxes, and edges between their numbers, all with the flow."""

    across: list[float]
    along: list[float]
    edges: list[tuple[int, int]]
    labels: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Room for the names of edges across and along the flow, by the edge's number."""
    room: dict[int, float] = field(default_factory=dict)
    """Extra room beside a box, for edges that lead back to it."""
    ports: dict[int, tuple[float, float]] = field(default_factory=dict)
    """For edges that do not meet their boxes in the middle: how far off, at source and target."""
    first: list[int] = field(default_factory=list)
    """Boxes without size that stand before all others: where edges come into a frame."""
    last: list[int] = field(default_factory=list)
    """The same after all others."""


@dataclass(slots=True)
class Placed:
    """Where all stands: centres across, tops along the flow, the stops of each edge with the flow."""

    centre: list[float]
    top: list[float]
    stops: list[list[Stop]]
    width: float
    height: float


def arrange(plan: Plan) -> Placed:
    """Lay out one graph in one block whose corner is at (0, 0)."""
    count = len(plan.across)
    rank = _ranks(plan)
    up: list[list[int]] = [[] for _ in range(count)]
    down: list[list[int]] = [[] for _ in range(count)]
    across = list(plan.across)
    chains: list[list[int]] = []
    outside = _outside(plan.edges, rank)
    away = set(outside)
    for number, (source, target) in enumerate(plan.edges):
        below = rank[source] + 1
        if below == rank[target] or number in away:
            chains.append([source, target])
            if number not in away:
                down[source].append(target)
                up[target].append(source)
            continue
        here = source
        chain = [source]
        label = plan.labels.get(number, (0.0, 0.0))[0]
        for level in range(below, rank[target]):
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
    layers = ordered(rank, up, down)
    left = [width / 2 + LANE_GAP / 2 for width in across]
    for vertex in range(count):
        left[vertex] += (BOX_GAP - LANE_GAP) / 2
    for vertex in (*plan.first, *plan.last):
        left[vertex] = LANE_GAP / 2
    right = list(left)
    for vertex, room in plan.room.items():
        right[vertex] += room
    centre = place_across(layers, up, down, left, right, count)
    frames = {end for number in plan.ports for end in plan.edges[number]}
    align_chains(centre, layers, up, down, (left, right), frames)
    low = min([spot - room for spot, room in zip(centre, left, strict=True)], default=0.0) + LANE_GAP / 2
    high = max([spot + room for spot, room in zip(centre, right, strict=True)], default=0.0) - LANE_GAP / 2
    placed = _raise(plan, layers, [spot - low for spot in centre], chains, rank, high - low)
    for number in outside:
        _lead_outside(placed, number)
    return placed


def _outside(edges: list[tuple[int, int]], rank: list[int]) -> list[int]:
    """The longest edges of a graph where these would need more bends than there is time to place."""
    spans = [rank[target] - rank[source] - 1 for source, target in edges]
    left = MOST_BENDS + MOST_BENDS_EACH * len(rank)
    if sum(spans) <= left:
        return []
    found = []
    for number in sorted(range(len(edges)), key=spans.__getitem__):
        left -= spans[number]
        if left < 0:
            found.append(number)
    return found


def _lead_outside(placed: Placed, number: int) -> None:
    """Lead an edge down a lane of its own beside everything else."""
    first, last = placed.stops[number]
    placed.width += LANE_GAP
    placed.stops[number] = [first, (placed.width, first[2] + LAYER_GAP, last[1] - LAYER_GAP), last]


def _ranks(plan: Plan) -> list[int]:
    """Ranks of the boxes, with the ports of a frame before and after all of them."""
    outer = {*plan.first, *plan.last}
    inner = [(source, target) for source, target in plan.edges if source not in outer and target not in outer]
    rank = assign_ranks(len(plan.across), inner)
    if outer:
        shift = 1 if plan.first else 0
        bottom = max([level for vertex, level in enumerate(rank) if vertex not in outer], default=0) + shift
        rank = [level + shift for level in rank]
        for vertex in plan.first:
            rank[vertex] = 0
        for vertex in plan.last:
            rank[vertex] = bottom + 1
    return rank


def _raise(
    plan: Plan,
    layers: list[list[int]],
    centre: list[float],
    chains: list[list[int]],
    rank: list[int],
    width: float,
) -> Placed:
    """Give the layers their places along the flow, and the edges their stops."""
    count = len(plan.across)
    gaps = [LAYER_GAP] * len(layers)
    for number, (_, room) in plan.labels.items():
        level = rank[plan.edges[number][0]]
        gaps[level] = max(gaps[level], room)
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
        at_border = (plan.first and not level) or (plan.last and level == len(layers) - 2)
        at += thick + (PORT_GAP if at_border else gaps[level])
    stops: list[list[Stop]] = []
    for number, chain in enumerate(chains):
        first, last = chain[0], chain[-1]
        leave, enter = plan.ports.get(number, (0.0, 0.0))
        path = [(centre[first] + leave, top[first] + plan.along[first], ends[rank[first]])]
        path += [(centre[bend], tops[rank[bend]], ends[rank[bend]]) for bend in chain[1:-1]]
        path.append((centre[last] + enter, tops[rank[last]], top[last]))
        stops.append(path)
    return Placed(centre[:count], top, stops, width, ends[-1] if ends else 0.0)

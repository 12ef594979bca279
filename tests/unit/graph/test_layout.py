"""Layouts by their promises: nothing overlaps, edges join boxes and run through none, the same bytes again."""

from __future__ import annotations

import gc
import subprocess
import sys
from itertools import combinations, pairwise

import pytest

from refold_nb.graph import Layout, WorkflowGraph
from tests.benchmarks.graph_counting import crossings, hits
from tests.benchmarks.graph_families import FAMILIES
from tests.unit.graph.builders import edges, graph, node

SHAPES = {name: make(size, size) for name, make in FAMILIES.items() for size in (14, 60)}
SHAPES |= {
    "one": {"nodes": [node("a", "start")]},
    "itself": {"nodes": [node("a", "start")], "edges": edges("a>a")},
    "two ways": {"nodes": [node("a", "start"), node("b")], "edges": edges("a>b:x", "a>b:y", "b>a", "a>b:z")},
    "islands": {"nodes": [node(str(at)) for at in range(40)], "edges": edges("1>2", "3>4")},
    "several starts": {
        "nodes": [node("a", "start"), node("b", "start"), node("c")],
        "edges": edges("a>c", "b>c"),
    },
    "only a cycle": {"nodes": [node("a"), node("b"), node("c")], "edges": edges("a>b", "b>c", "c>a")},
    "frames": {
        "nodes": [
            node("s", "start"),
            node("l", "loop"),
            node("a"),
            node("i", "loop"),
            node("b"),
            node("c"),
            node("z"),
            node("g", "group", nodes=[node("p"), node("q", parentId="g")], edges=edges("p>q")),
        ],
        "edges": edges("s>l", "l>a", "a>i", "i>b", "b>c", "c>i", "i>l", "l>z", "z>g", "b>z", "q>s", "q>p"),
    },
}


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def on_border(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    x, y, wide, high = box
    inside = x - 0.6 <= point[0] <= x + wide + 0.6 and y - 0.6 <= point[1] <= y + high + 0.6
    deep = x + 0.6 < point[0] < x + wide - 0.6 and y + 0.6 < point[1] < y + high - 0.6
    return inside and not deep


def check(placed: Layout, drawn: WorkflowGraph) -> None:
    assert set(placed.boxes) == set(drawn.nodes)
    assert not [pair for pair in combinations(placed.boxes.values(), 2) if overlap(*pair)]
    assert sorted((one, other) for one, other, _ in placed.routes) == sorted(
        (e.source, e.target) for e in drawn.edges
    )
    for source, target, points in placed.routes:
        assert on_border(points[0], placed.boxes[source]), (source, target)
        assert on_border(points[-1], placed.boxes[target]), (source, target)
    assert hits(placed.routes, placed.boxes) == []
    for x, y, wide, high in placed.boxes.values():
        assert x >= 0
        assert y >= 0
        assert x + wide <= placed.width
        assert y + high <= placed.height


@pytest.mark.parametrize("direction", ["down", "right"])
@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_keeps_the_promises(name: str, direction: str) -> None:
    drawn = WorkflowGraph.from_dict(SHAPES[name])
    placed = drawn.layout(direction=direction)
    assert placed.kind == "layered"
    check(placed, drawn)


@pytest.mark.parametrize("name", ["frames", "integration"])
def test_the_same_bytes_in_another_process_with_another_hash_seed(name: str) -> None:
    code = (
        "from tests.unit.graph.test_layout import SHAPES\n"
        "from refold_nb.graph import WorkflowGraph\n"
        "import hashlib\n"
        f"print(hashlib.sha256(WorkflowGraph.from_dict(SHAPES[{name!r}]).to_html().encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_the_flow_runs_the_way_it_is_asked_to() -> None:
    chain = graph("a>b", "b>c", a="start")
    down, right = chain.layout().boxes, chain.layout(direction="right").boxes
    assert down["a"][1] < down["b"][1] < down["c"][1]
    assert right["a"][0] < right["b"][0] < right["c"][0]


def test_a_chain_is_straight() -> None:
    for _, _, points in graph("a>b", "b>c", "c>d", a="start").layout().routes:
        assert len({x for x, _ in points}) == 1


def test_a_long_edge_is_straight_beside_what_it_passes() -> None:
    chain = graph("a>b", "b>c", "c>d", "d>e", "a>e", a="start")
    points = next(points for one, other, points in chain.layout().routes if (one, other) == ("a", "e"))
    boxes = chain.layout().boxes
    longest = max(other[1] - one[1] for one, other in pairwise(points) if one[0] == other[0])
    assert longest >= boxes["d"][1] + boxes["d"][3] - boxes["b"][1]


def test_a_tree_has_no_crossings() -> None:
    pairs = [f"{at}>{2 * at + step}" for at in range(1, 32) for step in (0, 1)]
    assert crossings(graph(*pairs, **{"1": "start"}).layout().routes) == 0


def test_two_pairs_that_can_be_untangled_are() -> None:
    assert crossings(graph("s>a", "s>b", "a>d", "b>c", "a>c2", s="start").layout().routes) == 0


def test_k33_keeps_the_crossing_it_must_have() -> None:
    # Every pair of parent pairs crosses once however they are ordered: three times three.
    pairs = [f"{one}>{other}" for one in "abc" for other in "xyz"]
    assert crossings(graph(*pairs).layout().routes) == 9


def test_frames_hold_their_nodes_and_nobody_elses() -> None:
    drawn = WorkflowGraph.from_dict(SHAPES["frames"])
    placed = drawn.layout()
    assert set(placed.frames) == {"g", "l", "i"}
    plain = graph("s>l", "l>a", "a>i", "i>b", "b>i", "i>l", "l>z", s="start", l="loop", i="loop").layout()
    inner = {"l": {"l", "a", "i", "b"}, "i": {"i", "b"}}
    for head, frame in plain.frames.items():
        held = {one for one, box in plain.boxes.items() if overlap(box, frame)}
        assert held == inner[head]


def test_a_head_stands_above_what_only_leads_to_it() -> None:
    nodes = [node("s", "start"), node("g", "group"), node("a", parentId="g")]
    placed = WorkflowGraph.from_dict({"nodes": nodes, "edges": edges("s>g", "a>g")}).layout()
    assert placed.boxes["g"][1] + placed.boxes["g"][3] < placed.boxes["a"][1]


@pytest.mark.parametrize(("layout", "direction"), [("spring", "down"), ("auto", "up")])
def test_unknown_choices_are_refused(layout: str, direction: str) -> None:
    with pytest.raises(ValueError, match="take one of"):
        graph("a>b").layout(layout, direction)
    with pytest.raises(ValueError, match="take one of"):
        graph("a>b").to_svg(layout=layout, direction=direction)


def test_a_very_long_way_back_in_a_large_graph_runs_beside_it() -> None:
    size = 1_200
    pairs = [f"{at}>{at + 1}" for at in range(size)] + [f"{size - at}>{at + 1}" for at in range(8)]
    drawn = graph(*pairs, **{"0": "start"})
    check_some = drawn.layout()
    assert hits(check_some.routes[-8:], check_some.boxes) == []


@pytest.mark.parametrize("enabled", [True, False])
def test_a_large_layout_leaves_the_collector_as_it_was(enabled: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        graph(*[f"{at}>{at + 1}" for at in range(700)]).layout()
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was else gc.disable)()

"""The positions of Refold's editor are used when every node has one and nothing overlaps."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from refold_nb.graph import WorkflowGraph
from refold_nb.graph.detours import crosses
from tests.benchmarks.graph_counting import hits
from tests.unit.graph.builders import edges, node


def at(id_: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    return node(id_, "start" if id_ == "a" else "action", position={"x": x, "y": y}, **more)


def drawn(nodes: list[dict[str, Any]], *pairs: str) -> WorkflowGraph:
    return WorkflowGraph.from_dict({"nodes": nodes, "edges": edges(*pairs)})


def test_positions_are_kept_relative_to_one_another() -> None:
    placed = drawn([at("a", 100, 40), at("b", 0, 200), at("c", 260, 200)], "a>b", "a>c").layout()
    assert placed.kind == "api"
    (ax, ay, *_), (bx, by, *_), (cx, cy, *_) = (placed.boxes[one] for one in "abc")
    assert (bx - ax, by - ay) == (-100, 160)
    assert (cx - ax, cy - ay) == (160, 160)


@pytest.mark.parametrize(
    "second",
    [
        at("b", 20, 30),
        node("b"),
        node("b", position={"x": "1", "y": 2}),
        node("b", position={"x": float("nan"), "y": 1}),
    ],
)
def test_otherwise_the_layout_is_ours(second: dict[str, Any]) -> None:
    assert drawn([at("a", 0, 0), second], "a>b").layout().kind == "layered"


def test_asked_for_positions_that_are_missing_are_an_error() -> None:
    with pytest.raises(ValueError, match="“b” has no position"):
        drawn([at("a", 0, 0), node("b")]).layout("api")
    assert drawn([at("a", 0, 0), at("b", 10, 10)]).layout("api").kind == "api"
    assert drawn([at("a", 0, 0), at("b", 0, 200)]).layout("layered").kind == "layered"


def test_positions_in_a_group_count_from_its_corner() -> None:
    group = at("g", 300, 300, parentId=None) | {"type": "group"}
    placed = drawn([at("a", 0, 0), group, at("c", 10, 160, parentId="g")], "a>g").layout()
    assert placed.kind == "api"
    assert placed.boxes["c"][1] - placed.boxes["a"][1] == 460
    assert list(placed.frames) == ["g"]


@pytest.mark.parametrize("direction", ["down", "right"])
@pytest.mark.parametrize("seed", range(6))
def test_edges_go_around_boxes_wherever_these_stand(seed: int, direction: str) -> None:
    dice = Random(seed)
    spots = dice.sample([(x * 190, y * 110) for x in range(5) for y in range(6)], 14)
    names = "abcdefghijklmn"
    nodes = [
        at(one, x + dice.randint(-10, 10), y + dice.randint(-10, 10))
        for one, (x, y) in zip(names, spots, strict=True)
    ]
    pairs = [f"{dice.choice(names)}>{dice.choice(names)}" for _ in range(24)]
    placed = drawn(nodes, *pairs).layout("api", direction)
    assert hits(placed.routes, placed.boxes) == []
    assert "<svg" in drawn(nodes, *pairs).to_svg(layout="api", direction=direction)


@pytest.mark.parametrize("direction", ["down", "right"])
def test_edges_that_share_their_nodes_do_not_share_their_way(direction: str) -> None:
    nodes = [at("a", 0, 0), at("b", 0, 160), at("c", 0, 320)]
    placed = drawn(nodes, "a>b:x", "a>b:y", "a>c", "a>c:z", "c>a", "c>a:w", "b>b", "b>b:v").layout(
        direction=direction
    )
    assert placed.kind == "api"
    ways = [tuple(points) for _, _, points in placed.routes]
    assert len(set(ways)) == 8
    assert hits(placed.routes, placed.boxes) == []


def test_a_long_curve_stays_off_the_boxes_beside_it() -> None:
    straight = 0
    for x in range(125, 400, 25):
        for y in range(-60, 60, 4):
            nodes = [at("a", 0, 0), at("b", 760, 700), at("c", x, y)]
            placed = drawn(nodes, "a>b").layout("api", "right")
            path, box = placed.paths[0], placed.boxes["c"]
            if path.points:
                continue
            straight += 1
            (y0, _, x0), (y1, x1, _) = path.stops
            for step in range(1, 200):
                t = step / 200
                u = 1 - t
                # The curve as SVG draws it: control points half-way, level with either end.
                at_x = x0 * u**3 + 1.5 * (x0 + x1) * u * t + x1 * t**3
                at_y = y0 * u * u * (u + 3 * t) + y1 * t * t * (t + 3 * u)
                inside = box[0] < at_x < box[0] + box[2] and box[1] < at_y < box[1] + box[3]
                assert not inside, (x, y)
    assert straight > 20


def test_a_frame_that_would_hold_a_stranger_is_left_out() -> None:
    group = at("g", 0, 100) | {"type": "group"}
    inside = at("c", 0, 320, parentId="g")
    free = drawn([at("a", 0, 0), group, inside], "a>g")
    assert list(free.layout().frames) == ["g"]
    crowded = drawn([at("a", 0, 0), group, inside, at("x", 0, 250)], "a>g")
    assert crowded.layout().kind == "api"
    assert list(crowded.layout().frames) == []


def test_a_line_crosses_a_box_only_inside() -> None:
    box = (10.0, 10.0, 20.0, 20.0)
    assert crosses((0, 20), (40, 20), box)
    assert crosses((20, 15), (20, 18), box)
    assert not crosses((0, 10), (40, 10), box)
    assert not crosses((0, 0), (5, 40), box)

"""Names of edges stand where they can be read: off the boxes, off one another, on the picture."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from refold_nb.graph import WorkflowGraph
from tests.unit.graph.builders import edge, edges, node

TEXT = "{http://www.w3.org/2000/svg}text"
Rect = tuple[float, float, float, float]


def labels(drawn: WorkflowGraph, direction: str) -> tuple[list[Rect], float]:
    """Rectangles of the names, narrower than any usual font draws them, and the picture's width."""
    root = ET.fromstring(drawn.to_svg(direction=direction))  # noqa: S314
    found = []
    for one in root.iter(TEXT):
        if "l" in str(one.get("class")).split():
            wide = 4.5 * len(one.text or "")
            found.append((float(str(one.get("x"))) - wide / 2, float(str(one.get("y"))) - 8, wide, 9.0))
    return found, float(str(root.get("width")))


def apart(one: Rect, other: Rect) -> bool:
    return (
        one[0] + one[2] <= other[0]
        or other[0] + other[2] <= one[0]
        or one[1] + one[3] <= other[1]
        or other[1] + other[3] <= one[1]
    )


def fan() -> WorkflowGraph:
    nodes = [node("s", "start"), node("r", "switch"), *(node(one) for one in "abcdef")]
    pairs = [edge("s", "r"), edge("r", "r", "again"), edge("r", "r", "once more")]
    pairs += [edge("r", one, f"a long name of case {one}") for one in "abcdef"]
    pairs += [edge("r", "a", "otherwise"), edge("r", "a", "third way")]
    return WorkflowGraph.from_dict({"nodes": nodes, "edges": pairs})


def mixed(seed: int) -> WorkflowGraph:
    dice = Random(seed)
    nodes: list[dict[str, Any]] = [node("0", "start")]
    nodes += [node(str(at), dice.choice(("rule", "switch", "try"))) for at in range(1, 14)]
    pairs = [
        edge(str(dice.randrange(max(0, at - 4), at)), str(at), dice.choice(("true", "false", "case-1")))
        for at in range(1, 14)
        for _ in range(dice.choice((1, 1, 2)))
    ]
    return WorkflowGraph.from_dict({"nodes": nodes, "edges": pairs})


@pytest.mark.parametrize("direction", ["down", "right"])
@pytest.mark.parametrize("drawn", [fan(), *(mixed(seed) for seed in range(12))])
def test_names_of_edges_collide_with_nothing(drawn: WorkflowGraph, direction: str) -> None:
    found, wide = labels(drawn, direction)
    assert len(found) >= sum(bool(one.label) for one in drawn.edges if one.source != "0")
    boxes = list(drawn.layout(direction=direction).boxes.values())
    assert all(apart(one, box) for one in found for box in boxes)
    assert all(apart(one, other) for one, other in combinations(found, 2))
    assert all(one[0] >= 0 and one[0] + one[2] <= wide for one in found)


@pytest.mark.parametrize("direction", ["down", "right"])
@pytest.mark.parametrize("place", [{}, {"position": {"x": 0, "y": 0}}])
def test_several_edges_to_their_own_node_are_drawn_apart(place: dict[str, Any], direction: str) -> None:
    nodes = [node("r", "rule", **place)]
    drawn = WorkflowGraph.from_dict({"nodes": nodes, "edges": edges("r>r:one", "r>r:two", "r>r:three")})
    routes = [points for _, _, points in drawn.layout(direction=direction).routes]
    assert all(one != other for one, other in combinations(routes, 2))
    found, wide = labels(drawn, direction)
    assert all(apart(one, other) for one, other in combinations(found, 2))
    assert all(one[0] + one[2] <= wide for one in found)

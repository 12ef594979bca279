"""The benchmarks' counting and generators on cases whose answer is known."""

from __future__ import annotations

import math

import pytest

from refold_nb.graph import WorkflowGraph
from tests.benchmarks import graphviz_peer
from tests.benchmarks.graph_counting import crossings, hits, length
from tests.benchmarks.graph_families import FAMILIES, family_graphs

CROSS = [("a", "b", [(0.0, 0.0), (10.0, 10.0)]), ("c", "d", [(0.0, 10.0), (10.0, 0.0)])]


def test_two_lines_that_cross_count_once() -> None:
    assert crossings(CROSS) == 1


def test_a_pair_counts_once_however_often_it_crosses() -> None:
    zigzag = ("a", "b", [(0.0, 0.0), (2.0, 4.0), (4.0, 0.0), (6.0, 4.0)])
    assert crossings([zigzag, ("c", "d", [(-1.0, 2.0), (7.0, 2.0)])]) == 1


def test_lines_that_share_a_node_or_run_apart_do_not_count() -> None:
    assert crossings([("a", "b", CROSS[0][2]), ("a", "d", CROSS[1][2])]) == 0
    assert crossings([("a", "b", [(0.0, 0.0), (10.0, 0.0)]), ("c", "d", [(0.0, 1.0), (10.0, 1.0)])]) == 0


def test_a_touch_in_the_middle_counts() -> None:
    assert crossings([("a", "b", [(0.0, 0.0), (10.0, 0.0)]), ("c", "d", [(5.0, 0.0), (5.0, 9.0)])]) == 1


def test_a_grid_of_lines_has_the_product() -> None:
    across = [(f"a{at}", f"b{at}", [(0.0, float(at)), (9.0, float(at))]) for at in range(1, 4)]
    down = [(f"c{at}", f"d{at}", [(float(at), 0.0), (float(at), 9.0)]) for at in range(1, 6)]
    assert crossings([*across, *down]) == 15


def test_hits_spare_the_ends_of_an_edge_and_its_borders() -> None:
    boxes = {"a": (0.0, 0.0, 10.0, 10.0), "b": (0.0, 50.0, 10.0, 10.0), "c": (0.0, 20.0, 10.0, 10.0)}
    straight = ("a", "b", [(5.0, 10.0), (5.0, 50.0)])
    assert hits([straight], boxes) == [("a", "b", "c")]
    assert hits([("a", "b", [(10.0, 10.0), (10.0, 50.0)])], boxes) == []
    assert hits([straight], {"a": boxes["a"], "b": boxes["b"]}) == []


def test_lengths_are_euclidean() -> None:
    assert length([("a", "b", [(0.0, 0.0), (3.0, 4.0), (3.0, 10.0)])]) == pytest.approx(11.0)


def test_families_repeat_and_differ() -> None:
    graphs = family_graphs(5)
    assert graphs == family_graphs(5)
    assert len({str(document) for _, document in graphs}) == len(graphs) == 5 * len(FAMILIES)
    for name, make in FAMILIES.items():
        document = make(60, 3)
        graph = WorkflowGraph.from_dict(document)
        assert abs(len(graph.nodes) - 60) < 12, name
        assert not [problem for problem in graph.problems if "cycle" not in problem], name


def test_the_peer_reads_graphvizs_own_places() -> None:
    boxes = {"a": (0.0, 0.0, 144.0, 36.0), "b": (0.0, 90.0, 72.0, 36.0)}
    placed, routes = graphviz_peer.layout(graphviz_peer.source(boxes, [("a", "b")]))
    assert placed["a"][2:] == pytest.approx((144, 36), abs=0.1)
    assert placed["b"][2:] == pytest.approx((72, 36), abs=0.1)
    ((one, other, points),) = routes
    assert (one, other) == ("a", "b")
    # Graphviz leaves half an inch between ranks, and without an arrowhead the line fills it.
    assert length(routes) == pytest.approx(36, abs=1)
    assert math.isclose(points[0][0], points[-1][0], abs_tol=0.5)

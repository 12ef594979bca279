"""Large graphs: folded, summarised, or only the neighbourhood of one node."""

from __future__ import annotations

import pytest

from refold_nb.graph import WorkflowGraph
from refold_nb.graph.folding import fold, summarize
from refold_nb.graph.samples import SAMPLES
from refold_nb.graph.staging import stage
from tests.benchmarks.graph_families import FAMILIES, series_parallel
from tests.unit.graph.builders import graph


def boxes(svg: str) -> int:
    return svg.split('<g class="n">')[1].count("<use ")


def test_up_to_three_hundred_nodes_are_drawn_whole() -> None:
    chain = graph(*(f"{at}>{at + 1}" for at in range(299)), **{"0": "start"})
    assert len(chain.nodes) == 300
    assert boxes(chain.to_svg()) == 300


def test_above_that_runs_become_one_box_with_a_count() -> None:
    chain = graph(*(f"{at}>{at + 1}" for at in range(300)), **{"0": "start"})
    assert boxes(chain.to_svg()) == 3
    assert "299 steps folded" in chain.to_svg()
    assert "301 nodes" in chain.to_html()
    assert boxes(chain.to_svg(fold=False)) == 301
    assert len(chain.layout().boxes) == 301


def test_a_step_that_is_not_folded_keeps_the_edge_to_itself() -> None:
    drawn = graph("s>a", "a>b", "b>c", "c>d", "d>d", s="start").to_svg(fold=True)
    assert boxes(drawn) == 3
    assert "3 steps folded" in drawn
    assert drawn.split('<g class="e">')[1].split("</g>")[0].count("<path") == 3


def test_groups_become_one_box_on_request() -> None:
    contacts = WorkflowGraph.from_dict(SAMPLES["A loop over contacts"])
    drawn = contacts.to_svg(fold=True)
    assert "6 steps folded" in drawn
    assert "Map fields" not in drawn


@pytest.mark.parametrize("family", FAMILIES)
def test_folding_loses_no_node(family: str) -> None:
    scene = stage(WorkflowGraph.from_dict(FAMILIES[family](90, 2)))
    folded = fold(scene)
    held = [one for box in folded.boxes for one in (box.members or (box.id,))]
    assert sorted(held) == sorted(box.id for box in scene.boxes)
    ids = {box.id for box in folded.boxes}
    assert all({line.source, line.target} <= ids for line in folded.lines)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_summary_fits_and_loses_no_node(family: str) -> None:
    scene = stage(WorkflowGraph.from_dict(FAMILIES[family](400, 2)))
    small = summarize(scene, 50)
    assert len(small.boxes) <= 50
    held = [one for box in small.boxes for one in (box.members or (box.id,))]
    assert sorted(held) == sorted(box.id for box in scene.boxes)


def test_above_two_thousand_the_summary_is_drawn_and_exports_hold_the_whole() -> None:
    large = WorkflowGraph.from_dict(series_parallel(2_100, 1))
    assert boxes(large.to_svg()) <= 300
    assert len(large.to_html()) < 300_000
    assert large.to_dot().count("[label=") >= len(large.nodes)
    assert len(large.to_frame()) == len(large.nodes)


def test_a_neighbourhood_reaches_as_far_as_asked() -> None:
    chain = graph(*(f"{at}>{at + 1}" for at in range(20)), **{"0": "start"})
    assert boxes(chain.to_svg(focus="10", hops=2)) == 5
    assert boxes(chain.to_svg(focus="10", hops=0)) == 1
    assert "5 of 21 nodes" in chain.to_html(focus="10", hops=2)


def test_a_node_that_is_not_there_is_said() -> None:
    with pytest.raises(ValueError, match="'nope'"):
        graph("a>b").to_html(focus="nope")

"""An execution laid over its graph."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from types import SimpleNamespace
from typing import Any

import networkx as nx
import pytest

from refold_nb.graph import WorkflowGraph
from refold_nb.graph.overlay import duration
from refold_nb.graph.samples import SAMPLES, run_of
from tests.unit.graph.builders import edges, graph, node


def ran(id_: str, ms: Any = 10, status: Any = "Success", **more: Any) -> dict[str, Any]:
    return {
        "node_id": id_,
        "node_name": id_,
        "node_type": "action",
        "node_status": status,
        "execution_time": ms,
        **more,
    }


DIAMOND = ("s>a", "s>b", "a>j", "b>j", "j>e")


def test_every_node_has_its_row() -> None:
    run = graph(*DIAMOND, s="start").overlay(
        {"status": "COMPLETED", "nodes": [ran("s"), ran("a", 1500, attempts_made=3, is_batch=True)]}
    )
    assert run.status == "COMPLETED"
    frame = run.to_frame().set_index("id")
    assert list(frame.columns) == ["name", "status", "duration_ms", "attempts", "batch", "slowest"]
    assert frame.loc["a", "duration_ms"] == 1500
    assert frame.loc["a", "attempts"] == 3
    assert frame.loc["a", "batch"]
    assert frame.loc["j", "status"] == "not run"
    assert frame["duration_ms"].isna().sum() == 3


def test_the_slowest_way_is_the_longest_sum() -> None:
    run = graph(*DIAMOND, s="start").overlay(
        {"nodes": [ran("s", 1), ran("a", 5), ran("b", 70), ran("j", 1), ran("e", 1)]}
    )
    assert run.slowest_path == ["s", "b", "j", "e"]
    assert [one for one, node_run in run.nodes.items() if node_run.slowest] == ["s", "b", "j", "e"]


def test_what_did_not_run_is_not_on_the_slowest_way() -> None:
    run = graph(*DIAMOND, s="start").overlay({"nodes": [ran("s", 5), ran("b", 0), ran("j", 9)]})
    assert run.slowest_path == ["s", "b", "j"]


@pytest.mark.parametrize("seed", range(30))
def test_no_way_through_takes_longer(seed: int) -> None:
    dice = Random(seed)
    count = dice.choice((3, 8, 20))
    pairs = {(dice.randrange(at), at) for at in range(1, count)}
    pairs |= {tuple(sorted(dice.sample(range(count), 2))) for _ in range(count // 2)}
    times = {str(at): dice.choice((0, 1, 7, 60, 300)) for at in range(count) if dice.random() < 0.85}
    run = graph(*(f"{one}>{other}" for one, other in pairs), **{"0": "start"}).overlay(
        {"nodes": [ran(one, ms) for one, ms in times.items()]}
    )
    known: nx.DiGraph[str] = nx.DiGraph()
    known.add_weighted_edges_from(("top", str(at), times.get(str(at), 0)) for at in range(count))
    known.add_weighted_edges_from((str(one), str(other), times.get(str(other), 0)) for one, other in pairs)
    assert sum(times.get(one, 0) for one in run.slowest_path) == nx.dag_longest_path_length(known)
    assert all(known.has_edge(*step) for step in pairwise(run.slowest_path))


@pytest.mark.parametrize(
    "document",
    [
        {"nodes": [ran("a", "120")]},
        {"execution": {"nodes": [ran("a", 120)]}},
        {"data": {"nodes": [ran("a", 120.0)]}},
        {"nodes": {"a": {"node_status": "Success", "execution_time": 120}}},
    ],
)
def test_every_form_of_an_execution_is_read(document: dict[str, Any]) -> None:
    one = graph("a>b").overlay(document).nodes["a"]
    assert (one.status, one.duration_ms) == ("Success", 120)


def test_ways_back_are_not_taken_twice() -> None:
    looped = graph("s>l", "l>a", "a>l", "l>e", s="start", l="loop")
    run = looped.overlay({"nodes": [ran("s", 1), ran("l", 1), ran("a", 50), ran("e", 2)]})
    assert run.slowest_path == ["s", "l", "a"]


def test_without_times_nothing_is_slowest() -> None:
    assert graph("a>b").overlay({"nodes": [ran("a", None), ran("b", "fast")]}).slowest_path == []


@pytest.mark.parametrize(
    ("status", "tone", "glyph"),
    [
        ("Success", "good", "✓"),
        ("COMPLETED", "good", "✓"),
        ("Failed", "bad", "✗"),
        ("ERRORED", "bad", "✗"),
        ("TIMED_OUT", "bad", "✗"),
        ("Skipped", "faint", "○"),
        ("Running", "warn", "…"),
        ("Strange", "warn", "…"),
    ],
)
def test_a_status_is_told_by_glyph_and_word(status: str, tone: str, glyph: str) -> None:
    run = graph("a>b").overlay({"nodes": [ran("a", 20, status)]})
    assert run.nodes["a"].tone == tone
    assert run.nodes["a"].mark.startswith(f"{glyph} {status} · 20 ms")
    assert f"{glyph} {status}" in run.to_svg()
    assert f"{glyph} {status}" in run.outline()


def test_an_object_with_raw_will_do() -> None:
    execution = SimpleNamespace(raw={"status": "ERRORED", "nodes": [ran("a")]})
    assert graph("a>b").overlay(execution).nodes["a"].status == "Success"


@pytest.mark.parametrize(
    "nodes",
    [
        None,
        "x",
        [None, 5],
        [{}],
        [ran("zz")],
        [ran("a", -5)],
        [ran("a", True)],
        [ran("a", 10**30, attempts_made="x")],
        [ran("a", float("inf"), status={"x": 1}, is_batch="yes")],
    ],
)
def test_malformed_executions_are_drawn_and_told(nodes: Any) -> None:
    run = graph("a>b").overlay({"nodes": nodes, "status": 5})
    assert set(run._repr_mimebundle_()) == {"text/html", "text/plain"}
    assert len(run.to_frame()) == 2


def test_nodes_that_the_graph_has_not_are_told() -> None:
    assert "“zz”" in graph("a>b").overlay({"nodes": [ran("zz")]}).outline()


@pytest.mark.parametrize("nothing", [None, 5, "x", [], SimpleNamespace()])
def test_what_is_no_execution_is_refused(nothing: Any) -> None:
    with pytest.raises(TypeError, match="execution document"):
        graph("a>b").overlay(nothing)


def test_outputs_of_nodes_are_not_shown() -> None:
    nodes = [ran("a", latest_output={"token": "s3cr3t"})]
    drawn = WorkflowGraph.from_dict(
        {"nodes": [node("a", "start"), node("b")], "edges": edges("a>b")}
    ).overlay({"nodes": nodes})
    assert "s3cr3t" not in drawn.to_html() + drawn.outline() + drawn.to_frame().to_string()


def test_the_sample_shows_the_failure_and_what_did_not_run() -> None:
    sample = SAMPLES["A loop over contacts"]
    outline = WorkflowGraph.from_dict(sample).overlay(run_of(sample)).outline()
    assert "✗ Failed" in outline
    assert "2 tries" in outline
    assert "○ not run" in outline


@pytest.mark.parametrize(
    ("ms", "said"), [(0, "0 ms"), (999, "999 ms"), (1500, "1.5 s"), (61_000, "1 min 1 s")]
)
def test_durations_in_words(ms: float, said: str) -> None:
    assert duration(ms) == said

"""Runs through graphs of every shape, and the examples."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refold_nb.sandbox import SandboxServer
from refold_nb.sandbox.records import Content, Workflow
from refold_nb.sandbox.runs import Runs
from refold_nb.sandbox.walk import Graph


def content(nodes, edges=()):
    drawn = [{"id": str(n), "source": a, "target": b, "sourceHandle": h} for n, (a, b, h) in enumerate(edges)]
    return Content(
        "w", None, [{"id": node_id, "type": kind, "name": node_id} for node_id, kind in nodes], drawn
    )


def walk(runs, graph, payload=None):
    workflow = Workflow("0" * 24, "acme", "test", "a", 0, 0, draft_id="1" * 24, draft=graph)
    return runs.walk(workflow, graph, payload or {})


@pytest.fixture
def runs():
    return Runs(Random(1))


CHAIN = content([("s", "start"), ("a", "action"), ("b", "response")], [("s", "a", None), ("a", "b", None)])
DIAMOND = content(
    [("s", "start"), ("c", "rule"), ("y", "action"), ("n", "action"), ("m", "merge")],
    [("s", "c", None), ("c", "y", "yes"), ("c", "n", "no"), ("y", "m", None), ("n", "m", None)],
)
GUARDED = content(
    [("s", "start"), ("a", "action"), ("ok", "response"), ("bad", "log")],
    [("s", "a", None), ("a", "ok", None), ("a", "bad", "error")],
)


def test_steps_follow_one_another(runs):
    run = walk(runs, CHAIN)
    assert [step.node_id for step in run.steps] == ["s", "a", "b"]
    assert all(before.ends == after.begins for before, after in zip(run.steps, run.steps[1:], strict=False))
    assert (run.error, run.return_value) == (None, {"success": True})


def test_a_condition_takes_one_way_and_a_merge_does_not_wait_for_the_other(runs):
    outcomes = {step.node_id: step.outcome for step in walk(runs, DIAMOND).steps}
    assert outcomes == {"s": "Success", "c": "Success", "y": "Success", "n": "Skipped", "m": "Success"}
    runs.take("c", "no")
    outcomes = {step.node_id: step.outcome for step in walk(runs, DIAMOND).steps}
    assert (outcomes["y"], outcomes["n"], outcomes["m"]) == ("Skipped", "Success", "Success")


def test_a_failure_ends_the_run_unless_it_is_caught(runs):
    runs.fail("a", message="no")
    failed = walk(runs, CHAIN)
    assert [step.outcome for step in failed.steps] == ["Success", "Failed", "Skipped"]
    assert (failed.error, failed.return_value) == ("no", None)
    caught = walk(runs, GUARDED)
    assert {step.node_id: step.outcome for step in caught.steps} == {
        "s": "Success",
        "a": "Failed",
        "bad": "Success",
        "ok": "Skipped",
    }
    assert caught.error is None


def test_a_failure_can_be_for_one_workflow_and_a_few_times(runs):
    runs.fail("a", workflow="another")
    runs.fail("a", times=2)
    assert [walk(runs, CHAIN).error is None for _ in range(4)] == [False, False, True, True]


def test_loops_end(runs):
    graph = content(
        [("s", "start"), ("l", "loop"), ("x", "action")],
        [("s", "l", None), ("l", "x", None), ("x", "l", None)],
    )
    assert [step.outcome for step in walk(runs, graph).steps] == ["Success"] * 3


def test_connections_in_the_other_form(runs):
    nodes = [{"id": "1", "type": "start", "outgoing_nodes": ["2"]}, {"id": "2", "type": "action"}]
    assert [step.outcome for step in walk(runs, Content("w", None, nodes, [])).steps] == ["Success"] * 2


def test_a_chain_deeper_than_the_stack(runs):
    nodes = [("0", "start"), *((str(n), "action") for n in range(1, 5_000))]
    graph = content(nodes, [(str(n), str(n + 1), None) for n in range(4_999)])
    assert len(walk(runs, graph).steps) == 5_000


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
wild = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.sampled_from(["1", "2", "3", 4]) | anything,
            "type": st.sampled_from(["start", "rule", "loop"]) | anything,
            "outgoing_nodes": st.lists(st.sampled_from(["1", "2", "9"])) | anything,
            "incoming_nodes": anything,
            "source": st.sampled_from(["1", "2"]) | anything,
            "target": st.sampled_from(["2", "3"]) | anything,
            "sourceHandle": anything,
            "name": anything,
            "data": anything,
            "maximum_attempts": anything,
        },
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(wild, wild)
def test_whatever_was_sent_can_be_run(nodes, edges):
    graph = Content("w", None, nodes, edges)
    run = walk(Runs(Random(1)), graph)
    assert len(run.steps) == len(Graph(graph).nodes)


def test_the_examples_look_like_real_workflows():
    with SandboxServer() as sandbox:
        assert sandbox.workflows() == []
        rows = sandbox.workflows(examples=True)
        assert {row["linked_account_id"] for row in rows} == {"initech", None}
        sizes = [row["node_count"] for row in rows]
        assert all(10 <= size <= 80 for size in sizes)
        assert max(sizes) >= 70
        assert any(row["current_version"] == 2 for row in rows)
        assert any(not row["published"] for row in rows)
    assert SandboxServer(examples=False).workflows(examples=True) == []

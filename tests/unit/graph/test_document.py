"""Every form of a document is read, and what is wrong with it is told in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refold_nb.graph import WorkflowGraph
from tests.unit.graph.builders import edge, edges, node

START = {"id": "1", "type": "start", "incoming_nodes": [], "outgoing_nodes": [], "data": None}


def pairs(graph: WorkflowGraph) -> set[tuple[str, str]]:
    return {(one.source, one.target) for one in graph.edges}


def test_the_newest_answer_to_a_create() -> None:
    graph = WorkflowGraph.from_dict({"workflow": {"_id": "6a31", "name": "Lead Sync", "nodes": [START]}})
    assert graph.name == "Lead Sync"
    assert list(graph.nodes) == ["1"]
    assert graph.nodes["1"].name == "Start"
    assert graph.edges == []
    assert graph.problems == []


def test_a_workflow_at_the_top_level_and_bare_nodes_read_the_same() -> None:
    workflow = {"name": "x", "nodes": [START, node("2")], "edges": edges("1>2")}
    for document in (
        {"workflow": workflow},
        workflow,
        {"nodes": workflow["nodes"], "edges": workflow["edges"]},
    ):
        graph = WorkflowGraph.from_dict(document)
        assert list(graph.nodes) == ["1", "2"]
        assert pairs(graph) == {("1", "2")}


@pytest.mark.parametrize(
    ("first", "second", "listed"),
    [
        ({"outgoing_nodes": ["b"]}, {}, None),
        ({}, {"incoming_nodes": ["a"]}, None),
        ({"outgoing_nodes": ["b"]}, {"incoming_nodes": ["a"]}, None),
        ({}, {}, edges("a>b")),
        ({"outgoing_nodes": ["b"]}, {"incoming_nodes": ["a"]}, edges("a>b")),
        ({"outgoing_nodes": [{"id": "b"}]}, {}, []),
    ],
)
def test_both_forms_of_connection_are_joined_without_duplicates(first: Any, second: Any, listed: Any) -> None:
    nodes = [node("a", "start") | first, node("b") | second]
    graph = WorkflowGraph.from_dict({"nodes": nodes, "edges": listed})
    assert [(one.source, one.target) for one in graph.edges] == [("a", "b")]
    assert graph.problems == []


def test_parallel_edges_by_different_ways_out_stay_apart() -> None:
    nodes = [node("a", "rule", outgoing_nodes=["b"]), node("b"), node("s", "start")]
    graph = WorkflowGraph.from_dict(
        {"nodes": nodes, "edges": edges("s>a", "a>b:true", "a>b:false", "a>b:true")}
    )
    assert [one.source_handle for one in graph.edges if one.source == "a"] == ["true", "false"]


def test_ids_may_be_numbers() -> None:
    graph = WorkflowGraph.from_dict({"nodes": [node(1, "start"), node(2)], "edges": [edge(1, "2")]})
    assert list(graph.nodes) == ["1", "2"]
    assert pairs(graph) == {("1", "2")}


def test_half_a_surrogate_pair_stops_no_table() -> None:
    half = json.loads('"\\ud800"')
    nodes = [node(half, "start", data={half: 1}), node("b")]
    graph = WorkflowGraph.from_dict({"nodes": nodes, "edges": [edge(half, "b", half)]})
    other = WorkflowGraph.from_dict({"nodes": [nodes[0] | {"data": {half: 2}}, nodes[1]]})
    assert list(graph.to_frame()["id"]) == ["\ufffd", "b"]
    assert list(graph.to_frame("edges")["source"]) == ["\ufffd"]
    assert set(graph.diff(other).to_frame()["item"]) == {"node", "edge"}


def test_an_execution_is_read_by_its_own_names() -> None:
    entry = {"node_id": "7", "node_name": "Fetch", "node_type": "http_request", "node_status": "Success"}
    graph = WorkflowGraph.from_dict({"status": "COMPLETED", "nodes": [entry]})
    assert graph.nodes["7"].name == "Fetch"
    assert graph.nodes["7"].type == "http_request"


def test_a_handle_is_called_what_the_nodes_data_call_it() -> None:
    switch = node("s", "switch", data={"cases": [{"id": "c1", "name": "Big deals"}, {"id": "c2"}]})
    nodes = [node("0", "start"), switch, node("a"), node("b")]
    graph = WorkflowGraph.from_dict({"nodes": nodes, "edges": edges("0>s", "s>a:c1", "s>b:c2")})
    assert [one.label for one in graph.edges] == ["", "Big deals", "c2"]


def test_groups_hold_nested_nodes_and_those_that_name_them() -> None:
    group = node("g", "group", nodes=[node("a"), node("b")], edges=edges("a>b"))
    nodes = [node("s", "start"), group, node("c", parentId="g"), node("d")]
    graph = WorkflowGraph.from_dict({"nodes": nodes, "edges": edges("s>g", "g>d")})
    assert {one.id: one.parent for one in graph.nodes.values()} == {
        "s": None,
        "g": None,
        "a": "g",
        "b": "g",
        "c": "g",
        "d": None,
    }
    assert ("a", "b") in pairs(graph)


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ({}, "no “nodes”"),
        ({"nodes": []}, "no nodes"),
        ({"nodes": "abc"}, "not a list"),
        ({"nodes": [START, None, 5, "x"]}, "not an object"),
        ({"nodes": [START, {"type": "action"}]}, "no id"),
        ({"nodes": [START, {"id": "1", "type": "action"}]}, "more than once"),
        ({"nodes": [START, {"id": "2"}]}, "no type"),
        ({"nodes": [START], "edges": "abc"}, "not a list"),
        ({"nodes": [START], "edges": [7]}, "not an object"),
        ({"nodes": [START], "edges": [{"source": "1"}]}, "no target"),
        ({"nodes": [START], "edges": edges("1>9")}, "“9”"),
        ({"nodes": [{**START, "outgoing_nodes": ["9"]}]}, "“9”"),
        ({"nodes": [{**START, "outgoing_nodes": [None]}]}, "no id"),
        ({"nodes": [node("a")]}, "no start"),
        ({"nodes": [START, node("a"), node("b")], "edges": edges("1>a", "a>b", "b>a")}, "cycle"),
        ({"nodes": [START, node("a", parentId="zz")]}, "“zz”"),
        ({"nodes": [START, node("a", parentId="b"), node("b", parentId="a")]}, "in itself"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_drawn(document: dict[str, Any], word: str) -> None:
    graph = WorkflowGraph.from_dict(document)
    assert any(word in problem for problem in graph.problems), graph.problems
    bundle = graph._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert word.strip("“”") in bundle["text/plain"]
    assert all(one in graph.layout().boxes for one in graph.nodes)


def test_a_duplicate_is_drawn_beside_the_first() -> None:
    nodes = [START, node("2", name="first"), node("2", name="second")]
    graph = WorkflowGraph.from_dict({"nodes": nodes, "edges": edges("1>2")})
    assert [one.name for one in graph.nodes.values()] == ["Start", "first", "second"]
    assert graph.nodes["2"].name == "first"


def test_a_loop_node_makes_a_cycle_well_formed() -> None:
    nodes = [START, node("a", "loop"), node("b")]
    assert WorkflowGraph.from_dict({"nodes": nodes, "edges": edges("1>a", "a>b", "b>a")}).problems == []


@pytest.mark.parametrize("nothing", [None, [], "nodes", 5, [{"id": "1"}]])
def test_what_is_no_document_is_refused_with_what_to_do(nothing: Any) -> None:
    with pytest.raises(TypeError, match="from_dict"):
        WorkflowGraph.from_dict(nothing)


def test_deep_nesting_ends_somewhere() -> None:
    inner: dict[str, Any] = node("0")
    for level in range(1, 200):
        inner = node(str(level), "group", nodes=[inner])
    graph = WorkflowGraph.from_dict({"nodes": [START | {"id": "s"}, inner]})
    assert any("deep" in problem for problem in graph.problems)
    graph._repr_mimebundle_()
    data: Any = {}
    for _ in range(50_000):
        data = {"inner": data}
    WorkflowGraph.from_dict({"nodes": [START | {"data": data}]})._repr_mimebundle_()


def test_a_document_comes_back_from_its_own_json() -> None:
    group = node("g", "group", nodes=[node("a", data={"token": "t"}), node("b")], edges=edges("a>b:x"))
    graph = WorkflowGraph.from_dict({"name": "n", "nodes": [START, group], "edges": edges("1>g")})
    again = WorkflowGraph.from_dict(json.loads(json.dumps(graph.to_dict())))
    assert not graph.diff(again)
    assert {one.id: one.parent for one in again.nodes.values()} == {
        one.id: one.parent for one in graph.nodes.values()
    }


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1", "2", "start"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "type",
                    "name",
                    "nodes",
                    "edges",
                    "source",
                    "target",
                    "data",
                    "parentId",
                    "position",
                    "x",
                    "y",
                    "outgoing_nodes",
                    "triggers",
                    "children",
                    "workflow",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["nodes", "edges", "workflow", "name"]), anything))
def test_no_document_breaks_the_repr(document: dict[str, Any]) -> None:
    graph = WorkflowGraph.from_dict(document)
    assert set(graph._repr_mimebundle_()) == {"text/html", "text/plain"}
    graph.lint()
    assert graph.to_mermaid()
    assert graph.to_dot()

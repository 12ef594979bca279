"""Two graphs compared: what was added, removed, changed, on a picture and in a table."""

from __future__ import annotations

import copy
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from refold_nb.graph import WorkflowGraph
from refold_nb.graph.samples import SAMPLES
from tests.unit.graph.builders import edge, edges, graph, node


def of(nodes: list[dict[str, Any]], *pairs: str) -> WorkflowGraph:
    return WorkflowGraph.from_dict({"nodes": nodes, "edges": edges(*pairs)})


def test_a_graph_does_not_differ_from_itself() -> None:
    for sample in SAMPLES.values():
        one, other = (WorkflowGraph.from_dict(copy.deepcopy(sample)) for _ in range(2))
        assert not one.diff(other)
        assert one.diff(other).to_frame().empty


def test_both_forms_of_connection_are_no_difference() -> None:
    one = of([node("a", "start"), node("b")], "a>b")
    other = of([node("a", "start", outgoing_nodes=["b"]), node("b", incoming_nodes=["a"])])
    assert not one.diff(other)


def test_everything_that_changed_is_in_the_table() -> None:
    before = of([node("a", "start"), node("b", data={"url": "x", "n": 1}), node("c")], "a>b", "b>c")
    after = of([node("a", "start"), node("b", data={"url": "y", "n": 1}), node("d")], "a>b", "b>d")
    diff = before.diff(after)
    assert (diff.added, diff.removed, diff.changed) == (["d"], ["c"], ["b"])
    assert [(one.source, one.target) for one in diff.added_edges] == [("b", "d")]
    assert [(one.source, one.target) for one in diff.removed_edges] == [("b", "c")]
    frame = diff.to_frame()
    assert list(frame.columns) == ["item", "change", "id", "name", "field", "before", "after"]
    assert set(frame.dtypes.astype(str)) == {"string"}
    changed = frame[frame["change"] == "changed"].iloc[0]
    assert (changed["id"], changed["field"], changed["before"], changed["after"]) == (
        "b",
        "data.url",
        "x",
        "y",
    )
    assert len(frame) == 5


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [("name", node("a", name="x"), node("a", name="y")), ("type", node("a", "log"), node("a", "http"))],
)
def test_names_and_types_count(field: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    changes = of([one]).diff(of([other])).changes()
    assert [change.field for change in changes] == [field]


def test_moving_a_node_in_the_editor_is_no_change() -> None:
    one, other = (of([node("a", "start", position={"x": x, "y": 0})]) for x in (0, 50))
    assert not one.diff(other)


def test_the_picture_tells_by_glyph_and_word() -> None:
    one, other = (
        WorkflowGraph.from_dict(SAMPLES[name]) for name in ("A loop over contacts", "The same, edited")
    )
    diff = one.diff(other)
    drawn = diff.to_svg()
    for words in ("+ added", "- removed", "≠ changed"):
        assert words in drawn
        assert words in diff.outline()
    assert "1 node added" in diff.summary
    assert set(diff.layout().boxes) == {*one.nodes, *other.nodes}


def test_an_edge_tells_its_change_by_glyph_and_word_too() -> None:
    nodes = [node("s", "rule"), node("a"), node("b")]
    before, after = of(nodes, "s>a:yes"), of(nodes, "s>a:yes", "s>b:no")
    texts = [one.text for one in ET.fromstring(before.diff(after).to_svg()).iter() if one.text]  # noqa: S314
    assert "+ added · no" in texts
    assert "yes" in texts
    assert "(- removed · no)" in after.diff(before).outline()


def test_an_edge_with_another_name_is_changed() -> None:
    nodes = [node("s", "start"), node("a")]
    one, other = (
        WorkflowGraph.from_dict({"nodes": nodes, "edges": [edge("s", "a", "h", label=label)]})
        for label in ("old", "new")
    )
    diff = one.diff(other)
    assert diff
    assert diff.summary == "1 edge changed"
    row = diff.to_frame().iloc[0]
    assert list(row) == ["edge", "changed", "s → a", "s → a", "label", "old", "new"]
    assert "≠ changed" in diff.to_svg()
    assert "≠ changed · new" in diff.outline()


def test_both_ways_lay_out_the_same_union() -> None:
    one, other = graph("a>b", "b>c", a="start"), graph("a>b", "b>d", a="start")
    assert set(one.diff(other).layout().boxes) == set(other.diff(one).layout().boxes) == {"a", "b", "c", "d"}


def test_something_else_is_refused() -> None:
    with pytest.raises(TypeError, match="WorkflowGraph"):
        graph("a>b").diff({"nodes": []})  # type: ignore[arg-type]

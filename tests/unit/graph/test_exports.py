"""Exports, read back by the real programs."""

from __future__ import annotations

import itertools
import json
import subprocess
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from refold_nb.graph import WorkflowGraph
from refold_nb.graph.gallery import main as gallery
from refold_nb.graph.samples import SAMPLES
from tests.unit.graph.builders import edge, edges, graph, node
from tests.unit.graph.test_picture import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [
    *HOSTILE,
    "back\\slash",
    "ends with \\",
    "\\N \\l",
    "a -> b",
    "subgraph x",
    "#35; #quot;",
    "a; b",
    "{x|y}",
    "end",
    "1. one",
    "- two",
    "# three",
    "> four",
    "%%comment",
    "`code`",
    "]",
    '\\"',
    "[[x]]",
    "{{x}}",
    "click x",
    "style n0 fill:#f00",
    "~~~",
    "@{shape: x}",
    ":::cls",
    "$$x$$",
    "**bold**",
    "node",
    "a: b: c",
    "\u3000wide\u00a0spaces",
]


def hostile() -> WorkflowGraph:
    nodes = [node(f"{at}{name[:30]}", "start" if not at else "rule", name) for at, name in enumerate(NAMES)]
    pairs = [
        {"source": one["id"], "target": other["id"], "sourceHandle": other["name"][:60]}
        for one, other in itertools.pairwise(nodes)
    ]
    return WorkflowGraph.from_dict({"name": NAMES[0], "nodes": nodes, "edges": pairs})


def dot(text: str) -> dict[str, Any]:
    done = subprocess.run(["dot", "-Tjson"], input=text.encode(), capture_output=True, check=True)
    assert done.stderr == b""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("direction", ["down", "right"])
def test_graphviz_reads_the_same_nodes_and_edges(direction: str) -> None:
    drawn = WorkflowGraph.from_dict(SAMPLES["A loop over contacts"])
    read = dot(drawn.to_dot(direction=direction))
    names = [one["name"] for one in read["objects"]]
    assert names == list(drawn.nodes)
    assert [one["label"] for one in read["objects"]] == [one.name for one in drawn.nodes.values()]
    pairs = [(names[one["tail"]], names[one["head"]]) for one in read["edges"]]
    assert sorted(pairs) == sorted((one.source, one.target) for one in drawn.edges)


def test_graphviz_reads_hostile_names_as_text() -> None:
    drawn = hostile()
    read = dot(drawn.to_dot())
    assert len(read["objects"]) == len(drawn.nodes)
    assert len(read["edges"]) == len(drawn.edges)
    by_label = {one["label"] for one in read["objects"]}
    for name in (
        "<img src=x onerror=alert(1)>",
        "\"quoted\" and 'quoted' & <b>bold</b>",
        "{x|y}",
        "&amp; &lt;",
    ):
        drawn_as = name.replace("&", "&amp;")
        assert {name, drawn_as} & by_label, name


def test_graphviz_reads_every_id_that_its_language_can_spell() -> None:
    ids = [
        "a b",
        "a_b",
        "a-b",
        "]",
        "end",
        "node",
        "{a|b}",
        '"',
        '\\\\"',
        "two\nlines",
        "\ttab",
        "\u3000\u00a0",
        "a:b:c",
        "<b>",
    ]
    pairs = [edge(one, other) for one, other in itertools.pairwise(ids)]
    drawn = WorkflowGraph.from_dict({"nodes": [node(one) for one in ids], "edges": pairs})
    read = dot(drawn.to_dot())
    names = [one["name"] for one in read["objects"]]
    assert sorted(names) == sorted(ids)
    found = [(names[one["tail"]], names[one["head"]]) for one in read["edges"]]
    assert sorted(found) == sorted((one.source, one.target) for one in drawn.edges)


def test_ids_that_graphviz_can_not_spell_stay_apart() -> None:
    ids = ["x\\", "x<5c>", 'y\\"', "%z", "<25>z", "\x01", "<1>", "%%c"]
    read = dot(graph(*(f"a>{one}" for one in ids if ">" not in one), **dict.fromkeys(ids, "x")).to_dot())
    assert len({one["name"] for one in read["objects"]}) == len(ids) + 1
    assert {"x<5c>", "<25>z", "<1>"} <= {one["name"] for one in read["objects"]}


def test_networkx_reads_the_same_nodes_and_edges() -> None:
    drawn = hostile()
    read = drawn.to_networkx()
    assert list(read.nodes) == list(drawn.nodes)
    assert [(one, other) for one, other in read.edges()] == [(one.source, one.target) for one in drawn.edges]
    assert [read.nodes[one]["name"] for one in read] == [one.name for one in drawn.nodes.values()]


def test_parallel_edges_survive() -> None:
    drawn = graph("r>a:yes", "r>a:no", r="rule")
    assert drawn.to_networkx().number_of_edges("r", "a") == 2
    assert len(dot(drawn.to_dot())["edges"]) == 2
    assert drawn.to_mermaid().count("-->") == 2


def test_frames_have_stable_columns_and_types() -> None:
    empty = WorkflowGraph.from_dict({"nodes": []})
    for drawn in (empty, graph("a>r", "r>b:yes", r="rule", a="start")):
        nodes, links = drawn.to_frame(), drawn.to_frame("edges")
        assert nodes.dtypes.astype(str).to_dict() == {
            "id": "string",
            "name": "string",
            "type": "string",
            "kind": "string",
            "parent": "string",
            "incoming": "Int64",
            "outgoing": "Int64",
        }
        assert list(links.columns) == ["source", "target", "label", "id", "source_handle", "target_handle"]
        assert set(links.dtypes.astype(str)) == {"string"}
    assert nodes.set_index("id").loc["r", ["incoming", "outgoing"]].tolist() == [1, 1]
    with pytest.raises(ValueError, match="'nodes' or 'edges'"):
        empty.to_frame("boxes")


def test_each_ending_holds_its_form(tmp_path: Path) -> None:
    drawn = hostile()
    saved = {
        ending: drawn.save(tmp_path / f"x{ending}") for ending in (".svg", ".html", ".mmd", ".dot", ".json")
    }
    ET.parse(saved[".svg"])  # noqa: S314
    page = saved[".html"].read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "<img src=x" not in page
    assert saved[".mmd"].read_text("utf-8").startswith("flowchart TD")
    assert len(dot(saved[".dot"].read_text("utf-8"))["objects"]) == len(drawn.nodes)
    again = WorkflowGraph.from_dict(json.loads(saved[".json"].read_text("utf-8")))
    assert not drawn.diff(again)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make the folder first"):
        graph("a>b").save(tmp_path / "none" / "x.svg")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.svg"):
        graph("a>b").save(tmp_path / "x.png")
    assert list(tmp_path.iterdir()) == []


def test_data_survive_in_json_alone(tmp_path: Path) -> None:
    drawn = WorkflowGraph.from_dict(
        {"nodes": [node("a", "start", data={"token": "s3cr3t"})], "edges": edges()}
    )
    for ending, holds in {".svg": False, ".html": False, ".mmd": False, ".dot": False, ".json": True}.items():
        text = drawn.save(str(tmp_path / f"x{ending}")).read_text("utf-8")
        assert ("s3cr3t" in text) is holds


def test_the_gallery_draws_every_sample_in_both_themes(tmp_path: Path) -> None:
    page = gallery([str(tmp_path / "out")]).read_text("utf-8")
    assert all(title in page for title in SAMPLES)
    assert page.count("<img ") == 2 * len(list((tmp_path / "out").glob("*.svg")))

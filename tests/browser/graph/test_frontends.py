"""Graphs in JupyterLab and Notebook 7, with a kernel and without trust; and Mermaid as these have it from npm."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import nbformat
import pytest
from playwright.sync_api import Page, expect

from refold_nb.graph import WorkflowGraph
from refold_nb.graph.samples import SAMPLES
from tests.browser.bench import on_voila
from tests.unit.graph.test_exports import hostile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Open = Callable[..., Page]

DRAW = """\
from refold_nb.graph import WorkflowGraph
from refold_nb.graph.samples import SAMPLES
WorkflowGraph.from_dict(SAMPLES["A loop over contacts"])"""


def test_a_graph_is_live_and_keeps_its_keys_from_the_notebook(open_nb: Open) -> None:
    page = open_nb([DRAW, "print('second cell')"])
    stage = page.get_by_role("application")
    expect(stage).to_be_visible()
    stage.locator("g.n > g", has_text="Fetch contacts").click()
    page.keyboard.press("ArrowDown")
    said = page.locator(".refold-graph [aria-live]")
    expect(said).to_contain_text("Each contact")
    # `f` is the notebook's own key for find and replace in command mode.
    page.keyboard.press("f")
    expect(said).to_have_text("Each contact: 5 folded")
    expect(page.get_by_role("dialog")).to_have_count(0)


@on_voila
def test_a_graph_is_live_in_voila(open_nb: Open) -> None:
    page = open_nb([DRAW])
    stage = page.get_by_role("application")
    expect(stage).to_be_visible()
    stage.locator("g.n > g", has_text="Fetch contacts").click()
    said = page.locator(".refold-graph [aria-live]")
    expect(said).to_contain_text("Fetch contacts")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Each contact")


def test_an_untrusted_notebook_shows_image_and_outline(open_nb: Open, tmp_path: Path) -> None:
    drawn = WorkflowGraph.from_dict(SAMPLES["A loop over contacts"])
    # Without a kernel's name the frontend would ask for one first.
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    output = nbformat.v4.new_output("execute_result", drawn._repr_mimebundle_(), execution_count=1)
    notebook.cells = [nbformat.v4.new_code_cell("graph", outputs=[output], execution_count=1)]
    file = tmp_path / "foreign.ipynb"
    nbformat.write(notebook, file)
    page = open_nb(file, run=False)
    image = page.locator(".jp-OutputArea img")
    expect(image).to_be_visible()
    assert "prod-hubspot-contact-sync" in str(image.get_attribute("alt"))
    expect(page.get_by_role("application")).to_have_count(0)
    expect(page.locator(".jp-OutputArea summary")).to_contain_text("13 nodes, 16 edges")


@pytest.mark.parametrize("server", ["lab"], indirect=True)
@pytest.mark.parametrize("name", ["A loop over contacts", "hostile names"])
def test_mermaid_reads_the_same_nodes_and_edges(open_nb: Open, name: str) -> None:
    """JupyterLab brings Mermaid from npm with it and draws `text/vnd.mermaid` in Chromium."""
    drawn = hostile() if name == "hostile names" else WorkflowGraph.from_dict(SAMPLES[name])
    text = json.dumps(drawn.to_mermaid())
    page = open_nb(
        [f"from IPython.display import display\ndisplay({{'text/vnd.mermaid': {text}}}, raw=True)"]
    )
    image = page.locator(".jp-OutputArea img")
    expect(image).to_be_visible()
    source = str(image.get_attribute("src"))
    head, _, body = source.partition(",")
    svg = b64decode(body).decode() if head.endswith("base64") else unquote(body)
    ids = [str(one.get("id")) for one in ET.fromstring(svg).iter()]  # noqa: S314
    nodes = {one.partition("flowchart-")[2].split("-")[0] for one in ids if "flowchart-n" in one}
    assert nodes == {f"n{at}" for at in range(len(drawn.nodes))}
    keys = {one: f"n{at}" for at, one in enumerate(drawn.nodes)}
    for edge in drawn.edges:
        assert [one for one in ids if f"L_{keys[edge.source]}_{keys[edge.target]}_" in one]
    words = " ".join("".join(one.itertext()) for one in ET.fromstring(svg).iter())  # noqa: S314
    said = " ".join(words.replace("\u00a0", " ").split())
    for node in drawn.nodes.values():
        if len(node.name) < 40 and node.name.isascii():
            assert node.name in said

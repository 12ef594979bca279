"""The notebook on graphs runs, and what it shows is there without a kernel or trust."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

if TYPE_CHECKING:
    from collections.abc import Callable

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "04_read_a_workflow_graph.ipynb"


def test_it_runs_and_shows_what_it_says(run_notebook: Callable[..., nbformat.NotebookNode]) -> None:
    done = run_notebook(NOTEBOOK)
    cells = [cell for cell in done.cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.output_type in ("error", "display_data")]
    assert not [output for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    shown = [output.data for output in outputs if output.output_type == "execute_result"]
    graphs = [data["text/html"] for data in shown if "refold-graph" in data.get("text/html", "")]
    assert len(graphs) == 6
    assert all('<img alt="Workflow graph' in one for one in graphs)
    told = "".join(output.text for output in outputs if output.output_type == "stream")
    for rule in ("no-trigger", "unreachable", "one-way-condition", "vague-name", "workflow-name"):
        assert f"{rule}: " in told
    assert len(nbformat.writes(done)) < 150_000


def test_it_is_kept_without_outputs() -> None:
    kept = nbformat.read(NOTEBOOK, 4)
    assert not [
        cell for cell in kept.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)
    ]

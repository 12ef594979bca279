"""The notebook on onboarding many customers runs, faults and all, and leaves no secret."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

if TYPE_CHECKING:
    from collections.abc import Callable

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "03_onboard_many_customers.ipynb"


def test_it_runs_and_shows_what_it_says(run_notebook: Callable[..., nbformat.NotebookNode]) -> None:
    done = run_notebook(NOTEBOOK)
    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    told = "".join(output.text for output in outputs if output.output_type == "stream")
    assert "24 drafts on the server, 24 in the result, 24 asked for" in told
    assert re.search(r"(reset_after_commit|502_before_commit)\s+[1-9]", told), "no fault was played"
    tables = "".join(str(output.data) for output in outputs if "data" in output)
    for reason in ("The name is missing.", "No application has the slug", "ends with a space"):
        assert reason in tables
    assert not re.search(r"\b[tp]k_[0-9A-Za-z]{8,}", nbformat.writes(done))


def test_it_is_kept_without_outputs() -> None:
    kept = nbformat.read(NOTEBOOK, 4)
    assert not [
        cell for cell in kept.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)
    ]

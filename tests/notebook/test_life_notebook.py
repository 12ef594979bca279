"""The notebook on a workflow's life runs, and shows what it says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from tests.notebook.runner import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "02_from_draft_to_run.ipynb"


def test_it_runs_and_shows_what_it_says(run_notebook: Callable[..., nbformat.NotebookNode]) -> None:
    done = run_notebook(NOTEBOOK)
    cells = [cell for cell in done.cells if cell.cell_type == "code"]
    assert not [output for cell in cells for output in cell.outputs if output.output_type == "error"]
    told = "\n".join(text_of(cell) for cell in cells)
    for words in (
        "Draft id",
        "Executing takes the published id",
        "payload.contact.email",
        "('COMPLETED', None, ['Success', 'Success', 'Success', 'Success'])",
        "ERRORED - The CRM answered 503",
        "1 node added",
        "('1', True, 4)",
        '"refold_workflow": 1',
        "2 copies (2 created)",
        "If that is wanted: delete(…, yes=True)",
        "Deleted(success=True",
        "1 create in the history",
    ):
        assert words in told, words
    assert len(nbformat.writes(done)) < 200_000

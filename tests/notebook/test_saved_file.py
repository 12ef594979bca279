"""What the workbench leaves in a notebook: little, readable by everybody, and no secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import nbconvert
import nbformat
import pytest

from refold_nb.testing import assert_no_secret
from tests.notebook.runner import execute, notebook_of, text_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

EXAMPLE = Path(__file__).resolve().parents[2] / "notebooks" / "01_create_a_workflow.ipynb"
# The test reads the secrets from a file beside the notebook: they are in no cell.
TELL = "import json\nfrom pathlib import Path\nPath('told.json').write_text(json.dumps([{}])); None"


def secrets_of(folder: Path) -> list[str]:
    """Return what the executed notebook told us besides."""
    return list(json.loads((folder / "told.json").read_text()))


def written(notebook: NotebookNode, folder: Path) -> list[Path]:
    """Save a notebook and its HTML export, as nbconvert --execute does."""
    path = folder / "executed.ipynb"
    nbformat.write(notebook, path)
    html, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    path.with_suffix(".html").write_text(html, encoding="utf-8")
    return [path, path.with_suffix(".html")]


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> tuple[NotebookNode, Path]:
    folder = tmp_path_factory.mktemp("example")
    example = nbformat.read(EXAMPLE, 4)
    example.cells.append(nbformat.v4.new_code_cell(TELL.format("wb.client.credentials.api_key.reveal()")))
    return execute(
        example, folder, env={"REFOLD_HISTORY": str(folder / "history" / "history.sqlite")}
    ), folder


def test_the_example_runs_and_shows_what_it_says(executed: tuple[NotebookNode, Path]) -> None:
    notebook, _ = executed
    everything = "\n".join(text_of(cell) for cell in notebook.cells if cell.cell_type == "code")
    assert "publishing takes this id" in everything
    assert "Application with slug hubspt not found" in everything
    assert "4 drafts" in everything


def test_the_example_and_its_export_hold_no_secret(executed: tuple[NotebookNode, Path]) -> None:
    notebook, folder = executed
    assert "widgets" in notebook.metadata, "the widgets' state is not there: this test would prove nothing"
    (key,) = secrets_of(folder)
    for path in written(notebook, folder):
        assert_no_secret(path, key)


def test_a_key_from_code_stays_out_of_everything(tmp_path: Path) -> None:
    live = """\
import os
import refold_nb as rn
box = rn.Sandbox(environment="production").serve()
client = rn.connect(api_key=box.api_key, linked_account_id="acme", base_url=box.url)
wb = rn.workbench(client)
wb.values = {"name": "with-a-key"}
wb.submit(confirm_production=True)"""
    fails = """\
%xmode Verbose
other = rn.connect(api_key=box.test_api_key + "wrong", linked_account_id="acme", base_url=box.url)
try:
    other.workflows.create("in-vain")
except rn.RefoldError:
    get_ipython().showtraceback()"""
    told = TELL.format("box.api_key, box.test_api_key")
    shown = "display(client, client.credentials, wb, wb.values, vars(wb)); client.credentials"
    notebook = execute(notebook_of(live, shown, fails, told), tmp_path)
    assert "with-a-key" in text_of(notebook.cells[0])
    for path in written(notebook, tmp_path):
        for key in secrets_of(tmp_path):
            assert_no_secret(path, key)


def test_the_form_and_the_results_are_two_outputs_that_last(tmp_path: Path) -> None:
    notebook = execute(
        notebook_of(
            "import refold_nb as rn\nwb = rn.workbench()\nwb.values = {'name': 'kept'}\nmade = wb.submit()\nwb",
            "wb",
        ),
        tmp_path,
    )
    form, results = (output.data for output in notebook.cells[0].outputs)
    assert "application/vnd.jupyter.widget-view+json" in form
    assert "run this cell again" in form["text/html"]
    assert set(results) == {"text/html", "text/plain"}
    assert "kept" in results["text/plain"]
    assert "data:image/svg+xml;base64," in results["text/html"]
    again = [output.data for output in notebook.cells[1].outputs]
    assert (
        again[0]["application/vnd.jupyter.widget-view+json"]
        == form["application/vnd.jupyter.widget-view+json"]
    )
    assert "kept" in again[1]["text/plain"]

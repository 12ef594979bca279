"""What the notebook tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.notebook.runner import execute

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import nbformat


@pytest.fixture
def run_notebook(tmp_path: Path) -> Callable[..., nbformat.NotebookNode]:
    """Return ``run_notebook(path or notebook, timeout=120, env=None)``: executes it and returns it."""
    return lambda notebook, **options: execute(notebook, tmp_path, **options)

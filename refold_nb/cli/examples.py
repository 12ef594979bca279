"""Where the example notebooks are, and how a person gets a copy to work in."""

from __future__ import annotations

import shutil
from pathlib import Path

FIRST = "01_create_a_workflow.ipynb"
_PACKAGE = Path(__file__).resolve().parents[1]


def bundled() -> Path:
    """The folder of the example notebooks: inside an installed package, beside it in a clone."""
    inside = _PACKAGE / "_notebooks"
    return inside if inside.is_dir() else _PACKAGE.parent / "notebooks"


def copy_to(folder: Path) -> int:
    """Copy the examples into `folder` and return how many files were new.

    A file that is there already is kept as it is: somebody may have worked in it.
    """
    source, new = bundled(), 0
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.rglob("*")):
        relative = path.relative_to(source)
        hidden = any(part.startswith((".", "__")) for part in relative.parts)
        if hidden or path.is_dir() or (folder / relative).exists():
            continue
        (folder / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / relative)
        new += 1
    return new

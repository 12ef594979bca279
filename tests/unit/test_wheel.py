"""`pip install .` alone is enough: the wheel holds all that the package needs at run time."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_module_script_and_style_is_in_it(contents: set[str]) -> None:
    kept = {".py", ".js", ".css", ".typed"}
    package = [path for path in (ROOT / "refold_nb").rglob("*") if path.suffix in kept]
    assert {str(path.relative_to(ROOT)) for path in package} <= contents


def test_the_example_notebooks_are_in_it(contents: set[str]) -> None:
    examples = {f"refold_nb/_notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert examples
    assert examples <= contents


def test_nothing_else_is_in_it(contents: set[str]) -> None:
    tops = {name.split("/")[0] for name in contents}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"refold_nb"}

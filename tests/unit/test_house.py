"""The rules of the house, checked by the tools that know them."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import refold_nb

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
OURS = ("refold_nb", "tests", "notebooks", "binder", "tools", ".ci")
TEXT = {".py", ".js", ".css", ".ipynb", ".md", ".toml", ".txt", ".sh", ".json", ".csv", ""}
CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy --strict": ["mypy"],
    "one-way arrows": [
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ],
}


def files() -> list[Path]:
    """List every file of ours, whether git is there to tell or not."""
    inside = [path for folder in OURS for path in (ROOT / folder).rglob("*")]
    return [
        path
        for path in (*inside, *ROOT.glob("*"))
        if path.is_file()
        and path.suffix in TEXT
        and not {"__pycache__", ".ipynb_checkpoints", "screenshots"} & set(path.parts)
    ]


def public_modules() -> list[ModuleType]:
    """Import every package of ours that says what is public."""
    packages = [refold_nb.__name__]
    packages += [m.name for m in pkgutil.walk_packages(refold_nb.__path__, "refold_nb.") if m.ispkg]
    return [importlib.import_module(name) for name in packages]


@pytest.mark.parametrize("check", CHECKS)
def test_the_tools_find_nothing(check: str) -> None:
    command = CHECKS[check]
    flag = [] if command[0] == "-c" else ["-m"]
    done = subprocess.run([sys.executable, *flag, *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{check}:\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("module", public_modules(), ids=lambda module: module.__name__)
def test_all_names_exactly_what_is_public(module: ModuleType) -> None:
    told = list(getattr(module, "__all__", ()))
    assert len(set(told)) == len(told)
    for name in told:
        assert getattr(module, name) is not None
    there = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and not inspect.ismodule(value)
        and getattr(value, "__module__", "").startswith("refold_nb")
    }
    # IPython finds its hook by name; nobody else calls it.
    assert there - {"load_ipython_extension"} <= set(told)


@pytest.mark.parametrize("module", public_modules(), ids=lambda module: module.__name__)
def test_every_public_name_says_what_it_is(module: ModuleType) -> None:
    assert module.__doc__
    values = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
    documentable = {n: v for n, v in values.items() if inspect.isclass(v) or inspect.isroutine(v)}
    assert not [name for name, value in documentable.items() if not inspect.getdoc(value)]


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = (
        "pandas",
        "numpy",
        "ipywidgets",
        "anywidget",
        "IPython",
        "httpx",
        "sqlalchemy",
        "sqlite3",
        "starlette",
    )
    code = f"import sys, refold_nb; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.name)
def test_example_notebooks_are_kept_without_outputs(notebook: Path) -> None:
    document = json.loads(notebook.read_text(encoding="utf-8"))
    code = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code)
    assert "widgets" not in document["metadata"]
    # Without it JupyterLab asks which kernel to take before anything can be seen.
    assert document["metadata"]["kernelspec"]["name"] == "python3"


def test_no_file_knows_this_machine_or_a_package_registry() -> None:
    place = re.compile(
        r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|(?<![\w.~-])/(?:root|work|home/(?!jovyan)\w+)/|--(?:extra-)?index-url"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for path in files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := place.search(line))
    ]
    assert not found


def test_the_widgets_code_stays_small() -> None:
    # It is stored in every notebook that saves its widgets.
    folder = ROOT / "refold_nb" / "notebook"
    sizes = {path.name: path.stat().st_size for path in folder.rglob("*") if path.suffix in {".js", ".css"}}
    assert sum(sizes.values()) <= 15_000, sizes


def test_a_module_is_one_idea() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "refold_nb").rglob("*.py")
    }
    assert not {name: lines for name, lines in lengths.items() if lines > 250}

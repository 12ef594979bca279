"""Every test runs in an environment of its own, and the fast layers run first."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

LAYERS = ("house", "unit", "contract", "faults", "notebook", "browser")
_ENVIRONMENT = pytest.MonkeyPatch()
_SCRATCH = tempfile.TemporaryDirectory(prefix="refold-nb-tests-", ignore_cleanup_errors=True)
_outcomes: dict[str, Counter[str]] = {layer: Counter() for layer in LAYERS}
_seconds: Counter[str] = Counter()


def pytest_configure(config: pytest.Config) -> None:
    """Cut the ties to the person who runs the tests, for the processes that tests start as well."""
    for name in list(os.environ):
        if name.startswith(("REFOLD_", "JUPYTER", "IPYTHON")):
            _ENVIRONMENT.delenv(name)
    scratch = Path(_SCRATCH.name)
    folders = {
        "JUPYTER_CONFIG_DIR": "jupyter/config",
        "JUPYTER_DATA_DIR": "jupyter/data",
        "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
        "JUPYTERLAB_SETTINGS_DIR": "jupyter/settings",
        "JUPYTERLAB_WORKSPACES_DIR": "jupyter/workspaces",
        "IPYTHONDIR": "ipython",
        "XDG_DATA_HOME": "data",
        "XDG_STATE_HOME": "state",
    }
    for name, folder in folders.items():
        (scratch / folder).mkdir(parents=True, mode=0o700)
        _ENVIRONMENT.setenv(name, str(scratch / folder))
    _ENVIRONMENT.setenv("REFOLD_HISTORY", str(scratch / "history.sqlite"))
    _ENVIRONMENT.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    _ENVIRONMENT.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give the environment back."""
    _ENVIRONMENT.undo()
    _SCRATCH.cleanup()


@pytest.fixture(autouse=True)
def history_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give every test an empty history: a draft that one test made must not be seen by the next."""
    path = tmp_path / "history.sqlite"
    monkeypatch.setenv("REFOLD_HISTORY", str(path))
    return path


def layer_of(nodeid: str) -> str:
    """Name the layer of a test by where it is; the checks of the house itself are the first layer."""
    if nodeid.startswith("tests/unit/test_house.py"):
        return "house"
    folder = nodeid.split("/")[1]
    return folder if folder in LAYERS else "unit"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the fast layers first; inside a layer the order stays."""
    items.sort(key=lambda item: LAYERS.index(layer_of(item.nodeid)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count the outcome and the time of every test for its layer."""
    layer = layer_of(report.nodeid)
    _seconds[layer] += report.duration
    if report.when == "call" or not report.passed:
        _outcomes[layer][report.outcome if report.when == "call" or report.skipped else "error"] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which layers passed and which failed."""
    terminalreporter.section("layers")
    for layer, counts in _outcomes.items():
        if counts:
            told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in sorted(counts))
            mark = "FAILED" if counts["failed"] or counts["error"] else "passed"
            terminalreporter.line(f"{layer:<9} {mark}  {told}  ({_seconds[layer]:.1f} s)")

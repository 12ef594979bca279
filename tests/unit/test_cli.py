"""The command line: what it understands, what it says, and its exit codes."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from refold_nb.cli import examples, jupyter, main


def test_without_a_command_it_tells_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    out = capsys.readouterr().out
    assert all(command in out for command in ("lab", "sandbox", "doctor", "demo"))


@pytest.mark.parametrize(
    "words", [["--help"], ["lab", "--help"], ["sandbox", "-h"], ["doctor", "-h"], ["demo", "-h"]]
)
def test_help_is_printed_and_all_is_well(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    assert "usage: refold-nb" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"refold-nb {version('refold-nb')}\n"


@pytest.mark.parametrize(
    ("typed", "meant"), [("docter", "doctor"), ("sandbx", "sandbox"), ("Lab", "lab"), ("dmeo", "demo")]
)
def test_a_typing_error_gets_the_nearest_command(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([typed]) == 2
    assert f"Did you mean: refold-nb {meant}" in capsys.readouterr().err


def test_an_unknown_command_gets_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["\x1b[31mxyzzy"]) == 2
    err = capsys.readouterr().err
    assert "lab, sandbox, doctor, demo" in err
    assert "\x1b" not in err


@pytest.mark.parametrize("port", ["-1", "65536", "http", "8888.5", ""])
@pytest.mark.parametrize("command", ["lab", "sandbox"])
def test_a_port_is_a_port(command: str, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, f"--port={port}"]) == 2
    assert "65535" in capsys.readouterr().err


def test_the_module_runs_as_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "refold_nb", "nonsense"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_terminal_without_unicode_is_no_reason_to_fail() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "refold_nb", "demo"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", ["--help", "", "doctor --offline"])
def test_a_reader_that_leaves_is_no_reason_to_complain(words: str) -> None:
    command = [sys.executable, "-m", "refold_nb", *words.split()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""


def test_the_examples_are_copied_once_and_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    first = examples.copy_to(folder)
    assert first == len([path for path in folder.rglob("*") if path.is_file()])
    assert json.loads((folder / examples.FIRST).read_text(encoding="utf-8"))["nbformat"] == 4
    (folder / examples.FIRST).write_text("worked in")
    assert examples.copy_to(folder) == 0
    assert (folder / examples.FIRST).read_text() == "worked in"


def test_lab_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["lab"]) == 1
    assert 'pip install "refold-nb[lab]"' in capsys.readouterr().err


def test_lab_says_when_the_examples_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert main(["lab", str(tmp_path / "file"), "--no-browser"]) == 1
    err = capsys.readouterr().err
    assert str(tmp_path / "file") in err
    assert "Name a folder of yours" in err


def test_jupyters_folders_are_ours_and_its_news_is_off(tmp_path: Path) -> None:
    folders = jupyter.environment(tmp_path / "run", tmp_path / "kept")
    paths = [value for name, value in folders.items() if name.endswith(("_DIR", "DIR"))]
    assert len(paths) == 6
    assert all(Path(path).is_relative_to(tmp_path) for path in paths)
    (settings,) = (tmp_path / "run").rglob("*.json")
    notification = json.loads(settings.read_text())["@jupyterlab/apputils-extension:notification"]
    assert notification == {"fetchNews": "false", "checkForUpdates": False}


def test_no_browser_is_started_where_it_could_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not jupyter.has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert jupyter.has_display()

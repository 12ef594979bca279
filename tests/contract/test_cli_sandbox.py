"""`refold-nb sandbox`, for real: a port, a curl command to paste, and state that is kept."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the command and yield it with what it says until it is ready."""
    command = [sys.executable, "-m", "refold_nb", "sandbox", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    guard = threading.Timer(60, process.kill)
    guard.start()
    said = ""
    try:
        assert process.stdout
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, f"it ended early: {said}"
            said += line
        yield process, said
    finally:
        guard.cancel()
        process.kill()
        process.wait()
        process.stdout.close()


def field(said: str, name: str) -> str:
    found = re.search(rf"^{name} +(.*)$", said, re.MULTILINE)
    assert found
    return found[1]


def names(said: str) -> list[str]:
    """Ask the sandbox for acme's private workflows."""
    headers = {"x-api-key": field(said, "key"), "linked_account_id": "acme"}
    url = f"{field(said, 'url')}/api/v2/public/workflow?scope=private&limit=100"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return [row["name"] for row in json.load(answer)["docs"]]


def paste(said: str) -> dict[str, Any]:
    """Run the printed curl command in bash, as a person would."""
    command = said[said.index("curl ") :].split("\n\n", maxsplit=1)[0]
    done = subprocess.run(["bash", "-c", command + " -s"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_printed_curl_creates_a_draft_and_the_state_is_kept(tmp_path: Path) -> None:
    state = str(tmp_path / "state.json")
    with serving("--port=0", "--state", state) as (process, said):
        assert "acme" in field(said, "accounts")
        workflow = paste(said)["workflow"]
        assert workflow["name"] == "Lead Sync"
        assert [node["type"] for node in workflow["nodes"]] == ["start"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    with serving("--port=0", "--state", state) as (process, said):
        assert names(said) == ["Lead Sync"]
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_the_older_generation_answers_as_it_did(tmp_path: Path) -> None:
    with serving("--port=0", "--dialect=2025") as (_, said):
        assert paste(said)["workflow"]["environment"] == "test"


def test_two_sandboxes_have_two_keys() -> None:
    with serving("--port=0") as (_, first), serving("--port=0", "--environment=production") as (_, second):
        assert field(first, "key").startswith("tk")
        assert field(second, "key").startswith("pk")
        assert field(first, "key")[2:] != field(second, "key")[2:]


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "refold_nb", "sandbox", f"--port={port}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 10000}', "\x00\xff"])
def test_a_file_that_is_no_state_is_told_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    state = tmp_path / "state.json"
    state.write_text(content, encoding="latin-1")
    command = [sys.executable, "-m", "refold_nb", "sandbox", "--port=0", f"--state={state}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert str(state) in done.stderr
    assert "Traceback" not in done.stderr
    assert state.read_text(encoding="latin-1") == content


def test_a_state_that_could_not_be_written_is_told_at_the_start(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "refold_nb",
        "sandbox",
        "--port=0",
        f"--state={tmp_path}/no/such/state.json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "no/such/state.json" in done.stderr

"""`refold-nb lab`, for real: one address to click, which works, and a clean end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [
        sys.executable,
        "-m",
        "refold_nb",
        "lab",
        str(tmp_path / "my work"),
        "--no-browser",
        "--port=0",
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    guard = threading.Timer(120, process.kill)
    guard.start()
    yield process
    guard.cancel()
    process.kill()
    process.wait()
    assert process.stdout
    process.stdout.close()


def fetch(url: str) -> tuple[int, bytes]:
    # No proxy: the address is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=60) as answer:
        return answer.status, answer.read()


def test_lab_prints_one_address_that_works(lab: subprocess.Popen[str], tmp_path: Path) -> None:
    assert lab.stdout
    said = ""
    while "Ctrl-C" not in said:
        line = lab.stdout.readline()
        assert line, f"it ended early: {said}"
        said += line
    (url,) = re.findall(r"https?://\S+", said)
    base, token = re.fullmatch(
        r"(http://127\.0\.0\.1:\d+)/lab/tree/notebooks/01_\w+\.ipynb\?token=(\w+)", url
    ).groups()
    assert fetch(url)[0] == 200
    assert fetch(f"{base}/lab/api/news?token={token}")[1] == b'{"news": []}'
    assert fetch(f"{base}/lab/api/update?token={token}")[1] == b'{"notification": null}'
    contents = f"{base}/api/contents/notebooks/01_create_a_workflow.ipynb"
    assert fetch(f"{contents}?token={token}")[0] == 200
    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetch(contents)
    assert not (tmp_path / ".jupyter").exists()
    assert not (tmp_path / ".ipython").exists()

    lab.send_signal(signal.SIGINT)
    assert lab.wait(60) == 0
    assert "http" not in lab.stdout.read()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "refold_nb", "lab", str(tmp_path), "--no-browser", f"--port={port}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert "http" not in done.stdout

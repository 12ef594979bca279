"""Throw-away JupyterLab, Notebook 7 and Voilà servers that touch nothing of the person's own."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS: dict[str, dict[str, object]] = {
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # The worst case for secrets: everything that a widget syncs is written into the file.
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
}


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server process: ``app`` is ``lab``, ``notebook`` or ``voila``; notebooks live in ``root``."""

    def __init__(self, folder: Path, app: str) -> None:
        self.app, self.root, self.home = app, folder / "work", folder / "home"
        self.root.mkdir(parents=True)
        self.port, self.token = free_port(), secrets.token_hex(16)
        self.base = f"http://127.0.0.1:{self.port}"
        self.history = self.home / "history"
        self.log = self.home / "server.log"
        self._write_settings()
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command(), env=self.environment, stdout=log, stderr=log, cwd=self.home
            )
        self._wait_until_it_answers()

    def _write_settings(self) -> None:
        for plugin, value in SETTINGS.items():
            package, name = plugin.split(":")
            path = self.home / "settings" / package / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(value))

    def _command(self) -> list[str]:
        if self.app == "voila":
            return [
                sys.executable,
                *("-m", "voila", "--no-browser", f"--port={self.port}", "--Voila.ip=127.0.0.1"),
                *("--MappingKernelManager.cull_idle_timeout=60", str(self.root)),
            ]
        return [
            sys.executable,
            *("-m", {"lab": "jupyterlab", "notebook": "notebook"}[self.app]),
            *("--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0"),
            *(f"--ServerApp.port={self.port}", f"--ServerApp.root_dir={self.root}"),
            *(f"--IdentityProvider.token={self.token}", "--LabApp.extension_manager=readonly"),
            *("--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"),
        ]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the server and its kernels."""
        own = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "IPYTHONDIR": "ipython",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "REFOLD_HISTORY": "history/history.sqlite",
        }
        return {**os.environ, **{name: str(self.home / place) for name, place in own.items()}}

    def _wait_until_it_answers(self) -> None:
        address = self.base + ("/" if self.app == "voila" else f"/api/status?token={self.token}")
        end = time.monotonic() + 90
        while True:
            try:
                with urllib.request.urlopen(address, timeout=5):
                    return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > end:
                    self.stop()
                    raise RuntimeError(self.log.read_text()[-3000:]) from None
                time.sleep(0.2)

    def url(self, name: str) -> str:
        """Return the address of a notebook in ``root``."""
        if self.app == "voila":
            return f"{self.base}/voila/render/{name}"
        # A workspace of its own: else JupyterLab opens the tabs of the test before.
        where = f"lab/workspaces/{secrets.token_hex(4)}/tree" if self.app == "lab" else "notebooks"
        return f"{self.base}/{where}/{name}?token={self.token}"

    def api(self, method: str, path: str) -> Any:
        """Call the server's own REST interface."""
        request = urllib.request.Request(
            f"{self.base}/api/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def clean(self) -> None:
        """End every kernel and forget the history and the notebooks, for the next test."""
        if self.app != "voila":
            for session in self.api("GET", "sessions"):
                self.api("DELETE", f"sessions/{session['id']}")
        for folder in (self.history, self.root):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(exist_ok=True)

    def stop(self) -> None:
        """End the process; Jupyter ends its kernels itself."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

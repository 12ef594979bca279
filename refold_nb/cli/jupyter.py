"""A JupyterLab that says little, calls nobody, and leaves a person's own Jupyter folders alone."""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from platformdirs import user_data_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DEFAULT_PORT = 8888

# JupyterLab asks about news and looks for updates on the network unless it is told otherwise.
_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


def environment(scratch: Path, kept: Path) -> dict[str, str]:
    """Return the environment variables that give this run a JupyterLab of its own.

    What belongs to one run (open tabs, connection files) lives in `scratch`; what a person wants to find
    again (settings, which notebooks are trusted) in `kept`.
    """
    config = scratch / "config"
    (config / "labconfig").mkdir(parents=True)
    (config / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(_SETTINGS))
    return {
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "workspaces"),
        "JUPYTER_DATA_DIR": str(kept / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(kept / "settings"),
        "IPYTHONDIR": str(kept / "ipython"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def kept_folder() -> Path | None:
    """Return the folder for what outlives a run, in the user's data folder; None if it can't be written."""
    kept = user_data_path("refold_nb", appauthor=False) / "jupyter"
    try:
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return kept if os.access(kept, os.W_OK) else None


def serve(folder: Path, page: str, *, port: int | None, token: str, open_browser: bool) -> None:
    """Serve JupyterLab on `folder` until a signal ends it, and print the address of `page` once.

    `port` None means 8888 or the next free one.
    """
    from jupyterlab.labapp import LabApp

    server = LabApp.initialize_server(
        [
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={_DEFAULT_PORT if port is None else port}",
            f"--ServerApp.port_retries={50 if port is None else 0}",
            "--ServerApp.allow_root=True",
            "--ServerApp.answer_yes=True",
            f"--ServerApp.root_dir={folder}",
            f"--ServerApp.open_browser={open_browser}",
            f"--IdentityProvider.token={token}",
            f"--LabApp.default_url={page}",
            "--LabApp.extension_manager=readonly",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.news_url=None",
            # Looking for language servers runs programs of other people, npm among them.
            "--LanguageServerManager.autodetect=False",
        ]
    )
    # The server binds its port in the loop's first step, so the address holds from the next one on.
    server.io_loop.add_callback(_announce, f"http://127.0.0.1:{server.port}{page}?token={token}")
    server.start()


def _announce(url: str) -> None:
    print(f"JupyterLab is ready:\n\n    {url}\n\nCtrl-C stops it.", flush=True)


@contextmanager
def chatter_to(log: Path) -> Iterator[None]:
    """Send what this process and its kernels say on standard error to `log`; only an error undoes it."""
    sys.stderr.flush()
    terminal = os.dup(2)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(file, 2)
    os.close(file)
    try:
        yield
    except BaseException:
        sys.stderr.flush()
        os.dup2(terminal, 2)
        raise
    finally:
        # At a good end it stays so: JupyterLab's threads chat on until the process has gone.
        os.close(terminal)


def port_is_free(port: int) -> bool:
    """Tell whether this process can listen on `port` of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def has_display() -> bool:
    """Tell whether a browser could show: without a display Linux would start one inside the terminal."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

"""A JupyterLab that says little, calls nobody, and leaves a person's own Jupyter folders alone."""

from __future__ import annotations

import json
import os
import socket
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_DEFAULT_PORT = 8888

# JupyterLab asks about news and looks for updates on the network unless it is told otherwise.
_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


def environment(scratch: Path) -> dict[str, str]:
    """The environment variables that give a JupyterLab of its own to this run.

    What belongs to one run (open tabs, connection files) lives in `scratch`; what a person wants to find
    again (settings, which notebooks are trusted) in the user's data folder, or in `scratch` where that
    can't be written.
    """
    config = scratch / "config"
    (config / "labconfig").mkdir(parents=True)
    (config / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(_SETTINGS))
    kept = _kept_folder() or scratch
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


def serve(
    folder: Path, page: str, *, port: int | None, token: str, open_browser: bool, verbose: bool
) -> None:
    """Serve JupyterLab on `folder` until a signal ends it, and print the address of `page` once.

    `port` None means 8888 or the next free one. Everything but the address is left to the log.
    """
    if not verbose:
        warnings.simplefilter("ignore")
    from jupyterlab.labapp import LabApp

    server = LabApp.initialize_server(
        [
            f"--Application.log_level={'INFO' if verbose else 'ERROR'}",
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
        ]
    )
    print(f"JupyterLab is ready:\n\n    http://127.0.0.1:{server.port}{page}?token={token}\n")
    print("Ctrl-C stops it.", flush=True)
    server.start()


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


def _kept_folder() -> Path | None:
    from platformdirs import user_data_path

    kept = user_data_path("refold-nb") / "jupyter"
    try:
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return kept if os.access(kept, os.W_OK) else None

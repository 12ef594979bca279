"""Open JupyterLab on the example notebooks."""

from __future__ import annotations

import importlib.util
import os
import secrets
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from refold_nb.cli import examples, jupyter
from refold_nb.cli.arguments import port
from refold_nb.cli.failure import CommandFailed

if TYPE_CHECKING:
    import argparse

_DEFAULT_FOLDER = "refold-examples"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of `refold-nb lab`."""
    parser.add_argument(
        "folder",
        nargs="?",
        default=_DEFAULT_FOLDER,
        help=f"where to work; the examples are copied to FOLDER/notebooks (default: {_DEFAULT_FOLDER})",
    )
    parser.add_argument(
        "--port", type=port, help="the port to serve on (default: 8888, or the next free one)"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--verbose", action="store_true", help="show JupyterLab's log, which goes to a file")


def run(args: argparse.Namespace) -> int:
    """Serve JupyterLab until it is stopped (Ctrl-C)."""
    folder = Path(args.folder).expanduser().resolve()
    _prepare(folder, args.port)
    with tempfile.TemporaryDirectory(prefix="refold-nb-") as scratch:
        kept = jupyter.kept_folder() or Path(scratch)
        os.environ.update(jupyter.environment(Path(scratch), kept))
        log = kept / "lab.log"
        try:
            with nullcontext() if args.verbose else jupyter.chatter_to(log):
                jupyter.serve(
                    folder,
                    f"/lab/tree/notebooks/{examples.FIRST}",
                    port=args.port,
                    token=secrets.token_hex(16),
                    open_browser=not args.no_browser and jupyter.has_display(),
                )
        except SystemExit as stop:
            if stop.code:
                raise CommandFailed(
                    f"JupyterLab did not start.\n{'' if args.verbose else _tail(log)}"
                ) from None
    return 0


def _prepare(folder: Path, port: int | None) -> None:
    if importlib.util.find_spec("jupyterlab") is None:
        raise CommandFailed(
            'JupyterLab is not installed here. Install it with:  pip install "refold-nb[lab]"'
        )
    if port and not jupyter.port_is_free(port):
        raise CommandFailed(
            f"Port {port} is taken, or not yours to use. Choose another one, "
            "or name none and the next free one is used."
        )
    try:
        examples.copy_to(folder / "notebooks")
    except OSError as error:
        raise CommandFailed(
            f"The examples can't be written to {folder}: {error.strerror}. "
            "Name a folder of yours:  refold-nb lab ~/refold-examples"
        ) from error


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-10:])

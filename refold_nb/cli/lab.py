"""Open JupyterLab on the example notebooks."""

from __future__ import annotations

import importlib.util
import os
import secrets
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from refold_nb.cli import examples, jupyter
from refold_nb.cli.arguments import port

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
    if importlib.util.find_spec("jupyterlab") is None:
        print(
            'JupyterLab is not installed here. Install it with:  pip install "refold-nb[lab]"',
            file=sys.stderr,
        )
        return 1
    folder = Path(args.folder).expanduser().resolve()
    try:
        examples.copy_to(folder / "notebooks")
    except OSError as error:
        print(
            f"The examples can't be written to {folder}: {error.strerror}. "
            "Name a folder of yours:  refold-nb lab ~/refold-examples",
            file=sys.stderr,
        )
        return 1
    if args.port and not jupyter.port_is_free(args.port):
        print(
            f"Port {args.port} is taken, or not yours to use. Choose another one, "
            "or name none and the next free one is used.",
            file=sys.stderr,
        )
        return 1
    with tempfile.TemporaryDirectory(prefix="refold-nb-") as scratch:
        kept = jupyter.kept_folder() or Path(scratch)
        os.environ.update(jupyter.environment(Path(scratch), kept))
        log = kept / "lab.log"
        with nullcontext() if args.verbose else jupyter.chatter_to(log):
            ended = _serve(folder, args)
        if not ended:
            print("JupyterLab did not start" + ("." if args.verbose else ":\n" + _tail(log)), file=sys.stderr)
    return 0 if ended else 1


def _serve(folder: Path, args: argparse.Namespace) -> bool:
    try:
        jupyter.serve(
            folder,
            f"/lab/tree/notebooks/{examples.FIRST}",
            port=args.port,
            token=secrets.token_hex(16),
            open_browser=not args.no_browser and jupyter.has_display(),
        )
    except SystemExit as stop:
        return not stop.code
    return True


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-10:])

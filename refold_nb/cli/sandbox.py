"""Serve a sandbox of the Refold API on a port of this machine."""

from __future__ import annotations

import errno
import os
import shlex
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from refold_nb.cli.arguments import port, rate
from refold_nb.cli.failure import CommandFailed

if TYPE_CHECKING:
    import argparse

    from refold_nb.sandbox import SandboxServer

_DEFAULT_PORT = 8000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of `refold-nb sandbox`."""
    parser.add_argument(
        "--port",
        type=port,
        default=_DEFAULT_PORT,
        help="the port to serve on (default: %(default)s; 0: any free one)",
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="go on from this JSON file when it exists; written at the end",
    )
    parser.add_argument(
        "--dialect", choices=("2026", "2025"), default="2026", help="the generation of answers"
    )
    parser.add_argument(
        "--environment", choices=("test", "production"), default="test", help="what the key is for"
    )
    parser.add_argument(
        "--rate",
        type=rate,
        default=20.0,
        help="requests a second for each key (default: %(default)g; 0: no limit)",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    from refold_nb.sandbox import SandboxServer, StateFileError

    state: Path | None = args.state
    if state is not None and not os.access(state if state.exists() else state.absolute().parent, os.W_OK):
        raise CommandFailed(
            f"The state can't be written to {state}: no such folder, or not yours. Name another."
        )
    try:
        sandbox = SandboxServer(
            dialect=args.dialect,
            environment=args.environment,
            rate=args.rate or None,
            state=state if state is not None and state.exists() else None,
        )
    except StateFileError as error:
        raise CommandFailed(str(error)) from error
    try:
        sandbox.serve(args.port)
    except OSError as error:
        why = "is taken" if error.errno == errno.EADDRINUSE else f"can't be used ({error.strerror})"
        raise CommandFailed(
            f"Port {args.port} {why}. Choose another one, or --port 0 for any that is free."
        ) from error
    with sandbox:
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        print(_welcome(sandbox), flush=True)
        ended.wait()
        if state is not None:
            sandbox.save(state)
            print(f"State saved to {state}.")
    return 0


def _welcome(sandbox: SandboxServer) -> str:
    accounts = ", ".join(f"{account} ({name})" for account, name in sandbox.accounts.items())
    account = next(iter(sandbox.accounts), "acme")
    variables = {
        "REFOLD_BASE_URL": sandbox.url,
        "REFOLD_API_KEY": sandbox.api_key,
        "REFOLD_LINKED_ACCOUNT_ID": account,
    }
    exports = " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
    return f"""\
url       {sandbox.url}
key       {sandbox.api_key}
accounts  {accounts}

Create a draft from a shell:

curl -X POST {sandbox.url}/api/v2/public/workflow \\
  -H {shlex.quote(f"x-api-key: {sandbox.api_key}")} -H {shlex.quote(f"linked_account_id: {account}")} \\
  -H 'Content-Type: application/json' -d '{{"name": "Lead Sync", "slug": "hubspot"}}'

For rn.connect() in a notebook:

export {exports}

Ctrl-C ends it."""

"""Create a draft on the embedded sandbox; show its graph and the history in the terminal."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

_CODE = 'client.workflows.create("prod-crm-contact-sync", slug="hubspot")'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of `refold-nb demo`: there are none."""


def run(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Do the main job once, and print what a notebook would show."""
    from refold_nb import Sandbox
    from refold_nb.client.card import workflow_card_text

    with tempfile.TemporaryDirectory(prefix="refold-nb-") as scratch, Sandbox() as sandbox:
        client = sandbox.client("acme", history=Path(scratch) / "history.sqlite3")
        print("A sandbox of the Refold API runs in this process; no account and no network are used.\n")
        print(f">>> {_CODE}")
        workflow = client.workflows.create("prod-crm-contact-sync", slug="hubspot")
        print(f"{workflow_card_text(workflow)}\n\n>>> client.history\n{client.history}\n")
        client.close()
    print("The same in a notebook:  refold-nb lab      As an API of its own:  refold-nb sandbox --port 8000")
    return 0

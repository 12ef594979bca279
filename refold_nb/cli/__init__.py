"""The command `refold-nb`: lab, sandbox, doctor and demo."""

from refold_nb.cli.command import main

__all__ = ["main"]

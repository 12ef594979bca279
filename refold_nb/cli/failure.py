"""How a command says that it can't go on."""

from __future__ import annotations


class CommandFailed(Exception):
    """What is in the way and what to do next; the command line prints it and ends with exit code 1."""

"""Reads the command line and runs one of the commands."""

from __future__ import annotations

import argparse
import difflib
import io
import os
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

from refold_nb.cli import demo, doctor, lab, sandbox
from refold_nb.cli.failure import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Sequence


class Command(Protocol):
    """What a module of this package offers to be a command; its docstring is the command's summary."""

    __doc__: str | None

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


COMMANDS: dict[str, Command] = {"lab": lab, "sandbox": sandbox, "doctor": doctor, "demo": demo}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` (default: the process's own arguments) names.

    Returns the exit code: 0 when all is well, 1 when the command says what went wrong,
    2 when the command line can't be understood, 130 after Ctrl-C.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no “ must not stop a command half way.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _obey(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has gone (`| head`); the interpreter's own flush at exit must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _obey(words: list[str]) -> int:
    parser = _parser()
    if not words:
        parser.print_help()
        return 0
    named = next((word for word in words if not word.startswith("-")), None)
    if named is not None and named not in COMMANDS:
        print(_unknown(named), file=sys.stderr)
        return 2
    try:
        args = parser.parse_args(words)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return COMMANDS[args.command].run(args)
    except BrokenPipeError:
        raise
    except Exception as error:
        from refold_nb.api import RefoldError

        if not isinstance(error, CommandFailed | RefoldError | OSError):
            raise
        print(f"refold-nb {args.command}: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="refold-nb", description="Create Refold workflow drafts, see their graph, keep their history."
    )
    parser.add_argument("--version", action="version", version=f"refold-nb {version('refold-nb')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        summary = (module.__doc__ or "").rstrip(".\n")
        command = commands.add_parser(name, help=summary, description=f"{summary}.")
        module.add_arguments(command)
    return parser


def _unknown(named: str) -> str:
    near = difflib.get_close_matches(named.lower(), COMMANDS, n=1, cutoff=0.5)
    hint = f"Did you mean: refold-nb {near[0]}" if near else f"Commands: {', '.join(COMMANDS)}"
    return f"refold-nb: there is no command {named!r}. {hint}"

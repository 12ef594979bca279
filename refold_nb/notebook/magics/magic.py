"""The magic itself: a line or a cell in, an object out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class, needs_local_scope, no_var_expand

from refold_nb.api import RefoldError

from .catalogue import command_named, overview
from .choice import Choice, describe, names_of_clients
from .commands import ACTIONS, told
from .completion import matcher
from .scrub import refuse_secrets
from .suggestions import Suggestions
from .words import cut, fill_json, split

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from refold_nb.client import Refold

    from .suggestions import Rows

_HELP = {"--help", "-h", "help"}
_CHANGES = {"create", "draft", "publish", "unpublish", "delete", "workbench"}


@magics_class
class RefoldMagics(Magics):
    """``%refold`` and ``%%refold``; ``%refold --help`` tells what there is."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.choice = Choice(print)
        self._suggestions = Suggestions(lambda: self.choice.find(self._variables())[0])

    # Variables are filled in here, word by word: IPython's own way breaks on a payload's braces, and lets a
    # name with spaces fall into pieces.
    @no_var_expand
    @needs_local_scope
    @line_cell_magic
    def refold(self, line: str, cell: str | None = None, local_ns: dict[str, Any] | None = None) -> Any:
        """The life of a Refold workflow, one line each: ``%refold --help``."""
        # A semicolon, as one is used to from Python, must not become part of a name.
        line = line.rstrip().removesuffix(";")
        # Before anything else: an error in the rest of the line must not leave the secret where it is.
        refuse_secrets(line, cut(line), self.shell)
        namespace = {**self._variables(), **(local_ns or {})}
        words = split(line, namespace)
        if not words or words[0] in _HELP:
            print(command_named(words[1]).help() if words[1:] else overview())
            return None
        command = command_named(words[0])
        if _HELP & set(words[1:]) - {"help"}:
            print(command.help())
            return None
        options = command.parse(words[1:])
        if cell is not None:
            _put_payload(command.name, options, cell, namespace)
        if command.name == "use":
            return self._use(options.client, namespace)
        return self._act(command.name, options, namespace)

    def complete(self, source: str, account: str | None) -> Rows:
        """Return what completes an argument; used by the matcher."""
        if source == "clients":
            return [(name, "client") for name in names_of_clients(self._variables())]
        return self._suggestions.rows(source, account)

    def _variables(self) -> dict[str, Any]:
        return dict(self.shell.user_ns) if self.shell is not None else {}

    def _use(self, name: str | None, namespace: Mapping[str, Any]) -> Refold:
        try:
            client = self.choice.use(name, namespace) if name else self.choice.find(namespace)[0]
        except RefoldError as error:
            raise UsageError(f"{type(error).__name__}: {error}") from error
        self._suggestions.forget_client()
        print(describe(client))
        return client

    def _act(self, name: str, options: Namespace, namespace: Mapping[str, Any]) -> Any:
        try:
            client = self.choice.client(namespace, getattr(options, "account", None))
        except RefoldError as error:
            raise UsageError(f"{type(error).__name__}: {error}") from error
        try:
            return ACTIONS[name](client, options)
        except RefoldError as error:
            # IPython shows exactly this class, and none derived from it, as one line without a traceback.
            raise UsageError(told(error, client)) from error
        finally:
            # Even a failure may have changed something: an unknown outcome, say.
            if name in _CHANGES:
                self._suggestions.forget()


def register(shell: Any) -> None:
    """Add ``%refold`` and its completion to an IPython shell; doing it again replaces them."""
    magics = RefoldMagics(shell)
    shell.register_magics(magics)
    complete = matcher(magics.complete)
    # Loading the extension again makes another matcher; two would answer twice.
    matchers = shell.Completer.custom_matchers
    matchers[:] = [known for known in matchers if known.__qualname__ != complete.__qualname__]
    matchers.append(complete)


def _put_payload(name: str, options: Namespace, cell: str, namespace: Mapping[str, Any]) -> None:
    if name != "run":
        raise UsageError(
            f"Only %%refold run takes a cell, its payload. Write %refold {name} with a single %."
        )
    if options.payload is not None:
        raise UsageError("The payload is in the cell and in --payload: give one of them.")
    options.payload = fill_json(cell.strip(), namespace)

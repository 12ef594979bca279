"""Tab completion of ``%refold``: commands, options, accounts, slugs and ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from IPython.core.completer import SimpleCompletion, context_matcher

from refold_nb.html import visible

from .catalogue import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from IPython.core.completer import CompletionContext

    from .grammar import Argument, Command
    from .suggestions import Rows

    LookUp = Callable[[str, str | None], Rows]

# At the beginning of a line, or after `result =`.
_LINE = re.compile(r"^\s*(?:[\w\[\]'\".]+\s*=\s*)?%{1,2}refold\s+(.*)$", re.DOTALL)
_WORD = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'])+|["'].*""")


def matcher(look_up: LookUp) -> Callable[[CompletionContext], Any]:
    """Return a matcher for IPython's completer.

    Args:
        look_up: (source, linked account) → (text, what it is).
    """

    @context_matcher()  # type: ignore[untyped-decorator]
    def refold_matcher(context: CompletionContext) -> dict[str, Any]:
        line = _LINE.match(context.text_until_cursor)
        if line is None:
            return {"completions": []}
        typed = line[1]
        fragment = re.search(r"\S*$", typed)[0]  # type: ignore[index]
        words = _WORD.findall(typed[: len(typed) - len(fragment)])
        # With nothing to offer, what was typed is offered back: else files and Python names would be.
        found = list(_suggest(words, fragment, look_up)) or [(fragment, "")]
        return {
            "completions": [SimpleCompletion(text=text, type=visible(kind)) for text, kind in found],
            "matched_fragment": fragment,
            "suppress": True,
            "ordered": True,
        }

    return cast("Callable[[CompletionContext], Any]", refold_matcher)


def _suggest(words: list[str], fragment: str, look_up: LookUp) -> Iterable[tuple[str, str]]:
    if not words:
        rows = [(name, "command") for name in COMMANDS] + [("--help", "option")]
        return _beginning(rows, fragment)
    command = COMMANDS.get(words[0])
    if command is None:
        return []
    words = words[1:]
    # `--slug=hub` is one word to the completer: what is offered must begin with all of it.
    option, equals, value = fragment.partition("=")
    if equals:
        taking = _option(command, option)
        return [(f"{option}={text}", kind) for text, kind in _rows(taking, value, words, look_up)]
    before = _option(command, words[-1]) if words else None
    if before is not None and before.metavar:
        return _rows(before, fragment, words, look_up)
    if fragment.startswith("-"):
        return _beginning(_options_left(command, words), fragment)
    at = _place(command, words)
    rows = [] if at is None else _rows(at, fragment, words, look_up)
    return [*rows, *(_beginning(_options_left(command, words), fragment) if not fragment else [])]


def _option(command: Command, name: str) -> Argument | None:
    return next((option for option in command.options if option.name == name), None)


def _options_left(command: Command, words: list[str]) -> list[tuple[str, str]]:
    used = {word.partition("=")[0] for word in words}
    left = [option.name for option in command.options if option.name not in used]
    return [(name, "option") for name in (*left, "--help")]


def _place(command: Command, words: list[str]) -> Argument | None:
    """Return the word that comes next: how many were typed that belong to no option?"""
    count, skip = 0, False
    for word in words:
        taking = _option(command, word)
        count += not skip and not word.startswith("-")
        skip = taking is not None and bool(taking.metavar)
    return command.positional[count] if count < len(command.positional) else None


def _rows(
    argument: Argument | None, fragment: str, words: list[str], look_up: LookUp
) -> list[tuple[str, str]]:
    if argument is None or not argument.source:
        return []
    account = None
    if argument.source != "accounts":
        for number, word in enumerate(words):
            name, _, value = word.partition("=")
            if name == "--account":
                account = (value or "".join(words[number + 1 : number + 2])).strip("\"'") or None
    return _beginning(look_up(argument.source, account), fragment)


def _beginning(rows: Iterable[tuple[str, str]], fragment: str) -> list[tuple[str, str]]:
    # An account or slug from the server may hold spaces or quotes: those can't be completed in place.
    fitting = [(text, kind) for text, kind in rows if re.fullmatch(r"[\w.@:+-]+", text)]
    # As IPython does it: the same case first, any case only where nothing else fits.
    exact = [row for row in fitting if row[0].startswith(fragment)]
    return exact or [row for row in fitting if row[0].lower().startswith(fragment.lower())]

"""A command of ``%refold``: how it is written, parsed and explained."""

from __future__ import annotations

import argparse
import difflib
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from IPython.core.error import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Argument:
    """A word or an option of a command.

    ``source`` names what completes it: ``accounts``, ``slugs``, ``applications``, ``workflows``, ``drafts``,
    ``published`` or ``clients``. ``metavar=""`` makes an option a switch.
    """

    name: str
    help: str
    metavar: str = ""
    source: str = ""
    required: bool = True

    @property
    def is_option(self) -> bool:
        """Whether it begins with ``--``."""
        return self.name.startswith("-")

    @property
    def key(self) -> str:
        """Its name among the parsed values."""
        return self.name.lstrip("-").replace("-", "_")


@dataclass(frozen=True, slots=True)
class Command:
    """One sub-command: its words, its options, and an example that can be run."""

    name: str
    summary: str
    arguments: tuple[Argument, ...]
    example: str

    @property
    def positional(self) -> list[Argument]:
        """Its words, in order."""
        return [argument for argument in self.arguments if not argument.is_option]

    @property
    def options(self) -> list[Argument]:
        """Its options."""
        return [argument for argument in self.arguments if argument.is_option]

    @property
    def usage(self) -> str:
        """How it is written, in one line."""
        words = [word.metavar if word.required else f"[{word.metavar}]" for word in self.positional]
        words += [f"[{option.name} {option.metavar}".rstrip() + "]" for option in self.options]
        return " ".join(["%refold", self.name, *words])

    def parse(self, words: list[str]) -> argparse.Namespace:
        """Return the values of the words and options.

        Raises:
            UsageError: a word is missing, too many, or an option that it does not have.
        """
        # Abbreviated options would change their meaning when another one is added.
        parser = _Parser(prog=f"%refold {self.name}", add_help=False, allow_abbrev=False)
        for argument in self.arguments:
            if not argument.is_option:
                parser.add_argument(argument.key, nargs=None if argument.required else "?")
            elif argument.metavar:
                parser.add_argument(argument.name)
            else:
                parser.add_argument(argument.name, action="store_true")
        values, extra = parser.parse_known_args(words)
        for word in extra:
            self._refuse(word)
        return values

    def _refuse(self, word: str) -> NoReturn:
        if word.startswith("-"):
            name = word.partition("=")[0]
            near = did_you_mean(name, [option.name for option in self.options])
            if any(argument.key == name.lstrip("-") for argument in self.positional):
                near = f" Write the {name.lstrip('-')} without an option."
            raise UsageError(f"%refold {self.name} has no option {name}.{near} Usage: {self.usage}")
        raise UsageError(
            f"Unexpected word {word!r}. Put a text with spaces between double quotes. Usage: {self.usage}"
        )

    def help(self) -> str:
        """Return the text of ``%refold NAME --help``."""
        lines = [self.usage, "", *textwrap.wrap(self.summary, 88), ""]
        named = [(word.name if word.is_option else word.metavar, word) for word in self.arguments]
        shown = [(f"{name} {word.metavar}" if word.is_option else name, word.help) for name, word in named]
        width = max((len(name) for name, _ in shown), default=0)
        lines += [f"  {name.strip():<{width}}  {text}" for name, text in shown]
        return "\n".join([*lines, "", f"Example: {self.example}"])


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {message}. See {self.prog} --help.")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean …?`` for a typing error, or nothing."""
    # Below the usual cutoff of 0.6, so that short words with two letters swapped are still found.
    near = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.55)
    return f" Did you mean {near[0]}?" if near else ""

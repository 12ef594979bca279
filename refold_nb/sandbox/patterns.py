"""Regular expressions from strangers, matched in time linear in the text: none can hang the sandbox."""

from __future__ import annotations

import functools
import importlib
import re
import warnings
from collections.abc import Callable
from typing import Any

# The standard library's own parser reads the pattern; only the matching is done differently here.
_parser: Any = importlib.import_module("re._parser")
_FLAGS = re.UNICODE | re.IGNORECASE | re.VERBOSE
_MAX_PATTERN = 4_000
_MAX_STATES = 10_000
_MAX_CACHED = 4_000

_Test = Callable[[str], bool]
_ASSERTIONS = {
    "AT_BEGINNING",
    "AT_BEGINNING_STRING",
    "AT_END",
    "AT_END_STRING",
    "AT_BOUNDARY",
    "AT_NON_BOUNDARY",
}
_CATEGORIES: dict[str, _Test] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_NOT_DIGIT": lambda char: not char.isdecimal(),
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_NOT_SPACE": lambda char: not char.isspace(),
    "CATEGORY_WORD": lambda char: char.isalnum() or char == "_",
    "CATEGORY_NOT_WORD": lambda char: not (char.isalnum() or char == "_"),
}


class PatternError(ValueError):
    """A pattern that is malformed, too large, or uses what can't be matched in linear time."""


@functools.lru_cache(maxsize=64)
def compile_pattern(source: str) -> Pattern:
    """A pattern ready to be searched for.

    Raises:
        PatternError: when it is malformed, too large, or has back-references or look-around.
    """
    if len(source) > _MAX_PATTERN:
        raise PatternError(f"the pattern is longer than {_MAX_PATTERN} characters")
    try:
        # The parser warns of patterns whose meaning may change one day: no concern of a server's.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = _parser.parse(source)
        flags = re.RegexFlag(tree.state.flags)
        if flags & ~_FLAGS:
            raise PatternError("of all flags, only (?i) and (?x) are supported")
        return Pattern(tree, ignores_case=re.IGNORECASE in flags)
    except RecursionError:
        raise PatternError("the pattern is nested too deeply") from None
    except (re.error, OverflowError) as error:
        raise PatternError(str(error)) from None


class Pattern:
    """A non-deterministic automaton, walked for all alternatives at once.

    States are numbers. `_moves[s]` is what state `s` reads and where it leads; `_jumps[s]` leads on without
    reading, under an assertion or none.
    """

    def __init__(self, tree: Any, *, ignores_case: bool) -> None:
        self._fold = str.lower if ignores_case else str
        self._moves: list[tuple[_Test, int] | None] = []
        self._jumps: list[list[tuple[str, int]]] = []
        self._accept = self._state()
        self._start = self._sequence(tree, self._accept)
        self._asserts = any(kind for jumps in self._jumps for kind, _ in jumps)
        self._cache: dict[tuple[frozenset[int], str], frozenset[int]] = {}

    def search(self, text: str) -> bool:
        """Whether the pattern occurs anywhere in `text`."""
        # Folding both sides is what ignoring case means here.
        text = self._fold(text)
        states: frozenset[int] = frozenset()
        for position in range(len(text) + 1):
            # The pattern may begin at every position.
            states = self._closure(states | {self._start}, text, position)
            if self._accept in states:
                return True
            if position < len(text):
                states = self._read(states, text[position])
        return False

    def _read(self, states: frozenset[int], char: str) -> frozenset[int]:
        known = self._cache.get((states, char))
        if known is not None:
            return known
        moves = (self._moves[state] for state in states)
        after = frozenset(target for test, target in filter(None, moves) if test(char))
        # A cache without an end could be filled by strangers.
        if len(self._cache) < _MAX_CACHED:
            self._cache[states, char] = after
        return after

    def _closure(self, states: frozenset[int], text: str, position: int) -> frozenset[int]:
        key = (states, "")
        if not self._asserts and key in self._cache:
            return self._cache[key]
        seen, todo = set(states), list(states)
        while todo:
            for assertion, target in self._jumps[todo.pop()]:
                if target not in seen and (not assertion or _holds(assertion, text, position)):
                    seen.add(target)
                    todo.append(target)
        reached = frozenset(seen)
        if not self._asserts and len(self._cache) < _MAX_CACHED:
            self._cache[key] = reached
        return reached

    def _state(self) -> int:
        if len(self._moves) >= _MAX_STATES:
            raise PatternError("the pattern repeats too much")
        self._moves.append(None)
        self._jumps.append([])
        return len(self._moves) - 1

    def _reader(self, test: _Test, target: int) -> int:
        state = self._state()
        self._moves[state] = (test, target)
        return state

    def _sequence(self, items: Any, target: int) -> int:
        # Built from the end, so that each part knows where it leads.
        for operation, argument in reversed(list(items)):
            target = self._part(str(operation), argument, target)
        return target

    def _part(self, operation: str, argument: Any, target: int) -> int:
        if operation == "SUBPATTERN":
            _, added, removed, items = argument
            if added or removed:
                raise PatternError("flags inside a group are not supported")
            return self._sequence(items, target)
        if operation == "BRANCH":
            state = self._state()
            self._jumps[state] = [("", self._sequence(items, target)) for items in argument[1]]
            return state
        if operation in {"MAX_REPEAT", "MIN_REPEAT"}:
            least, most, items = argument
            return self._repeat(least, most, items, target)
        if operation == "AT" and str(argument) in _ASSERTIONS:
            state = self._state()
            self._jumps[state].append((str(argument), target))
            return state
        return self._reader(self._test(operation, argument), target)

    def _repeat(self, least: int, most: Any, items: Any, target: int) -> int:
        if most == _parser.MAXREPEAT:
            loop = self._state()
            self._jumps[loop] = [("", self._sequence(items, loop)), ("", target)]
            target = loop
        else:
            for _ in range(most - least):
                skip = self._state()
                self._jumps[skip] = [("", self._sequence(items, target)), ("", target)]
                target = skip
        for _ in range(least):
            target = self._sequence(items, target)
            # An empty repeated part adds no state, so counting states alone would not bound this loop.
            self._state()
        return target

    def _test(self, operation: str, argument: Any) -> _Test:
        if operation == "ANY":
            return lambda char: char != "\n"
        if operation in {"LITERAL", "NOT_LITERAL"}:
            wanted, same = self._fold(chr(argument)), operation == "LITERAL"
            return lambda char: (char == wanted) is same
        if operation == "IN":
            return self._one_of(argument)
        if operation == "CATEGORY":
            return _CATEGORIES[str(argument)]
        raise PatternError(f"{operation.lower().replace('_', ' ')} is not supported")

    def _one_of(self, items: Any) -> _Test:
        negated = str(items[0][0]) == "NEGATE"
        tests = [self._member(str(kind), argument) for kind, argument in items[negated:]]
        return lambda char: any(test(char) for test in tests) is not negated

    def _member(self, kind: str, argument: Any) -> _Test:
        if kind != "RANGE":
            return self._test(kind, argument)
        low, high = argument
        # With folded text, a range of capitals must still meet their small letters.
        variants: Callable[[str], set[str]] = (
            (lambda char: {char, char.upper()}) if self._fold is str.lower else (lambda char: {char})
        )
        return lambda char: any(len(form) == 1 and low <= ord(form) <= high for form in variants(char))


def _holds(assertion: str, text: str, position: int) -> bool:
    if assertion.startswith("AT_BEGINNING"):
        return position == 0
    if assertion == "AT_END":
        return position == len(text) or (position == len(text) - 1 and text[position] == "\n")
    if assertion == "AT_END_STRING":
        return position == len(text)
    is_word = _CATEGORIES["CATEGORY_WORD"]
    before = position > 0 and is_word(text[position - 1])
    after = position < len(text) and is_word(text[position])
    return (before is not after) is (assertion == "AT_BOUNDARY")

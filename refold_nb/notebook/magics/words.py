"""From a line of a magic to words: shell quoting, and variables by ``{name}`` or ``$name``."""

from __future__ import annotations

import ast
import difflib
import json
import re
import shlex
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from refold_nb.api import models

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_REFERENCE = re.compile(
    r"""
    \{\{ (?P<literal> [A-Za-z_$][^{}\n]*) \}\}      # {{name}} stands for the text {name}
  | \{ (?P<braced> [A-Za-z_][^{}"\n]*) \}           # {name}, {wf.id}, {ids[0]}
  | \$\$ (?P<dollar> \w+)                           # $$name stands for the text $name
  | \$ (?P<plain> [A-Za-z_]\w*)                     # $name, where there is such a variable
    """,
    re.VERBOSE,
)
_JSON_OPTION = "--payload"


def split(line: str, namespace: Mapping[str, Any]) -> list[str]:
    """Return the words of a line, quoted as in a shell, each with its variables filled in.

    A variable's text stays one word, whatever is in it. The word after ``--payload`` is JSON: there a
    variable outside quotes becomes a JSON value, and one inside them text of that string.

    Raises:
        UsageError: an open quote, or a variable that is not there.
    """
    words: list[str] = []
    for word in cut(line):
        is_json = words[-1:] == [_JSON_OPTION] or word.startswith(f"{_JSON_OPTION}=")
        words.append((fill_json if is_json else fill)(word, namespace))
    return words


def cut(line: str) -> list[str]:
    """Split a line as a shell does.

    Raises:
        UsageError: a quote is not closed.
    """
    try:
        return shlex.split(line)
    except ValueError as error:
        raise UsageError(
            f'{error}. Put a text with an apostrophe between double quotes: "O\'Brien".'
        ) from None


def fill(text: str, namespace: Mapping[str, Any]) -> str:
    """Fill in the variables of one word."""
    return _REFERENCE.sub(lambda hit: _replaced(hit, namespace, text_of), text)


def fill_json(text: str, namespace: Mapping[str, Any]) -> str:
    """Fill in the variables of JSON text: values outside quotes, text inside them."""
    # A variable that is all there is may hold the JSON text itself.
    whole = _REFERENCE.fullmatch(text)
    if whole is not None and _refers(whole, namespace) and isinstance(value := _value(whole, namespace), str):
        return value

    def replaced(hit: re.Match[str]) -> str:
        # Inside a string of the JSON, if an odd number of quotes that are not escaped came before.
        quotes = len(re.findall(r'(?<!\\)(?:\\\\)*"', text[: hit.start()]))
        form = _inside_string if quotes % 2 else _json
        return _replaced(hit, namespace, form)

    return _REFERENCE.sub(replaced, text)


def text_of(value: object) -> str:
    """Return what a variable stands for on a line: a workflow for its id, an application for its slug."""
    match value:
        case models.Workflow() | models.Execution() | models.Version():
            return value.id
        case models.Application():
            return value.slug
        case models.LinkedAccount():
            return value.account_id
    return str(value)


def _json(value: object) -> str:
    return json.dumps(value, default=_plain)


def _inside_string(value: object) -> str:
    return json.dumps(text_of(value))[1:-1]


def _plain(value: Any) -> Any:
    # Numbers of numpy and pandas know their Python selves; what knows nothing is written as its text.
    return value.item() if hasattr(value, "item") else text_of(value)


def _replaced(hit: re.Match[str], namespace: Mapping[str, Any], form: Callable[[object], str]) -> str:
    if hit["literal"]:
        return f"{{{hit['literal']}}}"
    if hit["dollar"]:
        return f"${hit['dollar']}"
    if not _refers(hit, namespace):
        return hit[0]
    value = _value(hit, namespace)
    if value is None and form is text_of:
        raise UsageError(f"{hit[0]} is None: give it a value, or leave the option out.")
    return form(value)


def _refers(hit: re.Match[str], namespace: Mapping[str, Any]) -> bool:
    """Tell a reference from text that only looks like one: ``$5``, ``{a: 1}``."""
    if hit["plain"]:
        return hit["plain"] in namespace
    try:
        return hit["braced"] is not None and bool(ast.parse(hit["braced"].strip(), mode="eval"))
    except SyntaxError:
        return False


def _value(hit: re.Match[str], namespace: Mapping[str, Any]) -> Any:
    try:
        return _look_up(ast.parse((hit["braced"] or hit["plain"]).strip(), mode="eval").body, namespace)
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(f"{hit[0]}: {type(error).__name__}: {error}") from error


def _look_up(node: ast.expr, namespace: Mapping[str, Any]) -> Any:
    """Read a variable, an attribute or an item. Nothing is called: a payload may come from elsewhere."""
    match node:
        case ast.Name(id=name):
            if name not in namespace:
                near = difflib.get_close_matches(name, [key for key in namespace if key[:1] != "_"], n=1)
                hint = f" Did you mean {near[0]}?" if near else ""
                raise UsageError(f"There is no variable {name}.{hint} {_verbatim(f'{{{name}}}')}")
            return namespace[name]
        # No underscores: `__class__` and its like lead out of the data.
        case ast.Attribute(value=of, attr=name) if not name.startswith("_"):
            return getattr(_look_up(of, namespace), name)
        case ast.Subscript(value=of, slice=key):
            return _look_up(of, namespace)[ast.literal_eval(key)]
    raise UsageError(_refused(f"{{{ast.unparse(node)}}}"))


def _refused(text: str) -> str:
    return f"{text} is no variable, attribute or item: assign it to a variable first. {_verbatim(text)}"


def _verbatim(text: str) -> str:
    return f"For the text itself write {{{text}}}."

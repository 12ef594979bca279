"""A secret typed on a line: refused, and taken out of the history of inputs."""

from __future__ import annotations

import contextlib
import re
from typing import Any

from IPython.core.error import UsageError

_NAMES = r"(?:refold[-_])?(?:api[-_]?key|session[-_]?token|key|token|secret|password)"
_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|\S+)"""
_TYPED = re.compile(rf"(?<!\S)(--?{_NAMES})(?:\s*=\s*|\s+)({_VALUE})", re.IGNORECASE)
_ALONE = re.compile(rf"--?{_NAMES}", re.IGNORECASE)
HIDDEN = "…"


def refuse_secrets(line: str, words: list[str], shell: Any) -> None:
    """Raise if a line passes a secret, and first take it out of where IPython keeps inputs.

    Raises:
        UsageError: with what to do instead, and what is left to do by hand.
    """
    if not any(_ALONE.fullmatch(word.split("=")[0]) for word in words):
        return
    secrets = [hit[2].strip("\"'") for hit in _TYPED.finditer(line)]
    # A variable is no secret typed out, and a word this short is none at all: it may be part of other inputs.
    typed = [secret for secret in secrets if len(secret) >= 6 and not secret.startswith(("{", "$", "-"))]
    # All of them, even if one can't be: a list, so that none is skipped.
    cleaned = [_forget(shell, secret) for secret in typed]
    raise UsageError(" ".join([_ADVICE, *([_left_over(all(cleaned))] if typed else [])]))


_ADVICE = (
    "%refold takes no secret: it would stay in the notebook and in the history of inputs. Set REFOLD_API_KEY"
    " or REFOLD_SESSION_TOKEN before the kernel starts, keep it in the keyring, or type it into the form of"
    " %refold workbench."
)


def _left_over(cleaned: bool) -> str:
    removed = (
        "It was taken out of In, _i and IPython's history file"
        if cleaned
        else "It could not be taken out of IPython's history file (%history -g shows it)"
    )
    return (
        f"{removed}; it is still in the cell itself and may be in other front ends of this kernel: delete it"
        " there, before you save, and renew the key if anybody could have seen it."
    )


def _forget(shell: Any, secret: str) -> bool:
    """Take a text out of the inputs that IPython keeps; tell whether its history file is clean."""
    _forget_variables(shell, secret)
    manager = shell.history_manager
    if manager is None:
        return True
    for inputs in (manager.input_hist_raw, manager.input_hist_parsed):
        inputs[:] = [text.replace(secret, HIDDEN) for text in inputs]
    for name in ("_i", "_ii", "_iii", "_i00"):
        setattr(manager, name, getattr(manager, name, "").replace(secret, HIDDEN))
    if not manager.enabled:
        return True
    try:
        _forget_stored(manager, secret)
    except Exception:  # noqa: BLE001 - a locked or foreign history file: said in the message
        return False
    return True


# `_i3` and its like are copies that IPython made in the notebook's namespace.
def _forget_variables(shell: Any, secret: str) -> None:
    for name, value in list(shell.user_ns.items()):
        if re.fullmatch(r"_i{1,3}|_i\d+", name) and isinstance(value, str) and secret in value:
            shell.user_ns[name] = value.replace(secret, HIDDEN)


def _forget_stored(manager: Any, secret: str) -> None:
    # The thread that writes the file may not have come to this line yet: write it now, then mend it.
    manager.writeout_cache()
    with contextlib.closing(manager.db.cursor()) as cursor, manager.db:
        # Else the old text stays readable in the file's free pages.
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute(
            "UPDATE history SET source = replace(source, :secret, :hidden),"
            " source_raw = replace(source_raw, :secret, :hidden)"
            " WHERE session = :session AND (instr(source, :secret) OR instr(source_raw, :secret))",
            {"secret": secret, "hidden": HIDDEN, "session": manager.session_number},
        )

"""A sandbox's state in one JSON file, written whole or not at all, readable by its owner alone."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refold_nb.sandbox.records import Account, Content, Execution, Step, Version, Workflow

if TYPE_CHECKING:
    from refold_nb.sandbox.backend import Backend
    from refold_nb.sandbox.records import Json

FORMAT = "refold-sandbox"
VERSION = 1


class StateFileError(ValueError):
    """A file that is not the state of a sandbox, or one that this version can't read."""


def write(path: str | os.PathLike[str], document: Json) -> None:
    """Replace the file at `path` by `document`, atomically, with mode 0600.

    Raises:
        OSError: when it can't be written; whatever was there stays.
    """
    target = Path(path)
    # In the same folder: only within one file system is a rename atomic.
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        # Made with its mode: a file that is narrowed later was open for a moment.
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(document, file, indent=1)
            file.flush()
            # Otherwise a crash could leave the new name on an empty file.
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def read(path: str | os.PathLike[str]) -> Json:
    """The document in the file at `path`.

    Raises:
        FileNotFoundError: when there is no such file.
        StateFileError: when it isn't a sandbox's state, or was written by a newer version.
    """
    try:
        document = json.loads(Path(path).read_bytes())
    except (ValueError, RecursionError):
        raise StateFileError(f"{path} is not a sandbox's state: it is not JSON.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise StateFileError(f"{path} is not a sandbox's state: save one with Sandbox.save(path).")
    if document.get("version") != VERSION:
        raise StateFileError(
            f"{path} was written by another version of the sandbox (format {document.get('version')}, "
            f"this one reads {VERSION}): upgrade refold_nb, or save it anew."
        )
    return document


def to_document(backend: Backend) -> Json:
    """The state of a backend, its keys and signing secret included."""
    store = backend.store
    return {
        "format": FORMAT,
        "version": VERSION,
        "dialect": backend.answers.dialect,
        "clock_ahead": backend.clock.ahead,
        "behaviour": asdict(backend.behaviour),
        "credentials": backend.credentials.to_document(),
        "accounts": [asdict(account) for account in store.accounts.values()],
        "workflows": [asdict(workflow) for workflow in store.workflows.values()],
        "executions": [asdict(execution) for execution in store.executions.values()],
    }


def restore(backend: Backend, document: Json) -> None:
    """Put a saved state in the place of a new backend's empty one.

    Raises:
        StateFileError: when something in it is missing or of the wrong kind.
    """
    try:
        # All is read before anything is changed: a damaged file must not leave half a sandbox.
        accounts = [Account(**row) for row in document["accounts"]]
        workflows = [_workflow(row) for row in document["workflows"]]
        executions = [_execution(row) for row in document["executions"]]
        backend.credentials.restore(document["credentials"])
        backend.clock.advance(max(0.0, document["clock_ahead"]))
        for name, value in document["behaviour"].items():
            setattr(backend.behaviour, name, value)
        for account in accounts:
            backend.store.accounts[account.environment, account.account_id] = account
        for workflow in workflows:
            backend.store.index(workflow)
        backend.store.executions.update({execution.id: execution for execution in executions})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StateFileError(f"The sandbox's state is damaged: {type(error).__name__}: {error}.") from None


def _workflow(row: dict[str, Any]) -> Workflow:
    draft = row["draft"] and Content(**row["draft"])
    versions = [
        Version(**{**version, "content": Content(**version["content"])}) for version in row["versions"]
    ]
    return Workflow(**{**row, "draft": draft, "versions": versions})


def _execution(row: dict[str, Any]) -> Execution:
    return Execution(**{**row, "steps": [Step(**step) for step in row["steps"]]})

"""Look at versions, frontends, credentials, history and connection, and say what is wrong."""

from __future__ import annotations

import importlib.util
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from refold_nb.html import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from refold_nb.api import Credentials

_NEEDED = ("httpx", "ipywidgets", "anywidget", "pandas", "sqlalchemy", "starlette", "uvicorn", "ipython")
_FRONTENDS = {"jupyterlab": "JupyterLab", "notebook": "Notebook", "voila": "Voilà"}


class Finding(NamedTuple):
    """One line of the doctor's report; `state` is `ok`, `note` or `WRONG`."""

    state: str
    about: str
    text: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of `refold-nb doctor`."""
    parser.add_argument("--offline", action="store_true", help="leave out the connection test")


def run(args: argparse.Namespace) -> int:
    """Print the findings; the exit code is 1 when something is wrong."""
    wrong = 0
    for finding in _findings(offline=args.offline):
        wrong += finding.state == "WRONG"
        print(f"{finding.state:<6} {finding.about:<12} {visible(finding.text)}", flush=True)
    print(f"\n{wrong} wrong: see above." if wrong else "\nAll is well.")
    return 1 if wrong else 0


def _findings(*, offline: bool) -> Iterator[Finding]:
    from refold_nb.api import MissingCredentials, RefoldError, find_credentials

    yield from _software()
    credentials: Credentials | None = None
    try:
        credentials = find_credentials()
    except MissingCredentials as error:
        yield Finding("note", "credentials", f"{error} Until then rn.workbench() works on its own sandbox.")
    except RefoldError as error:
        yield Finding("WRONG", "credentials", str(error))
    else:
        yield from _credentials(credentials)
    yield _history()
    if credentials is not None and not offline:
        yield _connection()


def _software() -> Iterator[Finding]:
    python = f"Python {platform.python_version()} ({sys.executable}), {platform.platform()}"
    yield Finding("ok", "refold-nb", f"{version('refold-nb')}, {python}")
    found = {name: _version(name) for name in (*_NEEDED, *_FRONTENDS, "ipykernel")}
    missing = [name for name in _NEEDED if found[name] is None]
    yield Finding("ok", "packages", ", ".join(f"{name} {found[name]}" for name in _NEEDED if found[name]))
    if missing:
        hint = f"{', '.join(missing)} missing. Install again:  pip install --force-reinstall refold-nb"
        yield Finding("WRONG", "packages", hint)
    there = [f"{label} {found[name]}" for name, label in _FRONTENDS.items() if found[name]]
    if there:
        yield Finding("ok", "frontends", f"{', '.join(there)}; ipykernel {found['ipykernel'] or 'missing'}")
    else:
        yield Finding("note", "frontends", 'none here. For JupyterLab:  pip install "refold-nb[lab]"')


def _credentials(credentials: Credentials) -> Iterator[Finding]:
    from refold_nb.api.credentials import VARIABLES

    def source(name: str) -> str:
        place = credentials.sources.get(name, "")
        return VARIABLES[name] if place == "environment" else place

    if credentials.api_key is not None:
        yield Finding("ok", "API key", f"{credentials.api_key.masked} from {source('api_key')}")
    if credentials.session_token is not None:
        yield Finding("ok", "token", f"{credentials.session_token.masked} from {source('session_token')}")
    yield Finding("ok", "environment", credentials.environment)
    if credentials.account is None:
        hint = "none. Set REFOLD_LINKED_ACCOUNT_ID, or choose one in code: client.for_account(...)"
        yield Finding("note", "account", hint)
    else:
        place = source("linked_account_id") or "the token"
        yield Finding("ok", "account", f"{credentials.account} from {place}")
    if (
        credentials.sources.get("linked_account_id") != "keyring"
        and importlib.util.find_spec("keyring") is None
    ):
        yield Finding(
            "note", "keyring", 'not installed. To keep keys there:  pip install "refold-nb[keyring]"'
        )


def _history() -> Finding:
    from refold_nb.api import RefoldError
    from refold_nb.drafts import History, Journal
    from refold_nb.drafts.place import describe, find_place

    try:
        url = find_place()
        if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).exists()):
            return Finding("ok", "history", f"{describe(url)}: not there yet; the first create makes it")
        journal = Journal(url)
        try:
            history = History(journal)
            drafts, pending = len(history), len(history.pending())
        finally:
            journal.close()
    except RefoldError as error:
        return Finding("WRONG", "history", str(error))
    text = f"{describe(url)}: {drafts} draft{'' if drafts == 1 else 's'}"
    if pending:
        text += f", {pending} with an unknown outcome. Settle them: client.history.pending(), .resolve(…)"
    return Finding("note" if pending else "ok", "history", text)


def _connection() -> Finding:
    from refold_nb import connect
    from refold_nb.api import RefoldError, find_base_url

    try:
        base_url, source = find_base_url(None)
        client = connect()
        try:
            report = client.check()
        finally:
            client.close()
    except RefoldError as error:
        return Finding("WRONG", "connection", str(error))
    return Finding("ok" if report.ok else "WRONG", "connection", f"{base_url} ({source}): {report.text}")


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None

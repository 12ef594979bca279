"""What each command of ``%refold`` does with a client."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from refold_nb.api import ApplicationNotFound, NotFound, RefoldError

from .grammar import did_you_mean

if TYPE_CHECKING:
    from argparse import Namespace

    from refold_nb.client import Refold


def create(client: Refold, options: Namespace) -> Any:
    """Create a draft; an unknown slug is answered with the nearest known one."""
    try:
        return client.workflows.create(
            options.name,
            slug=options.slug,
            associated_application=options.application,
            description=options.description,
        )
    except ApplicationNotFound as error:
        # One call more, but only on the way to an error, and it saves the person a look at the catalogue.
        near = did_you_mean(options.slug or "", _slugs(client))
        raise UsageError(
            f"Refold knows no application with the slug {options.slug!r}.{near} (No draft was created.)"
        ) from error


def list_(client: Refold, options: Namespace) -> Any:
    """List workflows, page by page as they are reached."""
    if options.published and options.drafts:
        raise UsageError("Give --published or --drafts, not both; neither lists all.")
    published = True if options.published else False if options.drafts else None
    return _begun(client.workflows.list(name=options.name, slug=options.slug, published=published))


def history(client: Refold, options: Namespace) -> Any:
    """Return the history, or what of it is still open."""
    return client.history.pending() if options.pending else client.history


def graph(client: Refold, options: Namespace) -> Any:
    """Return a workflow's graph."""
    return client.workflows.get(options.id).graph


def draft(client: Refold, options: Namespace) -> Any:
    """Return the editable draft."""
    return client.workflows.draft(options.id)


def publish(client: Refold, options: Namespace) -> Any:
    """Publish a draft, or an earlier version again."""
    version = options.version
    if version is not None and not version.isdecimal():
        raise UsageError(f"--version is a number from 1, not {version!r}. %refold versions ID lists them.")
    return client.workflows.publish(options.id, version=None if version is None else int(version))


def unpublish(client: Refold, options: Namespace) -> Any:
    """Unpublish; in production only with ``--yes``."""
    if client.environment == "production" and not options.yes:
        raise UsageError(
            f"This takes {options.id} out of service in production. If that is meant:"
            f" %refold unpublish {options.id} --yes"
        )
    return client.workflows.unpublish(options.id, yes=options.yes)


def run(client: Refold, options: Namespace) -> Any:
    """Execute, and wait unless told otherwise."""
    return client.workflows.execute(
        options.id, _payload(options.payload), slug=options.slug, wait=not options.no_wait
    )


def runs(client: Refold, options: Namespace) -> Any:
    """List executions."""
    return _begun(client.executions.list(workflow_id=options.id))


def versions(client: Refold, options: Namespace) -> Any:
    """List the published versions."""
    return _begun(client.workflows.versions(options.id))


def diff(client: Refold, options: Namespace) -> Any:
    """Compare two graphs."""
    before, after = client.workflows.get(options.a), client.workflows.get(options.b)
    return before.graph.diff(after.graph)


def delete(client: Refold, options: Namespace) -> Any:
    """Delete, only with ``--yes``."""
    if not options.yes:
        raise UsageError(
            f"This deletes {options.id} with its drafts and versions, for good ({client.environment})."
            f" If that is meant: %refold delete {options.id} --yes"
        )
    return client.workflows.delete(options.id, yes=True)


def workbench(client: Refold, _: Namespace) -> Any:
    """Show the workbench on this client."""
    from refold_nb.notebook.workbench import workbench

    return workbench(client)


ACTIONS = {
    "create": create,
    "list": list_,
    "history": history,
    "graph": graph,
    "draft": draft,
    "publish": publish,
    "unpublish": unpublish,
    "run": run,
    "runs": runs,
    "versions": versions,
    "diff": diff,
    "delete": delete,
    "workbench": workbench,
}


def told(error: RefoldError, client: Refold) -> str:
    """Say an error in one line; a linked account that Refold does not know with the nearest one."""
    text = " ".join(str(error).split())
    account = client.linked_account_id
    if isinstance(error, NotFound) and account and "linked account" in error.message.lower():
        text += did_you_mean(account, _accounts(client))
    return f"{type(error).__name__}: {text}"


def _payload(text: str | None) -> Any:
    # None is for the client to fill in: what an empty payload is, it knows.
    if text is None or not text.strip():
        return None
    try:
        payload = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(
            f"The payload is no JSON: {error.msg} at line {error.lineno}, column {error.colno}. Put it"
            """ between single quotes, with double quotes inside: --payload '{"email": "ada@example.com"}'"""
        ) from None
    if not isinstance(payload, dict):
        raise UsageError('The payload must be a JSON object, as in \'{"email": "ada@example.com"}\'.')
    return payload


def _begun(rows: Any) -> Any:
    # Pages are read when they are reached: reading the first one here makes a failure stop the cell.
    bool(rows)
    return rows


def _slugs(client: Refold) -> list[str]:
    try:
        return [application.slug for application in client.applications.list()]
    except RefoldError:
        return []


def _accounts(client: Refold) -> list[str]:
    try:
        return [row.account_id for row in client.linked_accounts.list()[:100]]
    except RefoldError:
        return []

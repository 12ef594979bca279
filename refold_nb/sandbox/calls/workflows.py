"""Creating, listing and reading workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.sandbox import errors
from refold_nb.sandbox.calls.paging import moments, page_and_limit, paginated, pattern
from refold_nb.sandbox.catalogue import BY_ID, BY_SLUG, CUSTOM, Application
from refold_nb.sandbox.clock import as_shown
from refold_nb.sandbox.store import page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from refold_nb.sandbox.backend import Backend, Call
    from refold_nb.sandbox.records import Json, Workflow

UNTITLED = "Untitled Workflow"


def create(backend: Backend, call: Call) -> Json:
    """`POST /workflow`: a private draft of the linked account."""
    name = call.text("name")
    if name is None and backend.older:
        raise errors.bad_request("name is required")
    description = call.text("description")
    application = _application(call)
    nodes, edges = _parts(call, "nodes"), _parts(call, "edges")
    # Checked before it is dropped: a server that ignores a field still parses it.
    if not backend.behaviour.keeps_nodes:
        nodes = edges = []
    workflow = backend.store.create(
        call.environment,
        call.named_account,
        application.id,
        name=UNTITLED if name is None else name,
        description=description if backend.behaviour.keeps_description else None,
        nodes=nodes,
        edges=edges,
    )
    return backend.answers.created(workflow)


def list_(backend: Backend, call: Call) -> Json:
    """`GET /workflow`: the account's private workflows, or the organisation's public ones, newest first."""
    scope = call.query.get("scope")
    if scope not in {None, "private", "public"}:
        raise errors.bad_request("scope must be private or public")
    # Public workflows belong to nobody in particular.
    owner = call.named_account if scope == "private" else None
    page, limit = page_and_limit(call)
    keep = _filter(call)
    lag = max(call.list_lag, backend.behaviour.list_lag)
    rows: Iterator[Workflow] = backend.store.newest_first(call.environment, owner)
    total = backend.store.count(call.environment, owner)
    # Without a filter the page is cut straight out of the list, however long that is.
    if lag or (keep and not backend.behaviour.ignores_filters):
        appeared = backend.clock.now() - lag
        wanted = keep if keep and not backend.behaviour.ignores_filters else lambda _: True
        kept = [row for row in rows if row.created_at <= appeared and wanted(row)]
        rows, total = iter(kept), len(kept)
    documents = (backend.answers.row(row) for row in page_of(rows, page, limit))
    return {**paginated(documents, total, page, limit), "schema": None}


def get(backend: Backend, call: Call) -> Json:
    """`GET /workflow/{id}`: what the id names, be it a draft, a published workflow or a version."""
    any_id = call.path["id"].lower()
    workflow, role = backend.workflow(call.principal, call.account, any_id)
    content, published = workflow.shown, workflow.published
    if role == "draft" and workflow.draft:
        content, published = workflow.draft, False
    elif role == "version":
        version = next(version for version in workflow.versions if version.id == any_id)
        content, published = version.content, published and version.number == workflow.current_version
    return backend.answers.single(workflow, content, any_id, published=published)


def enabled(backend: Backend, call: Call) -> list[Json]:
    """`GET /workflow/enabled`: every published workflow that the linked account can run."""
    owners = (call.named_account, None)
    rows = [row for owner in owners for row in backend.store.newest_first(call.environment, owner)]
    return [backend.answers.enabled(row) for row in rows if row.published]


def _application(call: Call) -> Application:
    slug, application_id = call.text("slug"), call.text("associated_application")
    # An empty slug is none: a form sends it for a field that was left alone.
    if slug:
        if slug not in BY_SLUG:
            raise errors.slug_not_found(slug)
        return BY_SLUG[slug]
    if application_id:
        if application_id.lower() not in BY_ID:
            raise errors.not_found(f"Application with id {application_id}")
        return BY_ID[application_id.lower()]
    return CUSTOM


def _parts(call: Call, name: str) -> list[Json]:
    parts = call.body.get(name, [])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise errors.bad_request(f"{name} must be an array of objects")
    return parts


def _filter(call: Call) -> Callable[[Workflow], bool] | None:
    """The list's filters as one question, or None without any. Bad ones are told even where ignored."""
    slug, application_id = call.query.get("slug"), call.query.get("application_id")
    name, published = pattern(call, "name"), call.flag("published")
    start, end = moments(call)
    tests: list[Callable[[Workflow], bool]] = []
    if slug:
        tests.append(lambda row: BY_ID[row.application].slug == slug)
    if application_id:
        tests.append(lambda row: row.application == application_id.lower())
    if published is not None:
        tests.append(lambda row: row.published is published)
    if (start, end) != (float("-inf"), float("inf")):
        tests.append(lambda row: start <= as_shown(row.created_at) <= end)
    # Last, as it costs the most.
    if name:
        tests.append(lambda row: name.search(row.shown.name))
    return (lambda row: all(test(row) for test in tests)) if tests else None

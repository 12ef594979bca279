"""From a draft to a published workflow and back: edit, publish, versions, request structure, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refold_nb.sandbox import errors
from refold_nb.sandbox.calls.paging import page_and_limit, paginated
from refold_nb.sandbox.clock import iso
from refold_nb.sandbox.credentials import ENVIRONMENTS

if TYPE_CHECKING:
    from refold_nb.sandbox.backend import Backend, Call
    from refold_nb.sandbox.records import Json, Role, Workflow

_SAMPLES: dict[str, Any] = {
    "string": "text",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "array": [],
    "object": {},
}


def edit(backend: Backend, call: Call) -> Json:
    """`GET /workflow/{id}/edit`: the draft; without one, a new draft cloned from what was published last."""
    workflow, _ = _own(backend, call)
    backend.store.clone(workflow)
    return backend.answers.draft(workflow)


def publish(backend: Backend, call: Call) -> Json:
    """`PUT /workflow/{id}/publish`: a draft id is published, a published id is unpublished.

    `version` chooses an earlier version instead of the draft.
    """
    if backend.older and call.principal.kind == "key":
        _check_environment(call)
    wanted, version = call.body.get("published"), call.body.get("version")
    if not isinstance(wanted, bool):
        raise errors.bad_request("published must be true or false")
    if "version" in call.body and (not isinstance(version, int) or isinstance(version, bool)):
        raise errors.bad_request("version must be an integer")
    # Accepted as documented for older servers, though nothing shows it again.
    call.text("description")
    workflow, role = _own(backend, call)
    if wanted:
        _publish(backend, workflow, role, call.path["id"].lower(), version)
    # Also for what is unpublished already, which is not published either.
    elif role != "published" or not workflow.published:
        raise errors.invalid_workflow("Only public and published workflows can be unpublished")
    else:
        backend.store.unpublish(workflow)
    return backend.answers.published(workflow)


def versions(backend: Backend, call: Call) -> Json:
    """`GET /workflow/versions/{id}`: the published snapshots, newest first."""
    workflow, _ = backend.workflow(call.principal, call.account, call.path["id"])
    page, limit = page_and_limit(call)
    rows = workflow.versions[::-1]
    shown = (
        {"version": row.number, "_id": row.id, "createdAt": iso(row.created_at)}
        for row in rows[(page - 1) * limit : page * limit]
    )
    return paginated(shown, len(rows), page, limit)


def request_structure(backend: Backend, call: Call) -> Json:
    """`GET /workflow/request-structure/{id}`: what execute expects, as far as the workflow says."""
    workflow, _ = backend.workflow(call.principal, call.account, call.path["id"])
    schema = workflow.payload_schema
    if schema is None:
        return {"payload": None, "schema": None, "schema_interpreted": None}
    fields = _properties(schema)
    kinds = {name: _kind(field) for name, field in fields.items()}
    payload = {name: _sample(field) for name, field in fields.items()}
    return {"payload": payload, "schema": schema, "schema_interpreted": kinds}


def _properties(schema: Any) -> Json:
    found = schema.get("properties") if isinstance(schema, dict) else None
    return found if isinstance(found, dict) else {}


def _kind(schema: Any) -> str:
    """The type that a field is of; of several, the first that isn't null."""
    said = schema.get("type") if isinstance(schema, dict) else None
    kinds = [kind for kind in (said if isinstance(said, list) else [said]) if isinstance(kind, str)]
    return next((kind for kind in kinds if kind != "null"), "object" if _properties(schema) else "string")


def _sample(schema: Any) -> Any:
    fields = _properties(schema)
    return {name: _sample(field) for name, field in fields.items()} or _SAMPLES.get(_kind(schema))


def delete(backend: Backend, call: Call) -> Json:
    """`DELETE /workflow/{id}`: a workflow with its drafts and versions.

    A draft that was never published goes by its own id, as nothing else names it.
    """
    workflow, role = _own(backend, call)
    if role == "version":
        raise errors.invalid_workflow("Workflow is a version workflow.")
    # The documented id is the published one, and this workflow has one.
    if role == "draft" and workflow.versions:
        raise errors.not_published(call.path["id"])
    backend.store.delete(workflow)
    lists = [node.get("triggers") for node in workflow.shown.nodes]
    triggers = sum(len(triggers) for triggers in lists if isinstance(triggers, list))
    return backend.answers.deleted(triggers)


def _own(backend: Backend, call: Call) -> tuple[Workflow, Role]:
    """The workflow of a call that changes it, which must be the linked account's own."""
    workflow, role = backend.workflow(call.principal, call.account, call.path["id"])
    if workflow.account is None:
        raise errors.public_workflow()
    return workflow, role


def _publish(backend: Backend, workflow: Workflow, role: Role, any_id: str, version: int | None) -> None:
    newest = workflow.versions[-1].number if workflow.versions else 0
    if version is None and role == "version":
        # The draft that this snapshot was is published already: doing it twice is the same as once.
        version = next(row.number for row in workflow.versions if row.id == any_id)
    if version is not None and version <= newest:
        if workflow.version(version) is None:
            raise errors.bad_request(f"There is no version {version} of this workflow")
        backend.store.publish_version(workflow, version)
    # The next number, too, can only mean the draft.
    elif role == "draft" and version in {None, newest + 1}:
        backend.store.publish_draft(workflow)
    elif version is None:
        raise errors.invalid_workflow("Only draft workflows can be published")
    else:
        raise errors.bad_request(f"There is no version {version} of this workflow")


def _check_environment(call: Call) -> None:
    environment = call.headers.get("environment")
    if environment not in ENVIRONMENTS:
        raise errors.bad_request("The header environment must be test or production")
    if environment != call.environment:
        raise errors.not_found_workflow()

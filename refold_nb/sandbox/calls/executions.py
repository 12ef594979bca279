"""Running published workflows and looking at the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.sandbox import errors
from refold_nb.sandbox.backend import Answer
from refold_nb.sandbox.calls.paging import moments, page_and_limit, paginated, pattern
from refold_nb.sandbox.catalogue import BY_SLUG
from refold_nb.sandbox.clock import as_shown
from refold_nb.sandbox.records import Execution
from refold_nb.sandbox.reports import report, row, status_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refold_nb.sandbox.backend import Backend, Call
    from refold_nb.sandbox.records import Json

STARTED = "Workflow execution started"
FINISHED = "Workflow executed"


def execute(backend: Backend, call: Call) -> Answer:
    """`POST /workflow/{id}/execute`: starts a run; with `sync_execution: true`, answers when it has ended."""
    slug = call.headers.get("slug")
    if not slug:
        raise errors.SlugMissing
    payload = call.body.get("payload", {})
    if not isinstance(payload, dict):
        raise errors.bad_request("payload must be an object")
    synchronous = _switch(call, "sync_execution")
    workflow_id = call.path["id"]
    # This service has words of its own for an unknown id.
    found = backend.store.find(workflow_id)
    if found is None or found[0].environment != call.environment:
        raise errors.not_published(workflow_id)
    workflow, role = backend.workflow(call.principal, call.account, workflow_id)
    if role != "published" or not workflow.published or workflow.live is None:
        raise errors.not_published(workflow_id)
    # Any application that exists will do: which one a run belongs to is the caller's to say.
    if slug not in BY_SLUG:
        raise errors.not_found(f"Application with slug {slug}")
    now = backend.clock.now()
    run = backend.runs.walk(workflow, workflow.live, payload)
    execution = Execution(
        id=backend.store.ids.mint(now),
        workflow_id=workflow.id,
        workflow_name=workflow.live.name,
        version=workflow.current_version,
        account=call.account,
        environment=call.environment,
        slug=slug,
        source="API_CALL",
        started_at=now,
        steps=run.steps,
        payload=payload,
        return_value=run.return_value,
        error=run.error,
        synchronous=synchronous,
        config_id=call.headers.get("config_id") or None,
        instance_tag=call.headers.get("instance_tag") or None,
    )
    backend.store.executions[execution.id] = execution
    if not execution.synchronous:
        return Answer({"message": STARTED, "execution_id": execution.id})
    outcome = {
        "message": FINISHED,
        "execution_id": execution.id,
        "return_value": execution.return_value,
        "errored": execution.error is not None,
        "status_code": 500 if execution.error else 200,
        "execution_error": {"message": execution.error} if execution.error else None,
    }
    return Answer(outcome, wait=execution.duration)


def list_(backend: Backend, call: Call) -> Json:
    """`GET /execution`: the linked account's runs, newest first unless `sortAsc=true`."""
    page, limit = page_and_limit(call)
    newest_first = not call.flag("sortAsc")
    kept = list(_matching(backend, call))
    if newest_first:
        kept.reverse()
    now = backend.clock.now()
    shown = (row(execution, now) for execution in kept[(page - 1) * limit : page * limit])
    return paginated(shown, len(kept), page, limit)


def get(backend: Backend, call: Call) -> Json:
    """`GET /execution/{id}`: one run, node by node, as far as it has come."""
    execution = backend.store.executions.get(call.path["id"].lower())
    if execution is None or execution.environment != call.environment:
        raise errors.not_found("Execution")
    # The run of a public workflow belongs to the account that started it.
    if execution.account != call.account:
        raise errors.other_account()
    return report(execution, backend.clock.now())


def _switch(call: Call, name: str) -> bool:
    text = call.headers.get(name, "").lower()
    if text not in {"", "true", "false"}:
        raise errors.bad_request(f"The header {name} must be true or false")
    return text == "true"


def _matching(backend: Backend, call: Call) -> Iterator[Execution]:
    now = backend.clock.now()
    start, end = moments(call)
    name = pattern(call, "workflow_name")
    status, kind = call.query.get("status"), call.query.get("execution_type")
    exact = {
        "slug": call.query.get("slug"),
        "workflow_id": call.query.get("workflow_id"),
        "id": call.query.get("execution_id"),
        "source": call.query.get("execution_source"),
    }
    for execution in backend.store.executions.values():
        if (execution.environment, execution.account) != (call.environment, call.account):
            continue
        if any(wanted and getattr(execution, field) != wanted for field, wanted in exact.items()):
            continue
        if not start <= as_shown(execution.started_at) <= end or (
            name and not name.search(execution.workflow_name)
        ):
            continue
        if status and status_at(execution, now) != status:
            continue
        if kind and ("SYNC" if execution.synchronous else "ASYNC") != kind:
            continue
        yield execution

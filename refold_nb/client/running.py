"""Starts runs and watches them. Its functions work on the I/O loop."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from refold_nb.api import (
    CallError,
    InvalidRequest,
    NotFound,
    StillRunning,
    endpoints,
    loop,
    models,
)
from refold_nb.api.requests import is_linked_account_id

from .payload import check_payload, plain_payload
from .progress import goes_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from .core import Core

FIRST_LOOK = 0.2  # seconds between two looks at a run; longer and longer up to…
LONGEST_LOOK = 3.0
_APPEARS = 10.0  # seconds within which a run that was just started may still be unknown

# The documented words for a run are few; whatever is not one of these has ended.
_UNDER_WAY = {
    *("RUNNING", "PENDING", "QUEUED", "STARTED", "IN_PROGRESS", "INPROGRESS", "SCHEDULED", "WAITING"),
    *("PROCESSING", "EXECUTING", "ACTIVE", "INITIATED", "CREATED", "PAUSED", "RETRYING", "READY"),
}


def under_way(execution: models.Execution) -> bool:
    """Whether a run has not ended, as far as its last answer tells."""
    if execution.errored is not None:
        return False
    words = (execution.status or "PENDING").strip().upper().replace(" ", "_").replace("-", "_")
    return words in _UNDER_WAY


def check_deadline(deadline: object) -> None:
    """Refuse what is no deadline: before a run is started, which would go on without anybody waiting."""
    if deadline is not None and (
        # Not a number (NaN) is below nothing and above nothing.
        isinstance(deadline, bool) or not isinstance(deadline, int | float) or not deadline >= 0
    ):
        raise InvalidRequest(f"deadline is a number of seconds, or None, not {deadline!r}.", field="deadline")


async def start(
    core: Core,
    workflow_id: str,
    model: models.Workflow | None,
    payload: Any,
    *,
    slug: str | None,
    sync: bool,
    config_id: str | None,
    instance_tag: str | None,
    include_headers: bool,
    check: bool,
) -> models.Execution:
    """Start a run, its payload checked first."""
    document = plain_payload(payload)
    for name, value in (("slug", slug), ("config_id", config_id), ("instance_tag", instance_tag)):
        if value is not None and not (isinstance(value, str) and is_linked_account_id(value)):
            raise InvalidRequest(f"{name} must be visible ASCII, with no space at its ends.", field=name)
    slug = slug or (model.slug if model is not None else None) or await _slug_of(core, workflow_id)
    if check:
        await _check(core, workflow_id, document)
    call = endpoints.execute_workflow(
        str(workflow_id),
        slug,
        document,
        sync=sync,
        config_id=config_id,
        instance_tag=instance_tag,
        include_headers=include_headers,
    )
    started = await core.call(call)
    return replace(
        started, workflow_id=started.workflow_id or str(workflow_id), name=started.name or _name(model)
    )


def _name(model: models.Workflow | None) -> str | None:
    return model.name or None if model is not None else None


async def _slug_of(core: Core, workflow_id: str) -> str:
    """Look up the application's slug, which execute wants in a header."""
    if core.credentials.api_key is not None:
        slug = (await core.call(endpoints.get_workflow(workflow_id))).slug
    else:
        slug = await _listed_slug(core, workflow_id)
    if slug is None:
        raise InvalidRequest(
            f"Executing takes the slug of the application that {workflow_id} belongs to, and Refold does not"
            " say it: pass slug=.",
            field="slug",
        )
    return slug


async def _listed_slug(core: Core, workflow_id: str) -> str | None:
    for scope in ("private", None):
        number, more = 1, True
        while more:
            page = await core.call(endpoints.list_workflows(page=number, scope=scope, published=True))
            found = next((row.slug for row in page if row.id == workflow_id), None)
            if found is not None:
                return found
            number, more = number + 1, page.has_next_page and bool(page.docs)
    return None


async def _check(core: Core, workflow_id: str, payload: models.Json) -> None:
    try:
        # Soon given up: a check that takes longer than the run helps nobody.
        structure = await core.call(endpoints.request_structure(workflow_id), deadline=5.0)
    except CallError:
        # What is wrong with the id or the connection, executing says better.
        return
    if structure.schema is None:
        return
    if loop.HAS_THREADS:
        # A schema's patterns can take for ever; other calls must go on meanwhile.
        await asyncio.get_running_loop().run_in_executor(None, check_payload, payload, structure.schema)
    else:
        check_payload(payload, structure.schema)


async def watch(
    core: Core,
    execution: models.Execution,
    deadline: float | None,
    show: Callable[[models.Execution], None],
) -> models.Execution:
    """Look at a run, less and less often, until it has ended.

    Raises:
        StillRunning: not by the deadline.
    """
    check_deadline(deadline)
    began, pause = time.monotonic(), FIRST_LOOK
    # A synchronous answer may name no execution: its outcome is all there is.
    if not execution.id:
        return execution
    while True:
        waited = time.monotonic() - began
        try:
            execution = await core.call(endpoints.get_execution(execution.id))
        except NotFound:
            if waited > _APPEARS:
                raise
        else:
            show(execution)
            if not under_way(execution):
                return execution
        if deadline is not None and waited + pause > deadline:
            raise StillRunning(
                f"After {deadline:g} s the run {execution.id} has not ended"
                f" ({execution.status or 'no status yet'}). {goes_on(execution.id)}",
                execution_id=execution.id,
                status=execution.status,
            )
        await asyncio.sleep(pause)
        pause = min(LONGEST_LOOK, pause * 1.5)

"""Puts the examples into a sandbox: one account's workflows in every state, and a few public ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.sandbox.catalogue import BY_SLUG
from refold_nb.sandbox.examples import flows
from refold_nb.sandbox.records import Content, Execution

if TYPE_CHECKING:
    from refold_nb.sandbox.backend import Backend
    from refold_nb.sandbox.examples.sketch import Sketch
    from refold_nb.sandbox.records import Json, Workflow

ACCOUNT = "initech"
"""The linked account that has example workflows."""

_PAYLOAD: Json = {
    "type": "object",
    "properties": {
        "list_id": {"type": "string", "description": "id of the list in HubSpot"},
        "limit": {"type": "integer", "minimum": 1, "maximum": 10_000},
        "include_archived": {"type": "boolean"},
    },
    "required": ["list_id"],
}
_DAY = 86_400.0


def plant(backend: Backend, environment: str) -> None:
    """Add the examples to the records of an environment."""
    sync = _add(
        backend, environment, "prod-crm-contact-sync", "hubspot", flows.contact_sync(checks_consent=False)
    )
    backend.store.publish_draft(sync)
    backend.store.clone(sync)
    _redraw(sync, flows.contact_sync(checks_consent=True))
    backend.store.publish_draft(sync)
    # Published and with a draft again: this one has three states to compare.
    backend.store.clone(sync)
    failing = _add(
        backend, environment, "prod-billing-invoice-reconcile", "stripe", flows.invoice_reconciliation()
    )
    triage = _add(backend, environment, "prod-support-ticket-triage", "zendesk", flows.ticket_triage())
    orders = _add(backend, environment, "prod-erp-order-to-cash", "shopify", flows.order_to_cash())
    hiring = _add(backend, environment, "prod-hr-employee-onboarding", "workday", flows.onboarding())
    for workflow in (failing, triage, orders, hiring):
        backend.store.publish_draft(workflow)
    _add(backend, environment, "test-crm-lead-intake", "hubspot", flows.lead_intake())
    digest = _add(backend, environment, "prod-team-daily-digest", "slack", flows.daily_digest(), public=True)
    export = _add(
        backend, environment, "prod-crm-list-export", "google_sheets", flows.sheet_export(), public=True
    )
    export.payload_schema = _PAYLOAD
    for workflow in (digest, export):
        backend.store.publish_draft(workflow)
    # Oldest first, as runs are kept in the order of their start.
    for days, workflow in ((3, sync), (2, orders), (2, failing), (1, sync), (1, triage), (1, hiring)):
        _run(backend, workflow, days * _DAY)


def _add(
    backend: Backend, environment: str, name: str, slug: str, flow: Sketch, *, public: bool = False
) -> Workflow:
    workflow = backend.store.create(
        environment,
        None if public else ACCOUNT,
        BY_SLUG[slug].id,
        name=name,
        description=f"An example: {slug}, {len(flow.nodes)} nodes",
        nodes=flow.nodes,
        edges=flow.edges,
    )
    workflow.example = True
    return workflow


def _redraw(workflow: Workflow, flow: Sketch) -> None:
    name, description = workflow.shown.name, f"An example: {len(flow.nodes)} nodes"
    workflow.draft = Content(name, description, flow.nodes, flow.edges)


def _run(backend: Backend, workflow: Workflow, ago: float) -> None:
    content = workflow.shown
    payload = {"source": "schedule"}
    run = backend.runs.walk(workflow, content, payload)
    started = backend.clock.now() - ago
    slug = next(slug for slug, application in BY_SLUG.items() if application.id == workflow.application)
    execution = Execution(
        id=backend.store.ids.mint(started),
        workflow_id=workflow.id,
        workflow_name=content.name,
        version=workflow.current_version,
        account=ACCOUNT,
        environment=workflow.environment,
        slug=slug,
        source="SCHEDULE",
        started_at=started,
        steps=run.steps,
        payload=payload,
        return_value=run.return_value,
        error=run.error,
    )
    backend.store.executions[execution.id] = execution

"""Workflows: create, look up, publish, run, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from refold_nb.api import parsing, workflow_facts
from refold_nb.api.calls import PUBLIC, Call, flag_of, params_of, path_part
from refold_nb.api.fields import mapping
from refold_nb.api.moments import moment_param

if TYPE_CHECKING:
    from datetime import date

    from refold_nb.api.models import (
        Deleted,
        Execution,
        Json,
        Page,
        RequestStructure,
        Version,
        Workflow,
    )
    from refold_nb.api.requests import DraftRequest

WORKFLOW = f"{PUBLIC}/workflow"


def create_workflow(request: DraftRequest) -> Call[Workflow]:
    """``POST /workflow``: make a draft. No idempotency key: sent twice, it makes two."""

    def parse(document: Any) -> Workflow:
        # The newest answers leave out what the draft was attached to, which the request still knows.
        made = workflow_facts.workflow(document)
        return replace(
            made,
            slug=made.slug or request.slug,
            associated_application=made.associated_application or request.associated_application,
            description=made.description or request.description,
        )

    return Call(
        method="POST",
        path=WORKFLOW,
        json=request.body(),
        parse=parse,
        needs_account=True,
        safe=False,
        not_found_is_500=True,
    )


def list_workflows(
    *,
    page: int = 1,
    limit: int = 100,
    scope: str | None = "private",
    name: str | None = None,
    slug: str | None = None,
    application_id: str | None = None,
    published: bool | None = None,
    start_date: date | str | None = None,
    end_date: date | str | None = None,
) -> Call[Page[Workflow]]:
    """``GET /workflow``: ``name`` is a regular expression; ``scope="private"`` lists the account's own."""
    params = params_of(
        page=page,
        limit=limit,
        scope=scope,
        name=name,
        slug=slug,
        application_id=application_id,
        published=flag_of(published, "published"),
        start_date=moment_param(start_date, "start_date"),
        end_date=moment_param(end_date, "end_date", until=True),
    )
    return Call(
        method="GET",
        path=WORKFLOW,
        params=params,
        parse=parsing.page(workflow_facts.workflow),
        needs_account=scope == "private",
    )


def get_workflow(workflow_id: str) -> Call[Workflow]:
    """``GET /workflow/{id}``: draft id or published id. Documented for API keys only."""
    path = f"{WORKFLOW}/{path_part(workflow_id, 'The workflow')}"
    return Call(method="GET", path=path, parse=workflow_facts.workflow, auth="key")


def edit_workflow(workflow_id: str) -> Call[Workflow]:
    """``GET /workflow/{id}/edit``: the editable draft, cloned from the published version if there is none."""
    path = f"{WORKFLOW}/{path_part(workflow_id, 'The workflow')}/edit"
    return Call(method="GET", path=path, parse=workflow_facts.workflow, needs_account=True)


def publish_workflow(
    workflow_id: str, published: bool, *, version: int | None = None, environment: str | None = None
) -> Call[Json]:
    """``PUT /workflow/{id}/publish``: a draft id to publish, a published id to unpublish.

    ``environment`` goes along as the header that older servers want.
    """
    body: Json = {"published": published}
    if version is not None:
        body["version"] = version
    return Call(
        method="PUT",
        path=f"{WORKFLOW}/{path_part(workflow_id, 'The workflow')}/publish",
        json=body,
        headers={} if environment is None else {"environment": environment},
        parse=lambda doc: mapping(doc, "what publishing answers"),
        auth="token",
        needs_account=True,
    )


def list_versions(workflow_id: str, *, page: int = 1, limit: int = 100) -> Call[Page[Version]]:
    """``GET /workflow/versions/{id}``: newest first."""
    path = f"{WORKFLOW}/versions/{path_part(workflow_id, 'The workflow')}"
    return Call(
        method="GET", path=path, params=params_of(page=page, limit=limit), parse=parsing.page(parsing.version)
    )


def request_structure(workflow_id: str) -> Call[RequestStructure]:
    """``GET /workflow/request-structure/{id}``: what execute expects."""
    path = f"{WORKFLOW}/request-structure/{path_part(workflow_id, 'The workflow')}"
    return Call(method="GET", path=path, parse=parsing.request_structure)


def execute_workflow(
    workflow_id: str,
    slug: str,
    payload: Any,
    *,
    sync: bool = False,
    config_id: str | None = None,
    instance_tag: str | None = None,
    include_headers: bool = False,
) -> Call[Execution]:
    """``POST /workflow/{id}/execute``: the published id; the slug goes in a header."""
    optional = {
        "sync_execution": "true" if sync else None,
        "config_id": config_id,
        "instance_tag": instance_tag,
        # With hyphens, unlike the others.
        "include-headers": "true" if include_headers else None,
    }
    return Call(
        method="POST",
        path=f"{WORKFLOW}/{path_part(workflow_id, 'The workflow')}/execute",
        json={"payload": payload},
        headers={"slug": slug, **{name: value for name, value in optional.items() if value is not None}},
        parse=parsing.started,
        needs_account=True,
        safe=False,
    )


def delete_workflow(workflow_id: str) -> Call[Deleted]:
    """``DELETE /workflow/{id}``: the published id; drafts and versions go with it."""
    return Call(
        method="DELETE",
        path=f"{WORKFLOW}/{path_part(workflow_id, 'The workflow')}",
        parse=lambda doc: parsing.deleted({} if doc is None else doc),
        auth="token",
        needs_account=True,
    )


def enabled_workflows() -> Call[list[Workflow]]:
    """``GET /workflow/enabled``: the workflows that are switched on for the account."""
    return Call(
        method="GET",
        path=f"{WORKFLOW}/enabled",
        parse=parsing.array(workflow_facts.workflow),
        needs_account=True,
    )

"""Every endpoint, described once: arguments to a `Call`, whose ``parse`` turns the answer into a model."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import parsing
from .calls import Call, params_of, path_part

if TYPE_CHECKING:
    from .models import (
        Application,
        Deleted,
        Execution,
        Json,
        LinkedAccount,
        Page,
        RequestStructure,
        Version,
        Workflow,
    )
    from .requests import DraftRequest

PUBLIC = "/api/v2/public"
WORKFLOW = f"{PUBLIC}/workflow"

Moment = datetime | str | None


def create_workflow(request: DraftRequest) -> Call[Workflow]:
    """``POST /workflow``: make a draft. No idempotency key: sent twice, it makes two."""

    def parse(document: Any) -> Workflow:
        # The newest answers leave out what the draft was attached to, which the request still knows.
        made = parsing.workflow(document)
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
    start_date: Moment = None,
    end_date: Moment = None,
) -> Call[Page[Workflow]]:
    """``GET /workflow``: ``name`` is a regular expression; ``scope="private"`` lists the account's own."""
    params = params_of(
        page=page,
        limit=limit,
        scope=scope,
        name=name,
        slug=slug,
        application_id=application_id,
        published=published,
        start_date=start_date,
        end_date=end_date,
    )
    return Call(
        method="GET",
        path=WORKFLOW,
        params=params,
        parse=parsing.page(parsing.workflow),
        needs_account=scope == "private",
    )


def get_workflow(workflow_id: str) -> Call[Workflow]:
    """``GET /workflow/{id}``: draft id or published id. Documented for API keys only."""
    path = f"{WORKFLOW}/{path_part(workflow_id, 'The workflow')}"
    return Call(method="GET", path=path, parse=parsing.workflow, auth="key")


def edit_workflow(workflow_id: str) -> Call[Workflow]:
    """``GET /workflow/{id}/edit``: the editable draft, cloned from the published version if there is none."""
    path = f"{WORKFLOW}/{path_part(workflow_id, 'The workflow')}/edit"
    return Call(method="GET", path=path, parse=parsing.workflow, needs_account=True)


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
        parse=lambda doc: parsing.mapping(doc, "what publishing answers"),
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
) -> Call[Execution]:
    """``POST /workflow/{id}/execute``: the published id; the slug goes in a header."""
    optional = {
        "sync_execution": "true" if sync else None,
        "config_id": config_id,
        "instance_tag": instance_tag,
    }
    return Call(
        method="POST",
        path=f"{WORKFLOW}/{path_part(workflow_id, 'The workflow')}/execute",
        json={"payload": payload},
        headers={"slug": slug, **{name: value for name, value in optional.items() if value is not None}},
        parse=parsing.execution,
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
        method="GET", path=f"{WORKFLOW}/enabled", parse=parsing.array(parsing.workflow), needs_account=True
    )


def list_executions(*, page: int = 1, limit: int = 100, **filters: Any) -> Call[Page[Execution]]:
    """``GET /execution`` with the documented filters."""
    return Call(
        method="GET",
        path=f"{PUBLIC}/execution",
        params=params_of(page=page, limit=limit, **filters),
        parse=parsing.page(parsing.execution),
    )


def get_execution(execution_id: str) -> Call[Execution]:
    """``GET /execution/{id}``: status and every node of one run."""
    path = f"{PUBLIC}/execution/{path_part(execution_id, 'The execution')}"
    return Call(method="GET", path=path, parse=parsing.execution)


def create_session_token(linked_account_id: str, *, force_refresh: bool = False) -> Call[Json]:
    """``POST /session-token``: mint a token for an account. Minting twice does no harm, so it is safe."""
    return Call(
        method="POST",
        path=f"{PUBLIC}/session-token",
        params=params_of(force_refresh=force_refresh or None),
        json={"linked_account_id": linked_account_id},
        parse=lambda doc: parsing.mapping(doc, "a session token"),
        auth="key",
    )


def revoke_session_token() -> Call[Json]:
    """``POST /session-token/revoke``: end the tokens of the account that this token names."""
    path = f"{PUBLIC}/session-token/revoke"
    return Call(
        method="POST",
        path=path,
        parse=lambda doc: parsing.mapping({} if doc is None else doc, "the outcome of a revoke"),
        auth="token",
    )


def active_linked_account() -> Call[LinkedAccount]:
    """``GET /session/active-linked-account``: the account that the token names."""
    path = f"{PUBLIC}/session/active-linked-account"
    return Call(method="GET", path=path, parse=parsing.linked_account, auth="token")


def list_applications() -> Call[list[Application]]:
    """``GET /application``: the catalogue, less the default custom application."""
    return Call(
        method="GET",
        path=f"{PUBLIC}/application",
        parse=parsing.array(parsing.application),
        auth="key",
        needs_account=True,
    )


def get_application(slug: str) -> Call[Application]:
    """``GET /application/{slug}``."""
    path = f"{PUBLIC}/application/{path_part(slug, 'The slug')}"
    return Call(method="GET", path=path, parse=parsing.application, auth="key", needs_account=True)


def list_linked_accounts(*, page: int = 1, limit: int = 100) -> Call[Page[LinkedAccount]]:
    """``GET /linked-account``: the organisation's customers."""
    return Call(
        method="GET",
        path=f"{PUBLIC}/linked-account",
        params=params_of(page=page, limit=limit),
        parse=parsing.page(parsing.linked_account),
        auth="key",
    )


def create_linked_account(account_id: str, name: str | None, udf: Json | None) -> Call[LinkedAccount]:
    """``POST /linked-account``: add a customer."""
    body = {"account_id": account_id, "name": name, "udf": udf}
    return Call(
        method="POST",
        path=f"{PUBLIC}/linked-account",
        json={key: value for key, value in body.items() if value is not None},
        parse=parsing.linked_account,
        auth="key",
        safe=False,
    )

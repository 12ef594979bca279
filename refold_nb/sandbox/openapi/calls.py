"""What the description says of each call beyond its method, path and who may make it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from refold_nb.sandbox.calls.paging import MAX_NUMBER
from refold_nb.sandbox.openapi.shapes import FLAG, ID, MOMENT, TEXT

if TYPE_CHECKING:
    from refold_nb.sandbox.records import Json

_COUNT: Json = {"type": "integer", "minimum": 1, "maximum": MAX_NUMBER}
_DAY_OR_MOMENT: Json = {"anyOf": [MOMENT, {"type": "string", "format": "date"}]}
PAGES: Json = {"page": {**_COUNT, "default": 1}, "limit": {**_COUNT, "default": 10}}
_DATES: Json = {"start_date": _DAY_OR_MOMENT, "end_date": _DAY_OR_MOMENT}
_SWITCH: Json = {"type": "string", "enum": ["true", "false"]}


@dataclass(frozen=True, slots=True)
class Link:
    """What can be called next, with an id taken from the answer."""

    call: str
    pointer: str
    parameter: str = "id"
    body: Json | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """The words, parameters and shapes of one call."""

    summary: str
    answer: str
    query: Json = field(default_factory=dict)
    headers: Json = field(default_factory=dict)
    """Optional unless named in `needs`."""
    needs: frozenset[str] = frozenset()
    body: str | None = None
    refusals: tuple[int, ...] = ()
    links: tuple[Link, ...] = ()


_AFTER_CREATE: tuple[tuple[str, Json | None], ...] = (
    ("GET /workflow/{id}", None),
    ("GET /workflow/{id}/edit", None),
    ("GET /workflow/versions/{id}", None),
    ("GET /workflow/request-structure/{id}", None),
    ("PUT /workflow/{id}/publish", {"published": True}),
    ("DELETE /workflow/{id}", None),
)
_AFTER_PUBLISH: tuple[tuple[str, Json | None], ...] = (
    ("GET /workflow/{id}/edit", None),
    ("GET /workflow/versions/{id}", None),
    ("POST /workflow/{id}/execute", {"payload": {}}),
    ("PUT /workflow/{id}/publish", {"published": False}),
    ("DELETE /workflow/{id}", None),
)

CALLS: dict[str, Described] = {
    "POST /workflow": Described(
        "Create a private workflow: an unpublished draft with one start node",
        "CreatedWorkflow",
        body="NewWorkflow",
        refusals=(404, 500),
        links=tuple(Link(call, "/workflow/_id", body=body) for call, body in _AFTER_CREATE),
    ),
    "GET /workflow": Described(
        "List private or public workflows, newest first",
        "WorkflowPage",
        query={
            **PAGES,
            **_DATES,
            "scope": {"type": "string", "enum": ["private", "public"]},
            **dict.fromkeys(("slug", "application_id"), TEXT),
            "name": {"type": "string", "format": "regex"},
            "published": FLAG,
        },
        refusals=(404,),
    ),
    "GET /workflow/enabled": Described(
        "List the published workflows that the linked account can run", "EnabledWorkflows", refusals=(404,)
    ),
    "GET /workflow/{id}": Described("Read a workflow", "Workflow", refusals=(403, 404)),
    "GET /workflow/{id}/edit": Described(
        "Get the editable draft; without one, the published version is cloned",
        "Draft",
        refusals=(403, 404),
        links=(
            Link("PUT /workflow/{id}/publish", "/_id", body={"published": True}),
            Link("POST /workflow/{id}/execute", "/associated_workflow", body={"payload": {}}),
        ),
    ),
    "PUT /workflow/{id}/publish": Described(
        "Publish a draft, or unpublish a published workflow",
        "Published",
        headers={"environment": TEXT},
        body="Publish",
        refusals=(403, 404),
        links=tuple(Link(call, "/_id", body=body) for call, body in _AFTER_PUBLISH),
    ),
    "GET /workflow/versions/{id}": Described(
        "List a workflow's versions, newest first",
        "VersionPage",
        query=PAGES,
        refusals=(403, 404),
    ),
    "GET /workflow/request-structure/{id}": Described(
        "Learn what execute expects", "RequestStructure", refusals=(403, 404)
    ),
    "POST /workflow/{id}/execute": Described(
        "Run a published workflow",
        "Started",
        headers={
            "slug": {**TEXT, "minLength": 1},
            "sync_execution": _SWITCH,
            **dict.fromkeys(("config_id", "instance_tag", "include-headers"), TEXT),
        },
        needs=frozenset({"slug"}),
        body="Execute",
        refusals=(403, 404),
        links=(Link("GET /execution/{id}", "/execution_id"),),
    ),
    "DELETE /workflow/{id}": Described(
        "Delete a workflow with its drafts and versions", "Deleted", refusals=(403, 404)
    ),
    "GET /execution": Described(
        "List runs, newest first",
        "ExecutionPage",
        query={
            **PAGES,
            **_DATES,
            **dict.fromkeys(
                ("slug", "status", "workflow_id", "execution_id", "execution_type", "execution_source"), TEXT
            ),
            "workflow_name": {"type": "string", "format": "regex"},
            "sortAsc": FLAG,
        },
        refusals=(404,),
    ),
    "GET /execution/{id}": Described("Read a run, node by node", "ExecutionReport", refusals=(403, 404)),
    "POST /session-token": Described(
        "Get a session token for a linked account",
        "Token",
        query={"force_refresh": FLAG},
        body="TokenRequest",
    ),
    "POST /session-token/revoke": Described("End every token of the linked account", "Revoked"),
    "GET /session/active-linked-account": Described("Read the account that the token names", "LinkedAccount"),
    "GET /application": Described(
        "List the applications, or read one by its slug",
        "Applications",
        query={"slug": TEXT},
        refusals=(404,),
    ),
    "GET /application/{slug}": Described("Read an application", "Application", refusals=(404,)),
    "GET /linked-account": Described("List the linked accounts", "LinkedAccountPage", query=PAGES),
    "POST /linked-account": Described(
        "Create a linked account, or rename it", "CreatedLinkedAccount", body="NewLinkedAccount"
    ),
}

PATH_PARAMETERS: dict[str, Json] = {"id": ID, "slug": TEXT}

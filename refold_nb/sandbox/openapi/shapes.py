"""JSON Schemas of what goes in and comes out, for either generation of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from refold_nb.sandbox.records import Json

TEXT: Json = {"type": "string"}
FLAG: Json = {"type": "boolean"}
COUNT: Json = {"type": "integer", "minimum": 0}
OBJECT: Json = {"type": "object"}
ID: Json = {"type": "string", "pattern": "^[0-9a-f]{24}$"}
MOMENT: Json = {"type": "string", "format": "date-time"}
ENVIRONMENT: Json = {"type": "string", "enum": ["test", "production"]}
OBJECTS: Json = {"type": "array", "items": OBJECT}


def or_null(schema: Json) -> Json:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def of(name: str) -> Json:
    """A reference to a named shape."""
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(name: str) -> Json:
    """An array of a named shape."""
    return {"type": "array", "items": of(name)}


def record(fields: Json, *, optional: tuple[str, ...] = (), closed: bool = False) -> Json:
    """An object with these fields; further ones may come unless it is `closed`."""
    required = [name for name in fields if name not in optional]
    schema: Json = {"type": "object", "properties": fields, "required": required}
    return {**schema, "additionalProperties": False} if closed else schema


def page_of(name: str) -> Json:
    """A page of a named shape."""
    fields: dict[str, Any] = {
        "docs": list_of(name),
        **dict.fromkeys(("totalDocs", "limit", "page", "totalPages", "pagingCounter"), COUNT),
        **dict.fromkeys(("hasPrevPage", "hasNextPage"), FLAG),
        **dict.fromkeys(("prevPage", "nextPage"), or_null(COUNT)),
    }
    return record(fields)


def shapes(*, older: bool) -> Json:
    """Every named shape, as the generation answers it."""
    created = record({"_id": ID, "name": TEXT, "nodes": OBJECTS, "createdAt": MOMENT, "updatedAt": MOMENT})
    wrapped = record({"workflow": created})
    row = {"_id": ID, "name": TEXT, "published": FLAG, "slug": TEXT}
    return {
        "Error": _error(),
        "NewWorkflow": record(
            {
                **dict.fromkeys(("name", "slug", "associated_application", "description"), TEXT),
                **dict.fromkeys(("nodes", "edges"), OBJECTS),
            },
            optional=(
                "slug",
                "associated_application",
                "description",
                "nodes",
                "edges",
                *(() if older else ("name",)),
            ),
        ),
        # Older answers come in both forms, the workflow under its name or on its own.
        "CreatedWorkflow": {"anyOf": [wrapped, created]} if older else wrapped,
        "WorkflowRow": record({**row, "createdAt": MOMENT, "environment": ENVIRONMENT} if older else row),
        "WorkflowPage": page_of("WorkflowRow"),
        "Workflow": record(
            {
                **row,
                "associated_application": ID,
                "is_v2": FLAG,
                "nodes": OBJECTS,
                "edges": OBJECTS,
                "environment": ENVIRONMENT,
            }
        ),
        "Draft": record(
            {
                **dict.fromkeys(("_id", "associated_workflow"), ID),
                "name": TEXT,
                **dict.fromkeys(("nodes", "edges", "data_slots"), OBJECTS),
                **dict.fromkeys(("createdAt", "updatedAt"), MOMENT),
            }
        ),
        "Publish": record(
            {"published": FLAG, "version": {"type": "integer"}, "description": TEXT},
            optional=("version", "description"),
        ),
        "Published": record(
            {"published": FLAG, "current_version": COUNT, "updatedAt": MOMENT}
            if older
            else {"_id": ID, "name": TEXT, "published": FLAG, "nodes": OBJECTS}
        ),
        "Version": record({"version": COUNT, "_id": ID, "createdAt": MOMENT}),
        "VersionPage": page_of("Version"),
        "RequestStructure": record(
            dict.fromkeys(("payload", "schema", "schema_interpreted"), or_null(OBJECT))
        ),
        "Deleted": record(
            {"message": TEXT, "successfullyDeletedTriggers": COUNT}
            if older
            else {"success": FLAG, "triggers_deregistered": COUNT}
        ),
        "EnabledWorkflow": record(
            {"id": ID, "name": TEXT, "application": OBJECT, "createdAt": MOMENT, "updatedAt": MOMENT}
        ),
        "EnabledWorkflows": list_of("EnabledWorkflow"),
        "Execute": record({"payload": OBJECT}, optional=("payload",)),
        "Started": record({"message": TEXT, "execution_id": ID}),
        "Execution": record(_execution()),
        "ExecutionReport": record({**_execution(), "nodes": list_of("ExecutedNode")}),
        "ExecutedNode": record(
            {
                **dict.fromkeys(("node_id", "node_name", "node_type"), TEXT),
                "node_status": {"enum": ["Success", "Failed", "Skipped", "Running", "Pending"]},
                "is_batch": FLAG,
                "attempts_made": COUNT,
                "execution_time": or_null(COUNT),
            }
        ),
        "ExecutionPage": page_of("Execution"),
        "TokenRequest": record({"linked_account_id": {**TEXT, "minLength": 1}}),
        "Token": record(
            {"token": TEXT}
            if older
            else {"token": TEXT, "refresh_token": TEXT, "expires_in": COUNT, "refresh_expires_in": COUNT}
        ),
        "Revoked": record({"success": FLAG, "revoked_count": COUNT}),
        "Application": record(
            {
                **dict.fromkeys(("name", "slug", "type", "icon"), TEXT),
                "app_id": ID,
                "auth_type": {"enum": ["oauth2", "keybased"]},
                "tags": {"type": "array", "items": TEXT},
                "connected": FLAG,
                "connected_accounts": OBJECTS,
                "reauth_required": FLAG,
            }
        ),
        "Applications": {"anyOf": [list_of("Application"), of("Application")]},
        "NewLinkedAccount": record(
            {"account_id": {**TEXT, "minLength": 1}, "name": TEXT, "udf": OBJECT}, optional=("name", "udf")
        ),
        "CreatedLinkedAccount": record(_account()),
        "LinkedAccount": record(
            {**_account(), "associated_org": ID, "createdAt": MOMENT, "updatedAt": MOMENT}
        ),
        "LinkedAccountPage": page_of("LinkedAccount"),
    }


def _account() -> Json:
    return {"_id": ID, "account_id": TEXT, "name": TEXT, "environment": ENVIRONMENT}


def _execution() -> Json:
    return {
        "_id": ID,
        "name": TEXT,
        "workflow_id": ID,
        "status": {"enum": ["RUNNING", "COMPLETED", "ERRORED"]},
        "completion_percentage": {**COUNT, "maximum": 100},
        "execution_source": {"enum": ["API_CALL", "SCHEDULE", "Event"]},
        **dict.fromkeys(("createdAt", "updatedAt"), MOMENT),
    }


def _error() -> Json:
    described = record(
        {
            "status_code": {"type": "integer"},
            **dict.fromkeys(("http_error_type", "error", "error_code", "message"), TEXT),
            "request_id": {"type": "string", "format": "uuid"},
        },
        optional=("error", "error_code", "request_id"),
    )
    # The one documented error without a status: execute without a slug.
    bare = record({"message": {"const": "Server Error"}, "error": TEXT}, closed=True)
    return {"anyOf": [described, bare]}

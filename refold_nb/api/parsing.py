"""Answers of any generation of the API to models; unknown fields are kept in ``raw``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from .models import (
    Application,
    Deleted,
    Edge,
    Execution,
    Json,
    LinkedAccount,
    Node,
    NodeRun,
    Page,
    RequestStructure,
    Version,
    Workflow,
)
from .requests import is_object_id

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


_JSON_KINDS = {
    type(None): "nothing",
    list: "an array",
    bool: "true or false",
    int: "a number",
    float: "a number",
}


class Unreadable(ValueError):
    """The answer has not the shape of any generation of the API; the text says what is missing."""


def mapping(document: Any, what: str) -> Json:
    """Return ``document`` if it is a JSON object, else say what was expected."""
    if not isinstance(document, dict):
        raise Unreadable(f"expected {what}, got {_JSON_KINDS.get(type(document), 'text')}")
    return document


def text(value: Any) -> str | None:
    """Text of a scalar; ``None`` for anything else: a server's odd field must not fail the answer."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def integer(value: Any) -> int | None:
    found = number(value)
    return int(found) if found is not None and found == found and abs(found) < 2**63 else None


def flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def moment(value: Any) -> datetime | None:
    """Read an ISO 8601 time; one without a zone is UTC, as all of Refold's are."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def moment_of_id(object_id: str) -> datetime | None:
    """Read the creation time that the first 8 of an id's 24 hex digits hold, in seconds since the epoch."""
    return datetime.fromtimestamp(int(object_id[:8], 16), UTC) if is_object_id(object_id) else None


def objects(value: Any) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else []
    return tuple(found for found in map(text, items) if found is not None)


def node(doc: Json) -> Node:
    return Node(
        id=text(doc.get("id")) or text(doc.get("_id")) or "",
        type=text(doc.get("type")) or "",
        name=text(doc.get("name")),
        incoming_nodes=texts(doc.get("incoming_nodes")),
        outgoing_nodes=texts(doc.get("outgoing_nodes")),
        raw=doc,
    )


def edge(doc: Json) -> Edge:
    return Edge(
        source=text(doc.get("source")) or "",
        target=text(doc.get("target")) or "",
        source_handle=text(doc.get("sourceHandle")),
        target_handle=text(doc.get("targetHandle")),
        raw=doc,
    )


def workflow(document: Any) -> Workflow:
    """Read a workflow, under ``workflow`` or at the top level.

    Raises:
        Unreadable: it has no id.
    """
    doc = mapping(document, "a workflow")
    inner = doc.get("workflow")
    if isinstance(inner, dict):
        doc = inner
    found_id = text(doc.get("_id")) or text(doc.get("id"))
    if not found_id:
        raise Unreadable("expected a workflow, but the answer has no _id")
    # Older lists send the application as an object, everything newer as an id beside a slug.
    application = doc.get("associated_application")
    inside = application if isinstance(application, dict) else {}
    return Workflow(
        id=found_id,
        name=text(doc.get("name")) or "",
        published=doc.get("published") is True,
        nodes=tuple(map(node, objects(doc.get("nodes")))),
        edges=tuple(map(edge, objects(doc.get("edges")))),
        created_at=moment(doc.get("createdAt")) or moment_of_id(found_id),
        updated_at=moment(doc.get("updatedAt")),
        slug=text(doc.get("slug")) or text(inside.get("slug")),
        associated_application=text(application) or text(inside.get("_id")),
        associated_workflow=text(doc.get("associated_workflow")),
        description=text(doc.get("description")),
        linked_account_id=text(doc.get("linked_account_id")),
        environment=text(doc.get("environment")),
        version=text(doc.get("current_version")) or text(doc.get("version")),
        raw=doc,
    )


def application(document: Any) -> Application:
    doc = mapping(document, "an application")
    slug = text(doc.get("slug")) or ""
    name = text(doc.get("name")) or slug
    if not (slug or name):
        raise Unreadable("expected an application, but the answer has neither name nor slug")
    return Application(
        id=text(doc.get("app_id")) or text(doc.get("_id")) or text(doc.get("id")) or "",
        name=name,
        slug=slug,
        type=text(doc.get("type")),
        auth_type=text(doc.get("auth_type")),
        connected=flag(doc.get("connected")),
        tags=texts(doc.get("tags")),
        raw=doc,
    )


def linked_account(document: Any) -> LinkedAccount:
    doc = mapping(document, "a linked account")
    account = text(doc.get("account_id")) or text(doc.get("linked_account_id")) or text(doc.get("_id"))
    if not account:
        raise Unreadable("expected a linked account, but the answer has no account_id")
    return LinkedAccount(
        id=text(doc.get("_id")) or "",
        account_id=account,
        name=text(doc.get("name")),
        environment=text(doc.get("environment")),
        created_at=moment(doc.get("createdAt")),
        updated_at=moment(doc.get("updatedAt")),
        raw=doc,
    )


def version(document: Any) -> Version:
    doc = mapping(document, "a version")
    return Version(
        version=text(doc.get("version")) or "",
        id=text(doc.get("_id")) or "",
        created_at=moment(doc.get("createdAt")),
        raw=doc,
    )


def request_structure(document: Any) -> RequestStructure:
    doc = mapping(document, "a request structure")
    schema = doc.get("schema")
    return RequestStructure(
        payload=doc.get("payload"),
        schema=schema if isinstance(schema, dict) else None,
        schema_interpreted=doc.get("schema_interpreted"),
        raw=doc,
    )


def node_run(doc: Json) -> NodeRun:
    return NodeRun(
        node_id=text(doc.get("node_id")) or "",
        node_name=text(doc.get("node_name")),
        node_type=text(doc.get("node_type")),
        status=text(doc.get("node_status")),
        is_batch=flag(doc.get("is_batch")),
        attempts=integer(doc.get("attempts_made")),
        execution_time=number(doc.get("execution_time")),
        latest_output=doc.get("latest_output"),
        raw=doc,
    )


def execution(document: Any) -> Execution:
    """Read an execution: of the list, of a look-up, or what execute answered at once."""
    doc = mapping(document, "an execution")
    failure = doc.get("execution_error")
    if isinstance(failure, dict):
        failure = failure.get("message")
    return Execution(
        id=text(doc.get("execution_id")) or text(doc.get("_id")) or text(doc.get("id")) or "",
        name=text(doc.get("name")) or text(doc.get("workflow_name")),
        status=text(doc.get("status")),
        workflow_id=text(doc.get("workflow_id")) or text(doc.get("associated_workflow")),
        completion_percentage=number(doc.get("completion_percentage")),
        nodes=tuple(map(node_run, objects(doc.get("nodes")))),
        created_at=moment(doc.get("createdAt")),
        updated_at=moment(doc.get("updatedAt")),
        return_value=doc.get("return_value"),
        errored=flag(doc.get("errored")),
        error=text(failure),
        raw=doc,
    )


def deleted(document: Any) -> Deleted:
    """Read what a delete answered: ``success`` of the newest generation, or the older ``message``."""
    doc = mapping(document, "the outcome of a delete")
    triggers = doc.get("triggers_deregistered", doc.get("successfullyDeletedTriggers"))
    count = len(triggers) if isinstance(triggers, list) else integer(triggers)
    return Deleted(success=doc.get("success") is not False, triggers_deregistered=count, raw=doc)


def page(item: Callable[[Any], T]) -> Callable[[Any], Page[T]]:
    """Return a reader of pages whose rows are read by ``item``; a bare array is one whole page."""

    def read(document: Any) -> Page[T]:
        if isinstance(document, list):
            return Page(tuple(map(item, document)), raw={"docs": document})
        doc = mapping(document, "a page")
        docs = doc.get("docs")
        if not isinstance(docs, list):
            raise Unreadable("expected a page, but the answer has no docs")
        here, pages = integer(doc.get("page")) or 1, integer(doc.get("totalPages"))
        following = flag(doc.get("hasNextPage"))
        return Page(
            docs=tuple(map(item, docs)),
            page=here,
            limit=integer(doc.get("limit")),
            total_docs=integer(doc.get("totalDocs")),
            total_pages=pages,
            has_next_page=following
            if following is not None
            else bool(docs) and pages is not None and here < pages,
            raw=doc,
        )

    return read


def array(item: Callable[[Any], T]) -> Callable[[Any], list[T]]:
    """Return a reader of arrays (or of pages, or of one bare object) whose rows are read by ``item``."""

    def read(document: Any) -> list[T]:
        if isinstance(document, dict):
            docs = document.get("docs", document.get("data"))
            document = docs if isinstance(docs, list) else [document]
        if not isinstance(document, list):
            raise Unreadable(f"expected an array, got {_JSON_KINDS.get(type(document), 'text')}")
        return [item(row) for row in document]

    return read

"""Answers of any generation of the API to models; unknown fields are kept in ``raw``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .fields import Unreadable, flag, integer, mapping, moment, number, objects, text, texts
from .models import (
    Application,
    Deleted,
    Execution,
    Json,
    LinkedAccount,
    NodeRun,
    Page,
    RequestStructure,
    Version,
)

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


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
        version=integer(doc.get("version")),
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
        status_code=integer(doc.get("status_code")),
        error=_failure(doc.get("execution_error")),
        raw=doc,
    )


def _failure(said: Any) -> str | None:
    found = text(said.get("message")) or text(said.get("error")) if isinstance(said, dict) else text(said)
    # In whatever form it comes, that a run failed must not go without a word.
    return found or (str(said) if said else None)


def started(document: Any) -> Execution:
    """Read what execute answered.

    Raises:
        Unreadable: it names no execution, and holds no outcome either.
    """
    found = execution(document)
    if not found.id and "return_value" not in found.raw and found.errored is None:
        raise Unreadable("expected an execution, but the answer has no execution_id")
    return found


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
        docs = doc.get("docs", doc.get("data"))
        if docs is None and doc.get("totalDocs") == 0:
            docs = []
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
            raw={**doc, "docs": docs},
        )

    return read


def array(item: Callable[[Any], T]) -> Callable[[Any], list[T]]:
    """Return a reader of arrays (or of pages, or of one bare object) whose rows are read by ``item``."""

    def read(document: Any) -> list[T]:
        if isinstance(document, dict):
            docs = document.get("docs", document.get("data"))
            document = docs if isinstance(docs, list) else [document]
        if not isinstance(document, list):
            raise Unreadable("expected an array")
        return [item(row) for row in document]

    return read

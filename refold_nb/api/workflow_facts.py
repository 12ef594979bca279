"""What any generation of the API's answers says of a workflow, fact by fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .fields import Unreadable, mapping, moment, moment_of_id, objects, text, texts
from .models import Edge, Json, Node, Workflow

if TYPE_CHECKING:
    from collections.abc import Callable


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


def _text(name: str) -> Callable[[Json], str | None]:
    def read(doc: Json) -> str | None:
        value = doc.get(name)
        return value if value is None or type(value) is str else text(value)

    return read


def _id(doc: Json) -> str:
    return text(doc.get("_id")) or text(doc.get("id")) or ""


# Older lists send the application as an object, everything newer as an id beside a slug.
def _application(doc: Json) -> Any:
    return doc.get("associated_application") or doc.get("application")


def _slug(doc: Json) -> str | None:
    found = text(doc.get("slug"))
    application = None if found else _application(doc)
    return text(application.get("slug")) if isinstance(application, dict) else found


def _application_id(doc: Json) -> str | None:
    application = _application(doc)
    if isinstance(application, dict):
        return _id(application) or text(application.get("app_id"))
    return text(application)


FACTS: dict[str, Callable[[Json], Any]] = {
    "id": _id,
    "name": lambda doc: text(doc.get("name")) or "",
    "published": lambda doc: doc.get("published") is True,
    "nodes": lambda doc: tuple(map(node, objects(doc.get("nodes")))),
    "edges": lambda doc: tuple(map(edge, objects(doc.get("edges")))),
    "created_at": lambda doc: moment(doc.get("createdAt")) or moment_of_id(_id(doc)),
    "updated_at": lambda doc: moment(doc.get("updatedAt")),
    "slug": _slug,
    "associated_application": _application_id,
    "associated_workflow": _text("associated_workflow"),
    "description": _text("description"),
    "linked_account_id": _text("linked_account_id"),
    "environment": _text("environment"),
    "version": lambda doc: text(doc.get("current_version", doc.get("version"))),
}
"""Each field of `Workflow`, read from a document. A long list's frame takes the few that it shows."""


def workflow_document(document: Any) -> Json:
    """Return the part of an answer that is the workflow: under ``workflow``, or the answer itself.

    Raises:
        Unreadable: it has no id.
    """
    doc = mapping(document, "a workflow")
    inner = doc.get("workflow")
    if isinstance(inner, dict):
        doc = inner
    if not _id(doc):
        raise Unreadable("expected a workflow, but the answer has no _id")
    return doc


def workflow(document: Any) -> Workflow:
    """Read a workflow, under ``workflow`` or at the top level.

    Raises:
        Unreadable: it has no id.
    """
    doc = workflow_document(document)
    return Workflow(raw=doc, **{name: read(doc) for name, read in FACTS.items()})

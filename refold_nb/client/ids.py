"""Draft ids and published ids, told apart: the wrong one explains itself before anything is sent."""

from __future__ import annotations

from typing import Literal

from refold_nb.api import InvalidRequest
from refold_nb.api.models import Workflow

Kind = Literal["draft", "published", "version"]


class DraftId(str):
    """The id of an unpublished draft: publishing takes it."""

    __slots__ = ()


class PublishedId(str):
    """The id of a published workflow: executing, unpublishing and deleting take it."""

    __slots__ = ()


# Rows of lists are not noted: ten thousand of them would stay in memory, and each carries its type itself.
class KnownIds:
    """What this process has learned about ids from answers that leave no doubt."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        self._parents: dict[str, str] = {}

    def learn(self, workflow_id: str, kind: Kind, parent: str | None = None) -> None:
        """Note of what kind an id is, and the published id that it belongs to, where that is known."""
        self._kinds[workflow_id.lower()] = kind
        if parent:
            self._parents[workflow_id.lower()] = parent

    def kind(self, workflow_id: str) -> Kind | None:
        """Return the kind of an id: by its type, or as it was learned; ``None`` if neither tells."""
        if isinstance(workflow_id, PublishedId):
            return "published"
        # A draft's id names a snapshot after publishing: what was learned last counts.
        return self._kinds.get(workflow_id.lower(), "draft" if isinstance(workflow_id, DraftId) else None)

    def parent(self, workflow_id: str) -> str | None:
        """Return the published id that a draft or version belongs to."""
        return self._parents.get(workflow_id.lower())

    def typed(self, workflow_id: str) -> str:
        """Return the id with its type, where its kind is known."""
        kind = self.kind(workflow_id)
        if kind == "draft":
            return DraftId(workflow_id)
        return PublishedId(workflow_id) if kind == "published" else workflow_id


_OF_PUBLISHED = {"execute", "unpublish", "roll_back", "versions", "request_structure", "draft"}
_KIND_WORDS = {
    "draft": "a draft id",
    "published": "a published id",
    "version": "the id of a published version",
}


def wrong_id(verb: str, workflow_id: str, kind: Kind, other: str | None) -> InvalidRequest:
    """Return the error for an id of the wrong kind.

    Args:
        verb: what was to be done, such as ``Executing``.
        other: the id that was meant, where it is known.
    """
    if verb == "Publishing":
        wanted = "the draft id"
        way = f"client.workflows.draft({str(workflow_id)!r}) gives the draft to edit and publish"
    else:
        wanted = "the published id"
        way = f"it is {other}" if other else "publish the draft: what publishing returns has it"
    return InvalidRequest(
        f"{workflow_id} is {_KIND_WORDS[kind]}. {verb} takes {wanted}: {way}. Nothing was sent.",
        field="workflow_id",
    )


def not_there(kind: Kind, workflow_id: str, name: str) -> str | None:
    """Say why a workflow lacks a method that another kind of it has; ``None`` if none has it."""
    if kind == "draft" and name in _OF_PUBLISHED:
        return (
            f"{workflow_id} is a draft, and only a published workflow has .{name}(): .publish() returns it."
        )
    if kind == "published" and name == "publish":
        return f"{workflow_id} is published already: .draft() returns its draft, which has .publish()."
    if kind == "version" and name in {*_OF_PUBLISHED, "publish", "delete"}:
        return (
            f"{workflow_id} is a published version, to look at, compare and copy: the published workflow or"
            f" its draft has .{name}()."
        )
    return None


def split(workflow: str | Workflow) -> tuple[str, Workflow | None]:
    """Return the id of a workflow that was given by its id or as an object, and the object.

    Raises:
        InvalidRequest: it is neither.
    """
    # An object is taken wherever an id is: what people have at hand is the object.
    if isinstance(workflow, Workflow):
        return workflow.id, workflow
    if not isinstance(workflow, str) or not workflow.strip():
        raise InvalidRequest(
            f"A workflow is given by its id (24 hex digits) or as an object, not {str(workflow)[:80]!r}.",
            field="workflow_id",
        )
    return (workflow if isinstance(workflow, DraftId | PublishedId) else workflow.strip()), None

"""What a sandbox remembers: linked accounts, workflows with their drafts and versions, executions."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Role = Literal["draft", "published", "version"]


# Shared by all new drafts, for a sandbox replaces nodes and edges and never changes them in place: with fewer
# objects to look through, the garbage collector takes a third less of the time of a create.
NEW_NODES: list[Json] = [
    {"id": "1", "type": "start", "incoming_nodes": [], "outgoing_nodes": [], "data": None}
]
"""The one node of a new draft, with exactly the documented fields."""
NO_EDGES: list[Json] = []


@dataclass(slots=True)
class Account:
    """A linked account: one customer of the organisation, in one environment."""

    id: str
    account_id: str
    name: str
    environment: str
    created_at: float
    updated_at: float
    udf: Json = field(default_factory=dict)


@dataclass(slots=True)
class Content:
    """What is edited, published and kept as a version."""

    name: str
    description: str | None
    nodes: list[Json]
    edges: list[Json]

    def copy(self) -> Content:
        """A copy that shares nothing with this one."""
        return copy.deepcopy(self)


@dataclass(slots=True)
class Version:
    """A published snapshot. It keeps the id of the draft that it was published from."""

    id: str
    number: int
    created_at: float
    content: Content


@dataclass(slots=True)
class Workflow:
    """A workflow with all that belongs to it.

    `id` is the published id, fixed from the beginning; a draft has an id of its own, and there may be none.
    """

    id: str
    account: str | None
    environment: str
    application: str
    created_at: float
    updated_at: float
    draft_id: str | None = None
    draft: Content | None = None
    published: bool = False
    current_version: int = 0
    versions: list[Version] = field(default_factory=list)
    payload_schema: Json | None = None
    example: bool = False

    def role(self, own_id: str) -> Role:
        """What one of its ids names."""
        return "published" if own_id == self.id else "draft" if own_id == self.draft_id else "version"

    @property
    def live(self) -> Content | None:
        """The version that was published last, or None."""
        version = self.version(self.current_version)
        return version.content if version else None

    @property
    def shown(self) -> Content:
        """What stands for the workflow in a list: the published content, or the draft before there is one."""
        content = self.live or self.draft
        if content is None:
            raise LookupError(self.id)
        return content

    @property
    def public_id(self) -> str:
        """The id that a list shows: the draft's until the workflow has been published once."""
        return self.id if self.versions or self.draft_id is None else self.draft_id

    def version(self, number: int) -> Version | None:
        """The snapshot with this number, or None."""
        return next((version for version in self.versions if version.number == number), None)


@dataclass(slots=True)
class Step:
    """One node of a run: when it begins and ends (seconds after the run's start) and what came of it."""

    node_id: str
    node_name: str
    node_type: str
    begins: float
    ends: float
    outcome: Literal["Success", "Failed", "Skipped"]
    output: Any = None
    error: str | None = None
    attempts: int = 1
    is_batch: bool = False


@dataclass(slots=True)
class Execution:
    """A run, decided when it starts and revealed as the clock passes its steps."""

    id: str
    workflow_id: str
    workflow_name: str
    version: int
    account: str | None
    environment: str
    slug: str
    source: str
    started_at: float
    steps: list[Step]
    payload: Json
    return_value: Any = None
    error: str | None = None
    synchronous: bool = False
    config_id: str | None = None
    instance_tag: str | None = None

    @property
    def duration(self) -> float:
        """Seconds from the first step's beginning to the last one's end."""
        return max((step.ends for step in self.steps), default=0.0)

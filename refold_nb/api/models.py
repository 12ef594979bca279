"""What the API answers, typed. Every model keeps the whole answer in ``raw``; unknown fields never fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

T = TypeVar("T")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a workflow. ``id`` and ``type`` are as the API sent them, as text."""

    id: str
    type: str
    name: str | None = None
    incoming_nodes: tuple[str, ...] = ()
    outgoing_nodes: tuple[str, ...] = ()
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Edge:
    """One connection between two nodes, by their ids; the handles name the way out of a condition."""

    source: str
    target: str
    source_handle: str | None = None
    target_handle: str | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """A workflow as one of the API's answers described it.

    ``id`` is the draft id of a draft and the published id of a published workflow: Refold gives the two
    different ids. ``associated_workflow`` is the id of the parent record that both belong to. What an answer
    leaves out is ``None`` (``published``: False, ``nodes`` and ``edges``: empty).
    """

    id: str
    name: str
    published: bool = False
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    slug: str | None = None
    associated_application: str | None = None
    associated_workflow: str | None = None
    description: str | None = None
    linked_account_id: str | None = None
    environment: str | None = None
    version: str | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Application:
    """An application of the catalogue. ``id`` is its ``app_id``."""

    id: str
    name: str
    slug: str
    type: str | None = None
    auth_type: str | None = None
    connected: bool | None = None
    tags: tuple[str, ...] = ()
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """One customer of the organisation. ``account_id`` is what the header ``linked_account_id`` takes."""

    id: str
    account_id: str
    name: str | None = None
    environment: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Version:
    """One published version of a workflow: its number and the id of its snapshot."""

    version: int | None
    id: str
    created_at: datetime | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class RequestStructure:
    """What a workflow expects to be executed with; each part may be missing."""

    payload: Any = None
    schema: Json | None = None
    schema_interpreted: Any = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class NodeRun:
    """One node of an execution. ``execution_time`` is in milliseconds."""

    node_id: str
    node_name: str | None = None
    node_type: str | None = None
    status: str | None = None
    is_batch: bool | None = None
    attempts: int | None = None
    execution_time: float | None = None
    latest_output: Any = field(default=None, repr=False)
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Execution:
    """One run of a workflow. ``completion_percentage`` goes from 0 to 100."""

    id: str
    name: str | None = None
    status: str | None = None
    workflow_id: str | None = None
    completion_percentage: float | None = None
    nodes: tuple[NodeRun, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    return_value: Any = field(default=None, repr=False)
    errored: bool | None = None
    status_code: int | None = None
    error: str | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Deleted:
    """What a delete answered."""

    success: bool
    triggers_deregistered: int | None = None
    raw: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a paginated answer, as Refold counts them: ``page`` begins at 1."""

    docs: tuple[T, ...]
    page: int = 1
    limit: int | None = None
    total_docs: int | None = None
    total_pages: int | None = None
    has_next_page: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __iter__(self) -> Iterator[T]:
        return iter(self.docs)

    def __len__(self) -> int:
        return len(self.docs)

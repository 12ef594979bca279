"""The same workflow for other linked accounts, exactly once each, and what the server kept of it."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from refold_nb.api import (
    CallError,
    DraftRequest,
    InvalidRequest,
    Listing,
    OutcomeUnknown,
    RefoldError,
    endpoints,
    models,
)
from refold_nb.api.credentials import check_account
from refold_nb.drafts.tag import untagged
from refold_nb.graph import WorkflowGraph

from .ids import DraftId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .core import Core

logger = logging.getLogger("refold_nb")

COLUMNS = {
    "linked_account_id": "string",
    "status": "string",
    "draft_id": "string",
    "complete": "boolean",
    "nodes_sent": "Int64",
    "nodes_kept": "Int64",
    "edges_sent": "Int64",
    "edges_kept": "Int64",
    "error": "string",
}
_AT_ONCE = 4


@dataclass(frozen=True)
class Copy:
    """One account's copy. ``complete`` is ``None`` where it could not be read back."""

    linked_account_id: str
    status: Literal["created", "failed", "unknown"]
    draft_id: str | None = None
    complete: bool | None = None
    nodes_sent: int = 0
    nodes_kept: int | None = None
    edges_sent: int = 0
    edges_kept: int | None = None
    error: str | None = None
    draft: Any = None


class Copies(Listing[Copy]):
    """What became of each copy, one an account; ``to_frame()`` gives the DataFrame."""

    @property
    def drafts(self) -> list[Any]:
        """The drafts that were created."""
        return [copy.draft for copy in self if copy.draft is not None]

    @property
    def complete(self) -> bool:
        """Whether every account has its copy, whole."""
        return all(copy.complete for copy in self)


def accounts_of(accounts: str | Iterable[str]) -> list[str]:
    """Return the accounts to copy to, each once, in their order.

    Raises:
        InvalidRequest: it is no account and no list of them.
    """
    if isinstance(accounts, str):
        return [accounts]
    try:
        listed = list(accounts)
    except TypeError:
        raise InvalidRequest(
            f"accounts is a list of linked account ids, such as ['globex'], not {str(accounts)[:80]!r}.",
            field="linked_account_id",
        ) from None
    # All of them first: half a list of copies is harder to clean up than none.
    for account in listed:
        check_account(account)
    return list(dict.fromkeys(listed))


def request_for(workflow: models.Workflow, name: str | None) -> DraftRequest:
    """Return the request that makes the same workflow again.

    Raises:
        InvalidRequest: it can't be asked for.
    """
    extra = {"nodes": [node.raw for node in workflow.nodes], "edges": [edge.raw for edge in workflow.edges]}
    request = DraftRequest(
        name=name if name is not None else workflow.name,
        slug=workflow.slug,
        associated_application=None if workflow.slug else workflow.associated_application,
        # The mark of the create that it came from would make the copy look like a twin.
        description=untagged(workflow.description),
        extra={part: value for part, value in extra.items() if value},
    )
    request.validate()
    return request


async def copy_to(
    core: Core, request: DraftRequest, accounts: list[str], face_for: Callable[[Core], Any]
) -> Copies:
    """Create the draft for each account; what goes wrong with one is told, and the others go on."""
    # All of them before the first is sent: a session token, which serves one account only, fails here.
    cores = [core.for_account(account) for account in accounts]
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(there: Core) -> Copy:
        async with gate:
            return await _copy(there, request, face_for(there))

    copies = await asyncio.gather(*(one(there) for there in cores))
    return Copies(copies, COLUMNS, _title(copies))


def _title(copies: list[Copy]) -> str:
    words = [f"{count} {status}" for status, count in Counter(copy.status for copy in copies).items()]
    cut = sum(copy.complete is False for copy in copies)
    if cut:
        words.append(f"{cut} not whole: Refold ignored some of what was sent")
    return "copies" + (f" ({', '.join(words)})" if words else "")


async def _copy(core: Core, request: DraftRequest, face: Any) -> Copy:
    account = str(core.credentials.account)
    sent = _shape(request.extra)
    found = Copy(account, "failed", nodes_sent=len(sent.nodes), edges_sent=len(sent.edges))
    # Whatever one account says, the report tells of all of them.
    try:
        model, kept = await create_whole(core, request)
    except OutcomeUnknown as error:
        return replace(found, status="unknown", error=str(error))
    except RefoldError as error:
        return replace(found, error=str(error))
    found = replace(found, status="created", draft_id=str(model.id), draft=face.live(model))
    if kept is None:
        return replace(found, error="created, but it could not be read back to see what was kept")
    said = lost(request, kept)
    return replace(
        found, complete=said is None, nodes_kept=len(kept.nodes), edges_kept=len(kept.edges), error=said
    )


@dataclass(frozen=True)
class Shape:
    """The steps and connections of a graph, as far as they can be told apart, and the steps' settings."""

    nodes: frozenset[tuple[str, str]]
    edges: frozenset[tuple[str, str]]
    settings: Mapping[str, Any]

    def __and__(self, other: Shape) -> Shape:
        there = other.settings
        settings = {name: data for name, data in self.settings.items() if _holds(data, there.get(name))}
        return Shape(self.nodes & other.nodes, self.edges & other.edges, settings)


def _holds(sent: Any, there: Any) -> bool:
    """Whether everything that was sent is there; a server may add to it."""
    if isinstance(sent, dict) and isinstance(there, dict):
        return all(value is None or _holds(value, there.get(key)) for key, value in sent.items())
    if isinstance(sent, list) and isinstance(there, list):
        return len(sent) == len(there) and all(map(_holds, sent, there))
    return bool(sent == there)


def _shape(document: Mapping[str, Any]) -> Shape:
    # By the graph: a server may keep `edges` as the nodes' own lists of neighbours.
    graph = WorkflowGraph.from_dict(document)
    return Shape(
        frozenset((node.id, node.type) for node in graph.nodes.values()),
        frozenset((edge.source, edge.target) for edge in graph.edges),
        {node.id: data for node in graph.nodes.values() if (data := node.raw.get("data"))},
    )


async def create_whole(core: Core, request: DraftRequest) -> tuple[models.Workflow, Shape | None]:
    """Create a draft with its nodes and edges, and read back how many of them the server kept."""
    created = await core.create(request)
    # The newest answer to a create has no edges at all: only reading it back tells what is there.
    try:
        whole = await _read_back(core, created.id)
    except CallError as error:
        logger.info("%s was created, and could not be read back: %s", created.id, error)
        return created, None
    kept = _shape(request.extra) & _shape(whole.raw)
    raw = {**created.raw, **_graph_part(whole.raw)}
    return replace(created, id=DraftId(created.id), nodes=whole.nodes, edges=whole.edges, raw=raw), kept


def _graph_part(raw: models.Json) -> models.Json:
    return {part: raw[part] for part in ("nodes", "edges") if part in raw}


async def _read_back(core: Core, draft_id: str) -> models.Workflow:
    call = endpoints.edit_workflow if core.credentials.api_key is None else endpoints.get_workflow
    return await core.call(call(draft_id), deadline=10.0)


def lost(request: DraftRequest, kept: Shape) -> str | None:
    """Say what the server ignored of a request; ``None`` if it kept everything."""
    sent = _shape(request.extra)
    if kept == sent:
        return None
    bare = [node_id for node_id, _ in sorted(kept.nodes) if node_id in {*sent.settings} - {*kept.settings}]
    settings = f", and not the settings of node {', '.join(bare[:5])}{' …' * (len(bare) > 5)}" if bare else ""
    return (
        f"Refold kept {len(kept.nodes)} of {len(sent.nodes)} nodes and {len(kept.edges)} of {len(sent.edges)}"
        f" connections{settings}: the rest was ignored, and has to be built in Refold's editor."
    )

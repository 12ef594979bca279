"""From a graph to the scene that shows it: words under the names, fields, labels of branches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from refold_nb.graph.frames import frames_of
from refold_nb.graph.redact import publishable, redacted
from refold_nb.graph.scene import Box, Line, Scene
from refold_nb.graph.text import clean, elide, shorten
from refold_nb.graph.values import words

if TYPE_CHECKING:
    from refold_nb.graph.graph import WorkflowGraph
    from refold_nb.graph.model import Edge, Node

_SOME = 300
_ALL = 4_000


def stage(graph: WorkflowGraph, *, show_data: bool | None = None) -> Scene:
    """The whole graph as a scene; without `show_data` no fields are gathered, only what is drawn."""
    boxes, lines = stage_parts(graph.nodes, graph.edges, show_data=show_data)
    return Scene(boxes, lines, graph.name, frames_of(graph.nodes, graph.edges), list(graph.problems))


def stage_parts(
    nodes: Mapping[str, Node], edges: list[Edge], *, show_data: bool | None
) -> tuple[list[Box], list[Line]]:
    """A box for every node and a line for every edge, in their order."""
    length = _ALL if show_data else _SOME
    boxes = [
        Box(node.id, node.name, node.kind, second_line(node), position=_spot(node, nodes),
            details=[] if show_data is None else details(node, show_data=show_data, length=length))
        for node in nodes.values()
    ]  # fmt: skip
    handles: dict[str, set[str]] = {}
    for edge in edges:
        handles.setdefault(edge.source, set()).add(edge.source_handle)
    lines = [
        Line(edge.source, edge.target, edge.label if _matters(edge, nodes, handles) else "") for edge in edges
    ]
    return boxes, lines


def _matters(edge: Edge, nodes: Mapping[str, Node], handles: Mapping[str, set[str]]) -> bool:
    """Whether an edge's name says more than the editor's name for a plain step's only way out."""
    several = nodes[edge.source].kind.branches or len(handles[edge.source]) > 1
    return several or edge.label != clean(edge.source_handle)


def _spot(node: Node, nodes: Mapping[str, Node]) -> tuple[float, float] | None:
    """Where the editor had a node on the whole page: inside a group it counts from the group's corner."""
    if node.position is None:
        return None
    x, y = node.position
    while node.parent is not None:
        node = nodes[node.parent]
        if node.position is None:
            return None
        x, y = x + node.position[0], y + node.position[1]
    return x, y


def second_line(node: Node) -> str:
    """The kind in words; for a start its trigger, for a type nobody knows the type itself."""
    trigger = trigger_of(node)
    if trigger:
        return elide(redacted(trigger), 11.0, 190.0)
    word = node.kind.word
    if node.kind.key == "other" and node.type:
        word = node.type
    application = _application(node)
    if application and application.lower() not in node.name.lower():
        word = f"{word} · {application}"
    return elide(redacted(word) if application else word, 11.0, 190.0)


def trigger_of(node: Node) -> str:
    """What starts a workflow, from `triggers` and `trigger_cron`; `""` where the document does not say."""
    data = node.raw.get("data")
    for raw in (node.raw, data if isinstance(data, Mapping) else {}):
        triggers = raw.get("triggers")
        if isinstance(triggers, list):
            events = []
            for trigger in triggers:
                if isinstance(trigger, Mapping):
                    parts = [_named(trigger.get("application")), clean(words(trigger.get("event")))]
                    events.append(" ".join(part for part in parts if part))
            events = [one for one in events if one]
            if events:
                return "On " + ", ".join(events)
        cron = raw.get("trigger_cron")
        if cron is not None and (said := clean(words(cron))):
            return f"Cron {said}"
    return ""


def _application(node: Node) -> str:
    data = node.raw.get("data")
    for raw in (node.raw, data if isinstance(data, Mapping) else {}):
        for key in ("application", "app"):
            value = raw.get(key)
            if value is not None and (found := _named(value)):
                return shorten(found, 30)
    return ""


def _named(value: Any) -> str:
    """An application as people call it, from its name, its slug or an object that has them."""
    if isinstance(value, Mapping):
        return clean(words(value.get("name"))) or clean(words(value.get("slug")))
    return clean(words(value))


_SKIP = {"id", "_id", "node_id", "name", "node_name", "type", "node_type", "position", "incoming_nodes",
         "outgoing_nodes", "nodes", "edges", "children"}  # fmt: skip


def details(node: Node, *, show_data: bool, length: int) -> list[tuple[str, str]]:
    """Fields of a node for people: its id, its type, and what else the document says, secrets left out."""
    found = [("id", shorten(clean(node.id), 60)), ("type", shorten(node.type, 60))]
    rest = {
        key: value for key, value in node.raw.items() if key not in _SKIP and value not in (None, "", [], {})
    }
    left = length
    for key, value in rest.items():
        if left < 12:
            break
        name = shorten(clean(str(key)), 40)
        said = publishable({key: value}, show_data=show_data, length=left)[1:-1].partition(": ")[2]
        found.append((name, said))
        left -= len(name) + len(said) + 6
    return found

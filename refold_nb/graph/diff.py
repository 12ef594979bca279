"""What changed between two graphs, on one picture where nothing moves."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refold_nb.graph.document import PARENTS
from refold_nb.graph.drawable import Drawable
from refold_nb.graph.frames import frames_of
from refold_nb.graph.redact import hides, names_a_secret, publishable
from refold_nb.graph.scene import Scene
from refold_nb.graph.staging import stage_parts
from refold_nb.graph.text import clean, counted, shorten

if TYPE_CHECKING:
    import pandas as pd

    from refold_nb.graph.graph import WorkflowGraph
    from refold_nb.graph.model import Edge, Node

_MARKS = {"added": ("+ added", "good"), "removed": ("- removed", "bad"), "changed": ("≠ changed", "warn")}
# Where a node stands and what it hangs on is told by the picture and by the edges.
_SILENT = {
    *("position", "positionAbsolute", "selected", "dragging", "width", "height", "measured"),
    *("incoming_nodes", "outgoing_nodes", "nodes", "edges", "children", "steps", "status", "attempts_made"),
    # Names, types and groups are compared as they were read, however the document spells them.
    *("id", "_id", "node_id", "name", "node_name", "type", "node_type", *PARENTS),
}
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Change:
    """One difference."""

    item: str
    """`node` or `edge`."""
    change: str
    """`added`, `removed` or `changed`."""
    id: str
    """Of the node; for an edge `source → target`."""
    name: str
    field: str = ""
    """Which field of a changed node, inner fields with dots: `data.url`."""
    before: str = ""
    after: str = ""


class GraphDiff(Drawable):
    """The differences between two graphs. In a notebook it shows itself.

    Nodes are the same when their ids are; edges when they join the same nodes by the same ways out.

    Attributes:
        before: the graph that was.
        after: the graph that is.
        added: ids of the nodes only in `after`.
        removed: ids of the nodes only in `before`.
        changed: ids of the nodes in both that differ in a field.
        added_edges: edges only in `after`.
        removed_edges: edges only in `before`.
        changed_edges: edges in both whose name or way in differs, as in `after`.
    """

    def __init__(self, before: WorkflowGraph, after: WorkflowGraph) -> None:
        self.before = before
        self.after = after
        self.added = [one for one in after.nodes if one not in before.nodes]
        self.removed = [one for one in before.nodes if one not in after.nodes]
        self._fields = {
            one: _fields_changed(before.nodes[one], after.nodes[one])
            for one in before.nodes
            if one in after.nodes
        }
        self.changed = [one for one, fields in self._fields.items() if fields]
        old, new = {_key(edge): edge for edge in before.edges}, {_key(edge): edge for edge in after.edges}
        self.added_edges = [edge for key, edge in new.items() if key not in old]
        self.removed_edges = [edge for key, edge in old.items() if key not in new]
        self._edge_fields = {
            key: [
                (field, getattr(old[key], field), getattr(edge, field))
                for field in ("label", "target_handle")
                if getattr(old[key], field) != getattr(edge, field)
            ]
            for key, edge in new.items()
            if key in old
        }
        self.changed_edges = [new[key] for key, fields in self._edge_fields.items() if fields]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return self.summary != "no differences"

    def __repr__(self) -> str:
        return f"<GraphDiff: {self.summary}>"

    @property
    def summary(self) -> str:
        """The differences in one line."""
        counts: tuple[tuple[str, tuple[Sized, ...]], ...] = (
            ("node", (self.added, self.removed, self.changed)),
            ("edge", (self.added_edges, self.removed_edges, self.changed_edges)),
        )
        said = [
            f"{counted(things, name)} {word}"
            for name, kinds in counts
            for things, word in zip(kinds, ("added", "removed", "changed"), strict=True)
            if things
        ]
        return ", ".join(said) or "no differences"

    def changes(self, *, show_data: bool = False) -> list[Change]:
        """Every difference, nodes first.

        Args:
            show_data: values in full; otherwise what looks like a secret, a header or a body stays hidden.
        """
        found = [Change("node", "added", one, self.after.nodes[one].name) for one in self.added]
        found += [Change("node", "removed", one, self.before.nodes[one].name) for one in self.removed]
        for one in self.changed:
            for path, old, new in self._fields[one]:
                before, after = (_shown(path, value, show_data=show_data) for value in (old, new))
                name = self.after.nodes[one].name
                found.append(Change("node", "changed", one, name, clean(path), before, after))
        for edges, word, graph in (
            (self.added_edges, "added", self.after),
            (self.removed_edges, "removed", self.before),
        ):
            for edge in edges:
                found.append(Change("edge", word, *_ends(edge, graph), edge.label))
        for edge in self.changed_edges:
            for field, old, new in self._edge_fields[_key(edge)]:
                found.append(Change("edge", "changed", *_ends(edge, self.after), field, old, new))
        return found

    def to_frame(self, *, show_data: bool = False) -> pd.DataFrame:
        """The differences as a table: `item`, `change`, `id`, `name`, `field`, `before`, `after`.

        Args:
            show_data: see `changes()`.
        """
        import pandas as pd

        columns = list(Change.__dataclass_fields__)
        rows = [[getattr(change, name) for name in columns] for change in self.changes(show_data=show_data)]
        return pd.DataFrame(rows, columns=columns).astype("string")

    def _scene(self, *, show_data: bool | None = None) -> Scene:
        nodes = {**self.after.nodes, **{one: self.before.nodes[one] for one in self.removed}}
        edges = [*self.after.edges, *self.removed_edges]
        boxes, lines = stage_parts(nodes, edges, show_data=show_data)
        words = {
            **dict.fromkeys(self.added, "added"),
            **dict.fromkeys(self.removed, "removed"),
            **dict.fromkeys(self.changed, "changed"),
        }
        told: dict[str, list[tuple[str, str]]] = {}
        for change in self.changes(show_data=show_data) if show_data is not None else ():
            if change.change == "changed":
                field = shorten(clean(change.field), 60)
                told.setdefault(change.id, []).append(
                    (field, f"{change.before or '-'} → {change.after or '-'}")
                )
        for box in boxes:
            if box.id in words:
                box.mark, box.tone = _MARKS[words[box.id]]
            if box.id in told:
                box.details = told[box.id]
        marks = {_key(edge): _MARKS["added"] for edge in self.added_edges}
        marks |= {_key(edge): _MARKS["removed"] for edge in self.removed_edges}
        marks |= {_key(edge): _MARKS["changed"] for edge in self.changed_edges}
        for edge, line in zip(edges, lines, strict=True):
            if _key(edge) in marks:
                mark, line.tone = marks[_key(edge)]
                line.label = f"{mark} · {line.label}" if line.label else mark
        title = self.after.name or self.before.name
        return Scene(boxes, lines, title, frames_of(nodes, edges), remarks=[f"Compared: {self.summary}."])


def _key(edge: Edge) -> tuple[str, str, str]:
    return edge.source, edge.target, edge.source_handle


def _ends(edge: Edge, graph: WorkflowGraph) -> tuple[str, str]:
    """An edge by the ids and by the names of its nodes."""
    names = f"{graph.nodes[edge.source].name} → {graph.nodes[edge.target].name}"
    return f"{edge.source} → {edge.target}", names


def _fields_changed(before: Node, after: Node) -> list[tuple[str, Any, Any]]:
    """Fields that differ, as `(path, old, new)`."""
    read: list[tuple[str, Any, Any]] = [("name", before.name, after.name), ("type", before.type, after.type)]
    read.append(("parent", before.parent, after.parent))
    found = [entry for entry in read if entry[1] != entry[2]]
    stack: list[tuple[str, Any, Any, int]] = [("", before.raw, after.raw, 0)]
    while stack:
        path, old, new, depth = stack.pop()
        both = isinstance(old, Mapping) and isinstance(new, Mapping) and depth < _DEEPEST
        # A pair such as a header's name and value is shown whole: its value alone would tell the secret.
        if both and not (depth and (names_a_secret(old) or names_a_secret(new))):
            keys = sorted({*map(str, old), *map(str, new)}, reverse=True)
            stack += [
                (f"{path}.{key}" if path else key, old.get(key), new.get(key), depth + 1)
                for key in keys
                if depth or key not in _SILENT
            ]
        elif not _same(old, new):
            found.append((path, old, new))
    return found


def _same(old: Any, new: Any) -> bool:
    try:
        return bool(old == new) or (old in (None, "") and new in (None, ""))
    except RecursionError:
        return publishable(old, show_data=True, length=4_000) == publishable(
            new, show_data=True, length=4_000
        )


def _shown(path: str, value: Any, *, show_data: bool) -> str:
    if value is None:
        return ""
    if not show_data and any(hides(part) for part in path.split(".")):
        return (
            publishable({"secret": value}, show_data=False, length=60)
            .removeprefix("{secret: ")
            .removesuffix("}")
        )
    return publishable(value, show_data=show_data, length=4_000 if show_data else 120)

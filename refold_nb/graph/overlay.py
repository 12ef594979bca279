"""A run of a workflow laid over its graph: status, duration and attempts of every node."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refold_nb.graph.document import graph_document
from refold_nb.graph.drawable import Drawable
from refold_nb.graph.frames import frames_of
from refold_nb.graph.layered.cycles import reversed_edges
from refold_nb.graph.scene import Scene
from refold_nb.graph.staging import stage_parts
from refold_nb.graph.text import clean, counted, shorten
from refold_nb.graph.values import identifier, words

if TYPE_CHECKING:
    import pandas as pd

    from refold_nb.graph.graph import WorkflowGraph

_GOOD = ("success", "completed", "complete", "succeeded", "done", "passed")
_BAD = ("error", "fail", "timeout", "timed", "abort", "terminated", "cancel", "reject")
_IDLE = ("skip", "pending", "notstarted", "notexecuted", "ready", "idle", "queued")


@dataclass(frozen=True, slots=True)
class NodeRun:
    """How one node fared."""

    id: str
    name: str
    status: str
    """As the API says it, such as `Success`; `not run` where the execution does not mention the node."""
    duration_ms: float | None
    attempts: int | None
    batch: bool
    slowest: bool = False
    """Whether it is on the slowest way through the run."""

    @property
    def tone(self) -> str:
        """`good`, `bad`, `faint` (did not run) or `warn` (under way, or a word nobody knows)."""
        plain = "".join(char for char in self.status.lower() if char.isalpha())
        if self.status == "not run" or any(plain.startswith(word) for word in _IDLE):
            return "faint"
        if any(word in plain for word in _BAD):
            return "bad"
        return "good" if any(word in plain for word in _GOOD) else "warn"

    @property
    def mark(self) -> str:
        """A glyph and words for the box."""
        glyph = {"good": "✓", "bad": "✗", "faint": "○", "warn": "…"}[self.tone]
        parts = [f"{glyph} {shorten(self.status, 24)}"]
        if self.duration_ms is not None:
            parts.append(duration(self.duration_ms))
        if self.attempts is not None and self.attempts > 1:
            parts.append(f"{self.attempts} tries")
        if self.batch:
            parts.append("batch")
        return " · ".join(parts) + (" ◆" if self.slowest else "")


def duration(ms: float) -> str:
    """Milliseconds as people say them."""
    if ms < 1_000:
        return f"{ms:.0f} ms"
    if ms < 60_000:
        return f"{ms / 1_000:.1f} s"
    minutes, seconds = divmod(round(ms / 1_000), 60)
    return f"{minutes} min {seconds} s"


class GraphRun(Drawable):
    """A graph with one of its executions. In a notebook it shows itself.

    Attributes:
        graph: the graph.
        status: of the whole execution, such as `COMPLETED`.
        nodes: for each node id its `NodeRun`.
        slowest_path: ids of the nodes on the way through the run that took longest, first to last.
        problems: what in the execution fits no node of the graph, in words.
    """

    def __init__(self, graph: WorkflowGraph, execution: Any) -> None:
        doc = execution if isinstance(execution, Mapping) else getattr(execution, "raw", None)
        if not isinstance(doc, Mapping):
            raise TypeError(
                "overlay() takes the API's execution document (a dict with “nodes”) or an object with that "
                f"in `.raw`, not {type(execution).__name__}."
            )
        doc = graph_document(doc)
        self.graph = graph
        self.status = clean(words(doc.get("status")))
        self.problems: list[str] = []
        runs = self._read(doc.get("nodes"))
        self.slowest_path = _slowest(graph, runs)
        marked = set(self.slowest_path)
        self.nodes = {
            one: NodeRun(
                run.id, run.name, run.status, run.duration_ms, run.attempts, run.batch, one in marked
            )
            for one, run in runs.items()
        }

    def __repr__(self) -> str:
        return f"<GraphRun {self.graph.name!r}: {self.status or 'no status'}, {counted(self.nodes, 'node')}>"

    def _read(self, entries: Any) -> dict[str, NodeRun]:
        found: dict[str, NodeRun] = {}
        if isinstance(entries, Mapping):
            entries = [
                {"id": one, **entry} if isinstance(entry, Mapping) else entry
                for one, entry in entries.items()
            ]
        if not isinstance(entries, (list, tuple)):
            self.problems.append("The execution has no list of “nodes”, so no node shows how it fared.")
            entries = ()
        for entry in entries:
            if not isinstance(entry, Mapping):
                self.problems.append(
                    "The execution's “nodes” hold something that is no object; it was left out."
                )
                continue
            one = words(entry.get("node_id")) or identifier(entry)
            if one not in self.graph.nodes:
                said = shorten(clean(one or words(entry.get("node_name"))), 40)
                self.problems.append(f"The execution has a node “{said}” that the graph has not.")
                continue
            found[one] = NodeRun(
                one,
                self.graph.nodes[one].name,
                clean(words(entry.get("node_status"))) or clean(words(entry.get("status"))) or "no status",
                _number(entry.get("execution_time")),
                _whole(entry.get("attempts_made")),
                entry.get("is_batch") is True,
            )
        for one, node in self.graph.nodes.items():
            found.setdefault(one, NodeRun(one, node.name, "not run", None, None, batch=False))
        return {one: found[one] for one in self.graph.nodes}

    def to_frame(self) -> pd.DataFrame:
        """One row for every node: `id`, `name`, `status`, `duration_ms`, `attempts`, `batch`, `slowest`."""
        import pandas as pd

        columns = list(NodeRun.__dataclass_fields__)
        rows = [[getattr(run, name) for name in columns] for run in self.nodes.values()]
        types = {"duration_ms": "Float64", "attempts": "Int64", "batch": "boolean", "slowest": "boolean"}
        return pd.DataFrame(rows, columns=columns).astype(
            {name: types.get(name, "string") for name in columns}
        )

    def _scene(self, *, show_data: bool | None = None) -> Scene:
        graph = self.graph
        boxes, lines = stage_parts(graph.nodes, graph.edges, show_data=show_data)
        for box in boxes:
            run = self.nodes[box.id]
            box.mark, box.tone = run.mark, run.tone
        steps = set(zip(self.slowest_path, self.slowest_path[1:], strict=False))
        for line in lines:
            if (line.source, line.target) in steps:
                line.tone = "warn"
                line.label = f"◆ {line.label}".rstrip()
            elif "faint" in (self.nodes[line.source].tone, self.nodes[line.target].tone):
                line.tone = "faint"
        remarks = []
        total = sum(self.nodes[one].duration_ms or 0.0 for one in self.slowest_path)
        if self.status:
            remarks.append(f"The run is {self.status}.")
        if total:
            remarks.append(
                f"◆ marks the slowest way through: {len(self.slowest_path)} nodes, {duration(total)}."
            )
        return Scene(
            boxes,
            lines,
            graph.name,
            frames_of(graph.nodes, graph.edges),
            [*graph.problems, *self.problems],
            remarks,
        )


def _number(value: Any) -> float | None:
    if isinstance(value, str) and len(value) < 20:
        try:
            value = float(value)
        except ValueError:
            return None
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or not math.isfinite(value)
        or value < 0
    ):
        return None
    return float(value)


def _whole(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number < 1e9 else None


def _slowest(graph: WorkflowGraph, runs: Mapping[str, NodeRun]) -> list[str]:
    """The way with the largest sum of durations; ways back of loops are not taken."""
    if not any(run.duration_ms for run in runs.values()):
        return []
    ids = list(graph.nodes)
    index = {one: at for at, one in enumerate(ids)}
    out: list[list[tuple[int, int]]] = [[] for _ in ids]
    for number, edge in enumerate(graph.edges):
        out[index[edge.source]].append((number, index[edge.target]))
    starts = [at for at, one in enumerate(ids) if graph.nodes[one].kind.key == "start"]
    back = reversed_edges(len(ids), out, starts)
    waiting = [0] * len(ids)
    for number, edge in enumerate(graph.edges):
        waiting[index[edge.target]] += number not in back
    # Of ways that took as long, the one over more nodes that ran: what was skipped is on none without need.
    own = [(runs[one].duration_ms or 0.0, 1 if runs[one].tone != "faint" else -1) for one in ids]
    best = list(own)
    came: dict[int, int] = {}
    order = [at for at, left in enumerate(waiting) if not left]
    for at in order:
        for number, target in out[at]:
            if number in back:
                continue
            longer = best[at][0] + own[target][0], best[at][1] + own[target][1]
            if longer > best[target]:
                best[target] = longer
                came[target] = at
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    path = [max(order, key=lambda at: best[at])]
    while path[-1] in came:
        path.append(came[path[-1]])
    return [ids[at] for at in reversed(path)]

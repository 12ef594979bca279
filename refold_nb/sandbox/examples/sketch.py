"""A short way to write a workflow down: steps in order, with branches that join again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from refold_nb.sandbox.records import Json

_STEP = 160
"""How far apart Refold's editor puts two steps, in its own units."""
_COLUMN = 280


@dataclass(slots=True)
class Sketch:
    """A graph under construction. Every step goes after `after`, or after the one that was added last.

    `event` and `application` are the trigger of its start node.
    """

    application: str
    event: str
    nodes: list[Json] = field(default_factory=list)
    edges: list[Json] = field(default_factory=list)
    _depth: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        start = self.step("start", "Start", column=0)
        self._node(start)["triggers"] = [{"application": self.application, "event": self.event}]

    def step(
        self,
        kind: str,
        name: str,
        *,
        after: str | list[str] | None = None,
        handle: str | None = None,
        column: int | None = None,
        **data: Any,
    ) -> str:
        """Add a step and connect it; its id."""
        sources = [after] if isinstance(after, str) else after
        # In a row, as most steps are.
        if sources is None:
            sources = [self.nodes[-1]["id"]] if self.nodes else []
        node_id = str(len(self.nodes) + 1)
        depth = 1 + max((self._depth[source] for source in sources), default=-1)
        # Below its first source, unless told otherwise.
        x = _COLUMN * column if column is not None else self._node(sources[0])["position"]["x"]
        self._depth[node_id] = depth
        self.nodes.append(
            {
                "id": node_id,
                "type": kind,
                "name": name,
                "position": {"x": x, "y": _STEP * depth},
                "incoming_nodes": [],
                "outgoing_nodes": [],
                "data": data or None,
            }
        )
        for source in sources:
            self.connect(source, node_id, handle)
        return node_id

    def chain(
        self, *steps: tuple[str, str], after: str | None = None, handle: str | None = None, column: int = 0
    ) -> str:
        """Add steps one after the other, given as (kind, name); the last one's id."""
        last = after
        for number, (kind, name) in enumerate(steps):
            last = self.step(kind, name, after=last, handle=None if number else handle, column=column)
        return last or self.nodes[-1]["id"]

    def connect(self, source: str, target: str, handle: str | None = None) -> None:
        """Add an edge, which may also lead back."""
        self._node(source)["outgoing_nodes"].append(target)
        self._node(target)["incoming_nodes"].append(source)
        self.edges.append(
            {
                "id": f"e{source}-{target}",
                "source": source,
                "target": target,
                "sourceHandle": handle,
                "targetHandle": None,
                "type": "smoothstep",
            }
        )

    def _node(self, node_id: str) -> Json:
        return self.nodes[int(node_id) - 1]

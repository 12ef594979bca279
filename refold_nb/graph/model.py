"""Nodes and edges as the rest of the graph layer sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from refold_nb.graph.kinds import Kind, kind_of


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a workflow."""

    id: str
    """Its id in the document as text; made up (and told in `problems`) where there was none."""
    name: str
    """Its display name in one line, or the word for its kind."""
    type: str
    """The API's type string, `""` where there was none."""
    raw: Mapping[str, Any]
    """Everything the document says about it, as it came: it may hold secrets."""
    parent: str | None = None
    """The loop or group that it stands in."""
    position: tuple[float, float] | None = None
    """Top left corner in Refold's editor, px, where the document has it."""

    @property
    def kind(self) -> Kind:
        """How steps of this type are called and drawn."""
        return kind_of(self.type)


@dataclass(frozen=True, slots=True)
class Edge:
    """One connection between two steps."""

    source: str
    target: str
    id: str = ""
    source_handle: str = ""
    """The way out of the source that it takes, such as `true` or `case-2`."""
    target_handle: str = ""
    label: str = ""
    """The name that people know that way out by."""

"""What frames are laid out from and into: numbers of nodes and edges, places across and along the flow."""

from dataclasses import dataclass, field

from refold_nb.graph.layered.engine import Stop

OUTSIDE = -1
Rect = tuple[float, float, float, float]


@dataclass(slots=True)
class Block:
    """A laid-out frame or island, from its own corner: across before along."""

    width: float = 0.0
    height: float = 0.0
    centre: dict[int, float] = field(default_factory=dict)
    top: dict[int, float] = field(default_factory=dict)
    stops: dict[int, list[Stop]] = field(default_factory=dict)
    frames: dict[int, Rect] = field(default_factory=dict)
    back: set[int] = field(default_factory=set)

    def shift(self, across: float, along: float) -> None:
        """Move everything."""
        self.centre = {node: x + across for node, x in self.centre.items()}
        self.top = {node: y + along for node, y in self.top.items()}
        self.stops = {
            edge: [(x + across, a + along, b + along) for x, a, b in path]
            for edge, path in self.stops.items()
        }
        self.frames = {head: (x + across, y + along, w, h) for head, (x, y, w, h) in self.frames.items()}


@dataclass(slots=True)
class Sketch:
    """The graph to lay out; nodes and edges go by their numbers in the scene."""

    across: list[float]
    along: list[float]
    ends: list[tuple[int, int]]
    labels: dict[int, tuple[float, float]]
    room: dict[int, float]
    roots: list[int]
    home: dict[int, int]
    """The frame, named by its head, that each node stands in directly; a head stands in its own."""
    outer: dict[int, int]
    """The frame around each frame."""

    def path(self, node: int) -> list[int]:
        """The frames around a node, outermost first."""
        found = []
        frame = self.home.get(node, OUTSIDE)
        while frame != OUTSIDE:
            found.append(frame)
            frame = self.outer.get(frame, OUTSIDE)
        return found[::-1]

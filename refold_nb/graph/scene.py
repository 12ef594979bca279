"""What is to be drawn, after folding, comparing or overlaying: boxes, lines and frames with their words."""

from dataclasses import dataclass, field

from refold_nb.graph.kinds import Kind
from refold_nb.graph.text import counted, elide, shorten, width

LABEL = 13.0
WORD = 11.0
ROOM = 176.0
INSET = 42
LEAST = 104
TALL = 46
TALLER = 62


@dataclass(slots=True)
class Box:
    """One node, or several folded into one."""

    id: str
    name: str
    kind: Kind
    word: str
    """The second line: what kind of step it is, and what it is told apart by."""
    mark: str = ""
    """A third line: a glyph and words, such as `+ added` or `✓ Success · 120 ms`."""
    tone: str = ""
    """`good`, `bad`, `warn` or `faint`: how the border underlines the mark."""
    position: tuple[float, float] | None = None
    members: tuple[str, ...] = ()
    """Ids of the nodes folded into it."""
    details: list[tuple[str, str]] = field(default_factory=list)
    """Fields to show on request, already made safe to publish."""

    @property
    def label(self) -> str:
        """The name as far as it fits."""
        return elide(self.name, LABEL, ROOM)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in px."""
        room = max(width(self.label, LABEL), width(self.word, WORD))
        if self.mark:
            room = max(room, width(self.mark, WORD))
        return max(LEAST, INSET + 12 + 2 * round(room / 2)), TALLER if self.mark else TALL


@dataclass(slots=True)
class Line:
    """One edge between two boxes."""

    source: str
    target: str
    label: str = ""
    tone: str = ""

    @property
    def short(self) -> str:
        """The label as it is drawn."""
        # A tone comes with a word before the label, which has to stay readable behind it.
        return elide(self.label, WORD, 150.0 if self.tone else 96.0)


@dataclass(slots=True)
class Scene:
    """Everything on one picture, in the order of the document."""

    boxes: list[Box]
    lines: list[Line]
    title: str = ""
    frames: dict[str, list[str]] = field(default_factory=dict)
    """Ids of the boxes inside the frame that a loop or group heads; the head itself is not among them."""
    notes: list[str] = field(default_factory=list)
    """What is wrong with what is shown."""
    remarks: list[str] = field(default_factory=list)
    """What else the reader has to know: what was left out, what marks mean."""

    total: int = 0
    """How many nodes the graph has when only some are drawn, or several as one."""

    @property
    def summary(self) -> str:
        """The picture in one line."""
        counts = f"{counted(self.boxes, 'node')}, {counted(self.lines, 'edge')}"
        if self.total:
            counts = f"{self.total} nodes, drawn as {len(self.boxes)}"
        return (
            f"Workflow graph “{shorten(self.title, 80)}”: {counts}"
            if self.title
            else f"Workflow graph: {counts}"
        )

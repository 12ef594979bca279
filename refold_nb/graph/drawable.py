"""What every picture of a graph can do: layout, SVG, HTML, outline, a notebook's repr."""

from refold_nb.graph.arrange import layered
from refold_nb.graph.editor import overlapping, placed_by_editor
from refold_nb.graph.folding import SUMMARY, WHOLE, fold, neighbourhood, summarize
from refold_nb.graph.layered.calm import calm
from refold_nb.graph.layout import Layout
from refold_nb.graph.outline import as_text, reading_order
from refold_nb.graph.page import fragment
from refold_nb.graph.scene import Scene
from refold_nb.graph.svg import draw

LAYOUTS = ("auto", "api", "layered")
DIRECTIONS = ("down", "right")


class Drawable:
    """Base of graphs, differences and runs; a subclass stages its scene."""

    def _scene(self, *, show_data: bool | None = None) -> Scene:
        raise NotImplementedError

    def layout(self, layout: str = "auto", direction: str = "down") -> Layout:
        """Where every node stands and every edge runs; nothing is folded.

        Args:
            layout: `"api"` for the positions that the document has, `"layered"` for our own, `"auto"` for the
                first when every node has a position and no boxes overlap.
            direction: which way the flow runs, `"down"` or `"right"`.

        Raises:
            ValueError: an unknown layout or direction, or `"api"` where a node has no position.
        """
        return _place(self._scene(), layout, direction)

    def to_svg(
        self,
        *,
        layout: str = "auto",
        direction: str = "down",
        focus: str | None = None,
        hops: int = 2,
        fold: bool | None = None,
    ) -> str:
        """The picture as the text of an SVG file, which follows the viewer's light or dark theme.

        Args:
            layout: see `layout()`.
            direction: see `layout()`.
            focus: the id of a node: only its neighbourhood is drawn.
            hops: how many edges that neighbourhood reaches.
            fold: whether groups and linear runs become one box each; by default above 300 nodes.

        Raises:
            ValueError: an unknown layout, direction or node.
        """
        scene = _reduced(self._scene(), focus, hops, fold)
        return draw(scene, _place(scene, layout, direction), reading_order(scene))

    def to_html(
        self,
        *,
        show_data: bool = False,
        layout: str = "auto",
        direction: str = "down",
        focus: str | None = None,
        hops: int = 2,
        fold: bool | None = None,
    ) -> str:
        """The picture as an HTML fragment: an image with words for it, an outline, a script of 4 kB for both.

        Where scripts do not run (an untrusted notebook, a widget) image and outline stay. A graph of one node
        has no script, for there is nowhere to go.

        Args:
            show_data: show the nodes' data in full. By default only little of it is shown, and nothing of
                secrets, headers and bodies, because outputs get committed.
            layout: see `layout()`.
            direction: see `layout()`.
            focus: see `to_svg()`.
            hops: see `to_svg()`.
            fold: see `to_svg()`.

        Raises:
            ValueError: an unknown layout, direction or node.
        """
        scene = _reduced(self._scene(show_data=show_data), focus, hops, fold)
        placed = _place(scene, layout, direction)
        order = reading_order(scene)
        svg = draw(scene, placed, order)
        return fragment(scene, order, svg, placed.width, show_data=show_data)

    def outline(self) -> str:
        """The graph in words: one node a line, with the numbers of the nodes that follow it."""
        scene = self._scene()
        return as_text(scene, reading_order(scene))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.outline()}


def _place(scene: Scene, layout: str, direction: str) -> Layout:
    if layout not in LAYOUTS:
        raise ValueError(f"There is no layout {layout!r}; take one of {', '.join(LAYOUTS)}.")
    if direction not in DIRECTIONS:
        raise ValueError(f"There is no direction {direction!r}; take one of {', '.join(DIRECTIONS)}.")
    if layout != "layered":
        placed = placed_by_editor(scene, direction)
        if layout == "api" and placed is None:
            missing = next((box.name for box in scene.boxes if box.position is None), "")
            raise ValueError(f"Node “{missing}” has no position in the document; take layout='layered'.")
        if placed is not None and (layout == "api" or not overlapping(placed)):
            return placed
    with calm(len(scene.boxes)):
        return layered(scene, direction)


def _reduced(scene: Scene, focus: str | None, hops: int, folded: bool | None) -> Scene:
    """What of a scene goes on one picture."""
    if focus is not None:
        focus = str(focus)
        if all(box.id != focus for box in scene.boxes):
            raise ValueError(
                f"There is no node with the id {focus!r} in this graph; `nodes` has all of them."
            )
        scene = neighbourhood(scene, focus, max(0, hops))
    count = len(scene.boxes)
    if folded is None:
        folded = count > WHOLE
    if not folded:
        return scene
    smaller = fold(scene)
    if count > SUMMARY:
        smaller = summarize(smaller)
    if len(smaller.boxes) == count:
        return scene
    note = (
        f"{count} nodes are drawn as {len(smaller.boxes)} boxes. “focus=” shows the surroundings of one "
        "node, the exports hold everything."
    )
    return Scene(
        smaller.boxes,
        smaller.lines,
        smaller.title,
        smaller.frames,
        scene.notes,
        [*scene.remarks, note],
        count,
    )

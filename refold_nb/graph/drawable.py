"""What every picture of a graph can do: layout, SVG, HTML, outline, a notebook's repr."""

from typing import Any

from refold_nb.graph.arrange import layered
from refold_nb.graph.layout import Layout
from refold_nb.graph.outline import as_text, reading_order
from refold_nb.graph.page import fragment
from refold_nb.graph.scene import Scene
from refold_nb.graph.svg import draw


class Drawable:
    """Base of graphs, differences and runs; a subclass stages its scene."""

    def _scene(self, **options: Any) -> Scene:
        raise NotImplementedError

    def layout(self, layout: str = "auto", direction: str = "down") -> Layout:
        """Where every node stands and every edge runs."""
        return layered(self._scene(), direction)

    def to_svg(self, *, layout: str = "auto", direction: str = "down") -> str:
        """The picture as SVG text."""
        scene = self._scene()
        return draw(scene, layered(scene, direction), reading_order(scene))

    def to_html(self, *, show_data: bool = False, layout: str = "auto", direction: str = "down") -> str:
        """The picture as an HTML fragment."""
        scene = self._scene(show_data=show_data)
        placed = layered(scene, direction)
        order = reading_order(scene)
        svg = draw(scene, placed, order)
        return fragment(scene, order, svg, (placed.width, placed.height), live=len(scene.boxes) > 1)

    def outline(self) -> str:
        """The graph in words, one node a line."""
        scene = self._scene()
        return as_text(scene, reading_order(scene))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.outline()}

"""A scene and its layout as one SVG: no script, no outside font, right in light and dark."""

from collections.abc import Iterable

from refold_nb.graph.layout import Layout, Path, Point
from refold_nb.graph.palette import style
from refold_nb.graph.scene import INSET, Box, Line, Scene
from refold_nb.graph.text import escape


def draw(scene: Scene, layout: Layout, order: list[int]) -> str:
    """The SVG as text.

    Args:
        scene: what to draw.
        layout: where.
        order: in which order the boxes come, by their numbers in the scene; the outline has the same.
    """
    boxes = [scene.boxes[number] for number in order]
    rank = {box.id: at for at, box in enumerate(boxes)}
    families = sorted({box.kind.family for box in boxes})
    tones = sorted({one.tone for one in (*scene.boxes, *scene.lines) if one.tone})
    wide, high = _number(layout.width), _number(layout.height)
    head = escape(scene.summary)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'role="img" aria-label="{head}"><style>',
        style(families, tones, edges=bool(layout.paths), frames=bool(layout.frames)),
        "</style><defs>",
        *_glyphs(boxes),
    ]
    if layout.paths:
        parts.append(
            '<marker id="h" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" '
            'markerUnits="userSpaceOnUse" orient="auto"><path id="a" d="M0 .5 8 4 0 7.5z"/></marker>'
        )
    parts.append(f'</defs><rect class="p" width="{wide}" height="{high}" rx="8"/>')
    parts += _frames(scene, layout)
    labels: list[str] = []
    for path in layout.paths:
        line = scene.lines[path.number]
        parts.append(_edge(line, path, rank, layout.direction))
        if line.label:
            labels.append(_edge_label(line, path, layout.direction))
    parts += [_box(box, layout.boxes[box.id]) for box in boxes]
    parts += labels
    parts.append("</svg>")
    return "".join(parts)


def _number(value: float) -> str:
    """A coordinate with at most one decimal, as short as it gets."""
    if value == int(value):
        return str(int(value))
    return f"{value:.1f}".removesuffix(".0")


def _glyphs(boxes: Iterable[Box]) -> list[str]:
    kinds = {box.kind.key: box.kind for box in boxes}
    return [
        f'<g id="{key}" class="{kind.family}"><rect x="9" y="11" width="24" height="24" rx="6"/>'
        f'<path transform="translate(13 15)" d="{kind.glyph}"/></g>'
        for key, kind in kinds.items()
    ]


def _frames(scene: Scene, layout: Layout) -> list[str]:
    return [
        f'<rect class="f" x="{_number(x)}" y="{_number(y)}" width="{_number(w)}" height="{_number(h)}" rx="12"/>'
        for x, y, w, h in layout.frames.values()
    ]


def _box(box: Box, place: tuple[float, float, float, float]) -> str:
    x, y, wide, high = place
    tone = f" {box.tone}" if box.tone else ""
    mark = f'<text class="w m" x="{INSET}" y="52">{escape(box.mark)}</text>' if box.mark else ""
    return (
        f'<g class="n{tone}" transform="translate({_number(x)} {_number(y)})">'
        f'<rect width="{_number(wide)}" height="{_number(high)}" rx="8"/><use href="#{box.kind.key}"/>'
        f'<text x="{INSET}" y="20">{escape(box.label)}</text>'
        f'<text class="w" x="{INSET}" y="36">{escape(box.word)}</text>{mark}</g>'
    )


def _edge(line: Line, path: Path, rank: dict[str, int], direction: str) -> str:
    names = "e" + " b" * path.back + (f" {line.tone}" if line.tone else "")
    return (
        f'<path class="{names}" data-e="{rank[line.source]} {rank[line.target]}" marker-end="url(#h)" '
        f'd="{_corners(path.points) if path.points else _curve(path, direction)}"/>'
    )


def _curve(path: Path, direction: str) -> str:
    """Path data of an edge: straight through the layers, an even curve between them."""
    number = _number
    down = direction == "down"
    across, start, end = path.stops[0]
    said = f"M{number(across)} {number(start)}" if down else f"M{number(start)} {number(across)}"
    straight = "V" if down else "H"
    drawn = start
    for next_across, enter, leave in path.stops[1:]:
        if next_across != across:
            if end != drawn:
                said += f"{straight}{number(end)}"
            half = (end + enter) / 2
            points = ((across, half), (next_across, half), (next_across, enter))
            said += "C" + " ".join(
                f"{number(x)} {number(y)}" if down else f"{number(y)} {number(x)}" for x, y in points
            )
            drawn = enter
        across, end = next_across, leave
    return said if drawn == end else f"{said}{straight}{number(end)}"


def _corners(points: list[Point]) -> str:
    """Path data of a polyline with rounded corners."""
    said = f"M{_number(points[0][0])} {_number(points[0][1])}"
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        near = [_towards(at, other) for other in (before, after)]
        said += "L{} {}Q{} {} {} {}".format(*map(_number, (*near[0], *at, *near[1])))
    return f"{said}L{_number(points[-1][0])} {_number(points[-1][1])}"


def _towards(start: Point, end: Point, reach: float = 8.0) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    part = min(reach / length, 0.5)
    return start[0] + dx * part, start[1] + dy * part


def _edge_label(line: Line, path: Path, direction: str) -> str:
    if path.points:
        x, y = path.points[1]
    else:
        (x0, _, y0), (x1, y1, _) = path.stops[0], path.stops[1]
        x, y = x0 + (x1 - x0) * 0.84, y0 + (y1 - y0) * 0.66
        if direction == "right":
            x, y = y, x
    return f'<text class="w l" text-anchor="middle" x="{_number(x)}" y="{_number(y + 4)}">{escape(line.short)}</text>'

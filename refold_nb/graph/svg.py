"""A scene and its layout as one SVG: no script, no outside font, right in light and dark."""

from refold_nb.graph.labels import label_spots
from refold_nb.graph.layout import Layout, Path, Point
from refold_nb.graph.palette import style
from refold_nb.graph.pathdata import corners, curve, number
from refold_nb.graph.scene import INSET, Box, Line, Scene
from refold_nb.graph.text import escape


def draw(scene: Scene, layout: Layout, order: list[int]) -> str:
    """The SVG as text.

    Args:
        scene: what to draw.
        layout: where.
        order: in which order the boxes come, by their numbers in the scene; the outline has the same.
    """
    boxes = [scene.boxes[index] for index in order]
    tones = {box.tone for box in boxes} | {line.tone for line in scene.lines}
    labels = [_label(scene.lines[line], spot) for line, spot in label_spots(scene, layout).items()]
    css = style(
        sorted({box.kind.family for box in boxes}),
        sorted(tones - {""}),
        edges=bool(layout.paths),
        frames=bool(layout.frames),
        labels=bool(labels),
    )
    wide, high = number(layout.width), number(layout.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"',
        f' role="img" aria-label="{escape(scene.summary)}"><style>{css}</style><defs>',
        *_glyphs(boxes),
    ]
    if layout.paths:
        parts.append(
            '<marker id="h" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" '
            'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .5 8 4 0 7.5z"/></marker>'
        )
    parts.append(f'</defs><rect class="p" width="{wide}" height="{high}" rx="8"/>')
    place = {box.id: at for at, box in enumerate(boxes)}
    for head, frame in layout.frames.items():
        x, y, width, height = map(number, frame)
        parts.append(
            f'<rect class="f" id="f{place[head]}" x="{x}" y="{y}" width="{width}" height="{height}" rx="12"/>'
        )
    parts.append('<g class="e">')
    parts += [_edge(scene.lines[path.number], path, layout.direction) for path in layout.paths]
    parts.append('</g><g class="n">')
    parts += [_box(box, layout.boxes[box.id]) for box in boxes]
    parts += ["</g>", *labels, "</svg>"]
    return "".join(parts)


def _glyphs(boxes: list[Box]) -> list[str]:
    """Each kind's tile and drawing once, and once more with its word for the boxes that say nothing else."""
    parts = []
    kinds = {box.kind.key: box.kind for box in boxes}
    own = {box.kind.key for box in boxes if box.word != box.kind.word}
    plain = {box.kind.key for box in boxes if box.word == box.kind.word}
    for key, kind in kinds.items():
        drawing = (
            '<rect class="t" x="9" y="11" width="24" height="24" rx="6"/>'
            f'<path transform="translate(13 15)" d="{kind.glyph}"/>'
        )
        if key in own:
            drawing = f'<g id="{key}-" class="{kind.family}">{drawing}</g>'
        if key in plain:
            drawing += f'<text class="w" x="{INSET}" y="36">{kind.word}</text>'
        parts.append(f'<g id="{key}" class="{kind.family}">{drawing}</g>')
    return parts


def _box(box: Box, place: tuple[float, float, float, float]) -> str:
    x, y, wide, high = map(number, place)
    kind = box.kind
    word = ""
    key = kind.key
    if box.word != kind.word:
        key += "-"
        word = f'<text class="w" x="{INSET}" y="36">{escape(box.word)}</text>'
    mark = f'<text class="w m" x="{INSET}" y="52">{escape(box.mark)}</text>' if box.mark else ""
    tone = f' class="{box.tone}"' if box.tone else ""
    return (
        f'<g{tone} transform="translate({x} {y})"><rect width="{wide}" height="{high}"/>'
        f'<use href="#{key}"/><text x="{INSET}" y="20">{escape(box.label)}</text>{word}{mark}</g>'
    )


def _edge(line: Line, path: Path, direction: str) -> str:
    data = corners(path.points) if path.points else curve(path, direction)
    names = " ".join(name for name in ("b" if path.back else "", line.tone) if name)
    return f'<path class="{names}" d="{data}"/>' if names else f'<path d="{data}"/>'


def _label(line: Line, spot: Point) -> str:
    """The name of a way out, on its edge."""
    names = f"l {line.tone}".rstrip()
    return f'<text class="{names}" x="{round(spot[0])}" y="{round(spot[1] + 4)}">{escape(line.short)}</text>'

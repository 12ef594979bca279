"""The graph in words: what a screen reader, a terminal and an untrusted notebook show."""

from refold_nb.graph.scene import Box, Scene
from refold_nb.graph.text import escape, shorten

LONGEST = 300
"""How many boxes an outline lists."""


def reading_order(scene: Scene) -> list[int]:
    """Numbers of the boxes in the order to read them: along the flow, branch after branch, islands last."""
    index = {box.id: number for number, box in enumerate(scene.boxes)}
    after: list[list[int]] = [[] for _ in scene.boxes]
    fed = bytearray(len(scene.boxes))
    for line in scene.lines:
        source, target = index[line.source], index[line.target]
        after[source].append(target)
        if source != target:
            fed[target] = 1
    starts = [number for number, box in enumerate(scene.boxes) if box.kind.key == "start"]
    starts += [number for number in range(len(scene.boxes)) if not fed[number]]
    found: list[int] = []
    seen = bytearray(len(scene.boxes))
    for start in (*starts, *range(len(scene.boxes))):
        stack = [start]
        while stack:
            number = stack.pop()
            if not seen[number]:
                seen[number] = 1
                found.append(number)
                stack += after[number][::-1]
    return found


def _ways_out(scene: Scene, order: list[int]) -> dict[str, list[str]]:
    rank = {scene.boxes[number].id: at for at, number in enumerate(order, 1)}
    found: dict[str, list[str]] = {}
    for line in scene.lines:
        words = f"{rank[line.target]} ({shorten(line.label, 40)})" if line.label else str(rank[line.target])
        found.setdefault(line.source, []).append(words)
    return found


def _word(box: Box) -> str:
    return " · ".join(part for part in (box.word if box.word != box.name else "", box.mark) if part)


def as_text(scene: Scene, order: list[int]) -> str:
    """The outline as plain text, one node a line, each with the numbers of the nodes that follow it."""
    ways = _ways_out(scene, order)
    lines = [scene.summary]
    lines += [*(f"! {note}" for note in scene.notes), *scene.remarks]
    for at, number in enumerate(order[:LONGEST], 1):
        box = scene.boxes[number]
        word = _word(box)
        out = ", ".join(ways.get(box.id, ()))
        lines.append(
            f"{at:3}. {shorten(box.name, 80)}" + (f" [{word}]" if word else "") + (f" → {out}" if out else "")
        )
    if len(order) > LONGEST:
        lines.append(f"… and {len(order) - LONGEST} more; to_frame() has all of them.")
    return "\n".join(lines)


def as_html(scene: Scene, order: list[int], room: int | None) -> str:
    """The same as a list in HTML, with the fields of every node as far as `room` in bytes goes."""
    ways = _ways_out(scene, order)
    shown = order[:LONGEST]
    items = []
    for number in shown:
        box = scene.boxes[number]
        word = escape(_word(box))
        out = ", ".join(map(escape, ways.get(box.id, ())))
        items.append(
            f"<li><b>{escape(shorten(box.name, 80))}</b>"
            + (f" {word}" if word else "")
            + (f" → {out}" if out else "")
        )
    more = len(order) - LONGEST
    rest = f"<p>… and {more} more; <code>to_frame()</code> has all of them.</p>" if more > 0 else ""
    each = 1 << 30
    if room is not None:
        each = (room - len(rest) - 10 - sum(len(item.encode()) for item in items)) // max(1, len(shown))
    parts = [item + _fields(scene.boxes[number], each) for item, number in zip(items, shown, strict=True)]
    return f"<ol>{''.join(parts)}</ol>{rest}"


def _fields(box: Box, room: int) -> str:
    """As many fields as `room` bytes hold, the last one cut."""
    said = ""
    for name, value in box.details:
        head = f"<br>{escape(name)}: "
        left = room - len(said.encode()) - len(head.encode())
        if left < 8:
            break
        whole = escape(value)
        if len(whole.encode()) > left:
            # Escapes and other scripts make some characters longer than one byte: six is the most here.
            whole = escape(shorten(value, max(1, left // 6 if whole != value else left // 4)))
        said += head + whole
    return said

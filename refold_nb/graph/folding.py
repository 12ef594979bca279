"""Large graphs made small: groups and linear runs folded into one box each, a neighbourhood, a summary."""

from collections.abc import Iterable

from refold_nb.graph.kinds import FOLDED
from refold_nb.graph.scene import Box, Line, Scene
from refold_nb.graph.text import shorten

WHOLE = 300
"""Up to so many nodes a graph is drawn whole."""
SUMMARY = 2_000
"""Above so many, whatever is left after folding is gathered until it fits on a picture."""
SHORTEST_RUN = 3


def fold(scene: Scene) -> Scene:
    """The scene with every frame and every linear run as one box with a count."""
    groups: dict[str, str] = {}
    for head, members in scene.frames.items():
        for member in members:
            groups[member] = head
    for member, head in groups.items():
        top = head
        while top in groups:
            top = groups[top]
        groups[member] = top
    folded = _merge(scene, groups)
    return _merge(folded, _runs(folded))


def summarize(scene: Scene, most: int = WHOLE) -> Scene:
    """The scene gathered into at most `most` boxes, neighbours in reading order together."""
    while len(scene.boxes) > most:
        groups = _siblings(scene)
        smaller = _merge(scene, groups)
        smaller = _merge(smaller, _runs(smaller, shortest=2))
        if len(smaller.boxes) > 0.9 * len(scene.boxes):
            size = -(-len(scene.boxes) // most)
            heads = {box.id: scene.boxes[at - at % size].id for at, box in enumerate(scene.boxes)}
            smaller = _merge(scene, {one: head for one, head in heads.items() if one != head})
        scene = smaller
    return scene


def neighbourhood(scene: Scene, focus: str, hops: int) -> Scene:
    """Only the boxes within so many edges of one, whichever way these lead."""
    near: dict[str, list[str]] = {box.id: [] for box in scene.boxes}
    for line in scene.lines:
        near[line.source].append(line.target)
        near[line.target].append(line.source)
    seen = {focus}
    rim = [focus]
    for _ in range(hops):
        rim = [other for one in rim for other in near[one] if other not in seen]
        seen.update(rim)
    boxes = [box for box in scene.boxes if box.id in seen]
    lines = [line for line in scene.lines if line.source in seen and line.target in seen]
    frames = {
        head: [member for member in members if member in seen]
        for head, members in scene.frames.items()
        if head in seen and any(member in seen for member in members)
    }
    name = next(box.name for box in scene.boxes if box.id == focus)
    note = f"{len(boxes)} of {len(scene.boxes)} nodes: those within {hops} steps of “{shorten(name, 60)}”."
    return Scene(boxes, lines, scene.title, frames, scene.notes, [*scene.remarks, note])


def _runs(scene: Scene, shortest: int = SHORTEST_RUN) -> dict[str, str]:
    """Members of linear runs, each with the box that its run begins with."""
    after: dict[str, set[str]] = {box.id: set() for box in scene.boxes}
    before: dict[str, set[str]] = {box.id: set() for box in scene.boxes}
    for line in scene.lines:
        after[line.source].add(line.target)
        before[line.target].add(line.source)
    plain = {
        box.id
        for box in scene.boxes
        if len(after[box.id]) == 1 and len(before[box.id]) == 1 and box.kind.key != "start"
    }
    groups: dict[str, str] = {}
    for box in scene.boxes:
        if box.id not in plain or next(iter(before[box.id])) in plain:
            continue
        run = [box.id]
        while (following := next(iter(after[run[-1]]))) in plain and following != box.id:
            run.append(following)
        if len(run) >= shortest:
            groups |= dict.fromkeys(run[1:], box.id)
    return groups


def _siblings(scene: Scene) -> dict[str, str]:
    """Boxes with the same neighbours before and after them, or with one in all, each with a keeper."""
    after: dict[str, set[str]] = {box.id: set() for box in scene.boxes}
    before: dict[str, set[str]] = {box.id: set() for box in scene.boxes}
    for line in scene.lines:
        after[line.source].add(line.target)
        before[line.target].add(line.source)
    keepers: dict[tuple[frozenset[str], frozenset[str]], str] = {}
    groups: dict[str, str] = {}
    for box in scene.boxes:
        key = (frozenset(before[box.id]), frozenset(after[box.id]))
        if box.kind.key != "start" and len(key[0]) + len(key[1]) <= 2:
            keeper = keepers.setdefault(key, box.id)
            if keeper != box.id:
                groups[box.id] = keeper
    return groups


def _merge(scene: Scene, groups: dict[str, str]) -> Scene:
    """One box for every group; lines between the same two boxes become one."""
    if not groups:
        return scene
    members: dict[str, list[Box]] = {}
    for box in scene.boxes:
        members.setdefault(groups.get(box.id, box.id), []).append(box)
    boxes = [_gather(one, held) for one, held in members.items()]
    lines: dict[tuple[str, str, str], Line] = {}
    for line in scene.lines:
        source, target = groups.get(line.source, line.source), groups.get(line.target, line.target)
        # What ran between folded boxes is gone; a step that was not folded still leads to itself.
        if source != target or (line.source == line.target and len(members[source]) == 1):
            lines.setdefault((source, target, line.label), Line(source, target, line.label, line.tone))
    return Scene(boxes, list(lines.values()), scene.title, {}, scene.notes, scene.remarks)


def _gather(one: str, held: list[Box]) -> Box:
    if len(held) == 1:
        return held[0]
    ids = tuple(member for box in held for member in (box.members or (box.id,)))
    first = next((box for box in held if box.id == one), held[0])
    kind = first.kind if first.kind.repeats else FOLDED
    name = first.name if kind.repeats else f"{_end(first, 0)} … {_end(held[-1], -1)}"
    marks = _marks(held)
    details = [("holds", shorten(", ".join(_end(box, 0) for box in held), 160))]
    return Box(one, name, kind, f"{len(ids)} steps folded", marks, _tone(held), members=ids, details=details)


def _end(box: Box, at: int) -> str:
    return box.name.split(" … ")[at] if box.members else box.name


def _marks(held: Iterable[Box]) -> str:
    counts: dict[str, int] = {}
    for box in held:
        if box.mark:
            word = box.mark.split(" · ")[0]
            counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"{word} ({count})" for word, count in counts.items())[:60]


def _tone(held: Iterable[Box]) -> str:
    tones = {box.tone for box in held}
    return next((tone for tone in ("bad", "warn", "good", "faint") if tone in tones), "")

"""Rectangles by where they stand, so that only neighbours are compared."""

from collections.abc import Iterator

Rect = tuple[float, float, float, float]
WIDE, HIGH = 256.0, 64.0


class Cells:
    """A page in cells, each of which knows the rectangles `(x, y, width, height)` that reach into it."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Rect]] = {}

    def add(self, rect: Rect) -> None:
        """Put down a rectangle."""
        for cell in _covered(rect):
            self._cells.setdefault(cell, []).append(rect)

    def near(self, rect: Rect) -> Iterator[Rect]:
        """Whatever reaches into the same cells, some of it more than once."""
        for cell in _covered(rect):
            yield from self._cells.get(cell, ())


def _covered(rect: Rect) -> Iterator[tuple[int, int]]:
    x, y, wide, high = rect
    for column in range(int(x // WIDE), int((x + wide) // WIDE) + 1):
        for row in range(int(y // HIGH), int((y + high) // HIGH) + 1):
            yield column, row

"""Vertices that stand in one line move together to where the edges around them are shorter."""

from itertools import pairwise

Links = list[list[int]]

NEAR = 0.01


class Rows:
    """Where vertices stand, and between which neighbours."""

    def __init__(
        self, up: Links, down: Links, left: list[float], right: list[float], layers: list[list[int]]
    ) -> None:
        self.up = up
        self.down = down
        self.left = left
        self.right = right
        self.spot = [0.0] * len(up)
        self.before = [-1] * len(up)
        self.after = [-1] * len(up)
        for layer in layers:
            for one, other in pairwise(layer):
                self.after[one] = other
                self.before[other] = one


def slide_blocks(rows: Rows, layers: list[list[int]], real: int, straight: tuple[int, int, int]) -> bool:
    """Move every block of vertices that straight edges hold together; true when one moved."""
    spot = rows.spot
    seen = bytearray(len(spot))
    moved = False
    for layer in layers:
        for vertex in layer:
            if seen[vertex]:
                continue
            seen[vertex] = 1
            block = [vertex]
            for one in block:
                here = spot[one]
                for links in (rows.up, rows.down):
                    for other in links[one]:
                        if not seen[other] and -NEAR < spot[other] - here < NEAR:
                            seen[other] = 1
                            block.append(other)
            step = _best_step(rows, block, real, straight)
            if step:
                moved = True
                for one in block:
                    spot[one] += step
    return moved


def _best_step(rows: Rows, block: list[int], real: int, straight: tuple[int, int, int]) -> float:
    """How far a block should move: the weighted median of what its edges ask for, as far as there is room."""
    spot = rows.spot
    held = set(block)
    low, high = -1e18, 1e18
    wishes: list[tuple[float, int]] = []
    for one in block:
        here = spot[one]
        before, after = rows.before[one], rows.after[one]
        if before >= 0 and before not in held:
            low = max(low, spot[before] + rows.right[before] + rows.left[one] - here)
        if after >= 0 and after not in held:
            high = min(high, spot[after] - rows.left[after] - rows.right[one] - here)
        for links in (rows.up, rows.down):
            wishes += [
                (spot[other] - here, straight[(one >= real) + (other >= real)])
                for other in links[one]
                if other not in held
            ]
    total = sum([weight for _, weight in wishes])
    leftward = sum([weight for wish, weight in wishes if wish < -NEAR])
    rightward = sum([weight for wish, weight in wishes if wish > NEAR])
    if 2 * leftward <= total and 2 * rightward <= total:
        return 0.0
    wishes.sort()
    step = passed = 0.0
    for wish, weight in wishes:
        passed += weight
        if 2 * passed >= total:
            step = wish
            break
    # Rounding may leave no room at all where vertices touch.
    step = max(min(step, high), low) if low <= high else 0.0
    return step if abs(step) > NEAR else 0.0

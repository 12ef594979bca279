"""Graphviz' `dot` as the peer to measure against: the same boxes, its own layout and routes."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.benchmarks.graph_counting import Box, Point, Route

STEPS = 8


def source(boxes: dict[str, Box], edges: list[tuple[str, str]]) -> str:
    """DOT text with boxes of the same sizes; 72 px to Graphviz' inch."""
    lines = ["digraph {", 'node [shape=box, fixedsize=true, label=""]; edge [arrowhead=none];']
    lines += [
        f'"{name}" [width={wide / 72:.4f}, height={high / 72:.4f}];'
        for name, (_, _, wide, high) in boxes.items()
    ]
    lines += [f'"{one}" -> "{other}";' for one, other in edges]
    return "\n".join([*lines, "}"])


def run(text: str, form: str) -> tuple[str, float]:
    """What `dot` writes in this form, and the seconds it took as a process."""
    dot = shutil.which("dot")
    if dot is None:
        raise RuntimeError("Graphviz is not installed: apt-get install graphviz")
    start = time.perf_counter()
    done = subprocess.run([dot, f"-T{form}"], input=text, capture_output=True, text=True, check=True)
    return done.stdout, time.perf_counter() - start


def layout(text: str) -> tuple[dict[str, Box], list[Route]]:
    """Boxes and routes as `dot` places them, px, splines as polylines."""
    boxes: dict[str, Box] = {}
    routes: list[Route] = []
    for line in run(text, "plain")[0].splitlines():
        words = shlex.split(line)
        if words[0] == "node":
            x, y, wide, high = (72 * float(word) for word in words[2:6])
            boxes[words[1]] = (x - wide / 2, y - high / 2, wide, high)
        elif words[0] == "edge":
            count = int(words[3])
            numbers = [72 * float(word) for word in words[4 : 4 + 2 * count]]
            routes.append((words[1], words[2], _sampled(list(zip(numbers[::2], numbers[1::2], strict=True)))))
    return boxes, routes


def _sampled(control: list[Point]) -> list[Point]:
    """A chain of cubic Bézier curves as a polyline."""
    found = control[:1]
    for at in range(0, len(control) - 3, 3):
        a, b, c, d = control[at : at + 4]
        for step in range(1, STEPS + 1):
            t = step / STEPS
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            found.append(
                tuple(sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1))  # type: ignore[arg-type]
            )
    return found

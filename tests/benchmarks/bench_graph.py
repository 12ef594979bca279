"""Graphs beside Graphviz' `dot`: time, crossings, length of edges, size of HTML. Run as a script."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from statistics import median
from typing import TYPE_CHECKING, Any

from refold_nb.graph import WorkflowGraph
from tests.benchmarks import graphviz_peer
from tests.benchmarks.graph_counting import crossings, hits, length
from tests.benchmarks.graph_families import FAMILIES, family_graphs, series_parallel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def best(run: Callable[[], object], times: int) -> float:
    """Milliseconds of the fastest of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found) * 1000


def verdict(value: float, limit: float) -> str:
    """Whether a figure keeps its limit."""
    return f"(at most {limit:g})  {'OK' if value <= limit else 'MISS'}"


def beside_dot(document: dict[str, Any], times: int, *, drawn: bool) -> tuple[float, float]:
    """Milliseconds of layout and SVG, or of the layout alone, and of `dot -Tsvg` on the same graph and names."""
    graph = WorkflowGraph.from_dict(document)
    text = graph.to_dot()
    run = (lambda: graph.to_svg(fold=False)) if drawn else graph.layout
    # By turns, so that what else the machine has to do disturbs both.
    pairs = [(best(run, 1), best(lambda: graphviz_peer.run(text, "svg"), 1)) for _ in range(times)]
    return min(ours for ours, _ in pairs), min(theirs for _, theirs in pairs)


def speed(sizes: Sequence[int] = (100, 1_000, 10_000)) -> None:
    """Layout and SVG (above 1 000 nodes the layout alone) beside `dot` as a process, its start included."""
    limits = {100: (0.5, 25), 1_000: (0.4, 5), 10_000: (0.02, 1)}
    for size in sizes:
        limit, times = limits[size]
        ours, theirs = beside_dot(series_parallel(size, 1), times, drawn=size <= 1_000)
        what = "layout and SVG" if size <= 1_000 else "layout"
        print(
            f"graph, {size:6} nodes: {what} {ours:8.1f} ms, dot {theirs:9.1f} ms, "
            f"{ours / theirs:.3f} of it {verdict(ours / theirs, limit)}"
        )


def families() -> None:
    """The same for every family: the median over several graphs, each beside `dot` on that graph."""
    for size, limit, seeds, times in ((100, 0.5, 7, 15), (1_000, 0.4, 3, 5)):
        for name, make in FAMILIES.items():
            pairs = [beside_dot(make(size, seed), times, drawn=True) for seed in range(1, seeds + 1)]
            shares = sorted(ours / theirs for ours, theirs in pairs)
            print(
                f"graph, {size:6} nodes, {name:15}: {median(ours for ours, _ in pairs):6.1f} ms, "
                f"{median(shares):.3f} of dot's ({shares[0]:.2f} to {shares[-1]:.2f} over {seeds} graphs) "
                f"{verdict(median(shares), limit)}"
            )


def growth() -> None:
    """How time grows from 1 000 to 10 000 nodes; n·log n is 13.3."""
    small, large = (WorkflowGraph.from_dict(series_parallel(size, 1)) for size in (1_000, 10_000))
    ratio = best(large.layout, 5) / best(small.layout, 9)
    print(f"graph, 1 000 → 10 000 nodes: {ratio:.1f} times the time, n·log n {verdict(ratio, 13.3)}")


def quality() -> None:
    """Crossings, hits and lengths over 200 graphs of four families; the limits are for all together."""
    sums: dict[str, list[float]] = {}
    for family, document in family_graphs():
        graph = WorkflowGraph.from_dict(document)
        placed = graph.layout()
        routes = placed.routes
        text = graphviz_peer.source(placed.boxes, [(edge.source, edge.target) for edge in graph.edges])
        _, theirs = graphviz_peer.layout(text)
        row = [
            crossings(routes),
            crossings(theirs),
            length(routes),
            length(theirs),
            len(hits(routes, placed.boxes)),
        ]
        for name in (family, "all"):
            sums[name] = [one + other for one, other in zip(sums.get(name, [0.0] * 5), row, strict=True)]
    for name, (ours, others, our_length, their_length, hit) in sums.items():
        print(
            f"graph, {name:16} crossings {ours:6.0f}, dot {others:6.0f}; "
            f"length {our_length / their_length:.3f} of dot's; through a box {hit:.0f}"
        )
    whole = sums["all"]
    print(f"graph, crossings {whole[0] / whole[1]:.3f} of dot's {verdict(whole[0] / whole[1], 1)}")
    print(f"graph, length {whole[2] / whole[3]:.3f} of dot's {verdict(whole[2] / whole[3], 1.1)}")
    print(f"graph, edges through a box {whole[4]:.0f} {verdict(whole[4], 0)}")


def sizes() -> None:
    """Bytes of HTML, and the time a start node takes from document to HTML."""
    for count, limit in ((1, 4_000), (30, 18_000), (100, 50_000)):
        size = len(WorkflowGraph.from_dict(series_parallel(count, 1)).to_html().encode())
        print(f"graph, {count:4} nodes: {size:6} bytes of HTML {verdict(size, limit)}")
    document = series_parallel(1, 1)
    whole = best(lambda: WorkflowGraph.from_dict(document).to_html(), 50)
    print(f"graph, start node: {whole:.2f} ms {verdict(whole, 2)}")


def main() -> None:
    """Print every figure."""
    speed()
    families()
    growth()
    sizes()
    quality()


if __name__ == "__main__":
    main()

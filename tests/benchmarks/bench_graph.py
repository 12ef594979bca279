"""Graphs beside Graphviz' `dot`: time, crossings, length of edges, size of HTML. Run as a script."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from typing import TYPE_CHECKING

from refold_nb.graph import WorkflowGraph
from tests.benchmarks import graphviz_peer
from tests.benchmarks.graph_counting import crossings, hits, length
from tests.benchmarks.graph_families import family_graphs, series_parallel

if TYPE_CHECKING:
    from collections.abc import Callable


def best(run: Callable[[], object], times: int) -> float:
    """Milliseconds of the fastest of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found) * 1000


def speed() -> None:
    """Layout and SVG (above 1 000 nodes the layout alone) beside `dot -Tsvg` on the same graphs."""
    for size, limit, times in ((100, 0.5, 7), (1_000, 0.4, 5), (10_000, 0.02, 1)):
        graph = WorkflowGraph.from_dict(series_parallel(size, 1))
        edges = [(edge.source, edge.target) for edge in graph.edges]
        text = graphviz_peer.source(graph.layout().boxes, edges)
        ours = best(graph.layout if size > 1_000 else lambda g=graph: g.to_svg(fold=False), times)
        theirs = best(lambda t=text: graphviz_peer.run(t, "svg"), times)
        what = "layout" if size > 1_000 else "layout and SVG"
        print(
            f"graph, {size:6} nodes: {what} {ours:8.1f} ms, dot {theirs:9.1f} ms, "
            f"{ours / theirs:.3f} of it (at most {limit})"
        )


def growth() -> None:
    """How time grows from 1 000 to 10 000 nodes; n·log n is 13.3."""
    small, large = (WorkflowGraph.from_dict(series_parallel(size, 1)) for size in (1_000, 10_000))
    ratio = best(large.layout, 2) / best(small.layout, 5)
    print(f"graph, 1 000 → 10 000 nodes: {ratio:.1f} times the time (n·log n: 13.3)")


def quality() -> None:
    """Crossings, hits and lengths over 200 graphs of four families."""
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
    for name, (ours, theirs, our_length, their_length, hit) in sums.items():
        print(
            f"graph, {name:16} crossings {ours:6.0f}, dot {theirs:6.0f}; "
            f"length {our_length / their_length:.3f} of dot's (at most 1.1); through a box {hit:.0f}"
        )


def sizes() -> None:
    """Bytes of HTML, and the time a start node takes from document to HTML."""
    for count, limit in ((1, 4_000), (30, 18_000), (100, 50_000)):
        size = len(WorkflowGraph.from_dict(series_parallel(count, 1)).to_html().encode())
        print(f"graph, {count:4} nodes: {size:6} bytes of HTML (< {limit})")
    document = series_parallel(1, 1)
    print(f"graph, start node: {best(lambda: WorkflowGraph.from_dict(document).to_html(), 50):.2f} ms (< 2)")


def main() -> None:
    """Print every figure."""
    speed()
    growth()
    sizes()
    quality()


if __name__ == "__main__":
    main()

"""Generated workflow graphs of four families, the same for the same seed, as documents of the API."""

from __future__ import annotations

from random import Random
from typing import Any

Edges = list[tuple[int, int]]
TYPES = (
    "action",
    "http_request",
    "ai_code_executor",
    "data_mapper",
    "transform",
    "log",
    "delay",
    "send_email",
)


class Sprout:
    """A graph under construction."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.types: list[str] = []
        self.edges: Edges = []

    def node(self, type_: str = "", *, after: int | None = None) -> int:
        """One more node, and an edge to it from `after`."""
        self.types.append(type_ or self.dice.choice(TYPES))
        made = len(self.types) - 1
        if after is not None:
            self.edges.append((after, made))
        return made

    def document(self, name: str) -> dict[str, Any]:
        """The graph as a document."""
        nodes = [
            {"id": str(at), "type": type_, "name": f"{type_} {at}"} for at, type_ in enumerate(self.types)
        ]
        edges = [
            {"source": str(source), "target": str(target)} for source, target in dict.fromkeys(self.edges)
        ]
        return {"name": name, "nodes": nodes, "edges": edges}


def series_parallel(size: int, seed: int) -> dict[str, Any]:
    """Steps one after another and branches that come together again; now and then a way back."""
    graph = Sprout(seed)

    def grow(last: int, budget: int) -> int:
        while budget > 0:
            branches = graph.dice.choice((2, 2, 3))
            each = (min(budget, 24) - 2) // branches
            if graph.dice.random() < 0.6 or each < 1:
                last = graph.node(after=last)
                budget -= 1
                continue
            fork = graph.node("rule", after=last)
            ends = []
            for _ in range(branches):
                part = graph.dice.randint(0, each)
                ends.append(grow(fork, part))
                budget -= part
            last = graph.node("merge")
            graph.edges += [(end, last) for end in ends]
            budget -= 2
        return last

    grow(graph.node("start"), size - 1)
    for _ in range(size // 40):
        later = graph.dice.randrange(size // 4, len(graph.types))
        graph.edges.append((later, max(1, later - graph.dice.randint(3, 16))))
    return graph.document(f"series-parallel-{seed}")


def dense_layered(size: int, seed: int) -> dict[str, Any]:
    """Layers of about ten, every node fed by one to three of the two layers before."""
    graph = Sprout(seed)
    wide = 10
    for at in range(size):
        graph.node("start" if at == 0 else "")
        layer = at // wide
        if not layer:
            continue
        low = max(0, layer - 2) * wide
        for _ in range(graph.dice.choice((1, 1, 2, 2, 3))):
            graph.edges.append((graph.dice.randrange(low, layer * wide), at))
    return graph.document(f"dense-layered-{seed}")


def joined_tree(size: int, seed: int) -> dict[str, Any]:
    """A tree of decisions, some of whose leaves come together further down."""
    graph = Sprout(seed)
    open_ = [graph.node("start")]
    while len(graph.types) < size * 4 // 5:
        parent = open_.pop(graph.dice.randrange(len(open_)))
        open_ += [graph.node(after=parent) for _ in range(graph.dice.choice((1, 2, 2, 3)))]
    while len(graph.types) < size and len(open_) > 2:
        join = graph.node("merge")
        for _ in range(min(len(open_), graph.dice.choice((2, 2, 3)))):
            graph.edges.append((open_.pop(graph.dice.randrange(len(open_))), join))
        open_.append(join)
    return graph.document(f"joined-tree-{seed}")


def integration(size: int, seed: int) -> dict[str, Any]:
    """What engineers draw: fetch, loop over records, map, decide, write, retry, catch, notify."""
    graph = Sprout(seed)
    last = graph.node("start")
    while len(graph.types) < size - 10:
        last = graph.node("http_request", after=last)
        loop = graph.node("loop", after=last)
        mapped = graph.node("data_mapper", after=loop)
        rule = graph.node(graph.dice.choice(("rule", "switch_case")), after=mapped)
        merge = graph.node("merge")
        for _ in range(graph.dice.choice((2, 2, 3, 4))):
            step = rule
            for _ in range(graph.dice.randint(0, 3)):
                step = graph.node(after=step)
            graph.edges.append((step, merge))
        if graph.dice.random() < 0.5:
            wait = graph.node("delay", after=merge)
            graph.edges.append((wait, mapped))
        graph.edges.append((merge, loop))
        last = graph.node("log", after=loop)
        if graph.dice.random() < 0.4:
            graph.node("dead_letter_queue", after=last)
    end = graph.node("response")
    for _ in range(graph.dice.choice((2, 3))):
        graph.edges.append((graph.node(after=last), end))
    return graph.document(f"integration-{seed}")


FAMILIES = {
    "series-parallel": series_parallel,
    "dense layered": dense_layered,
    "joined tree": joined_tree,
    "integration": integration,
}


def family_graphs(each: int = 50) -> list[tuple[str, dict[str, Any]]]:
    """`each` graphs of every family, of 12 to 110 nodes."""
    return [
        (name, make(12 + (seed * 37) % 99, seed)) for name, make in FAMILIES.items() for seed in range(each)
    ]

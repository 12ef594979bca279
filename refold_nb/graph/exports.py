"""The graph for other programs: Mermaid, Graphviz, networkx, pandas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from refold_nb.graph.text import clean, shorten

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from refold_nb.graph.graph import WorkflowGraph

LONGEST = 200
"""Characters of a name that an export carries; Mermaid gives up on texts of tens of thousands."""
# No colon: after "style" or "classDef" Mermaid takes a code point behind one for a colour and cuts it.
_MERMAID = re.compile(r"[^\w .,/()+=@…·-]|_", re.UNICODE)
_MARKER = re.compile(r"^(\d+[.)]|[-+*#>]+) ")
# A name that begins with a percent sign is no name to Graphviz but one that it made up itself.
_UNSPELT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]|^%")
# Graphviz reads two backslashes as two and `\\"` as a quote, so the last of an odd number can't be told.
_SWALLOWS = re.compile(r'(?<!\\)((?:\\\\)*)\\(?=["\n]|\Z)')
_SHAPES = {"trigger": ('(["', '"])'), "logic": ('{{"', '"}}'), "end": ('(["', '"])')}


def to_mermaid(graph: WorkflowGraph, direction: str) -> str:
    """A Mermaid flowchart; node `n0` is the first of the document, `n1` the second."""
    keys = {one: f"n{at}" for at, one in enumerate(graph.nodes)}
    lines = [f"flowchart {'LR' if direction == 'right' else 'TD'}"]
    for node in graph.nodes.values():
        opening, closing = _SHAPES.get(node.kind.family, ('["', '"]'))
        lines.append(f"  {keys[node.id]}{opening}{_mermaid(node.name)}{closing}")
    for edge in graph.edges:
        label = f'|"{_mermaid(edge.label)}"|' if edge.label else ""
        lines.append(f"  {keys[edge.source]} -->{label} {keys[edge.target]}")
    return "\n".join(lines) + "\n"


def _mermaid(text: str) -> str:
    """Text inside Mermaid's quotes: what it, Markdown or HTML could take for itself as a code point."""
    plain = shorten(clean(text), LONGEST) or "·"
    # Mermaid refuses Markdown's lists and headings in labels; a space that does not break makes none.
    plain = _MARKER.sub(lambda hit: f"{hit[1]}\u00a0", plain)
    return _MERMAID.sub(lambda hit: f"#{ord(hit[0])};", plain)


def to_dot(graph: WorkflowGraph, direction: str) -> str:
    """Graphviz' language; nodes go by their ids, names are labels."""
    head = "digraph workflow {" + ("\n  rankdir=LR;" if direction == "right" else "")
    lines = [head, '  node [shape=box, style=rounded, fontname="Helvetica"];']
    keys = _dot_keys(graph)
    lines += [f"  {keys[node.id]} [label={_label(node.name)}];" for node in graph.nodes.values()]
    for edge in graph.edges:
        label = f" [label={_label(edge.label)}]" if edge.label else ""
        lines.append(f"  {keys[edge.source]} -> {keys[edge.target]}{label};")
    return "\n".join([*lines, "}"]) + "\n"


def _dot_keys(graph: WorkflowGraph) -> dict[str, str]:
    """For every id a quoted one; ids that Graphviz' language can't spell stay apart all the same."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    # Ids that need no change first: they keep their own spelling.
    for one in sorted(graph.nodes, key=lambda one: _spelt(one) != one):
        key, copy = _spelt(one), 2
        while key in taken:
            key, copy = f"{_spelt(one)}#{copy}", copy + 1
        taken.add(key)
        found[one] = '"' + key.replace('"', '\\"') + '"'
    return found


def _spelt(text: str) -> str:
    """An id without what Graphviz' language can't say: controls, a backslash that swallows the quote after it."""
    plain = _UNSPELT.sub(lambda hit: f"<{ord(hit[0]):x}>", text)
    return _SWALLOWS.sub(lambda hit: f"{hit[1]}<5c>", plain)


def _label(text: str) -> str:
    """A quoted label: backslashes and ampersands would be escapes and entities to Graphviz."""
    plain = shorten(clean(text), LONGEST)
    return '"' + plain.replace("\\", "\\\\").replace("&", "&amp;").replace('"', '\\"') + '"'


def to_networkx(graph: WorkflowGraph) -> nx.MultiDiGraph[str]:
    """A `networkx.MultiDiGraph` whose nodes carry `name`, `type`, `kind` and `parent`."""
    import networkx as nx

    found: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=graph.name)
    for node in graph.nodes.values():
        found.add_node(node.id, name=node.name, type=node.type, kind=node.kind.word, parent=node.parent or "")
    for edge in graph.edges:
        found.add_edge(
            edge.source, edge.target, id=edge.id, label=edge.label,
            source_handle=edge.source_handle, target_handle=edge.target_handle,
        )  # fmt: skip
    return found


def to_frame(graph: WorkflowGraph, what: str) -> pd.DataFrame:
    """One row for every node or edge."""
    import pandas as pd

    if what == "nodes":
        fed: dict[str, int] = {}
        out: dict[str, int] = {}
        for edge in graph.edges:
            out[edge.source] = out.get(edge.source, 0) + 1
            fed[edge.target] = fed.get(edge.target, 0) + 1
        rows: list[dict[str, Any]] = [
            {"id": node.id, "name": node.name, "type": node.type, "kind": node.kind.word,
             "parent": node.parent, "incoming": fed.get(node.id, 0), "outgoing": out.get(node.id, 0)}
            for node in graph.nodes.values()
        ]  # fmt: skip
        counts = ["incoming", "outgoing"]
        texts = ["id", "name", "type", "kind", "parent"]
    elif what == "edges":
        texts = ["source", "target", "label", "id", "source_handle", "target_handle"]
        rows = [{name: getattr(edge, name) for name in texts} for edge in graph.edges]
        counts = []
    else:
        raise ValueError(f"There is no frame of {what!r}; take 'nodes' or 'edges'.")
    frame = pd.DataFrame(rows, columns=[*texts, *counts])
    return frame.astype({**dict.fromkeys(texts, "string"), **dict.fromkeys(counts, "Int64")})

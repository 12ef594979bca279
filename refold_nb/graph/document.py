"""Reading nodes and edges from any document of the API, and saying in words what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from refold_nb.graph.connections import Connections
from refold_nb.graph.cycles import endless_cycles
from refold_nb.graph.kinds import kind_of
from refold_nb.graph.model import Edge, Node
from refold_nb.graph.text import clean, shorten
from refold_nb.graph.values import identifier, position, words

PARENTS = ("parentNode", "parentId", "parent_node", "parent_id", "parent", "group_id", "loop_id")
"""Fields by which a node names the group that it stands in."""
_CHILDREN = ("nodes", "children", "steps")
DEEPEST = 40
"""Levels of groups inside groups that are read."""


def graph_document(doc: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of an answer that holds the nodes: the answer itself, or what is under `workflow`."""
    for key in ("workflow", "execution", "data"):
        inner = doc.get(key)
        if "nodes" not in doc and isinstance(inner, Mapping):
            return inner
    return doc


class Reader:
    """Reads one document; `nodes`, `edges` and `problems` hold what was found."""

    def __init__(self, doc: Mapping[str, Any]) -> None:
        self.nodes: dict[str, Node] = {}
        self.problems: list[str] = []
        self._said: set[str] = set()
        self._links = Connections(self._say)
        self._parents: dict[str, str] = {}
        body = graph_document(doc)
        self._entries(body)
        self._links.add_edges(body.get("edges"), "the document")
        self.edges: list[Edge] = self._links.resolve(self.nodes)
        self._settle_parents()
        self.problems += flow_problems(self.nodes, self.edges)

    def _say(self, problem: str) -> None:
        if problem not in self._said:
            self._said.add(problem)
            self.problems.append(problem)

    def _entries(self, body: Mapping[str, Any]) -> None:
        """Read every entry of `nodes`, and the entries nested in groups after their group."""
        listed = self._list(body.get("nodes"), "nodes")
        if "nodes" not in body:
            self._say("The document has no “nodes”.")
        elif not listed and not self.problems:
            self._say("The workflow has no nodes yet.")
        stack: list[tuple[Any, str | None, int]] = [(entry, None, 0) for entry in reversed(listed)]
        while stack:
            entry, parent, depth = stack.pop()
            node_id = self._read(entry, parent)
            if node_id is None:
                continue
            inside = self._inside(entry, node_id)
            if inside and depth == DEEPEST:
                self._say(f"Groups are nested more than {DEEPEST} deep; what is below was left out.")
            else:
                stack += [(child, node_id, depth + 1) for child in reversed(inside)]

    def _inside(self, entry: Mapping[str, Any], owner: str) -> list[Any]:
        """The nodes inside a group: nested whole, or named by their ids."""
        found: list[Any] = []
        data = entry.get("data")
        for holder in (entry, data) if isinstance(data, Mapping) else (entry,):
            for key in _CHILDREN:
                children = holder.get(key)
                if not isinstance(children, list):
                    continue
                for child in children:
                    if isinstance(child, Mapping) and identifier(child):
                        found.append(child)
                    elif kind_of(str(entry.get("type"))).repeats and words(child):
                        self._parents.setdefault(words(child), owner)
            if holder is not entry and "nodes" not in holder:
                continue
            if isinstance(holder.get("edges"), list):
                self._links.add_edges(holder["edges"], f"node “{shorten(owner, 40)}”")
        return found

    def _list(self, value: Any, name: str) -> list[Any]:
        if value is None:
            return []
        if isinstance(value, Mapping):
            return [
                {"id": key, **entry} if isinstance(entry, Mapping) else entry for key, entry in value.items()
            ]
        if isinstance(value, (list, tuple)):
            return list(value)
        self._say(f"“{name}” is not a list but {type(value).__name__}; it was left out.")
        return []

    def _read(self, raw: Any, parent: str | None) -> str | None:
        """Take one entry as a node; returns the id it goes by."""
        place = len(self.nodes) + 1
        if not isinstance(raw, Mapping):
            self._say(f"Entry {place} of “nodes” is not an object but {type(raw).__name__}; it was left out.")
            return None
        own = identifier(raw)
        node_id = own or f"#{place}"
        if not own:
            self._say(f"Node {place} has no id; it is called “{node_id}” here.")
        if node_id in self.nodes:
            copy = 2
            while f"{node_id}#{copy}" in self.nodes:
                copy += 1
            self._say(
                f"Node id “{shorten(clean(node_id), 40)}” is there more than once; edges lead to the first, "
                f"the other is called “{shorten(clean(node_id), 40)}#{copy}” here."
            )
            node_id = f"{node_id}#{copy}"
        type_ = raw.get("type", raw.get("node_type"))
        if not isinstance(type_, str) or not type_:
            self._say(f"Node “{shorten(clean(node_id), 40)}” has no type.")
            type_ = ""
        data = raw.get("data")
        inside = data if isinstance(data, Mapping) else {}
        name = ""
        for value in (
            raw.get("name"),
            raw.get("node_name"),
            raw.get("label"),
            inside.get("name"),
            inside.get("label"),
        ):
            name = name or clean(words(value))
        parent = next((found for key in PARENTS if (found := words(raw.get(key)))), parent)
        if parent:
            self._parents[node_id] = parent
        self.nodes[node_id] = Node(
            node_id, name or kind_of(type_).word, clean(type_), raw, None, position(raw.get("position"))
        )
        self._links.add_node(node_id, raw)
        return node_id

    def _settle_parents(self) -> None:
        """Put every node into its group, unless the group is missing or stands in itself."""
        for child, parent in self._parents.items():
            if child not in self.nodes:
                continue
            if parent not in self.nodes:
                self._say(
                    f"Node “{shorten(clean(child), 40)}” stands in “{shorten(clean(parent), 40)}”, "
                    "which is not there."
                )
                continue
            above: str | None = parent
            while above is not None and above != child:
                above = self.nodes[above].parent
            if above == child:
                self._say(f"Group “{shorten(clean(child), 40)}” stands in itself; it is drawn at the top.")
                continue
            node = self.nodes[child]
            self.nodes[child] = Node(node.id, node.name, node.type, node.raw, parent, node.position)


def flow_problems(nodes: Mapping[str, Node], edges: list[Edge]) -> list[str]:
    """What keeps a workflow from running at all, however well-formed its document is."""
    found = []
    if nodes and not any(node.kind.key == "start" for node in nodes.values()):
        found.append("There is no start node, so nothing begins this workflow.")
    for cycle in endless_cycles(nodes, edges):
        names = ", ".join(f"“{shorten(nodes[one].name, 30)}”" for one in cycle[:4])
        found.append(f"A cycle runs through no loop node: {names}{' …' if len(cycle) > 4 else '.'}")
    return found

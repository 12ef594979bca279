"""What an engineer would want to know about a workflow before publishing it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from refold_nb.graph.cycles import endless_cycles
from refold_nb.graph.document import flow_problems
from refold_nb.graph.staging import trigger_of
from refold_nb.graph.text import shorten

if TYPE_CHECKING:
    from refold_nb.graph.graph import WorkflowGraph
    from refold_nb.graph.model import Node

_DUMMY = re.compile(
    r"^((new|my)\s+)?(step|node|action|untitled|test|copy|code|http|request|function|rule|task)[\s_#-]*\d*$"
    r"|\bcopy(\s*\(?\d*\)?)?$|^untitled\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(.+?)[\s_#(-]*\d+\)?")
_DECIDES = {"rule", "switch", "try"}
_PASSES_ON = {"loop", "merge", "delay", "wait", "mapper", "transform"}
_WORKFLOW_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+){3,}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth a look."""

    rule: str
    """Short name of what was looked for, such as `dead-end`."""
    node: str | None
    """Id of the node it is about; nothing for the workflow as a whole."""
    name: str
    message: str
    """What was found, why it matters, and what to do."""

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


class _Checks:
    """The rules for single nodes; each returns what it has to say of one, or nothing."""

    def __init__(self, graph: WorkflowGraph, starts: list[str]) -> None:
        self.nodes = graph.nodes
        self.ways: dict[str, set[tuple[str, str]]] = {one: set() for one in graph.nodes}
        for edge in graph.edges:
            self.ways[edge.source].add((edge.target, edge.source_handle))
        self.starts = starts
        self.reached = _reached(graph, starts)
        self.endless = {part[0]: part for part in endless_cycles(graph.nodes, graph.edges)}
        self.heads = {node.parent for node in graph.nodes.values()}
        self.sinks = sum(not ways for one, ways in self.ways.items() if graph.nodes[one].parent is None)
        self.names = Counter(node.name for node in graph.nodes.values())

    def no_trigger(self, node: Node) -> str:
        if node.kind.key != "start" or trigger_of(node):
            return ""
        return f"{_shown(node)} has no trigger: nothing but a call to execute will start it. Add one."

    def unreachable(self, node: Node) -> str:
        if not self.starts or node.kind.key == "start" or node.id in self.reached:
            return ""
        return f"{_shown(node)} is never reached from the start. Connect it or delete it."

    def one_way_condition(self, node: Node) -> str:
        if node.kind.key not in _DECIDES or len(self.ways[node.id]) != 1:
            return ""
        return f"{_shown(node)} has only one way out: what happens otherwise? Connect the other way."

    def dead_end(self, node: Node) -> str:
        if self.ways[node.id] or node.kind.ends or node.id in self.heads or node.parent is not None:
            return ""
        if node.kind.key == "start":
            return (
                "" if len(self.nodes) == 1 else f"{_shown(node)} leads nowhere, so nothing runs. Connect it."
            )
        if node.kind.key in _DECIDES or node.kind.key in _PASSES_ON:
            return f"{_shown(node)} has nothing after it, so it does nothing. Connect it or delete it."
        if self.sinks == 1:
            return ""
        return f"{_shown(node)} ends its branch while others go on. Connect it, or end it with Terminate."

    def endless_cycle(self, node: Node) -> str:
        ring = self.endless.get(node.id)
        if not ring:
            return ""
        names = ", ".join(f"“{shorten(self.nodes[other].name, 30)}”" for other in ring[:4])
        return f"{names}: a cycle without a loop node, so nothing says when it ends. Use a loop."

    def vague_name(self, node: Node) -> str:
        numbered = _NUMBERED.fullmatch(node.name)
        kind = numbered and _plain(numbered[1]) in (_plain(node.kind.word), _plain(node.type))
        if node.kind.key == "start" or node.name == node.kind.word or not (kind or _DUMMY.search(node.name)):
            return ""
        return f"{_shown(node)} does not say what it does. Name it for that, such as “Upsert contact”."

    def same_name(self, node: Node) -> str:
        if self.names[node.name] < 2 or node.name == node.kind.word:
            return ""
        count = self.names[node.name]
        return f"{_shown(node)} is the name of {count} nodes: a log can't tell which. Rename it."


def lint(graph: WorkflowGraph) -> list[Finding]:
    """Every finding, the workflow's own first, then in the order of the document."""
    starts = [node.id for node in graph.nodes.values() if node.kind.key == "start"]
    checks = _Checks(graph, starts)
    rules = {
        "no-trigger": checks.no_trigger,
        "unreachable": checks.unreachable,
        "one-way-condition": checks.one_way_condition,
        "dead-end": checks.dead_end,
        "endless-cycle": checks.endless_cycle,
        "vague-name": checks.vague_name,
        "same-name": checks.same_name,
    }
    found = _about_the_whole(graph, starts)
    for node in graph.nodes.values():
        for rule, check in rules.items():
            message = check(node)
            if message:
                found.append(Finding(rule, node.id, node.name, message))
    return found


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _shown(node: Node) -> str:
    return f"“{shorten(node.name, 60)}”"


def _about_the_whole(graph: WorkflowGraph, starts: list[str]) -> list[Finding]:
    told = set(flow_problems(graph.nodes, graph.edges))
    found = [
        Finding("malformed", None, graph.name, problem) for problem in graph.problems if problem not in told
    ]
    if graph.nodes and not starts:
        found.append(
            Finding(
                "no-start", None, graph.name, "There is no start node, so no trigger can begin it. Add one."
            )
        )
    if len(starts) > 1:
        message = f"There are {len(starts)} start nodes; Refold's workflows have one. Delete the others."
        found.append(Finding("several-starts", None, graph.name, message))
    if graph.name and not _WORKFLOW_NAME.fullmatch(graph.name):
        message = (
            f"Refold advises names such as “prod-crm-contact-sync” (environment, system, entity, action); "
            f"this one is “{shorten(graph.name, 60)}”."
        )
        found.append(Finding("workflow-name", None, graph.name, message))
    return found


def _reached(graph: WorkflowGraph, starts: list[str]) -> set[str]:
    """What runs when the workflow starts; what stands in a group runs with it."""
    after: dict[str, list[str]] = {one: [] for one in graph.nodes}
    for edge in graph.edges:
        after[edge.source].append(edge.target)
    inside: dict[str, list[str]] = {}
    for node in graph.nodes.values():
        if node.parent is not None:
            inside.setdefault(node.parent, []).append(node.id)
    found: set[str] = set()
    stack = list(starts)
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            stack += after[one] + inside.get(one, [])
    return found

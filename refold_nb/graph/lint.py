"""What an engineer would want to know about a workflow before publishing it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from refold_nb.graph.cycles import endless_cycles
from refold_nb.graph.document import flow_problems
from refold_nb.graph.kinds import kind_of
from refold_nb.graph.staging import trigger_of
from refold_nb.graph.text import shorten

if TYPE_CHECKING:
    from refold_nb.graph.graph import WorkflowGraph

_DUMMY = re.compile(r"(?i)^(?:(?:new|my)\s+)?(step|node|action|untitled|test|copy|code|http|request|function|rule|task)"
                    r"[\s_#-]*\d*$|\bcopy(\s*\(?\d*\)?)?$|^untitled\b")  # fmt: skip
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


def lint(graph: WorkflowGraph) -> list[Finding]:
    """Every finding, the workflow's own first, then in the order of the document."""
    after: dict[str, list[str]] = {one: [] for one in graph.nodes}
    before: dict[str, list[str]] = {one: [] for one in graph.nodes}
    for edge in graph.edges:
        after[edge.source].append(edge.target)
        before[edge.target].append(edge.source)
    starts = [node.id for node in graph.nodes.values() if node.kind.key == "start"]
    found = [*_about_the_whole(graph, starts)]
    reached = _reached(graph, starts, after)
    endless = {one: part for part in endless_cycles(graph.nodes, graph.edges) for one in part[:1]}
    held = {node.parent for node in graph.nodes.values()}
    names = Counter(node.name for node in graph.nodes.values())

    def say(rule: str, one: str, message: str) -> None:
        found.append(Finding(rule, one, graph.nodes[one].name, message))

    for one, node in graph.nodes.items():
        shown = f"“{shorten(node.name, 60)}”"
        if node.kind.key == "start":
            if not trigger_of(node):
                say(
                    "no-trigger",
                    one,
                    f"{shown} has no trigger: nothing but a call to execute will start it. Add one.",
                )
            if not after[one] and len(graph.nodes) > 1:
                say("dead-end", one, f"{shown} leads nowhere: the workflow ends where it begins. Connect it.")
        elif starts and one not in reached:
            say("unreachable", one, f"{shown} is never reached from the start. Connect it or delete it.")
        ways = {(edge.target, edge.source_handle) for edge in graph.edges if edge.source == one}
        if node.kind.key in ("rule", "switch", "try") and len(ways) < 2:
            count = "one way" if ways else "no way"
            say(
                "one-way-condition",
                one,
                f"{shown} decides between {count} out: what else happens? Connect the other.",
            )
        elif not after[one] and not node.kind.ends and one not in held and node.kind.branches:
            say("dead-end", one, f"{shown} has no way out. Connect it, or end with Terminate or Response.")
        elif not after[one] and node.kind.key in ("loop", "merge", "delay", "wait", "mapper", "transform"):
            word = node.kind.word.lower()
            say(
                "dead-end",
                one,
                f"{shown} is a {word} with nothing after it, so it does nothing. Connect or delete it.",
            )
        if one in endless:
            ring = ", ".join(f"“{shorten(graph.nodes[other].name, 30)}”" for other in endless[one][:4])
            say(
                "endless-cycle",
                one,
                f"{ring}: a cycle without a loop node, so nothing says when it ends. Use a loop.",
            )
        if _DUMMY.search(node.name) and node.kind.key != "start" and node.name != kind_of(node.type).word:
            say(
                "vague-name",
                one,
                f"{shown} does not say what it does. Name it for that, such as “Upsert contact”.",
            )
        elif names[node.name] > 1 and node.name != node.kind.word:
            say(
                "same-name",
                one,
                f"{shown} is the name of {names[node.name]} nodes: a log can't tell which. Rename it.",
            )
    return found


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


def _reached(graph: WorkflowGraph, starts: list[str], after: dict[str, list[str]]) -> set[str]:
    """What runs when the workflow starts; what stands in a group runs with it."""
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

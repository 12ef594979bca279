"""What an engineer is told before publishing."""

from __future__ import annotations

from typing import Any

import pytest

from refold_nb.graph import WorkflowGraph
from tests.unit.graph.builders import edges, graph, node

TRIGGER = [{"application": "hubspot", "event": "contact.created"}]


def found(drawn: WorkflowGraph) -> set[tuple[str, str | None]]:
    return {(one.rule, one.node) for one in drawn.lint()}


def clean(
    *extra: dict[str, Any], pairs: tuple[str, ...] = (), name: str = "prod-crm-contact-sync"
) -> WorkflowGraph:
    nodes = [node("s", "start", "Contact created", triggers=TRIGGER), node("u", "action", "Upsert lead")]
    nodes += [node("r", "response", "Reply"), *extra]
    return WorkflowGraph.from_dict({"name": name, "nodes": nodes, "edges": edges("s>u", "u>r", *pairs)})


def test_a_clean_workflow_has_no_findings() -> None:
    assert clean().lint() == []


def test_a_chain_may_simply_end() -> None:
    nodes = [node("s", "start", "Go", triggers=TRIGGER), node("u", "action", "Upsert lead")]
    assert WorkflowGraph.from_dict({"nodes": nodes, "edges": edges("s>u")}).lint() == []


@pytest.mark.parametrize(
    ("extra", "pairs", "finding"),
    [
        ([node("x", name="Find owner")], (), ("unreachable", "x")),
        ([node("x", name="Find owner")], ("u>x",), ("dead-end", "x")),
        (
            [node("x", "rule", "Is big?"), node("y", name="Tell sales")],
            ("u>x", "x>y", "y>r"),
            ("one-way-condition", "x"),
        ),
        ([node("x", "switch_case", "Which?")], ("u>x",), ("dead-end", "x")),
        ([node("x", "loop", "Each one")], ("u>x",), ("dead-end", "x")),
        (
            [node("x", name="Try"), node("y", name="Again")],
            ("u>x", "x>y", "y>x", "y>r"),
            ("endless-cycle", "x"),
        ),
        ([node("x", name="Step 12")], ("u>x", "x>r"), ("vague-name", "x")),
        ([node("x", "http_request", name="HTTP Request 2")], ("u>x", "x>r"), ("vague-name", "x")),
        ([node("x", "delay", name="Delay (3)")], ("u>x", "x>r"), ("vague-name", "x")),
        (
            [node("l", "loop", "Each one"), node("x", name="Try"), node("y", name="Again")],
            ("u>l", "l>x", "x>y", "y>x", "x>l", "l>r"),
            ("endless-cycle", "x"),
        ),
        ([node("x", name="Untitled")], ("u>x", "x>r"), ("vague-name", "x")),
        ([node("x", name="Upsert lead (copy)")], ("u>x", "x>r"), ("vague-name", "x")),
        ([node("x", name="Upsert lead")], ("u>x", "x>r"), ("same-name", "x")),
        ([node("x", "start", "Other", triggers=TRIGGER)], ("x>r",), ("several-starts", None)),
    ],
)
def test_each_rule(
    extra: list[dict[str, Any]], pairs: tuple[str, ...], finding: tuple[str, str | None]
) -> None:
    assert finding in found(clean(*extra, pairs=pairs))


@pytest.mark.parametrize("name", ["Fetch page 2", "Wait for day 30", "Step through contacts", "Salesforce 2"])
def test_names_that_say_something_are_no_finding(name: str) -> None:
    assert clean(node("x", name=name), pairs=("u>x", "x>r")).lint() == []


def test_a_loop_node_ends_a_cycle() -> None:
    extra = [node("l", "loop", "Each contact"), node("x", name="Map it")]
    assert clean(*extra, pairs=("u>l", "l>x", "x>l", "l>r")).lint() == []


def test_a_draft_with_a_bare_start_lacks_a_trigger() -> None:
    assert found(WorkflowGraph.from_dict({"nodes": [node("1", "start", "Start")]})) == {("no-trigger", "1")}


def test_no_start_is_told_once() -> None:
    rules = [one.rule for one in graph("a>b").lint()]
    assert rules.count("no-start") == 1
    assert "malformed" not in rules


@pytest.mark.parametrize(
    ("name", "told"), [("Lead Sync", True), ("prod-crm-contact-sync", False), ("", False)]
)
def test_refolds_advice_on_names(name: str, *, told: bool) -> None:
    assert (("workflow-name", None) in found(clean(name=name))) is told


def test_nodes_in_a_group_run_with_it() -> None:
    group = node("g", "group", "Each order", nodes=[node("x", name="Check it")])
    assert clean(group, pairs=("u>g", "g>r")).lint() == []


def test_each_finding_says_which_node_and_why() -> None:
    finding = next(one for one in clean(node("x", name="Find owner")).lint() if one.rule == "unreachable")
    assert finding.name == "Find owner"
    assert "never reached" in finding.message
    assert "Connect it" in str(finding)

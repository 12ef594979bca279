"""The blocking and the awaited client are one: the same calls, arguments and words."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

import refold_nb as rn
from refold_nb.client import awaited, waited
from refold_nb.client.accounts import AsyncLinkedAccounts, AsyncSessionTokens, LinkedAccounts, SessionTokens
from refold_nb.client.applications import Applications, AsyncApplications
from refold_nb.client.executions import AsyncExecutions, Executions
from refold_nb.client.runs import AsyncExecution, Execution
from refold_nb.client.workflows import AsyncWorkflows
from refold_nb.client.workflows_blocking import Workflows

PAIRS = [
    (Workflows, AsyncWorkflows),
    (Executions, AsyncExecutions),
    (Applications, AsyncApplications),
    (LinkedAccounts, AsyncLinkedAccounts),
    (SessionTokens, AsyncSessionTokens),
    (Execution, AsyncExecution),
    (waited.Draft, awaited.AsyncDraft),
    (waited.PublishedWorkflow, awaited.AsyncPublishedWorkflow),
    (waited.WorkflowVersion, awaited.AsyncWorkflowVersion),
]
ids = pytest.mark.parametrize(("blocking", "other"), PAIRS, ids=lambda kind: kind.__name__)


def methods(kind: type) -> dict[str, Any]:
    return {name: value for name, value in inspect.getmembers(kind, inspect.isfunction) if name[0] != "_"}


def shape(method: Any) -> list[tuple[str, str, Any]]:
    return [(p.name, str(p.annotation), p.default) for p in inspect.signature(method).parameters.values()]


@ids
def test_both_faces_have_the_same_methods(blocking: type, other: type) -> None:
    assert set(methods(blocking)) == set(methods(other))


@ids
def test_every_method_takes_the_same_arguments(blocking: type, other: type) -> None:
    theirs = methods(other)
    for name, method in methods(blocking).items():
        assert shape(method) == shape(theirs[name]), name


@ids
def test_every_method_has_the_same_words(blocking: type, other: type) -> None:
    theirs = methods(other)
    for name, method in methods(blocking).items():
        assert method.__doc__, name
        assert method.__doc__ == theirs[name].__doc__, name


@ids
def test_what_is_returned_differs_by_the_face_alone(blocking: type, other: type) -> None:
    theirs = methods(other)
    for name, method in methods(blocking).items():
        mine, its = method.__annotations__.get("return"), theirs[name].__annotations__.get("return")
        assert str(mine) == re.sub(r"\bAsync(?=[A-Z])", "", str(its)), name


def test_the_clients_themselves_offer_the_same() -> None:
    mine, others = set(methods(rn.Refold)), set(methods(rn.AsyncRefold))
    assert mine - {"close"} == others - {"aclose"}
    blocking, awaited_one = rn.Refold.create_many, rn.AsyncRefold.create_many
    assert shape(blocking) == shape(awaited_one)
    assert blocking.__doc__ == awaited_one.__doc__


def test_every_documented_argument_is_one() -> None:
    for kind in {kind for pair in PAIRS for kind in pair}:
        for name, method in methods(kind).items():
            words = inspect.getdoc(method) or ""
            told = re.search(r"Args:\n((?:    .*\n?|\n)+)", words)
            listed = re.findall(r"^    (\w+(?:, \w+)*):", told.group(1), re.MULTILINE) if told else []
            for argument in ", ".join(listed).split(", "):
                assert not argument or argument in inspect.signature(method).parameters, (
                    kind,
                    name,
                    argument,
                )

"""Typed ids, and what a process learns about plain ones."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import refold_nb as rn
from refold_nb.api import models
from refold_nb.client.ids import KnownIds, split, wrong_id

ONE, TWO = "6a31545ed0aeb8165beb9a43", "6a31545ed0aeb8165beb9a44"


def test_typed_ids_are_text() -> None:
    import json

    for kind in (rn.DraftId, rn.PublishedId):
        typed = kind(ONE)
        assert isinstance(typed, str)
        assert typed == ONE
        assert {ONE: 1}[typed] == 1
        assert json.dumps([typed]) == f'["{ONE}"]'
        assert f"{typed}" == str(typed) == ONE
        again = pickle.loads(pickle.dumps(typed))
        assert (again, type(again)) == (typed, kind)


def test_what_was_learned_last_counts() -> None:
    known = KnownIds()
    assert known.kind(ONE) is None
    assert known.kind(rn.DraftId(ONE)) == "draft"
    assert known.kind(rn.PublishedId(ONE)) == "published"
    known.learn(ONE, "draft")
    assert known.kind(ONE.upper()) == "draft"
    known.learn(ONE, "version", TWO)
    assert known.kind(rn.DraftId(ONE)) == "version", "a draft's id names a snapshot after publishing"
    assert known.parent(ONE) == TWO
    assert isinstance(known.typed(TWO), str)
    known.learn(TWO, "published")
    assert isinstance(known.typed(TWO), rn.PublishedId)


def test_the_words_name_the_id_that_was_meant() -> None:
    error = wrong_id("Executing", rn.DraftId(ONE), "version", TWO)
    assert error.field == "workflow_id"
    assert TWO in str(error)
    assert "Nothing was sent" in str(error)


@pytest.mark.parametrize("wrong", [None, 7, "", " ", [], b"x", {}])
def test_what_is_no_workflow_is_refused(wrong: Any) -> None:
    with pytest.raises(rn.InvalidRequest):
        split(wrong)


def test_an_object_stands_for_its_id() -> None:
    model = models.Workflow(id=ONE, name="x")
    assert split(model) == (ONE, model)
    assert split(f" {ONE}\n") == (ONE, None)

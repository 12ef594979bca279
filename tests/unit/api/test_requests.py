"""A request for a draft, checked field by field, and the calls it becomes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import refold_nb as rn
from refold_nb.api import DraftRequest, endpoints, is_object_id
from refold_nb.api.calls import literal_pattern, params_of, path_part

APP = "6500a1b2f45eeca76886dcc8"


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"name": ""}, "name", "empty"),
        ({"name": "   "}, "name", "empty"),
        ({"name": None}, "name", "text"),
        ({"name": 5}, "name", "text"),
        ({"name": " Lead Sync"}, "name", "space"),
        ({"name": "Lead Sync\n"}, "name", "U+000A"),
        ({"name": "Lead\x00Sync"}, "name", "U+0000"),
        ({"name": "Lead\u202eSync"}, "name", "U+202E"),
        ({"name": "Lead\ud800Sync"}, "name", "U+D800"),
        ({"name": "x" * 256}, "name", "256"),
        ({"slug": ""}, "slug", "slug"),
        ({"slug": "hub spot"}, "slug", "slug"),
        ({"slug": "../admin"}, "slug", "slug"),
        ({"slug": 5}, "slug", "text"),
        ({"associated_application": "hubspot"}, "associated_application", "24 hex"),
        ({"associated_application": APP, "slug": "hubspot"}, "associated_application", "not both"),
        ({"associated_application": 5}, "associated_application", "text"),
        ({"description": "x" * 5001}, "description", "5001"),
        ({"description": "bell\x07"}, "description", "U+0007"),
        ({"description": ["x"]}, "description", "text"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(fields: dict[str, Any], field: str, words: str) -> None:
    request = DraftRequest(**{"name": "Lead Sync", **fields})
    with pytest.raises(rn.InvalidRequest) as caught:
        request.validate()
    assert caught.value.field == field
    assert words in str(caught.value)
    assert any(problem.field == field and problem.level == "error" for problem in request.problems())


def test_advice_is_a_hint_and_stops_nothing() -> None:
    request = DraftRequest("Lead Sync")
    request.validate()
    (hint,) = request.problems()
    assert (hint.field, hint.level) == ("name", "hint")
    assert DraftRequest("prod-crm-contact-sync", "hubspot", None, "Line 1\nLine 2\t!").problems() == []


def test_the_body_holds_what_was_set_and_nothing_else() -> None:
    assert DraftRequest("a").body() == {"name": "a"}
    nodes = [{"id": "1"}]
    assert DraftRequest("a", "hubspot", None, "", {"nodes": nodes, "name": "other"}).body() == {
        "name": "a",
        "slug": "hubspot",
        "description": "",
        "nodes": nodes,
    }


@pytest.mark.parametrize(
    ("text", "yes"), [(APP, True), (APP.upper(), True), (APP[:-1], False), (APP + "\n", False)]
)
def test_ids_are_24_hex_digits(text: str, yes: bool) -> None:
    assert is_object_id(text) is yes


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_literal_pattern_matches_its_text_alone(text: str, other: str) -> None:
    import re

    pattern = re.compile(literal_pattern(text))
    assert pattern.search(text) or text.endswith("\n")
    assert bool(pattern.search(other)) is (text == other) or other == f"{text}\n"


@given(st.text(min_size=1, max_size=30))
def test_an_id_never_leaves_its_place_in_the_path(text: str) -> None:
    try:
        part = path_part(text, "The workflow")
    except rn.InvalidRequest:
        return
    assert "/" not in part
    assert "?" not in part
    assert "#" not in part
    assert part not in {"", ".", ".."}


def test_parameters_are_written_as_the_api_writes_them() -> None:
    assert params_of(a=None, b=True, c=False, d=3, e="x") == {"b": "true", "c": "false", "d": "3", "e": "x"}


def test_unsafe_calls_are_those_that_can_not_be_repeated() -> None:
    unsafe = [
        endpoints.create_workflow(DraftRequest("a")),
        endpoints.execute_workflow("x", "hubspot", {}),
        endpoints.create_linked_account("acme", None, None),
    ]
    safe = [
        endpoints.list_workflows(),
        endpoints.get_workflow("x"),
        endpoints.edit_workflow("x"),
        endpoints.publish_workflow("x", True),
        endpoints.delete_workflow("x"),
        endpoints.create_session_token("acme"),
    ]
    assert not any(call.safe for call in unsafe)
    assert all(call.safe for call in safe)


def test_publishing_says_its_environment_and_version_only_when_told() -> None:
    call = endpoints.publish_workflow("x", True)
    assert (call.json, call.headers, call.auth) == ({"published": True}, {}, "token")
    call = endpoints.publish_workflow("x", False, version=3, environment="test")
    assert (call.json, call.headers) == ({"published": False, "version": 3}, {"environment": "test"})

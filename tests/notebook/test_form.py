"""What is filled in: by name, checked, shown, without a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import refold_nb as rn
from refold_nb.testing import assert_no_secret
from tests.notebook.clicking import send, until

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture
def bench() -> rn.Workbench:
    return rn.workbench()


def problem(bench: rn.Workbench, field: str) -> tuple[str, str]:
    level, text = bench._desk.bar.problems.get(field, ("", ""))
    return level, text


def test_values_are_a_dict_that_fills_in_the_form(bench: rn.Workbench) -> None:
    empty = {
        "server": "sandbox",
        "sign_in": "key",
        "linked_account_id": "acme",
        "name": "",
        "slug": "",
        "associated_application": "",
        "description": "",
    }
    assert bench.values == empty
    bench.values = {"name": "Lead Sync"}
    bench.values["description"] = "two\nlines"
    bench.values.update(slug="slack", linked_account_id="globex")
    assert bench.values == {
        **empty,
        "name": "Lead Sync",
        "description": "two\nlines",
        "slug": "slack",
        "linked_account_id": "globex",
    }
    assert bench._desk.form.texts["name"].value == "Lead Sync"
    assert bench.client.linked_account_id == "globex"
    bench.values = {"name": None}
    assert bench.values["name"] == ""
    with pytest.raises(TypeError, match="set one to ''"):
        del bench.values["name"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"nmae": "x"}, "Did you mean 'name'"),
        ({"api_key": "tk_secret_secret"}, "secret is no value"),
        ({"token": "tk_secret_secret"}, "secret is no value"),
        ({"name": 3}, "must be text"),
        ({"server": "moon"}, "sandbox or live"),
        ({"sign_in": ""}, "key or token"),
        ([("name", "x")], "are a dict"),
    ],
)
def test_wrong_values_explain_themselves(bench: rn.Workbench, wrong: Any, says: str) -> None:
    with pytest.raises(rn.InvalidRequest, match=says) as told:
        bench.values = wrong
    assert "secret_secret" not in str(told.value)


@pytest.mark.parametrize(
    ("values", "field", "level"),
    [
        ({"name": ""}, "name", ""),
        ({"name": "Lead Sync"}, "name", "hint"),
        ({"name": "prod-crm-contact-sync"}, "name", ""),
        ({"name": " Lead"}, "name", "error"),
        ({"name": "a\u0007b"}, "name", "error"),
        ({"name": "x" * 300}, "name", "error"),
        ({"associated_application": "hubspot"}, "associated_application", "error"),
        ({"associated_application": "6500a1b2c3d4e5f6a7b8c9d0"}, "associated_application", ""),
        (
            {"slug": "hubspot", "associated_application": "6500a1b2c3d4e5f6a7b8c9d0"},
            "associated_application",
            "error",
        ),
        ({"linked_account_id": "ä"}, "linked_account_id", "error"),
        ({}, "slug", "hint"),
    ],
)
def test_each_field_is_checked_as_it_is_typed(
    bench: rn.Workbench, values: Mapping[str, str], field: str, level: str
) -> None:
    send(bench._desk.bar, {"kind": "typing", "values": dict(values)})
    assert problem(bench, field)[0] == level


def test_an_empty_form_is_not_full_of_complaints(bench: rn.Workbench) -> None:
    assert {level for level, _ in bench._desk.bar.problems.values()} <= {"hint"}
    assert "default custom application" in problem(bench, "slug")[1]
    with pytest.raises(rn.InvalidRequest, match="empty"):
        bench.submit()
    assert problem(bench, "name")[0] == "error"


def test_lists_are_offered_by_name_and_stand_for_ids(bench: rn.Workbench) -> None:
    bench._desk.open()
    form = bench._desk.form
    until(lambda: form.texts["slug"].options, "the applications")
    assert "HubSpot (hubspot)" in form.texts["slug"].options
    assert "Acme Corporation (acme)" in form.texts["linked_account_id"].options
    form.texts["slug"].value = "HubSpot (hubspot)"
    form.texts["linked_account_id"].value = "Globex Corporation (globex)"
    assert bench.request.slug == "hubspot"
    assert bench.client.linked_account_id == "globex"
    form.texts["slug"].value = "typed-and-unknown"
    assert bench.request.slug == "typed-and-unknown"
    assert "Not among" in problem(bench, "slug")[1]


def states(widget: Any) -> list[object]:
    """Return the synced state of a widget and of all in it."""
    return [
        widget.get_state(),
        *(state for child in getattr(widget, "children", ()) for state in states(child)),
    ]


def test_no_widget_holds_the_secret(bench: rn.Workbench) -> None:
    secret = bench.client.credentials.api_key
    assert secret is not None
    assert_no_secret({"state": repr(states(bench._desk.box))}, secret)

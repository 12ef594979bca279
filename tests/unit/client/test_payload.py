"""A payload against a JSON Schema: the place of what is wrong, and schemas that are hostile or none."""

from __future__ import annotations

from typing import Any

import pytest

import refold_nb as rn
from refold_nb.client.payload import check_payload, plain_payload

CONTACT = {
    "type": "object",
    "properties": {"email": {"type": "string", "format": "email"}},
    "required": ["email"],
}
LIST = {"type": "object", "properties": {"rows": {"type": "array", "items": CONTACT}}}


@pytest.mark.parametrize(
    ("schema", "payload", "field"),
    [
        (CONTACT, {}, "payload.email"),
        (CONTACT, {"email": 1}, "payload.email"),
        (LIST, {"rows": [{"email": "a"}, {}]}, "payload.rows[1].email"),
        (LIST, {"rows": {}}, "payload.rows"),
        ({**CONTACT, "additionalProperties": False}, {"email": "a", "mail": "b"}, "payload.mail"),
        ({"type": "object", "minProperties": 1}, {}, "payload"),
        ({"properties": {"a b": {"enum": [1]}}}, {"a b": 2}, "payload.a b"),
        ({"anyOf": [{"required": ["x"]}, {"required": ["y"]}]}, {}, "payload"),
        (
            {"$schema": "http://json-schema.org/draft-04/schema#", "properties": {"n": {"maximum": 3}}},
            {"n": 4},
            "payload.n",
        ),
    ],
)
def test_the_field_is_named(schema: Any, payload: Any, field: str) -> None:
    with pytest.raises(rn.InvalidRequest) as caught:
        check_payload(payload, schema)
    assert str(caught.value.field).startswith(field)
    assert "nothing was sent" in str(caught.value)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"type": 3},
        {"properties": [1]},
        {"$ref": "#/nowhere"},
        {"$ref": "#"},
        {"$ref": "http://127.0.0.1:9/schema.json"},
        {"pattern": "("},
        {"properties": {"email": {"pattern": "(["}}},
        {"$schema": "file:///etc/passwd"},
        {"allOf": {}},
    ],
)
def test_a_schema_that_is_none_says_nothing_against_the_payload(schema: Any) -> None:
    check_payload({"email": "a"}, schema)


def test_nothing_is_fetched_for_a_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    import urllib.request

    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("a schema must not make us call anybody")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    check_payload({"a": 1}, {"properties": {"a": {"$ref": "https://elsewhere.example/schema.json"}}})


def test_what_refers_elsewhere_does_not_keep_the_rest_from_being_checked() -> None:
    schema = {
        "properties": {"a": {"$ref": "https://elsewhere.example/schema.json"}, "b": {"type": "integer"}}
    }
    with pytest.raises(rn.InvalidRequest) as caught:
        check_payload({"a": 1, "b": "x"}, schema)
    assert caught.value.field == "payload.b"
    check_payload({"a": 1, "b": 2}, schema)


def test_a_long_value_does_not_flood_the_message() -> None:
    with pytest.raises(rn.InvalidRequest) as caught:
        check_payload({"email": "x" * 100_000}, {"properties": {"email": {"type": "integer"}}})
    assert len(str(caught.value)) < 600


def test_no_payload_is_an_empty_one_and_others_are_taken_as_json() -> None:
    assert plain_payload(None) == {}
    assert plain_payload({"id": rn.PublishedId("a"), "t": (1, 2)}) == {"id": "a", "t": [1, 2]}
    for wrong in ("x", 1, [], True):
        with pytest.raises(rn.InvalidRequest):
            plain_payload(wrong)

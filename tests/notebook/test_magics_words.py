"""How a line becomes words: quoting, variables, JSON."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from IPython.core.error import UsageError

from refold_nb.api.models import Application, Execution, LinkedAccount, Workflow
from refold_nb.notebook.magics.words import fill_json, split

VARIABLES = {
    "name": "O'Brien's \"big\" sync",
    "slug": "hubspot",
    "wf": SimpleNamespace(id="6a31545ed0aeb8165beb9a43"),
    "ids": ["a1", "b2"],
    "row": {"email": "ada@example.com"},
    "count": 3,
    "nothing": None,
}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('create "Lead Sync" --slug hubspot', ["create", "Lead Sync", "--slug", "hubspot"]),
        ("create 'It costs $5 {a b}'", ["create", "It costs $5 {a b}"]),
        ("create {name}", ["create", VARIABLES["name"]]),
        ("create $name --slug=$slug", ["create", VARIABLES["name"], "--slug=hubspot"]),
        ("graph {wf.id}", ["graph", "6a31545ed0aeb8165beb9a43"]),
        ("graph {ids[1]}", ["graph", "b2"]),
        ("""graph "{row['email']}" """, ["graph", "ada@example.com"]),
        ('create "{{name}} and $$slug"', ["create", "{name} and $slug"]),
        ("create $unknown", ["create", "$unknown"]),
        ('create ""', ["create", ""]),
        ("create 名前 🚀", ["create", "名前", "🚀"]),
        ("", []),
    ],
)
def test_words_are_cut_as_in_a_shell_and_variables_stay_whole(line: str, words: list[str]) -> None:
    assert split(line, VARIABLES) == words


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("create {nmae}", "Did you mean name?"),
        ("create {slug.upper()}", "assign it to a variable first"),
        ("create {slug.missing}", "AttributeError"),
        ("create {ids[7]}", "IndexError"),
        ("create {wf.__class__}", "no variable"),
        ("create --slug {nothing}", "is None"),
        ("create O'Brien", "apostrophe"),
    ],
)
def test_what_can_not_be_filled_in_is_said(line: str, told: str) -> None:
    with pytest.raises(UsageError, match=told.replace("(", r"\(")):
        split(line, VARIABLES)


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ('{"a": {"b": {}}}', {"a": {"b": {}}}),
        ('{"who": "{name}", "n": {count}}', {"who": VARIABLES["name"], "n": 3}),
        ('{"n": "{count}"}', {"n": "3"}),
        ('{"row": {row}, "all": $ids}', {"row": VARIABLES["row"], "all": ["a1", "b2"]}),
        ('{"none": {nothing}}', {"none": None}),
        ('{"text": "say \\"{slug}\\""}', {"text": 'say "hubspot"'}),
        ('{"$ref": "{{slug}}", "price": "$5"}', {"$ref": "{slug}", "price": "$5"}),
        ("{row}", VARIABLES["row"]),
    ],
)
def test_the_braces_of_a_payload_survive(text: str, payload: object) -> None:
    assert json.loads(split(f"run 1 --payload '{text}'", VARIABLES)[-1]) == payload
    assert json.loads(fill_json(text, VARIABLES)) == payload


def test_a_variable_that_holds_json_is_the_payload() -> None:
    assert fill_json("{text}", {"text": '{"a": 1}'}) == '{"a": 1}'


def test_numbers_of_pandas_are_numbers() -> None:
    pandas = pytest.importorskip("pandas")
    row = pandas.DataFrame({"n": [7], "at": [pandas.Timestamp("2026-01-02")]}).iloc[0]
    assert json.loads(
        fill_json('{"n": {row.n}, "at": "{row.at_}"}', {"row": SimpleNamespace(n=row.n, at_=row["at"])})
    ) == {
        "n": 7,
        "at": "2026-01-02 00:00:00",
    }


def test_objects_stand_for_what_a_line_needs() -> None:
    things = {
        "workflow": Workflow(id="w1", name="Sync"),
        "run": Execution(id="e1"),
        "application": Application(id="a1", name="HubSpot", slug="hubspot"),
        "account": LinkedAccount(id="l1", account_id="acme"),
    }
    assert split("{workflow} $run {application} {account}", things) == ["w1", "e1", "hubspot", "acme"]


def test_a_payload_runs_no_code() -> None:
    marker: list[str] = []
    with pytest.raises(UsageError):
        fill_json('{"x": "{marker.append(1)}"}', {"marker": marker})
    assert marker == []

"""A DataFrame becomes a checked plan: every bad row told at once, every good row known by its content."""

from __future__ import annotations

import enum
import io
from typing import Any

import numpy as np
import pandas as pd
import pytest

from refold_nb.api.credentials import Credentials
from refold_nb.api.errors import InvalidRequest, InvalidRows
from refold_nb.api.secret import Secret
from refold_nb.drafts.outcomes import Outcomes
from refold_nb.drafts.plan import Plan, plan_bulk

KEY = Credentials(api_key=Secret("tk_0123456789abcdef"), linked_account_id="acme")
TOKEN = Credentials(session_token=Secret("not.a.token"), linked_account_id="acme")
URL = "https://app.refold.ai"


def plan_of(frame: Any, credentials: Credentials = KEY, **options: Any) -> Plan:
    return plan_bulk(frame, credentials, base_url=options.pop("base_url", URL), **options)


def keys(plan: Plan) -> list[str]:
    return [plan.row_key(position) for position in range(len(plan))]


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, np.nan, "", "  "])
def test_a_missing_cell_is_not_given(missing: Any) -> None:
    frame = pd.DataFrame(
        {"name": ["A"], "slug": [missing], "description": [missing], "linked_account_id": [missing]}
    )
    plan = plan_of(frame)
    assert not plan.bad
    assert plan.request(0).body() == {"name": "A"}
    assert plan.account_of(0) == "acme"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ({"name": None}, "name", "missing"),
        ({"name": float("nan")}, "name", "missing"),
        ({"name": 12}, "name", "must be text, not int"),
        ({"name": 1.5}, "name", "must be text, not float"),
        ({"name": True}, "name", "must be text"),
        ({"name": ["A"]}, "name", "must be text, not list"),
        ({"name": " A"}, "name", "space"),
        ({"name": "A\u0007"}, "name", "U+0007"),
        ({"name": "A" * 300}, "name", "255"),
        ({"name": "A", "slug": "not a slug"}, "slug", "slug"),
        ({"name": "A", "slug": 3}, "slug", "must be text"),
        ({"name": "A", "associated_application": "123"}, "associated_application", "24 hex"),
        (
            {"name": "A", "slug": "hubspot", "associated_application": "a" * 24},
            "associated_application",
            "not both",
        ),
        ({"name": "A", "description": {}}, "description", "must be text"),
        ({"name": "A", "linked_account_id": 7}, "linked_account_id", "must be text"),
        ({"name": "A", "linked_account_id": "a\nb"}, "linked_account_id", "visible ASCII"),
    ],
)
def test_a_bad_row_is_told_with_its_index_column_and_reason(
    row: dict[str, Any], column: str, reason: str
) -> None:
    frame = pd.DataFrame([{"name": "Good"}, row], index=["first", "second"]).astype(object)
    plan = plan_of(frame)
    with pytest.raises(InvalidRows) as caught:
        plan.insist()
    problems = caught.value.problems
    assert problems.index.tolist() == ["second"]
    assert problems["row"].tolist() == [1]
    assert problems["column"].tolist() == [column]
    assert reason in problems["reason"].iloc[0]
    assert "second" in str(caught.value)


def test_all_bad_rows_are_told_at_once_and_a_long_list_is_cut() -> None:
    with pytest.raises(InvalidRows, match="40 rows can't be sent") as caught:
        plan_of(pd.DataFrame({"name": [None] * 40})).insist()
    assert len(caught.value.problems) == 40
    assert "and 30 more" in str(caught.value)


def test_all_that_is_wrong_with_a_row_is_told_together() -> None:
    row = {"name": None, "slug": "not a slug", "description": 3, "linked_account_id": "a\nb"}
    problems = plan_of(pd.DataFrame([row]).astype(object)).problems()
    assert sorted(problems["column"]) == ["description", "linked_account_id", "name", "slug"]


def test_numbers_in_the_place_of_text_come_with_the_way_to_read_them() -> None:
    read = pd.read_csv(io.StringIO("name,linked_account_id\nA,007\nB,\n"))
    with pytest.raises(InvalidRows, match=r"read_csv\(path, dtype=str\)"):
        plan_of(read).insist()
    as_text = pd.read_csv(io.StringIO("name,linked_account_id\nA,007\nB,\n"), dtype=str)
    plan = plan_of(as_text)
    assert [plan.account_of(position) for position in range(2)] == ["007", "acme"]


def test_rows_without_an_account_or_of_another_than_the_tokens_are_bad() -> None:
    nobody = Credentials(api_key=Secret("tk_0123456789abcdef"))
    assert "No linked account" in plan_of(pd.DataFrame({"name": ["A"]}), nobody).problems()["reason"].iloc[0]
    other = pd.DataFrame({"name": ["A", "B"], "linked_account_id": ["globex", "acme"]})
    assert plan_of(other, TOKEN).problems()["row"].tolist() == [0]
    assert not plan_of(other, KEY).bad


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (pd.DataFrame({"Name": ["A"]}), "no column 'name'"),
        (pd.DataFrame(), "no column 'name'"),
        (pd.DataFrame([["A", "B"]], columns=["name", "name"]), "more than once"),
        ([{"name": "A"}], "takes a pandas DataFrame.*, not list"),
        ("frame.csv", "takes a pandas DataFrame.*, not str"),
        (None, "takes a pandas DataFrame.*, not NoneType"),
        (pd.Series(["A"]), "takes a pandas DataFrame.*, not pandas's Series"),
    ],
)
def test_what_is_no_list_of_drafts_is_refused(frame: Any, reason: str) -> None:
    with pytest.raises(InvalidRequest, match=reason):
        plan_of(frame)


@pytest.mark.parametrize("key", ["", " ", 7, "a/b"])
def test_a_key_that_names_nothing_is_refused(key: Any) -> None:
    with pytest.raises(InvalidRequest, match="key="):
        plan_of(pd.DataFrame({"name": ["A"]}), key=key)


@pytest.mark.parametrize(
    "index",
    [
        pd.Index([3, 3, 3]),
        pd.MultiIndex.from_tuples([("a", 1), ("a", 1), ("b", 2)]),
        pd.date_range("2026", periods=3),
    ],
)
def test_any_index_and_stray_columns_come_back_as_they_were(index: Any) -> None:
    frame = pd.DataFrame({"name": ["A", "B", None], "owner": [1, 2, 3]}, index=index)
    plan = plan_of(frame)
    outcomes = Outcomes(plan)
    outcomes.invalid(2)
    result = outcomes.to_frame()
    pd.testing.assert_frame_equal(result[["name", "owner"]], frame)
    assert list(result.columns[2:]) == ["status", "draft_id", "error", "attempts", "duration_ms"]
    assert result["status"].tolist() == ["pending", "pending", "invalid"]
    assert "object" not in {str(result[name].dtype) for name in result.columns[2:]}
    assert list(frame.columns) == ["name", "owner"], "the frame that was given stays as it is"


def test_an_empty_frame_is_nothing_to_do() -> None:
    result = Outcomes(plan_of(pd.DataFrame({"name": pd.Series([], dtype="string")}))).to_frame()
    assert result.empty
    assert str(result["attempts"].dtype) == "Int64"


def test_identical_rows_are_meant_twice_and_keep_their_keys_wherever_they_stand() -> None:
    first = keys(plan_of(pd.DataFrame({"name": ["A", "B", "A"]})))
    assert len(set(first)) == 3
    longer = keys(plan_of(pd.DataFrame({"name": ["C", "A", "A", "B", "A"]})))
    assert set(first) < set(longer)


def test_a_row_is_another_by_account_place_or_job() -> None:
    frame = pd.DataFrame({"name": ["A"]})
    variants = [
        plan_of(frame),
        plan_of(frame, KEY.for_account("globex")),
        plan_of(frame, base_url="https://api.gocobalt.io"),
        plan_of(frame, key="again"),
        plan_of(pd.DataFrame({"name": ["A"], "slug": ["hubspot"]})),
        plan_of(frame, Credentials(api_key=Secret("pk_0123456789abcdef"), linked_account_id="acme")),
    ]
    assert len({keys(plan)[0] for plan in variants}) == len(variants)
    # A renewed key, or the account written out, changes nothing.
    renewed = Credentials(api_key=Secret("tk_another_0123456789"), linked_account_id="acme")
    assert keys(plan_of(frame, renewed)) == keys(variants[0])
    assert keys(plan_of(frame.assign(linked_account_id="acme"))) == keys(variants[0])


def test_columns_of_any_dtype_give_the_same_keys() -> None:
    names = ["A", "B", "A"]
    as_text = keys(plan_of(pd.DataFrame({"name": names})))
    for dtype in ("string", "category", "object"):
        assert keys(plan_of(pd.DataFrame({"name": pd.Series(names, dtype=dtype)}))) == as_text


def test_text_of_any_kind_is_the_same_row() -> None:
    class Name(enum.StrEnum):
        A = "A"

    plain = keys(plan_of(pd.DataFrame({"name": ["A"]})))
    for text in (np.str_("A"), Name.A):
        assert keys(plan_of(pd.DataFrame({"name": pd.Series([text], dtype=object)}))) == plain


def test_the_result_of_an_earlier_run_can_be_run_again() -> None:
    frame = pd.DataFrame({"name": ["A"]})
    result = Outcomes(plan_of(frame)).to_frame()
    again = Outcomes(plan_of(result)).to_frame()
    assert list(again.columns) == list(result.columns)
    assert keys(plan_of(result)) == keys(plan_of(frame))

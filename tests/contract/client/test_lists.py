"""Lists that page by themselves, over a real socket: filters, frames, and servers that page badly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pandas as pd
import pytest

import refold_nb as rn
from tests.contract.client.wire import RawServer, http

WORKFLOW_DTYPES = {
    "id": "string",
    "name": "string",
    "published": "boolean",
    "slug": "string",
    "linked_account_id": "string",
    "environment": "string",
    "version": "string",
    "created_at": "datetime64[us, UTC]",
    "updated_at": "datetime64[us, UTC]",
}


def dtypes(frame: pd.DataFrame) -> dict[str, str]:
    return {name: str(dtype) for name, dtype in frame.dtypes.items()}


@pytest.fixture
def many(by_key: rn.Refold) -> rn.Refold:
    for number in range(23):
        by_key.workflows.create(f"flow {number:02}", slug="hubspot" if number % 2 else "slack")
    return by_key


def test_all_pages_are_one_sequence(sandbox: rn.Sandbox, many: rn.Refold) -> None:
    names = [f"flow {number:02}" for number in reversed(range(23))]
    rows = many.workflows.list(limit=5)
    before = sandbox.requests.count("GET /workflow")
    assert rows[0].name == "flow 22"
    assert sandbox.requests.count("GET /workflow") == before + 1, "a page is fetched when it is reached"
    assert [wf.name for wf in rows] == names
    assert len(rows) == 23
    assert rows[-1].name == "flow 00"
    assert [wf.name for wf in rows[2:4]] == ["flow 20", "flow 19"]
    assert [wf.name for wf in rows[::-1]] == names[::-1]
    assert [wf.name for wf in rows[-2:]] == names[-2:]
    assert rows[5:2] == []
    assert rows[100:] == []
    with pytest.raises(IndexError):
        rows[23]
    assert sandbox.requests.count("GET /workflow") == before + 5


def test_iterating_again_asks_nothing_again(sandbox: rn.Sandbox, many: rn.Refold) -> None:
    rows = many.workflows.list(limit=10)
    list(rows)
    asked = sandbox.requests.count()
    assert len(list(rows)) == len(rows.to_frame()) == 23
    assert sandbox.requests.count() == asked


def test_the_frame_has_stable_columns_and_real_dtypes(many: rn.Refold) -> None:
    frame = many.workflows.list(limit=7).to_frame()
    assert dtypes(frame) == WORKFLOW_DTYPES
    assert frame["name"].tolist() == [f"flow {number:02}" for number in reversed(range(23))]
    assert frame["published"].tolist() == [False] * 23
    empty = many.workflows.list(name="nothing has this name").to_frame()
    assert dtypes(empty) == WORKFLOW_DTYPES
    assert len(empty) == 0
    assert not many.workflows.list(name="nothing has this name")


def test_every_filter_reaches_the_server(many: rn.Refold) -> None:
    frame = many.workflows.list(slug="hubspot").to_frame()
    assert set(frame["slug"]) == {"hubspot"}
    assert len(frame) == 11
    assert len(many.workflows.list(published=True)) == 0
    assert len(many.workflows.list(published=False)) == 23
    application = many.applications.get("slack")
    assert len(many.workflows.list(application_id=application.id)) == 12
    assert len(many.workflows.list(start_date=pd.Timestamp.now(tz="UTC") - pd.Timedelta("1h"))) == 23
    assert len(many.workflows.list(end_date="2020-01-01T00:00:00.000Z")) == 0
    assert all(wf.linked_account_id != "acme" for wf in many.workflows.list(scope=None))


def test_a_name_is_literal_unless_it_is_said_to_be_a_pattern(by_key: rn.Refold) -> None:
    names = ["a.c", "abc", "a.c.d", "A.C", "a+b (1) [x] ^$ {2} | \\ / *?"]
    for name in names:
        by_key.workflows.create(name)
    for name in names:
        assert [wf.name for wf in by_key.workflows.list(name=name)] == [name]
    assert sorted(wf.name for wf in by_key.workflows.list(name="^a.c", regex=True)) == ["a.c", "a.c.d", "abc"]


def test_a_pattern_that_is_none_is_a_bad_request(by_key: rn.Refold) -> None:
    with pytest.raises(rn.BadRequest):
        list(by_key.workflows.list(name="(", regex=True))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 6, 16, 13, 49, 18, 390_999, tzinfo=UTC),
        datetime(2026, 6, 16, 13, 49, 18, 390_000, tzinfo=UTC).replace(tzinfo=None),
        datetime(2026, 6, 16, 15, 49, 18, 390_000, tzinfo=timezone(timedelta(hours=2))),
        pd.Timestamp("2026-06-16 13:49:18.390999999"),
        pd.Timestamp("2026-06-16 09:49:18.39", tz="America/New_York"),
        pd.Timestamp("2026-06-16 13:49:18.390").to_datetime64(),
        "2026-06-16T13:49:18.390Z",
        "2026-06-16 15:49:18.39+02:00",
    ],
    ids=repr,
)
def test_a_time_of_any_kind_is_sent_as_refold_writes_times(
    server: RawServer, raw_client: rn.Refold, moment: Any
) -> None:
    server.script(http(200, {"docs": []}))
    for lists in (raw_client.workflows, raw_client.executions):
        list(lists.list(start_date=moment, end_date=moment))
        sent = parse_qs(urlsplit(server.asked[-1].target).query)
        assert sent["start_date"] == sent["end_date"] == ["2026-06-16T13:49:18.390Z"]


@pytest.mark.parametrize("day", [date(2026, 6, 16), "2026-06-16"])
def test_a_day_counts_whole(server: RawServer, raw_client: rn.Refold, day: Any) -> None:
    server.script(http(200, {"docs": []}))
    list(raw_client.workflows.list(start_date=day, end_date=day))
    sent = parse_qs(urlsplit(server.asked[-1].target).query)
    assert sent["start_date"] == ["2026-06-16T00:00:00.000Z"]
    assert sent["end_date"] == ["2026-06-16T23:59:59.999Z"]


def test_a_workflow_is_found_by_the_very_time_that_it_shows(by_key: rn.Refold) -> None:
    made = by_key.workflows.create("Lead Sync").created_at
    assert len(by_key.workflows.list(start_date=made, end_date=made)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(
            ("start_date", value)
            for value in ("yesterday", "", 20260616, pd.NaT, "9999-12-31T23:59:59-01:00")
        ),
        ("end_date", "16.06.2026"),
        *(("published", value) for value in ("yes", 1, "true")),
        ("name", 5),
        ("name", "\ud800"),
        ("slug", "\udfff"),
        ("slug", ["hubspot"]),
    ],
)
def test_a_filter_that_is_none_is_refused_before_anything_is_sent(
    sandbox: rn.Sandbox, by_key: rn.Refold, field: str, value: Any
) -> None:
    with pytest.raises(rn.InvalidRequest) as caught:
        by_key.workflows.list(**{field: value})
    assert caught.value.field == field
    assert str(caught.value).encode()
    assert sandbox.requests.count() == 0


def test_a_flag_out_of_a_frame_is_a_flag(many: rn.Refold) -> None:
    assert len(many.workflows.list(published=pd.Series([False])[0])) == 23


@pytest.mark.parametrize("limit", [0, -1, True, 1.5, "10", None])
def test_a_limit_that_is_none_is_refused(sandbox: rn.Sandbox, by_key: rn.Refold, limit: Any) -> None:
    for lists in (by_key.workflows, by_key.executions, by_key.linked_accounts):
        with pytest.raises(rn.InvalidRequest) as caught:
            lists.list(limit=limit)
        assert caught.value.field == "limit"
    assert sandbox.requests.count() == 0


def page(number: int, total: int, **more: Any) -> Any:
    docs = [{"_id": f"{number:024x}", "name": f"w{number}"}]
    return http(
        200, {"docs": docs, "page": number, "totalPages": total, "hasNextPage": number < total, **more}
    )


def test_a_server_that_ignores_the_page_is_not_asked_for_ever(
    server: RawServer, raw_client: rn.Refold
) -> None:
    server.script(page(1, 1000))
    assert [wf.name for wf in raw_client.workflows.list()] == ["w1"]
    assert len(server.asked) <= 5


def test_a_server_that_says_another_page_and_sends_the_same_is_not_asked_for_ever(
    server: RawServer, raw_client: rn.Refold
) -> None:
    docs = [{"_id": "1", "name": "w1"}]
    server.script(
        *(http(200, {"docs": docs, "page": n, "totalPages": 999, "hasNextPage": True}) for n in range(1, 30))
    )
    assert [wf.name for wf in raw_client.workflows.list()] == ["w1"]
    assert len(server.asked) <= 10


def test_a_page_without_counts_ends_where_the_rows_end(server: RawServer, raw_client: rn.Refold) -> None:
    server.script(
        http(200, {"docs": [{"_id": "1", "name": "a"}], "hasNextPage": True}),
        http(200, {"docs": [{"_id": "2", "name": "b"}], "hasNextPage": True}),
        http(200, {"docs": [], "hasNextPage": True}),
    )
    assert [wf.name for wf in raw_client.workflows.list()] == ["a", "b"]


def test_a_bare_array_is_one_page(server: RawServer, raw_client: rn.Refold) -> None:
    server.script(http(200, [{"_id": "1", "name": "a"}]))
    assert [wf.name for wf in raw_client.workflows.list()] == ["a"]


@pytest.mark.parametrize(
    "empty", [{"totalDocs": 0}, {"docs": None, "totalDocs": 0}, {"docs": []}, {"data": []}]
)
def test_a_page_may_say_in_other_ways_that_there_is_nothing(
    server: RawServer, raw_client: rn.Refold, empty: Any
) -> None:
    server.script(http(200, empty))
    assert dtypes(raw_client.workflows.list().to_frame()) == WORKFLOW_DTYPES
    assert list(raw_client.executions.list()) == []


def test_one_odd_name_does_not_hide_the_rest_of_a_list(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    by_key.workflows.create("Lead Sync")
    # Half of a surrogate pair is valid JSON, no character, and what other clients may have sent.
    headers = {"x-api-key": sandbox.api_key, "linked_account_id": "acme", "content-type": "application/json"}
    httpx.post(
        f"{sandbox.url}/api/v2/public/workflow", content=b'{"name": "odd \\ud800"}', headers=headers
    ).raise_for_status()
    assert by_key.workflows.list().to_frame()["name"].tolist() == ["odd \ufffd", "Lead Sync"]


def test_a_list_that_grows_while_it_is_read_shows_nothing_twice(many: rn.Refold) -> None:
    rows = many.workflows.list(limit=5)
    assert rows[0].name == "flow 22"
    # Newest first: what was the last row of the first page is now the first of the second.
    many.workflows.create("new")
    assert [wf.name for wf in rows] == [f"flow {number:02}" for number in reversed(range(23))]
    assert len(rows.to_frame()) == 23
    one_by_one = many.workflows.list(limit=1)
    assert one_by_one[0].name == "new"
    many.workflows.create("newer")
    assert len(one_by_one) == 24


def test_pages_that_arrive_while_others_are_created_are_taken_in_order(
    server: RawServer, raw_client: rn.Refold
) -> None:
    server.script(page(1, 2), page(2, 3), page(3, 3))
    assert [wf.name for wf in raw_client.workflows.list().to_frame().itertuples()] == ["w1", "w2", "w3"]


def test_a_page_that_fails_is_told_and_the_rest_can_be_read_later(
    server: RawServer, raw_client: rn.Refold, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = raw_client.workflows.list()
    server.script(page(1, 2), http(404, {"message": "gone"}), page(2, 2))
    with pytest.raises(rn.NotFound):
        rows.to_frame()
    assert [wf.name for wf in rows] == ["w1", "w2"]


def test_a_list_shows_itself_and_an_error_instead_of_raising_one(
    server: RawServer, raw_client: rn.Refold
) -> None:
    server.script(page(1, 1, totalDocs=1))
    shown = raw_client.workflows.list()._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    assert "w1" in shown["text/plain"]
    server.script(http(401, {"message": "<script>Invalid</script>"}))
    shown = raw_client.workflows.list()._repr_mimebundle_()
    assert "401" in shown["text/plain"]
    assert "<script>" not in shown["text/html"]


def test_accounts_applications_and_versions_are_listed_with_frames(by_key: rn.Refold) -> None:
    accounts = by_key.linked_accounts.list(limit=2)
    assert accounts.to_frame()["account_id"].tolist() == [
        "acme",
        "globex",
        "initech",
        "umbrella",
        "hooli",
        "stark",
    ]
    created = by_key.linked_accounts.create("wayne", "Wayne Enterprises", udf={"tier": 1})
    assert (created.account_id, created.name) == ("wayne", "Wayne Enterprises")
    applications = by_key.applications.list()
    assert {"hubspot", "slack"} <= set(applications.to_frame()["slug"])
    assert dtypes(applications.to_frame())["connected"] == "boolean"
    with pytest.raises(rn.NotFound):
        by_key.applications.get("nothing")
    published = by_key.workflows.create("Lead Sync").publish()
    frame = published.versions().to_frame()
    assert dtypes(frame) == {"version": "Int64", "id": "string", "created_at": "datetime64[us, UTC]"}
    assert frame["version"].tolist() == [1]


def test_rows_that_are_published_are_known_as_such(by_key: rn.Refold) -> None:
    by_key.workflows.create("draft")
    by_key.workflows.create("live").publish()
    live, draft = by_key.workflows.list()
    assert isinstance(live, rn.PublishedWorkflow)
    assert isinstance(live.id, rn.PublishedId)
    assert isinstance(draft, rn.Draft)


def test_a_row_reads_its_graph_when_it_is_asked_for(sandbox: rn.Sandbox, connect: Any) -> None:
    row = next(iter(connect("initech").workflows.list()))
    assert not row.has_graph
    assert "wf.refresh()" in row._repr_mimebundle_()["text/plain"]
    assert len(row.graph.nodes) > 1
    assert "wf.refresh()" not in row._repr_mimebundle_()["text/plain"]

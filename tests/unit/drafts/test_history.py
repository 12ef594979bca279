"""What a person sees of the history."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from refold_nb.api.errors import HistoryError
from refold_nb.drafts import History
from refold_nb.drafts.journal import Journal
from tests.unit.drafts.test_journal import intent, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

# As the design says: name, order, dtype.
COLUMNS = {
    "created_at": "datetime64[us, UTC]",
    "name": "string",
    "slug": "string",
    "linked_account_id": "string",
    "environment": "string",
    "status": "string",
    "draft_id": "string",
    "published_id": "string",
    "node_count": "Int64",
    "error": "string",
    "request_id": "string",
    "base_url": "string",
    "attempts": "Int64",
    "duration_ms": "Int64",
    "intent_id": "string",
}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "history.sqlite3")
    yield opened
    opened.close()


def kinds(frame: pd.DataFrame) -> dict[str, str]:
    return {name: str(dtype) for name, dtype in frame.dtypes.items()}


def test_an_empty_frame_has_all_columns_and_dtypes(journal: Journal) -> None:
    frame = History(journal).to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert kinds(frame) == COLUMNS
    assert frame.empty


def test_a_row_says_what_was_asked_and_what_became_of_it(journal: Journal) -> None:
    record = intent("Lead Sync", slug="hubspot", state="created", draft_id="6a31545ed0aeb8165beb9a43")
    record.created_us = 1_781_617_758_390_000
    record.node_count, record.attempts, record.duration_ms = 1, 2, 345
    write(journal, record)
    frame = History(journal).to_frame()
    assert kinds(frame) == COLUMNS
    row = frame.iloc[0]
    assert row["created_at"] == datetime(2026, 6, 16, 13, 49, 18, 390_000, tzinfo=UTC)
    assert row.drop("created_at").dropna().to_dict() == {
        "name": "Lead Sync",
        "slug": "hubspot",
        "linked_account_id": "acme",
        "environment": "test",
        "status": "created",
        "draft_id": "6a31545ed0aeb8165beb9a43",
        "node_count": 1,
        "base_url": "https://app.refold.ai",
        "attempts": 2,
        "duration_ms": 345,
        "intent_id": record.intent_id,
    }


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("intended", "unknown"),
        ("sent", "unknown"),
        ("unknown", "unknown"),
        ("created", "created"),
        ("failed", "failed"),
    ],
)
def test_a_status_is_one_of_three(journal: Journal, state: str, status: str) -> None:
    write(journal, intent(state=state))
    assert History(journal).to_frame()["status"].tolist() == [status]


def test_rows_come_in_the_order_of_asking_and_the_frame_sorts_and_filters(journal: Journal) -> None:
    for number in range(5):
        write(journal, intent(f"n{number}", attempts=5 - number, slug=None if number % 2 else "hubspot"))
    frame = History(journal).to_frame()
    assert frame["name"].tolist() == ["n0", "n1", "n2", "n3", "n4"]
    assert frame["created_at"].is_monotonic_increasing
    assert frame.sort_values("attempts")["name"].tolist() == ["n4", "n3", "n2", "n1", "n0"]
    assert frame[frame["slug"] == "hubspot"]["name"].tolist() == ["n0", "n2", "n4"]


def test_long_histories_are_read_in_slices_with_the_same_dtypes(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("refold_nb.drafts.frames._SLICE", 3)
    write(journal, *(intent(f"n{number}") for number in range(10)))
    frame = History(journal).to_frame()
    assert kinds(frame) == COLUMNS
    assert frame.index.tolist() == list(range(10))


def test_the_repr_shows_the_newest_and_how_many_more_there_are(journal: Journal) -> None:
    history = History(journal)
    assert "No drafts yet" in repr(history)
    assert history
    write(journal, *(intent(f"n{number}") for number in range(100)))
    bundle = history._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    for text in bundle.values():
        assert "100 drafts asked for, the newest 25 shown; 75 more" in text
        assert "n99" in text
        assert "n75" in text
        assert "n74" not in text
    assert [record.name for record in history.newest(2)] == ["n99", "n98"]
    assert len(history) == 100
    size = len(bundle["text/html"])
    write(journal, *(intent(f"n{number}") for number in range(900)))
    assert len(history._repr_mimebundle_()["text/html"]) <= size + 100


def test_what_a_server_or_a_person_wrote_is_shown_and_not_obeyed(journal: Journal) -> None:
    write(journal, intent("<img src=x onerror=alert(1)>", error="<script>\u202e\nx</script>" + "y" * 500))
    bundle = History(journal)._repr_mimebundle_()
    assert "<img" not in bundle["text/html"]
    assert "<script" not in bundle["text/html"]
    assert "\u202e" not in bundle["text/html"] + bundle["text/plain"]
    assert "y" * 100 not in bundle["text/plain"]


def test_pending_is_what_nobody_is_at_work_on(journal: Journal, tmp_path: Path) -> None:
    other = Journal(tmp_path / "history.sqlite3")
    write(other, intent("under way", state="sent"))
    left = intent("left open", state="unknown", error="no answer came")

    async def leave_open() -> None:
        await other.add(left)
        left.owner = None
        await other.save(left)

    asyncio.run(leave_open())
    assert [record.name for record in History(journal).pending()] == ["left open"]
    other.close()
    assert [record.name for record in History(journal).pending()] == ["under way", "left open"]
    frame = History(journal).pending().to_frame()
    assert frame["status"].tolist() == ["unknown", "unknown"]


def test_a_history_that_can_not_be_read_says_so_and_its_repr_does_not_raise(
    journal: Journal, tmp_path: Path
) -> None:
    history = History(journal)
    with sqlite3.connect(tmp_path / "history.sqlite3") as connection:
        connection.execute("DROP TABLE refold_drafts")
    with pytest.raises(HistoryError, match="can't be read"):
        history.to_frame()
    assert "can't be read" in repr(history)


def test_a_history_opened_for_reading_settles_nothing(journal: Journal) -> None:
    with pytest.raises(HistoryError, match="opened for reading"):
        History(journal).resolve("intent")

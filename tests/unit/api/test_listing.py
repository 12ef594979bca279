"""Rows as tables and frames: real dtypes, also when empty, and nothing of a row obeyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from refold_nb.api import Listing

COLUMNS = {
    "text": "string",
    "count": "Int64",
    "share": "Float64",
    "yes": "boolean",
    "at": "datetime64[us, UTC]",
}
NOON = datetime(2026, 6, 16, 12, 0, 0, 5, UTC)


@dataclass
class Row:
    text: Any = None
    count: Any = None
    share: Any = None
    yes: Any = None
    at: Any = None


def test_a_frame_has_the_columns_and_dtypes_it_was_promised() -> None:
    for rows in ([], [Row()], [Row("a", 1, 0.5, True, NOON)], [Row("a", 1, 0.5, True, NOON), Row()]):
        frame = Listing(rows, COLUMNS).to_frame()
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == COLUMNS
        assert len(frame) == len(rows)
    assert frame.loc[0].tolist() == ["a", 1, 0.5, True, pd.Timestamp(NOON)]
    assert frame.loc[1].isna().all()


def test_it_is_a_list() -> None:
    rows = Listing([3, 1, 2], {})
    assert rows == [3, 1, 2]
    assert sorted(rows) == [1, 2, 3]


def test_it_shows_the_first_25_and_how_many_there_are() -> None:
    rows = Listing([Row(f"row {at}") for at in range(100)], COLUMNS, "things")
    shown = rows._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    assert shown["text/plain"].startswith("100 things, the first 25 shown")
    assert "row 24" in shown["text/html"]
    assert "row 25" not in shown["text/html"]


def test_as_text_it_has_columns_under_their_names_and_counts_one_as_one() -> None:
    rows = [Row("short", 1), Row("a longer text\nof two lines", 22)]
    two = Listing(rows, {"text": "string", "count": "Int64"}, "things kept")
    assert two._repr_mimebundle_()["text/plain"].splitlines() == [
        "2 things kept",
        "text                        count",
        "short                       1",
        "a longer text of two lines  22",
    ]
    one = Listing(rows[:1], COLUMNS, "things kept")._repr_mimebundle_()
    assert all("1 thing kept" in text for text in one.values())
    assert Listing([], COLUMNS, "things")._repr_mimebundle_()["text/plain"] == "0 things"


def test_what_a_row_holds_is_shown_and_not_obeyed() -> None:
    shown = Listing(
        [Row("<script>alert(1)</script>\u202e\x1b[31m", yes=False, at=NOON)], COLUMNS
    )._repr_mimebundle_()
    assert "<script>" not in shown["text/html"]
    for text in shown.values():
        assert "\u202e" not in text
        assert "\x1b" not in text
    assert "2026-06-16 12:00:00" in shown["text/plain"]

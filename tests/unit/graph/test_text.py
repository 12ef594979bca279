"""Cleaning, measuring and cutting text."""

from __future__ import annotations

import pytest

from refold_nb.graph.text import clean, elide, escape, shorten, width


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        (" a  b\n c ", "a b c"),
        ("a\x00b", "a b"),
        ("\u202eabc", "abc"),
        ("\ud800x", "x"),
        ("\t\n", ""),
    ],
)
def test_one_line_without_what_breaks_documents(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_widths_are_those_of_dejavu_sans() -> None:
    # From the font's own table: H is 1540, i is 569, W is 2025 of 2048 units.
    assert width("H", 2048) == pytest.approx(1540, rel=0.03)
    assert width("i", 2048) == pytest.approx(569, rel=0.03)
    assert width("W", 2048) == pytest.approx(2025, rel=0.03)
    assert width("", 13) == 0


@pytest.mark.parametrize("wide", ["漢", "한", "🎉", "\uff21", "→"])
def test_wide_characters_take_an_em_or_more(wide: str) -> None:
    assert width(wide, 10) >= 10


def test_marks_that_join_take_nothing() -> None:
    assert width("e\u0301", 10) == width("e", 10)
    assert width("a\u200db", 10) == width("ab", 10)


@pytest.mark.parametrize("text", ["short", "W" * 500, "漢" * 99, "i" * 10_000, "🎉" * 50])
def test_what_is_cut_fits_and_says_so(text: str) -> None:
    cut = elide(text, 13, 100)
    assert width(cut, 13) <= 100
    assert cut == text or cut.endswith("…")


def test_text_is_escaped_for_both_kinds_of_quotes() -> None:
    assert escape("<a href=\"x\" b='y'>&") == "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;"


def test_shortening_counts_characters() -> None:
    assert shorten("abcdef", 6) == "abcdef"
    assert shorten("abcdefg", 6) == "abcde…"

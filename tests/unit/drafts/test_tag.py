"""The mark in a description."""

from __future__ import annotations

import pytest

from refold_nb.drafts.record import new_intent_id
from refold_nb.drafts.tag import tagged, tags_in


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        (None, "[rf:7k3m9q2x]"),
        ("", "[rf:7k3m9q2x]"),
        ("Syncs leads.", "Syncs leads. [rf:7k3m9q2x]"),
        ("Two\nlines\n", "Two\nlines\n[rf:7k3m9q2x]"),
    ],
)
def test_a_mark_comes_after_what_was_said(description: str | None, expected: str) -> None:
    assert tagged(description, "7k3m9q2x") == expected
    assert tags_in(expected) == {"7k3m9q2x"}


@pytest.mark.parametrize("text", [None, "", "[rf:]", "[rf:7K3M9Q2X]", "rf:7k3m9q2x", "[rf:7k3m9q2]"])
def test_what_only_looks_like_a_mark_is_none(text: str | None) -> None:
    assert tags_in(text) == set()


def test_ids_sort_by_time_and_never_meet() -> None:
    ids = [new_intent_id() for _ in range(10_000)]
    assert len(set(ids)) == 10_000
    assert [name[:12] for name in ids] == sorted(name[:12] for name in ids)
    assert not set("".join(name[-8:] for name in ids)) & set("ilou")

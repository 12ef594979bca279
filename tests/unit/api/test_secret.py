"""A secret that can be used and not seen."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import refold_nb as rn

KEY = "tk_0123456789abcdef0123456789abcdef9f3c"


def test_it_shows_its_ends_alone() -> None:
    assert rn.Secret(KEY).masked == "tk_…9f3c"


@pytest.mark.parametrize(
    "shown",
    [
        repr,
        str,
        "{}".format,
        "{!r:>60}".format,
        lambda s: f"{s}",
        lambda s: f"{s:>60}",
        lambda s: "%s %r" % (s, s),  # noqa: UP031
        lambda s: repr([s, {"key": s}, (s,)]),
        lambda s: repr(KeyError(s)),
        lambda s: json.dumps({"key": s}, default=str),
        lambda s: repr(copy.copy(s)) + repr(copy.deepcopy(s)),
        lambda s: repr(sorted(dir(s))),
    ],
)
def test_it_does_not_show_itself(shown: Any) -> None:
    assert KEY not in shown(rn.Secret(KEY))
    assert "0123456789" not in shown(rn.Secret(KEY))


def test_it_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("x").warning("key %s", rn.Secret(KEY))
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    "leave", [pickle.dumps, json.dumps, copy.copyreg.__reduce_ex__ if False else pickle.dumps]
)  # type: ignore[attr-defined]
def test_it_does_not_leave_the_process(leave: Any) -> None:
    with pytest.raises(TypeError):
        leave(rn.Secret(KEY))


def test_equal_when_the_same() -> None:
    assert rn.Secret(KEY) == rn.Secret(f"  {KEY}\n") == rn.Secret(rn.Secret(KEY))
    assert rn.Secret(KEY) != rn.Secret(KEY[:-1] + "d")
    assert rn.Secret(KEY) != KEY
    assert len({rn.Secret(KEY), rn.Secret(KEY)}) == 1


@pytest.mark.parametrize("wrong", ["", "  ", "a b", "a\nb", "schlüssel", "a\x00b", "a\tb"])
def test_what_no_header_can_carry_is_refused_and_not_repeated(wrong: str) -> None:
    with pytest.raises(ValueError, match="Copy it again") as caught:
        rn.Secret(wrong)
    assert not wrong.strip() or wrong not in str(caught.value)


@pytest.mark.parametrize("wrong", [None, 1, b"tk_bytes", ["tk_x"]])
def test_what_is_no_text_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="text"):
        rn.Secret(wrong)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60))
def test_never_more_than_seven_characters_of_it_are_shown(value: str) -> None:
    secret = rn.Secret(value)
    shown = secret.masked.replace("…", "")
    assert len(shown) <= 7
    assert len(value) < 12 or len(shown) < len(value) * 2 / 3
    assert len(value) >= 12 or shown == ""

"""The linear matcher agrees with the standard library's, and can't be made to hang."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refold_nb.sandbox.patterns import PatternError, compile_pattern

TEXTS = st.text(alphabet="abcABxyé1_ -.\n", max_size=12)


def patterns():
    atoms = st.sampled_from(
        ["a", "b", "A", "x", ".", "[ab]", "[^a]", "[a-c]", r"\d", r"\w", r"\s", r"\-", "é", r"\b"]
    )
    grown = st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=4).map("".join),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: "(" + "|".join(parts) + ")"),
            st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "*?", "{,2}"])).map(
                lambda pair: f"(?:{pair[0]}){pair[1]}"
            ),
        ),
        max_leaves=8,
    )
    return st.tuples(st.sampled_from(["", "^", "(?i)"]), grown, st.sampled_from(["", "$"])).map("".join)


@settings(max_examples=400, deadline=None)
@given(patterns(), TEXTS)
def test_it_finds_what_the_standard_library_finds(source, text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = re.search(source, text) is not None
    assert compile_pattern(source).search(text) is expected


@given(TEXTS)
def test_an_escaped_name_finds_itself(text):
    assert compile_pattern(re.escape(text)).search(f"before {text} after")


@pytest.mark.parametrize(
    "source", ["(", "[", "*", "(?=a)", "(?!a)", r"(a)\1", "(?P<n>a)(?P=n)", "a*+", "(?>a)", "(?s).", "(?m)^a"]
)
def test_what_it_does_not_know_is_refused(source):
    with pytest.raises(PatternError):
        compile_pattern(source)


@pytest.mark.parametrize(
    "source",
    ["a{99999}", "(((a{100}){100}){100}){100}", "(?:){1000000000}", "(" * 5_000 + ")" * 5_000, "a" * 5_000],
)
def test_what_is_too_large_is_refused_at_once(source):
    with pytest.raises(PatternError):
        compile_pattern(source)


@pytest.mark.parametrize("source", ["(a+)+$", "(a|a)*b", "(a|aa)+$", "(a*)*b", "a*a*a*a*a*a*b", "(.*)*x.*y"])
def test_catastrophic_patterns_take_no_time(source):
    # By trying one alternative after the other, this would outlast us all.
    assert compile_pattern(source).search("a" * 20_000 + "!") is False

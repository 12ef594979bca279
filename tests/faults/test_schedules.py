"""Thousands of random schedules of faults: never a twin, never a draft lost, never an open question."""

from __future__ import annotations

import os
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.schedules import Count, Odds, count, play
from tests.faults.virtual_time import virtually

chances = st.floats(0, 0.25)
# Thousands by `make bench`; here enough to find what is wrong with the next change.
EXAMPLES = int(os.environ.get("SCHEDULES", "300"))

odds = st.builds(
    Odds,
    lost_before=chances,
    lost_after=chances,
    gateway=chances,
    refused=chances,
    unreachable=chances,
    late=st.sampled_from([0.0, 0.1]),
    list_fails=chances,
    list_lag=st.sampled_from([0.0, 5.0]),
    describes=st.booleans(),
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(odds=odds, seed=st.integers(0, 2**32), names=st.lists(st.sampled_from("abc"), min_size=1, max_size=12))
def test_any_schedule(odds: Odds, seed: int, names: list[str]) -> None:
    frame = pd.DataFrame({"name": names})

    async def story() -> Count:
        model, _, journal = await play(odds, seed, frame)
        found = count(model, journal, frame)
        journal.close()
        return found

    assert virtually(story) == Count(0, 0, 0, 0)


@pytest.mark.parametrize("describes", [True, False])
def test_without_marks_or_descriptions_names_and_times_suffice(describes: bool) -> None:
    frame = pd.DataFrame({"name": [f"n{number % 40}" for number in range(200)]})

    async def story() -> Count:
        unkind = replace(Odds(), lost_after=0.1, lost_before=0.1, gateway=0.1, describes=describes)
        model, _, journal = await play(unkind, 3, frame, tag=False)
        found = count(model, journal, frame)
        journal.close()
        return found

    assert virtually(story) == Count(0, 0, 0, 0)

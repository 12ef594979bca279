"""Faults by the thousand, on the real code in virtual time: how many twins, how many lost, how many unknown."""

from __future__ import annotations

import random
import sys
import time
from typing import TYPE_CHECKING

import pandas as pd

from tests.faults.schedules import Count, Odds, count, play
from tests.faults.virtual_time import virtually

if TYPE_CHECKING:
    from refold_nb.drafts import BulkRun, Journal
    from tests.faults.schedules import Model

SCHEDULES = 1000
CREATES = 20_000


def random_schedule(seed: int) -> tuple[Odds, pd.DataFrame]:
    """Return the odds and wishes of one schedule."""
    rng = random.Random(seed)

    def chance() -> float:
        return rng.uniform(0, 0.2)

    odds = Odds(
        lost_before=chance(),
        lost_after=chance(),
        gateway=chance(),
        refused=chance(),
        unreachable=chance(),
        late=rng.choice([0, 0.1]),
        list_fails=chance(),
        list_lag=rng.choice([0.0, 5.0]),
        describes=rng.random() < 0.5,
    )
    return odds, pd.DataFrame({"name": [rng.choice("abc") for _ in range(rng.randint(1, 12))]})


def schedules() -> None:
    """Play many small schedules."""
    total = Count(0, 0, 0, 0)
    begun, rows = time.perf_counter(), 0
    for seed in range(SCHEDULES):
        odds, frame = random_schedule(seed)
        rows += len(frame)

        async def story(odds: Odds = odds, frame: pd.DataFrame = frame, seed: int = seed) -> Count:
            model, _, journal = await play(odds, seed, frame)
            found = count(model, journal, frame)
            journal.close()
            return found

        found = virtually(story)
        total = Count(
            total.twins + found.twins,
            total.lost + found.lost,
            total.unknown + found.unknown,
            total.untrue + found.untrue,
        )
    seconds = time.perf_counter() - begun
    print(f"{SCHEDULES} random schedules, {rows} creates, {seconds:.0f} s: {said(total)}")


def the_model() -> None:
    """Play the model of 20 000 creates: 2 % lost before, 3 % after, 2 % 502 half committed, 1 % 429."""
    frame = pd.DataFrame({"name": [f"n{number}" for number in range(CREATES)]})

    async def story() -> tuple[Model, BulkRun, Journal]:
        return await play(Odds(list_lag=2.0), 11, frame)

    begun = time.perf_counter()
    model, run, journal = virtually(story)
    found = count(model, journal, frame)
    played = ", ".join(f"{number} {what}" for what, number in sorted(model.counts.items()))
    print(f"{CREATES} creates ({played}), {time.perf_counter() - begun:.0f} s: {said(found)}")
    print(f"late twins found by the audit: {len(run.audit or ())}")
    journal.close()


def said(found: Count) -> str:
    """Return the counts in words, with the verdict."""
    text = f"{found.twins} duplicates, {found.lost} lost, {found.unknown} unknown, {found.untrue} untrue in the history"
    return f"{text} (target 0) {'OK' if found == Count(0, 0, 0, 0) else 'MISS'}"


if __name__ == "__main__":
    schedules()
    sys.exit(the_model())

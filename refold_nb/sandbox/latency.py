"""How long a request waits before it is worked on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Mostly near `median` seconds, now and then much longer; `sigma` is the spread of the logarithm."""

    median: float
    sigma: float = 0.5


Latency = float | tuple[float, float] | Lognormal
"""Seconds: always the same, evenly spread between two, or log-normal."""


def draw(latency: Latency, rng: random.Random) -> float:
    """A delay in seconds."""
    if isinstance(latency, Lognormal):
        return latency.median * rng.lognormvariate(0, latency.sigma)
    if isinstance(latency, tuple):
        return rng.uniform(*latency)
    return latency


def check(latency: Latency) -> Latency:
    """`latency` itself.

    Raises:
        ValueError: when it isn't a delay, or a negative one.
    """
    numbers = latency if isinstance(latency, tuple) else (latency,)
    if isinstance(latency, Lognormal):
        numbers = (latency.median, latency.sigma)
    if isinstance(latency, tuple) and len(latency) != 2:
        raise ValueError("A latency of two numbers is (shortest, longest), in seconds.")
    # A negative delay would be taken for none and hide a mistake.
    if not all(isinstance(number, int | float) and number >= 0 for number in numbers):
        raise ValueError("A latency is seconds, (shortest, longest) in seconds, or Lognormal(median, sigma).")
    return latency

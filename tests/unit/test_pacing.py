"""Pacing against a token bucket of the documented kind, in virtual time."""

from __future__ import annotations

import asyncio
import math
import random
from typing import Any

import pytest

from refold_nb.api.errors import InvalidRequest, RateLimited
from refold_nb.api.pacing import Pacer, pacer_for
from tests.faults.virtual_time import virtually


class Server:
    """A token bucket: ``limit`` a second, ``burst`` at once."""

    def __init__(self, limit: float, burst: int = 5, retry_after: float | None = None) -> None:
        self.limit, self.burst, self.retry_after = limit, burst, retry_after
        self.tokens, self.at, self.refusals, self.arrivals = float(burst), 0.0, 0, []

    def take(self) -> bool:
        now = asyncio.get_running_loop().time()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.limit)
        self.at = now
        self.arrivals.append(now)
        if self.tokens < 1:
            self.refusals += 1
            return False
        self.tokens -= 1
        return True


async def creates(
    server: Server, pacer: Pacer, number: int, *, workers: int = 16, latency: float = 0.02
) -> float:
    """Get ``number`` requests accepted and return the seconds it took."""
    rng = random.Random(7)
    left = iter(range(number))

    async def work() -> None:
        for _ in left:
            while True:
                await pacer.acquire()
                await asyncio.sleep(rng.uniform(0, latency))
                taken = server.take()
                await asyncio.sleep(rng.uniform(0, latency))
                if taken:
                    pacer.succeeded()
                    break
                pacer.refused(server.retry_after)

    await asyncio.gather(*(work() for _ in range(workers)))
    return asyncio.get_running_loop().time()


@pytest.mark.parametrize("workers", [1, 16, 64])
def test_fills_the_documented_limit_without_one_refusal(workers: int) -> None:
    server = Server(20)
    seconds = virtually(lambda: creates(server, Pacer(), 200, workers=workers, latency=0.02))
    assert server.refusals == 0
    assert seconds <= 1.04 * 195 / 20


@pytest.mark.parametrize("latency", [0.002, 0.05])
def test_learns_a_lower_limit(latency: float) -> None:
    server = Server(8)
    seconds = virtually(lambda: creates(server, Pacer(), 200, latency=latency))
    assert seconds <= 1.05 * 195 / 8
    assert server.refusals <= 12


def test_speeds_up_again_when_the_limit_is_lifted() -> None:
    async def story() -> float:
        server, pacer = Server(5), Pacer()
        await creates(server, pacer, 100)
        slow = pacer.rate
        server.limit = 20
        await creates(server, pacer, 600)
        return pacer.rate - slow

    assert virtually(story) > 10


def test_retry_after_holds_everybody() -> None:
    async def story() -> list[float]:
        pacer, loop = Pacer(), asyncio.get_running_loop()
        times: list[float] = []

        async def one() -> None:
            await pacer.acquire()
            times.append(loop.time())

        waiting = [asyncio.create_task(one()) for _ in range(10)]
        await asyncio.sleep(0.12)
        before = len(times)
        pacer.refused(7.0)
        await asyncio.gather(*waiting)
        return times[before:]

    late = virtually(story)
    assert late
    assert min(late) >= 7.12
    # After the hold they come one by one, not all at once.
    assert max(late) - min(late) >= (len(late) - 1) / 20


def test_refusals_of_one_moment_slow_down_once() -> None:
    async def story() -> tuple[float, float]:
        pacer = Pacer()
        for _ in range(8):
            pacer.refused(None)
        first = pacer.rate
        await asyncio.sleep(1)
        for _ in range(8):
            pacer.refused(None)
        return first, pacer.rate

    # A first refusal may be chance; a second one so soon is the limit, and eight at once are one.
    assert virtually(story) == (pytest.approx(19.0), pytest.approx(19.0 * 0.7))


def test_never_stops_altogether() -> None:
    async def story() -> float:
        pacer = Pacer(1.0, 1)
        for _ in range(50):
            await asyncio.sleep(20)
            pacer.refused(None)
        await pacer.acquire()
        return pacer.rate

    assert virtually(story) > 0


def test_infinite_rate_waits_for_nothing_but_retry_after() -> None:
    async def story() -> tuple[float, float]:
        pacer, loop = Pacer(math.inf), asyncio.get_running_loop()
        for _ in range(1000):
            await pacer.acquire()
        free = loop.time()
        pacer.refused(3.0)
        await pacer.acquire()
        return free, loop.time()

    assert virtually(story) == (0.0, 3.0)


def test_a_hold_longer_than_the_patience_is_told_at_once_and_takes_no_place() -> None:
    async def story() -> tuple[float, float]:
        pacer, loop = Pacer(10, 1), asyncio.get_running_loop()
        await pacer.acquire(60)
        waiting = asyncio.create_task(pacer.acquire(60))
        await asyncio.sleep(0)
        pacer.refused(3600.0)
        for _ in range(100):
            with pytest.raises(RateLimited, match="asked to wait 3600 s") as caught:
                await pacer.acquire(60)
            assert caught.value.retry_after == pytest.approx(3600)
        told = loop.time()
        # Who waited already when the refusal came is told as well.
        with pytest.raises(RateLimited):
            await waiting
        await pacer.acquire(math.inf)
        return told, loop.time()

    assert virtually(story) == (0.0, pytest.approx(3600.0, abs=1))


def test_a_cancelled_wait_harms_nobody() -> None:
    async def story() -> float:
        pacer = Pacer(10, 1)
        tasks = [asyncio.create_task(pacer.acquire()) for _ in range(5)]
        await asyncio.sleep(0)
        tasks[2].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return asyncio.get_running_loop().time()

    assert virtually(story) == pytest.approx(0.4)


def test_the_same_credentials_share_one_pacer() -> None:
    mine = pacer_for(("https://a", "k1"))
    assert pacer_for(("https://a", "k1")) is mine
    assert pacer_for(("https://a", "k2")) is not mine
    assert pacer_for(("https://a", "k1"), 5.0, 2) is mine
    assert mine.rate == 5.0


@pytest.mark.parametrize(
    ("rate", "burst"), [(0, 5), (-1, 5), (math.nan, 5), ("20", 5), (True, 5), (20, 0), (20, 2.5)]
)
def test_impossible_paces_are_refused(rate: Any, burst: Any) -> None:
    with pytest.raises(InvalidRequest):
        Pacer(rate, burst)

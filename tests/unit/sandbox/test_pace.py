"""The bucket: a burst at once, then the rate, per credentials."""

from __future__ import annotations

import pytest

from refold_nb.sandbox.pace import RateLimit


def test_two_hundred_calls_take_at_least_the_ideal_time():
    limit, now, admitted = RateLimit(20, 5), 0.0, 0
    while admitted < 200:
        if limit.admit("key", now):
            admitted += 1
        else:
            now += 0.001
    # 5 at once, 195 at 20 a second.
    assert now == pytest.approx(9.75, abs=0.01)


def test_a_call_every_twentieth_of_a_second_is_never_refused():
    limit = RateLimit(20, 1)
    assert all(limit.admit("key", n / 20) for n in range(2_000))


def test_credentials_have_buckets_of_their_own():
    limit = RateLimit(20, 5)
    assert [limit.admit("a", 0) for _ in range(6)] == [True] * 5 + [False]
    assert limit.admit("b", 0)


def test_a_refused_call_takes_nothing():
    limit = RateLimit(1, 1)
    assert limit.admit("a", 0)
    assert not any(limit.admit("a", n / 100) for n in range(100))
    assert limit.admit("a", 1)


def test_no_limit_and_nonsense():
    assert all(RateLimit(None, 1).admit("a", 0) for _ in range(100))
    for rate, burst in ((0, 5), (-1, 5), (20, 0)):
        with pytest.raises(ValueError, match="must be"):
            RateLimit(rate, burst)

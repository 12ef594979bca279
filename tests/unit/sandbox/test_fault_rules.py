"""Which request a fault hits."""

from __future__ import annotations

import pytest

from refold_nb.sandbox import Faults

CREATE, LIST = "POST /workflow", "GET /workflow"


def hits(faults, number, call=CREATE, account="acme"):
    return [n for n in range(1, number + 1) if faults.next(call, account)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({}, [1]),
        ({"nth": 3}, [3]),
        ({"nth": [2, 5]}, [2, 5]),
        ({"every": 4}, [4, 8, 12]),
        ({"times": 3}, [1, 2, 3]),
        ({"every": 2, "times": 2}, [2, 4]),
        ({"rate": 1}, list(range(1, 13))),
        ({"rate": 0}, []),
        ({"account": "globex"}, []),
        ({"on": LIST}, []),
        ({"on": "*", "nth": 2}, [2]),
    ],
)
def test_when(when, expected):
    faults = Faults()
    faults.add("refuse", **when)
    assert hits(faults, 12) == expected


def test_only_matching_requests_are_counted():
    faults = Faults()
    rule = faults.add("refuse", nth=2, account="acme")
    assert faults.next(CREATE, "acme") is None
    assert faults.next(CREATE, "globex") is None
    assert faults.next(LIST, "acme") is None
    assert faults.next(CREATE, "acme") is not None
    assert (rule.seen, rule.played) == (2, 1)
    assert [(played.kind, played.call, played.account, played.number) for played in faults.log] == [
        ("refuse", CREATE, "acme", 2)
    ]


def test_the_first_rule_to_speak_wins_and_the_others_go_on_counting():
    faults = Faults()
    faults.add("refuse", nth=1)
    faults.add("html_body", nth=2)
    assert [fault and fault.kind for fault in (faults.next(CREATE, None) for _ in range(3))] == [
        "refuse",
        "html_body",
        None,
    ]


def test_chance_is_decided_by_the_seed():
    def played(seed, reseed=None):
        faults = Faults(seed)
        if reseed is not None:
            faults.seed(reseed)
        faults.add("refuse", rate=0.3)
        return hits(faults, 200)

    assert played(1) == played(1) == played(2, reseed=1)
    assert played(1) != played(2)
    assert 30 < len(played(1)) < 90


def test_random_schedules_share_the_requests_out():
    faults = Faults()
    faults.random({"reset_after_commit": 0.03, "502_after_commit": 0.02, "429": 0.01}, seed=5)
    kinds = [fault.kind for fault in (faults.next(CREATE, None) for _ in range(20_000)) if fault]
    assert 400 < kinds.count("reset_after_commit") < 800
    assert 250 < kinds.count("502_after_commit") < 550
    assert 100 < kinds.count("429") < 300


def test_a_seed_of_its_own_makes_a_rule_independent():
    def played(others):
        faults = Faults(1)
        for _ in range(others):
            faults.add("html_body", rate=0)
        faults.random({"refuse": 0.5}, seed=9)
        return hits(faults, 50)

    assert played(0) == played(3)


def test_clear_forgets_everything():
    faults = Faults()
    faults.add("refuse", times=9)
    faults.latency = 3
    faults.next(CREATE, None)
    faults.clear()
    assert (faults.next(CREATE, None), faults.log, faults.latency, faults.wait()) == (None, [], None, 0.0)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ({"kind": "rest_after_commit"}, "Did you mean 'reset_after_commit'"),
        ({"kind": "refuse", "on": "POST /workflows"}, "Did you mean 'POST /workflow'"),
        ({"kind": "refuse", "rate": 2}, "between 0 and 1"),
        ({"kind": "refuse", "nth": 0}, "count from 1"),
        ({"kind": "refuse", "every": 0}, "count from 1"),
        ({"kind": "refuse", "times": -1}, "count from 1"),
        ({"kind": "answer_late", "delay": -1}, "delay is in seconds"),
    ],
)
def test_nonsense_is_refused_with_a_hint(arguments, hint):
    with pytest.raises(ValueError, match=hint):
        Faults().add(**arguments)


def test_rates_that_make_no_sense():
    for rates in ({"refuse": 0.7, "html_body": 0.7}, {"refuse": -0.1}, {"nothing": 0.1}):
        with pytest.raises(ValueError, match=r"rates|fault"):
            Faults().random(rates)

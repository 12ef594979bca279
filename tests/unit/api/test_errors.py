"""The tree of errors: what catches what, and that each survives another process."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import refold_nb as rn
from refold_nb.api import errors

KINDS = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, rn.RefoldError)
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_is_documented_pickled_and_copied(kind: type[rn.RefoldError]) -> None:
    assert kind.__doc__
    error = kind("What happened, to what, and what to do.")
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is kind
        assert str(again) == str(error)
        assert again._fields == error._fields
        for name in error._fields:
            assert getattr(again, name) == getattr(error, name)


FIELDS: dict[Any, dict[str, Any]] = {
    rn.RateLimited: {
        "status_code": 429,
        "retry_after": 1.5,
        "request_id": "r",
        "method": "GET",
        "path": "/x",
    },
    rn.OutcomeUnknown: {"reason": "timed out", "status_code": 502, "intent_id": "i", "method": "POST"},
    rn.InvalidRequest: {"field": "name"},
    rn.StillRunning: {"execution_id": "e", "status": "RUNNING"},
    rn.NoAnswer: {"reason": "timed out", "status_code": None, "body": ""},
    rn.HistoryError: {"place": "somewhere"},
}


@pytest.mark.parametrize("kind", FIELDS, ids=lambda kind: kind.__name__)
def test_fields_travel_along(kind: Any) -> None:
    again = pickle.loads(pickle.dumps(kind("words", **FIELDS[kind])))
    for name, value in FIELDS[kind].items():
        assert getattr(again, name) == value


def test_one_class_catches_each_family() -> None:
    assert all(issubclass(kind, rn.RefoldError) for kind in KINDS)
    for kind in (rn.AuthenticationError, rn.PermissionDenied, rn.NotFound, rn.BadRequest, rn.RateLimited):
        assert issubclass(kind, rn.ApiError)
    assert issubclass(rn.ApplicationNotFound, rn.ServerError)
    assert not issubclass(rn.OutcomeUnknown, rn.ApiError)
    assert not issubclass(rn.ConnectFailed, rn.ApiError)


def test_a_timeout_error_does_not_fool_the_errors_own_fields() -> None:
    error = rn.StillRunning("It goes on.", execution_id="e")
    assert isinstance(error, TimeoutError)
    assert str(error) == "It goes on."

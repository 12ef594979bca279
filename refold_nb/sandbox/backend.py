"""What a call works on: the records, the credentials, the clock and the switches of one sandbox."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from refold_nb.sandbox import errors
from refold_nb.sandbox.answers import Answers, answers_for
from refold_nb.sandbox.behaviour import Behaviour
from refold_nb.sandbox.clock import Clock
from refold_nb.sandbox.credentials import Credentials, Principal
from refold_nb.sandbox.runs import Runs
from refold_nb.sandbox.store import ORG_ID, Store

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from refold_nb.sandbox.pace import RateLimit
    from refold_nb.sandbox.records import Json, Role, Workflow


class Backend:
    """One sandbox's insides. Calls run under `lock`, each a short synchronous section.

    Args:
        dialect: `2026` or `2025`, the generation of answers.
        limit: the rate limit.
        rng: decides what is left to chance.
    """

    def __init__(self, dialect: str, limit: RateLimit, rng: random.Random) -> None:
        # Reentrant, as the console's methods call each other under it.
        self.lock = threading.RLock()
        self.rng = rng
        self.clock = Clock()
        self.behaviour = Behaviour()
        self.answers: Answers = answers_for(dialect, self.behaviour)
        self.limit = limit
        # One source of chance for all: with a seed, a whole sandbox repeats itself.
        self.runs = Runs(rng)
        self.store = Store(self.clock, rng)
        self.credentials = Credentials(ORG_ID, self.clock)

    def reset(self) -> None:
        """Forget all records and switches; keys, tokens and the clock stay."""
        with self.lock:
            self.store = Store(self.clock, self.rng)
            self.runs.clear()
            self.limit.clear()
            for switch in fields(Behaviour):
                # The same object goes on: tests hold on to `sandbox.behaviour`.
                setattr(self.behaviour, switch.name, switch.default)

    @property
    def older(self) -> bool:
        """Whether this sandbox speaks as the API did in 2025."""
        return self.answers.dialect == "2025"

    def workflow(self, principal: Principal, account: str | None, any_id: str) -> tuple[Workflow, Role]:
        """The workflow an id names, for a caller who may see it.

        Raises:
            Refused: 404 when there is none in the caller's environment, 403 when it is another account's.
        """
        found = self.store.find(any_id)
        # A key of one environment must not learn what is in the other, not even that it is there.
        if found is None or found[0].environment != principal.environment:
            raise errors.not_found_workflow()
        workflow, role = found
        if workflow.account is not None and workflow.account != account:
            raise errors.other_account()
        return workflow, role


@dataclass(slots=True)
class Call:
    """One request, after authentication and parsing."""

    principal: Principal
    account: str | None
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Json
    list_lag: float = 0.0

    @property
    def environment(self) -> str:
        """`test` or `production`."""
        return self.principal.environment

    @property
    def named_account(self) -> str:
        """The linked account, for calls that can't be made without one."""
        if self.account is None:
            raise errors.account_required()
        return self.account

    def text(self, field_name: str) -> str | None:
        """An optional string of the body.

        Raises:
            Refused: 400, when it is there and not a string.
        """
        value = self.body.get(field_name)
        # Null is not a string either: leaving a field out is how to say nothing.
        if field_name in self.body and not isinstance(value, str):
            raise errors.bad_request(f"{field_name} must be a string")
        return value

    def flag(self, name: str) -> bool | None:
        """An optional `true` or `false` of the query string."""
        value = self.query.get(name)
        if value is None:
            return None
        if value not in {"true", "false"}:
            raise errors.bad_request(f"{name} must be true or false")
        return value == "true"


@dataclass(slots=True)
class Answer:
    """A call's result that isn't simply a document: it takes `wait` seconds before it is sent."""

    document: Any
    wait: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)

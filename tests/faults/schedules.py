"""Random schedules of faults against an API in memory, in virtual time: thousands in seconds.

The API here is a model of its own, so that the sandbox and this check each other.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from refold_nb.api.credentials import Credentials
from refold_nb.api.errors import ConnectFailed, NoAnswer, NotFound, OutcomeUnknown, RateLimited, ServerError
from refold_nb.api.models import Node, Page, Workflow
from refold_nb.api.pacing import Pacer
from refold_nb.api.secret import Secret
from refold_nb.drafts import BulkRun, Creator, Journal, plan_bulk

if TYPE_CHECKING:
    import pandas as pd

    from refold_nb.api.calls import Call

CREDENTIALS = Credentials(api_key=Secret("tk_of_the_model_0123456789"), linked_account_id="acme")
# At odds this bad a row can use up its patience; whoever runs the frame again goes on with it.
_RUNS = 5
START = Node(id="1", type="start")


@dataclass(slots=True)
class Odds:
    """The chances of what may happen to one create, and how the API is."""

    lost_before: float = 0.02
    lost_after: float = 0.03
    gateway: float = 0.02
    refused: float = 0.01
    unreachable: float = 0.0
    late: float = 0.0
    list_fails: float = 0.0
    list_lag: float = 0.0
    answer: tuple[float, float] = (0.02, 0.4)
    describes: bool = True


@dataclass
class Model:
    """Stands where a `Carrier` stands, and has the drafts that a server would have."""

    odds: Odds
    rng: random.Random
    base_url: str = "https://model"
    pace: Pacer = field(default_factory=Pacer)
    drafts: list[Workflow] = field(default_factory=list)
    made_at: dict[str, float] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    async def attempt(
        self, call: Call[Any], credentials: Credentials, *, on_sent: Any = None, **_: Any
    ) -> Any:
        odds, chance = self.odds, self.rng.random()
        await asyncio.sleep(0)
        if chance < odds.unreachable:
            self._count("unreachable")
            raise ConnectFailed("no connection")
        chance -= odds.unreachable
        if on_sent is not None:
            on_sent()
        await asyncio.sleep(self.rng.uniform(*odds.answer))
        if chance < odds.refused:
            self._count("429")
            raise RateLimited("429", status_code=429, retry_after=self.rng.choice([None, 1.0]))
        chance -= odds.refused
        if chance < odds.lost_before:
            self._count("lost before")
            raise self._unknown(NoAnswer("reset"))
        chance -= odds.lost_before
        if chance < odds.late:
            self._count("late")
            task = asyncio.create_task(self._later(call.json, self.rng.uniform(0, 8)))
            self.tasks.add(task)
            raise self._unknown(NoAnswer("timed out"))
        chance -= odds.late
        if chance < odds.gateway:
            self._count("502")
            if self.rng.random() < 0.5:
                self._make(call.json)
            raise self._unknown(ServerError("502", status_code=502))
        chance -= odds.gateway
        draft = self._make(call.json)
        if chance < odds.lost_after:
            self._count("lost after")
            raise self._unknown(NoAnswer("reset"))
        return draft

    async def send(self, call: Call[Any], credentials: Credentials, *, deadline: float | None = None) -> Any:
        await asyncio.sleep(self.rng.uniform(*self.odds.answer))
        if self.rng.random() < self.odds.list_fails:
            await asyncio.sleep(5)
        if call.path.endswith("/workflow"):
            return self._list(call.params)
        found = next((draft for draft in self.drafts if draft.id in call.path), None)
        if found is None:
            raise NotFound("no such workflow", status_code=404)
        return found

    def _list(self, params: Any) -> Page[Workflow]:
        name = re.compile(params["name"]) if "name" in params else None
        seen = asyncio.get_running_loop().time() - self.odds.list_lag
        rows = [
            draft
            for draft in reversed(self.drafts)
            if (name is None or name.search(draft.name)) and self.made_at[draft.id] <= seen
        ]
        number, limit = int(params["page"]), int(params["limit"])
        docs = tuple(rows[(number - 1) * limit : number * limit])
        return Page(docs, number, limit, has_next_page=number * limit < len(rows))

    def _make(self, body: dict[str, Any]) -> Workflow:
        number = len(self.drafts) + 1
        draft = Workflow(
            id=f"{number:024x}",
            name=body["name"],
            nodes=(START,),
            created_at=datetime.now(UTC),
            description=body.get("description") if self.odds.describes else None,
        )
        self.drafts.append(draft)
        self.made_at[draft.id] = asyncio.get_running_loop().time()
        return draft

    async def _later(self, body: dict[str, Any], delay: float) -> None:
        await asyncio.sleep(delay)
        self._make(body)

    @staticmethod
    def _unknown(cause: Exception) -> OutcomeUnknown:
        unknown = OutcomeUnknown(f"not known: {cause}")
        unknown.__cause__ = cause
        return unknown


async def play(
    odds: Odds, seed: int, frame: pd.DataFrame, *, tag: bool = True
) -> tuple[Model, BulkRun, Journal]:
    """Create the rows of ``frame`` at a model that is as reliable as ``odds`` say; go on with what failed."""
    model, journal = Model(odds, random.Random(seed)), Journal(":memory:")
    creator = Creator(model, journal, settle=10.0, tag=tag)  # type: ignore[arg-type]
    plan = plan_bulk(frame, CREDENTIALS, base_url=model.base_url)
    for _ in range(_RUNS):
        run = BulkRun(creator, CREDENTIALS, plan, concurrency=8)
        with contextlib.suppress(ConnectFailed):
            await run.run()
        if run.progress.created + run.progress.before == len(frame):
            break
    await asyncio.gather(*model.tasks)
    return model, run, journal


@dataclass(slots=True)
class Count:
    """How far what is on the server is from what was asked for, and the history from what is on the server."""

    twins: int
    lost: int
    unknown: int
    untrue: int


def count(model: Model, journal: Journal, frame: pd.DataFrame) -> Count:
    """Compare the model's drafts, the journal and the wishes."""
    records = journal.newest(len(frame) + 1)
    held = [record.draft_id for record in records if record.status == "created"]
    names = {draft.id: draft.name for draft in model.drafts}
    return Count(
        twins=len(model.drafts) - len(set(held)),
        lost=len(frame) - len(set(held)),
        unknown=sum(record.status == "unknown" for record in records),
        untrue=sum(names.get(str(record.draft_id)) != record.name for record in records if record.draft_id),
    )

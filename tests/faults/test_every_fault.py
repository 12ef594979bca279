"""Every fault that the sandbox can play, over a real socket: one draft for each one asked for, and a true history."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from refold_nb.api.requests import DraftRequest
from refold_nb.sandbox import KINDS
from tests.faults.rig import Rig

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [f"prod-crm-sync-{number}" for number in range(6)]
# A commit that comes after the client gave up must still come before it has looked twice.
SETTLE = {"commit_late": 1.5}
OPTIONS: dict[str, dict[str, Any]] = {
    "commit_late": {"delay": 0.8},
    "answer_late": {"delay": 0.8},
    "429": {"retry_after": 0.2},
}


def script(rig: Rig, kind: str, nth: list[int]) -> None:
    if kind == "lagging_list":
        rig.sandbox.faults.add("reset_after_commit", nth=nth)
        rig.sandbox.faults.add(kind, rate=1.0, delay=0.25)
    else:
        rig.sandbox.faults.add(kind, nth=nth, **OPTIONS.get(kind, {}))


async def single(rig: Rig, kind: str) -> None:
    script(rig, kind, [1])
    events: list[str] = []
    workflow = await rig.creator.create(
        DraftRequest("Lead Sync", slug="hubspot"),
        rig.credentials,
        on_progress=lambda event: events.append(event.text),
    )
    assert workflow.id == rig.drafts()[0]["draft_id"]
    assert [node.type for node in workflow.nodes] == ["start"]
    rig.assert_true(["Lead Sync"])
    assert rig.secret not in rig.texts() + "".join(events)


async def bulk(rig: Rig, kind: str) -> None:
    script(rig, kind, [2, 4, 5])
    run = await rig.create_many(pd.DataFrame({"name": NAMES}), concurrency=3)
    result = run.result()
    assert result["status"].tolist() == ["created"] * len(NAMES)
    assert not run.audit
    rig.assert_true(NAMES)
    assert rig.secret not in rig.texts()


@pytest.mark.parametrize("kind", KINDS)
def test_one_draft_for_each_one_asked_for(
    kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def one(story: Any, way: str) -> str:
        settle = SETTLE.get(kind, 0.25)
        async with Rig(tmp_path / f"{story.__name__}-{way}.sqlite3", way=way, settle=settle) as rig:
            await story(rig, kind)
            assert rig.sandbox.faults.log, "the fault was never played"
            return rig.secret

    async def table() -> list[str]:
        return await asyncio.gather(
            *(one(story, way) for story in (single, bulk) for way in ("key", "token"))
        )

    secrets = asyncio.run(table())
    assert not [secret for secret in secrets if secret in caplog.text]

"""The history brought in line with what the server lists, over a real socket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

import refold_nb as rn

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def elsewhere(connect: Callable[..., rn.Refold]) -> rn.Refold:
    """A colleague with a history of their own."""
    return connect("acme", history=":memory:")


def test_nothing_changed_elsewhere_changes_nothing(client: rn.Refold) -> None:
    client.workflows.create("a")
    client.workflows.create("b").publish()
    before = client.history.to_frame()
    assert list(client.history.sync()) == []
    assert client.history.to_frame().equals(before)


def test_what_was_created_elsewhere_is_added(elsewhere: rn.Refold, client: rn.Refold) -> None:
    mine = client.workflows.create("mine")
    draft = elsewhere.workflows.create("theirs", slug="hubspot")
    published = elsewhere.workflows.create("theirs, published").publish()
    changes = client.history.sync()
    assert sorted((row.change, row.name) for row in changes) == [
        ("created elsewhere", "theirs"),
        ("created elsewhere", "theirs, published"),
    ]
    frame = client.history.to_frame().set_index("name")
    assert frame.loc["mine", "draft_id"] == mine.id
    assert frame.loc["theirs", "draft_id"] == draft.id
    assert frame.loc["theirs", "slug"] == "hubspot"
    assert frame.loc["theirs, published", "published_id"] == published.id
    assert frame["status"].tolist() == ["created"] * 3
    assert frame["attempts"].tolist() == [1, 0, 0]
    assert list(client.history.sync()) == [], "the second time there is nothing new"


def test_what_was_deleted_elsewhere_is_marked(elsewhere: rn.Refold, client: rn.Refold) -> None:
    gone, kept = client.workflows.create("gone"), client.workflows.create("kept")
    elsewhere.workflows.delete(str(gone.id), yes=True)
    (change,) = client.history.sync()
    assert (change.change, change.draft_id) == ("deleted elsewhere", gone.id)
    frame = client.history.to_frame().set_index("draft_id")
    assert "deleted elsewhere" in frame.loc[gone.id, "error"]
    assert frame.loc[gone.id, "status"] == "created"
    assert frame["error"].isna()[kept.id]
    assert gone.history[0].deleted_at is not None
    assert list(client.history.sync()) == []


def test_what_was_published_elsewhere_gets_its_published_id(elsewhere: rn.Refold, client: rn.Refold) -> None:
    draft = client.workflows.create("Lead Sync")
    published = elsewhere.workflows.publish(str(draft.id))
    (change,) = client.history.sync()
    assert (change.change, change.published_id) == ("published elsewhere", published.id)
    frame = client.history.to_frame()
    assert frame["published_id"].tolist() == [published.id]
    assert len(frame) == 1


def test_an_intent_that_is_still_open_keeps_its_draft(
    sandbox: rn.Sandbox, connect: Callable[..., rn.Refold]
) -> None:
    client = connect("acme", settle=0.01)
    sandbox.faults.add("reset_after_commit")
    sandbox.faults.add("500_before_commit", on="GET /workflow", times=100)
    client.core.shared.creator.patience = type(client.core.shared.creator.patience)(deadline=0.2)
    with pytest.raises(rn.OutcomeUnknown) as caught:
        client.workflows.create("Lead Sync")
    sandbox.faults.clear()
    assert list(client.history.sync()) == []
    record = client.history.resolve(str(caught.value.intent_id))
    assert record.status == "created"
    assert len(client.history) == len(sandbox.workflows()) == 1


def test_other_accounts_are_left_alone(elsewhere: rn.Refold, client: rn.Refold) -> None:
    elsewhere.for_account("globex").workflows.create("theirs")
    assert list(client.history.sync()) == []


def test_it_takes_a_linked_account(sandbox: rn.Sandbox) -> None:
    with (
        rn.connect(api_key=sandbox.api_key, base_url=sandbox.url) as client,
        pytest.raises(rn.InvalidRequest, match="linked account"),
    ):
        client.history.sync()


def test_the_awaited_history_settles_and_syncs_from_any_loop(
    sandbox: rn.Sandbox, elsewhere: rn.Refold
) -> None:
    elsewhere.workflows.create("theirs")

    async def story() -> tuple[list[str], list[Any], list[Any]]:
        async with rn.AsyncRefold(
            api_key=sandbox.api_key,
            linked_account_id="acme",
            base_url=sandbox.url,
            history=":memory:",
            timeout=0.5,
            settle=0.05,
        ) as client:
            sandbox.faults.add("commit_late", delay=1.0, times=1)
            await client.workflows.create("twice")
            for _ in range(400):
                if len(sandbox.workflows("acme")) == 3:
                    break
                await asyncio.sleep(0.05)
            twins = await client.history.audit()
            assert await twins.adelete(yes=True) == 1
            with pytest.raises(rn.InvalidRequest, match="no intent"):
                await client.history.resolve("no-such-intent")
            changes = [row.change for row in await client.history.sync()]
            return changes, list(client.history.to_frame()["name"]), list(client.history.pending())

    changes, names, pending = asyncio.run(story())
    assert changes == ["created elsewhere"]
    assert sorted(names) == ["theirs", "twice"]
    assert pending == []
    assert sorted(row["name"] for row in sandbox.workflows("acme")) == ["theirs", "twice"]

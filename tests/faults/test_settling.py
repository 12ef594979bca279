"""Cancelling, resolving what is pending, and late twins."""
# ruff: noqa: ASYNC110 - the sandbox runs in another thread: there is no event to wait for

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from refold_nb.api import endpoints
from refold_nb.api.credentials import Credentials
from refold_nb.api.errors import InvalidRequest, OutcomeUnknown
from refold_nb.api.requests import DraftRequest
from refold_nb.api.secret import Secret
from tests.faults.test_reconcile import told

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.rig import Rig


async def lose(rig: Rig, kind: str = "reset_after_commit") -> str:
    """Lose one create so that it stays pending, and return its intent."""
    rig.sandbox.faults.add(kind)
    rig.sandbox.faults.add("503_before_commit", on="GET /workflow", rate=1.0)
    with pytest.raises(OutcomeUnknown) as caught:
        await rig.creator.create(DraftRequest("Lost"), rig.credentials)
    rig.sandbox.faults.clear()
    return str(caught.value.intent_id)


def test_a_create_cancelled_under_way_is_unknown_and_found_later(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.sandbox.faults.add("answer_late", delay=0.6)
        creating = asyncio.create_task(rig.creator.create(DraftRequest("A"), rig.credentials))
        while not rig.drafts():
            await asyncio.sleep(0.02)
        creating.cancel()
        with pytest.raises(asyncio.CancelledError):
            await creating
        (pending,) = rig.history.pending()
        assert "cancelled" in str(pending.error)
        await rig.history.resolver.resolve(pending.intent_id)
        rig.assert_true(["A"])

    told(story, tmp_path, timeout=5.0)


def test_a_create_cancelled_before_it_was_sent_is_failed(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        with rig.sandbox.refusing():
            creating = asyncio.create_task(rig.creator.create(DraftRequest("A"), rig.credentials))
            while (
                rig.history.to_frame()["status"].tolist() != ["unknown"] or not rig.journal.newest(1)[0].error
            ):
                await asyncio.sleep(0.01)
            creating.cancel()
            with pytest.raises(asyncio.CancelledError):
                await creating
        assert "before it was sent" in str(rig.journal.newest(1)[0].error)
        assert rig.history.to_frame()["status"].tolist() == ["failed"]

    told(story, tmp_path)


@pytest.mark.parametrize("moment", range(12))
def test_cancelled_at_any_moment_the_books_are_right(moment: int, tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        creating = asyncio.create_task(rig.creator.create(DraftRequest("A"), rig.credentials))
        for _ in range(moment * 3):
            await asyncio.sleep(0)
        creating.cancel()
        await asyncio.gather(creating, return_exceptions=True)
        for record in rig.history.pending():
            await rig.history.resolver.resolve(record.intent_id, "abandon" if not rig.drafts() else None)
        statuses = rig.history.to_frame()["status"].tolist()
        assert statuses.count("created") == len(rig.drafts())
        assert "unknown" not in statuses

    told(story, tmp_path, settle=0.05)


def test_pending_is_adopted_recreated_or_abandoned(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        resolve = rig.history.resolver.resolve
        there = await lose(rig)
        assert (await resolve(there, "recreate")).attempts == 1, "it is there, so it is not sent again"
        gone = await lose(rig, "502_before_commit")
        assert (await resolve(gone, "recreate")).attempts == 2
        given_up = await lose(rig, "502_before_commit")
        record = await resolve(given_up, "abandon")
        assert (record.status, record.draft_id) == ("failed", None)
        looked_for = await lose(rig, "502_before_commit")
        assert (await resolve(looked_for)).status == "failed"
        assert not rig.history.pending()
        assert len(rig.drafts()) == 2
        frame = rig.history.to_frame()
        assert frame["status"].tolist() == ["created", "created", "failed", "failed"]

    told(story, tmp_path, settle=0.05, deadline=0.5)


def test_what_makes_no_sense_is_refused_and_stays_pending(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        await rig.creator.create(DraftRequest("Lost"), rig.credentials)
        held = rig.drafts()[0]["draft_id"]
        intent = await lose(rig)
        resolve = rig.history.resolver.resolve
        for wrong in ("recrate", "6a3", 7):
            with pytest.raises(InvalidRequest, match="adopt="):
                await resolve(intent, wrong)  # type: ignore[arg-type]
        with pytest.raises(InvalidRequest, match="draft of another intent"):
            await resolve(intent, held)
        with pytest.raises(InvalidRequest, match="no workflow named"):
            await resolve(intent, "a" * 24)
        with pytest.raises(InvalidRequest, match="no intent"):
            await resolve("nonsense")
        assert [record.intent_id for record in rig.history.pending()] == [intent]
        await resolve(intent)
        with pytest.raises(InvalidRequest, match="settled already"):
            await resolve(intent)

    told(story, tmp_path, settle=0.05, deadline=0.5)


def test_another_account_or_server_settles_only_its_own(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        intent = await lose(rig)
        globex = Credentials(session_token=Secret(rig.sandbox.session_token("globex")))
        rig.history._credentials = globex
        with pytest.raises(InvalidRequest, match="belongs to the account acme"):
            await rig.history.resolver.resolve(intent)
        # A key serves every account of the organisation.
        rig.history._credentials = rig.credentials.for_account("globex")
        assert (await rig.history.resolver.resolve(intent)).status == "created"

    told(story, tmp_path, settle=0.05, deadline=0.5)


def test_late_twins_are_found_and_deleted_only_with_a_yes(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.sandbox.faults.add("commit_late", delay=1.2)
        await rig.creator.create(DraftRequest("Twin", slug="hubspot"), rig.credentials)
        while len(rig.drafts()) < 2:
            await asyncio.sleep(0.05)
        audit = await rig.history.resolver.audit()
        (twin,) = audit
        kept = rig.history.to_frame()["draft_id"].tolist()
        assert twin.keeps in kept
        assert twin.draft_id not in kept
        with pytest.raises(InvalidRequest, match="yes=True"):
            await audit._delete()
        assert len(rig.drafts()) == 2
        assert await audit._delete(yes=True) == 1
        rig.assert_true(["Twin"])
        assert not await rig.history.resolver.audit()

    told(story, tmp_path, settle=0.1, timeout=0.2)


@pytest.mark.parametrize(("way", "status", "drafts"), [(None, "failed", 0), ("recreate", "created", 1)])
def test_what_was_never_sent_is_settled_without_a_look(
    way: str | None, status: str, drafts: int, tmp_path: Path
) -> None:
    async def story(rig: Rig) -> None:
        # As a kernel leaves it that is killed while it waits to connect again.
        record = rig.creator.intend(DraftRequest("Waiting"), rig.credentials)
        record.state, record.error = "intended", "No connection."
        await rig.journal.add(record)
        rig.sandbox.faults.add("503_before_commit", on="GET /workflow", rate=1.0)
        settled = await rig.history.resolver.resolve(record.intent_id, way)
        assert settled.status == status
        assert way or "not sent" in str(settled.error)
        assert len(rig.drafts()) == drafts
        assert not rig.history.pending()

    told(story, tmp_path)


async def publish(rig: Rig, draft_id: str) -> str:
    """Publish a draft as somebody does in Refold itself, past this history."""
    token = Credentials(session_token=Secret(rig.sandbox.session_token("acme")))
    return str((await rig.carrier.send(endpoints.publish_workflow(draft_id, True), token))["_id"])


def test_what_was_published_since_is_no_twin_to_be_deleted(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.sandbox.faults.add("reset_before_commit")
        alone = await rig.creator.create(DraftRequest("Alone"), rig.credentials)
        rig.sandbox.faults.add("commit_late", delay=1.2)
        kept = await rig.creator.create(DraftRequest("Twin"), rig.credentials)
        while len(rig.drafts()) < 3:
            await asyncio.sleep(0.05)
        (twin,) = [
            draft["draft_id"] for draft in rig.drafts() if draft["draft_id"] not in {alone.id, kept.id}
        ]
        await publish(rig, alone.id)
        live = await publish(rig, twin)
        audit = await rig.history.resolver.audit()
        assert not audit
        assert [unsure.draft_id for unsure in audit.unsure] == [live]
        assert await audit._delete(yes=True) == 0

    told(story, tmp_path, settle=0.1, timeout=0.2)


def test_a_twin_that_somebody_else_has_deleted_holds_up_no_other(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        for name in ("first", "second"):
            rig.sandbox.faults.add("commit_late", delay=1.0)
            await rig.creator.create(DraftRequest(name), rig.credentials)
        while len(rig.drafts()) < 4:
            await asyncio.sleep(0.05)
        audit = await rig.history.resolver.audit()
        assert len(audit) == 2
        token = Credentials(session_token=Secret(rig.sandbox.session_token("acme")))
        await rig.carrier.send(endpoints.delete_workflow(audit[0].draft_id), token)
        assert await audit._delete(yes=True) == 1
        rig.assert_true(["first", "second"])

    told(story, tmp_path, settle=0.1, timeout=0.2)


@pytest.mark.parametrize("mark", ["left out", "not given back"])
def test_what_may_be_a_late_twin_is_shown_where_no_mark_tells_and_left_alone(
    mark: str, tmp_path: Path
) -> None:
    async def story(rig: Rig) -> None:
        rig.creator.tag = mark != "left out"
        rig.sandbox.behaviour.returns_description = mark != "not given back"
        # Not a twin: its answer came, and so the history holds it.
        held = await rig.creator.create(DraftRequest("Twin"), rig.credentials)
        rig.sandbox.faults.add("commit_late", delay=1.2)
        kept = await rig.creator.create(DraftRequest("Twin"), rig.credentials)
        while len(rig.drafts()) < 3:
            await asyncio.sleep(0.05)
        audit = await rig.history.resolver.audit()
        assert not audit
        (twin,) = audit.unsure
        assert twin.draft_id not in {held.id, kept.id}
        assert "1 more may be some" in audit.bundle()["text/plain"]
        assert await audit._delete(yes=True) == 0
        assert len(rig.drafts()) == 3

    told(story, tmp_path, settle=0.1, timeout=0.2)


def test_a_draft_that_turns_up_after_all_is_adopted_by_the_audit(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.sandbox.faults.add("commit_late", delay=1.5)
        with pytest.raises(Exception, match="no answer came"):
            await rig.creator.create(DraftRequest("Late"), rig.credentials)
        assert rig.history.to_frame()["status"].tolist() == ["failed"]
        while not rig.drafts():
            await asyncio.sleep(0.05)
        audit = await rig.history.resolver.audit()
        assert len(audit.adopted) == 1
        rig.assert_true(["Late"])

    told(story, tmp_path, settle=0.1, timeout=0.2, deadline=0.01)

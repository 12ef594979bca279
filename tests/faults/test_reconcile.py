"""Finding a draft whose answer was lost, with an API that helps less than it might."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from refold_nb.api import endpoints
from refold_nb.api.credentials import Credentials
from refold_nb.api.errors import (
    ApplicationNotFound,
    AuthenticationError,
    ConnectFailed,
    InvalidRequest,
    OutcomeUnknown,
    RateLimited,
    ServerError,
)
from refold_nb.api.requests import DraftRequest
from refold_nb.api.secret import Secret
from tests.faults.rig import ACCOUNT, Rig

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

LOST = "reset_after_commit"
ODD_NAMES = [
    "a.b*c+(d)[e]{f}|g^h$i?",
    r"back\slash / \d+",
    "Ünïcode ☃ 漢字",
    "quotes ' \" ` $HOME",
    "<img src=x>",
]


def told(story: Callable[[Rig], Awaitable[None]], place: Path, **options: Any) -> None:
    async def tell() -> None:
        async with Rig(place / "h.sqlite3", **options) as rig:
            await story(rig)

    asyncio.run(tell())


@pytest.mark.parametrize("way", ["key", "token"])
@pytest.mark.parametrize(
    ("behaviour", "note"),
    [
        ({"lists_description": False}, None),
        ({"returns_description": False}, "no description"),
        ({"keeps_description": False}, "no description"),
        ({"ignores_filters": True}, "ignored the list's filters"),
        ({"ignores_filters": True, "returns_description": False}, "no description"),
        ({"list_lag": 0.25}, None),
    ],
)
def test_falls_back_and_says_so(
    behaviour: dict[str, Any], note: str | None, way: str, tmp_path: Path
) -> None:
    async def story(rig: Rig) -> None:
        for name, value in behaviour.items():
            setattr(rig.sandbox.behaviour, name, value)
        await rig.creator.create(DraftRequest("Another"), rig.credentials)
        await rig.creator.create(DraftRequest("Lead Sync"), rig.credentials)
        rig.sandbox.faults.add(LOST, times=1)
        rig.sandbox.faults.add("502_before_commit", nth=3)
        workflow = await rig.creator.create(DraftRequest("Lead Sync"), rig.credentials)
        await rig.creator.create(DraftRequest("Lead Sync", description="said"), rig.credentials)
        rig.assert_true(["Another", "Lead Sync", "Lead Sync", "Lead Sync"])
        record = next(row for row in rig.journal.newest(9) if row.draft_id == workflow.id)
        if note is not None:
            assert note in str(record.note)

    told(story, tmp_path, way=way, settle=0.3)


@pytest.mark.parametrize("way", ["key", "token"])
@pytest.mark.parametrize("kind", ["reset_before_commit", LOST])
def test_what_somebody_else_made_at_that_moment_is_not_taken_for_ours(
    kind: str, way: str, tmp_path: Path
) -> None:
    async def story(rig: Rig) -> None:
        # An earlier draft shows that this API gives descriptions back: one without our mark is not ours.
        await rig.creator.create(DraftRequest("Earlier"), rig.credentials)
        rig.sandbox.faults.add(kind)
        creating = asyncio.create_task(rig.creator.create(DraftRequest("Lead Sync"), rig.credentials))
        await asyncio.sleep(0.1)
        async with Rig(":memory:", beside=rig, tag=False) as other:
            theirs = await other.creator.create(DraftRequest("Lead Sync"), other.credentials)
        ours = await creating
        assert ours.id != theirs.id
        assert len(rig.drafts()) == 3
        assert rig.journal.newest(1)[0].note is None

    told(story, tmp_path, way=way)


def test_identical_drafts_asked_for_at_once_are_told_apart_without_any_mark(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.sandbox.faults.random({LOST: 0.3, "502_before_commit": 0.2, "reset_before_commit": 0.1}, seed=5)
        frame = pd.DataFrame({"name": ["Same"] * 12})
        run = await rig.create_many(frame, concurrency=4)
        assert run.result()["draft_id"].is_unique
        rig.assert_true(["Same"] * 12)

    told(story, tmp_path, tag=False, settle=0.2)


@pytest.mark.parametrize("lost", [1, 2])
@pytest.mark.parametrize("slugs", [("hubspot", "salesforce"), ("hubspot", None), (None, "slack")])
@pytest.mark.parametrize("by_id", [False, True])
def test_drafts_of_one_name_for_two_applications_are_not_mixed_up_without_any_mark(
    slugs: tuple[str | None, ...], lost: int, by_id: bool, tmp_path: Path
) -> None:
    async def story(rig: Rig) -> None:
        listed = await rig.carrier.send(endpoints.list_applications(), rig.credentials)
        ids = {app.slug: app.id for app in listed}
        wanted = [
            DraftRequest("Same", associated_application=ids[slug])
            if by_id and slug
            else DraftRequest("Same", slug=slug)
            for slug in slugs
        ]
        rig.sandbox.faults.add("reset_before_commit", nth=lost)
        rig.sandbox.faults.add(LOST, nth=3 - lost)
        made = await asyncio.gather(*(rig.creator.create(one, rig.credentials) for one in wanted))
        on_server = {draft["draft_id"]: draft["slug"] for draft in rig.drafts()}
        assert [on_server[draft.id] for draft in made] == [slug or "custom" for slug in slugs]
        assert len(on_server) == 2

    told(story, tmp_path, tag=False)


def test_what_can_not_be_told_apart_by_its_application_stays_unknown(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        # A token can't read single workflows, and rows of the list have no application's id.
        rig.sandbox.faults.random({LOST: 1.0}, times=2)
        key = Credentials(api_key=Secret(rig.sandbox.api_key), linked_account_id=ACCOUNT)
        listed = await rig.carrier.send(endpoints.list_applications(), key)
        wanted = [DraftRequest("Same", associated_application=app.id) for app in list(listed)[:2]]
        made = await asyncio.gather(
            *(rig.creator.create(one, rig.credentials) for one in wanted), return_exceptions=True
        )
        assert all(isinstance(one, OutcomeUnknown) for one in made)
        assert len(rig.drafts()) == 2
        assert len(rig.history.pending()) == 2

    told(story, tmp_path, way="token", tag=False)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_is_looked_for_as_it_is(name: str, tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.sandbox.faults.add(LOST)
        await rig.creator.create(DraftRequest(name), rig.credentials)
        rig.assert_true([name])

    told(story, tmp_path, settle=0.05)


def test_a_description_keeps_what_was_said_and_the_mark_can_be_left_out(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        await rig.creator.create(DraftRequest("A", description="Syncs leads."), rig.credentials)
        tag = rig.journal.newest(1)[0].intent_id[-8:]
        assert rig.drafts()[-1]["description"] == f"Syncs leads. [rf:{tag}]"
        rig.creator.tag = False
        await rig.creator.create(DraftRequest("B"), rig.credentials)
        assert rig.drafts()[-1]["description"] is None

    told(story, tmp_path)


def test_all_pages_are_read(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.sandbox.behaviour.ignores_filters = True
        await rig.create_many(pd.DataFrame({"name": [f"n{number}" for number in range(230)]}))
        rig.sandbox.faults.add(LOST)
        task = asyncio.create_task(rig.creator.create(DraftRequest("lost"), rig.credentials))
        await asyncio.sleep(0.05)
        # 120 newer drafts push the lost one to the second page.
        await rig.create_many(pd.DataFrame({"name": [f"m{number}" for number in range(120)]}))
        await task
        assert [draft["name"] for draft in rig.drafts()].count("lost") == 1

    told(story, tmp_path, settle=1.0)


def test_several_that_could_be_it_stay_unknown_and_are_shown(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.creator.tag = False
        rig.sandbox.faults.add(LOST)
        creating = asyncio.create_task(rig.creator.create(DraftRequest("Twin"), rig.credentials))
        await asyncio.sleep(0.1)
        # Somebody else makes one of the same name meanwhile, which this journal knows nothing of.
        async with Rig(":memory:", beside=rig, tag=False) as other:
            await other.creator.create(DraftRequest("Twin"), rig.credentials)
        with pytest.raises(OutcomeUnknown, match="2 drafts could be it") as caught:
            await creating
        (pending,) = rig.history.pending()
        assert pending.intent_id == caught.value.intent_id
        mine = rig.drafts()[0]["draft_id"]
        record = await rig.history.resolver.resolve(pending.intent_id, mine)
        assert (record.status, record.draft_id) == ("created", mine)
        assert not rig.history.pending()

    told(story, tmp_path, settle=0.5)


@pytest.mark.parametrize(
    ("request_", "error"),
    [(DraftRequest("A", slug="no-such"), ApplicationNotFound)],
)
def test_a_definite_no_is_never_sent_again(
    request_: DraftRequest, error: type[Exception], tmp_path: Path
) -> None:
    async def story(rig: Rig) -> None:
        with pytest.raises(error):
            await rig.creator.create(request_, rig.credentials)
        (record,) = rig.journal.newest(5)
        assert (record.status, record.attempts, record.doubted) == ("failed", 1, 0)

    told(story, tmp_path)


def test_a_wrong_key_fails_at_once(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        wrong = rig.credentials.__class__(api_key=Secret("tk_wrong_0123456789"), linked_account_id="acme")
        with pytest.raises(AuthenticationError):
            await rig.creator.create(DraftRequest("A"), wrong)
        (record,) = rig.journal.newest(5)
        assert record.status == "failed"
        assert "tk_wrong_0123456789" not in rig.texts()

    told(story, tmp_path)


def test_an_invalid_request_is_neither_written_nor_sent(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        with pytest.raises(InvalidRequest):
            await rig.creator.create(DraftRequest(" "), rig.credentials)
        assert len(rig.history) == 0

    told(story, tmp_path)


def test_no_connection_gives_up_soon_and_nothing_was_sent(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        with rig.sandbox.refusing(), pytest.raises(ConnectFailed):
            await rig.creator.create(DraftRequest("A"), rig.credentials)
        (record,) = rig.journal.newest(5)
        assert (record.status, record.attempts) == ("failed", 4)
        assert not rig.drafts()

    told(story, tmp_path)


def test_a_connection_that_comes_back_is_used(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        with rig.sandbox.refusing():
            creating = asyncio.create_task(rig.creator.create(DraftRequest("A"), rig.credentials))
            await asyncio.sleep(0.05)
        await creating
        rig.assert_true(["A"])

    told(story, tmp_path)


def test_429_without_end_fails_by_the_deadline_and_nothing_is_lost(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.sandbox.faults.add("429", rate=1.0, retry_after=30)
        with pytest.raises(RateLimited) as caught:
            await rig.creator.create(DraftRequest("A"), rig.credentials)
        assert caught.value.retry_after == 30
        assert rig.journal.newest(1)[0].status == "failed"
        assert not rig.history.pending()

    told(story, tmp_path, deadline=1.0)


def test_who_comes_during_a_long_retry_after_is_told_and_does_not_wait_for_its_end(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.sandbox.faults.add("429", retry_after=86_400)
        for _ in range(2):
            with pytest.raises(RateLimited):
                await rig.creator.create(DraftRequest("A"), rig.credentials)
        with pytest.raises(RateLimited, match="Retry-After"):
            await rig.carrier.send(endpoints.list_workflows(), rig.credentials)
        with pytest.raises(RateLimited, match="Retry-After"):
            await rig.create_many(pd.DataFrame({"name": [f"n{number}" for number in range(200)]}))
        assert set(rig.history.to_frame()["status"]) == {"failed"}
        assert not rig.drafts()

    told(story, tmp_path)


def test_a_server_that_only_fails_is_known_to_have_made_nothing(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.sandbox.faults.add("503_before_commit", rate=1.0)
        with pytest.raises(ServerError) as caught:
            await rig.creator.create(DraftRequest("A"), rig.credentials)
        assert caught.value.status_code == 503
        (record,) = rig.journal.newest(1)
        assert record.status == "failed"
        assert "nothing was created" in str(record.error)

    told(story, tmp_path, settle=0.05, deadline=1.0)


def test_what_can_not_be_looked_for_stays_unknown_and_is_settled_later(tmp_path: Path) -> None:
    async def story(rig: Rig) -> None:
        rig.sandbox.faults.add(LOST)
        rig.sandbox.faults.add("503_before_commit", on="GET /workflow", rate=1.0)
        with pytest.raises(OutcomeUnknown) as caught:
            await rig.creator.create(DraftRequest("A"), rig.credentials)
        assert rig.history.to_frame()["status"].tolist() == ["unknown"]
        (pending,) = rig.history.pending()
        assert pending.intent_id == caught.value.intent_id
        rig.sandbox.faults.clear()
        record = await rig.history.resolver.resolve(pending.intent_id)
        assert record.status == "created"
        rig.assert_true(["A"])

    told(story, tmp_path, settle=0.1, deadline=0.5)

"""From draft to published workflow and back, over a real socket: both generations, both ways in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import refold_nb as rn
from tests.contract.client.wire import RawServer, http

if TYPE_CHECKING:
    from collections.abc import Callable

DRAFT = "6a31545ed0aeb8165beb9a43"
TWO_STEPS = [{"id": "1", "type": "start"}, {"id": "2", "type": "http_request", "name": "Ask"}]
ONE_EDGE = [{"id": "e1", "source": "1", "target": "2"}]


def test_publishing_a_draft_gives_the_published_workflow(sandbox: rn.Sandbox, client: rn.Refold) -> None:
    draft = client.workflows.create("Lead Sync", slug="hubspot")
    published = draft.publish()
    (there,) = sandbox.workflows()
    assert isinstance(published, rn.PublishedWorkflow)
    assert isinstance(published.id, rn.PublishedId)
    assert published.id == there["published_id"]
    assert published.id != draft.id
    # The same facts, whichever generation answered.
    assert (published.name, published.published, published.slug) == ("Lead Sync", True, "hubspot")
    assert published.version == "1"
    assert [node.type for node in published.nodes] == ["start"]
    assert published.linked_account_id == "acme"


def test_publishing_by_a_plain_id_is_the_same(sandbox: rn.Sandbox, client: rn.Refold) -> None:
    draft_id = str(client.workflows.create("Lead Sync", slug="hubspot").id)
    assert client.workflows.publish(draft_id).id == sandbox.workflows()[0]["published_id"]


def test_an_id_of_elsewhere_is_published_too(
    sandbox: rn.Sandbox, connect: Callable[..., rn.Refold], way: str
) -> None:
    # Nothing of this process or its history knows the id: only the server does.
    draft_id = str(connect("acme", way).workflows.create("Lead Sync").id)
    fresh = connect("acme", way, history=":memory:")
    published = fresh.workflows.publish(draft_id)
    assert published.id == sandbox.workflows()[0]["published_id"]
    assert published.name == "Lead Sync"


def test_the_whole_life(sandbox: rn.Sandbox, client: rn.Refold) -> None:
    published = client.workflows.create("Lead Sync").publish()
    draft = published.draft()
    assert isinstance(draft, rn.Draft)
    assert draft.id == sandbox.workflows()[0]["draft_id"]
    sandbox.edit(draft.id, nodes=TWO_STEPS, edges=ONE_EDGE)
    second = draft.publish()
    assert second == published
    assert second.version == "2"
    assert len(second.nodes) == 2
    assert [row.version for row in published.versions()] == [2, 1]
    back = second.roll_back(1)
    assert back is second
    assert sandbox.workflows()[0]["current_version"] == 1
    assert second.version == "1"
    second.unpublish()
    assert second.published is False
    assert isinstance(second, rn.PublishedWorkflow)
    assert sandbox.workflows()[0]["published"] is False
    assert second.delete(yes=True).success is True
    assert sandbox.workflows() == []


def test_versions_can_be_looked_at_and_compared(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    published = by_key.workflows.create("Lead Sync").publish()
    sandbox.edit(published.id, nodes=TWO_STEPS, edges=ONE_EDGE)
    published.draft().publish()
    newest, first = (by_key.workflows.get(row.id) for row in published.versions())
    assert len(newest.graph.nodes) == 2
    assert len(first.graph.nodes) == 1
    assert not isinstance(newest, rn.Draft | rn.PublishedWorkflow)
    assert "Ask" in str(first.graph.diff(newest.graph)._repr_mimebundle_()["text/plain"])


def test_refresh_brings_the_object_itself_up_to_date(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    draft = by_key.workflows.create("Lead Sync", slug="hubspot")
    sandbox.edit(draft.id, name="Lead Sync 2", nodes=TWO_STEPS, edges=ONE_EDGE)
    assert draft.refresh() is draft
    assert draft.name == "Lead Sync 2"
    assert len(draft.graph.nodes) == 2
    assert draft.slug == "hubspot"


def test_refresh_of_what_is_gone_is_not_found(by_key: rn.Refold) -> None:
    draft = by_key.workflows.create("Lead Sync")
    draft.delete(yes=True)
    with pytest.raises(rn.NotFound):
        draft.refresh()


def nothing_sent(sandbox: rn.Sandbox, call: Callable[[], Any]) -> rn.InvalidRequest:
    """Run a call that must be refused here, and return what was said."""
    before = sandbox.requests.count()
    with pytest.raises(rn.InvalidRequest) as caught:
        call()
    assert sandbox.requests.count() == before
    return caught.value


def test_the_wrong_id_explains_itself_before_anything_is_sent(sandbox: rn.Sandbox, client: rn.Refold) -> None:
    draft = client.workflows.create("Lead Sync")
    error = nothing_sent(sandbox, lambda: client.workflows.execute(draft.id, {}))
    assert "draft id" in str(error)
    assert "published id" in str(error)
    nothing_sent(sandbox, lambda: client.workflows.execute(draft))
    nothing_sent(sandbox, lambda: client.workflows.unpublish(draft.id))
    published = draft.publish()
    error = nothing_sent(sandbox, lambda: client.workflows.publish(published.id))
    assert f"client.workflows.draft('{published.id}')" in str(error)
    nothing_sent(sandbox, lambda: client.workflows.publish(published))
    # The draft's id names a snapshot now: it says which id was meant.
    for call in (client.workflows.execute, client.workflows.unpublish):
        assert published.id in str(nothing_sent(sandbox, lambda call=call: call(draft.id)))
    assert published.id in str(
        nothing_sent(sandbox, lambda: client.workflows.delete(str(draft.id), yes=True))
    )


def test_the_history_knows_ids_of_an_earlier_kernel(
    sandbox: rn.Sandbox, connect: Callable[..., rn.Refold], way: str
) -> None:
    earlier = connect("acme", way)
    only_draft = str(earlier.workflows.create("Only a draft").id)
    draft_id = str(earlier.workflows.create("Lead Sync").id)
    published_id = str(earlier.workflows.publish(draft_id).id)
    earlier.close()
    later = connect("acme", way)
    assert "draft id" in str(nothing_sent(sandbox, lambda: later.workflows.execute(only_draft)))
    assert published_id in str(nothing_sent(sandbox, lambda: later.workflows.execute(draft_id)))
    assert "published id" in str(nothing_sent(sandbox, lambda: later.workflows.publish(published_id)))


def test_an_unknown_wrong_id_is_explained_by_the_server(connect: Callable[..., rn.Refold]) -> None:
    draft_id = str(connect().workflows.create("Lead Sync").id)
    fresh = connect(history=":memory:")
    with pytest.raises(rn.BadRequest, match="Draft ids and published ids differ"):
        fresh.workflows.unpublish(draft_id)


def test_a_draft_that_was_published_meanwhile_says_which_is_the_draft_now(
    sandbox: rn.Sandbox, connect: Callable[..., rn.Refold]
) -> None:
    draft_id = str(connect().workflows.create("Lead Sync").id)
    connect(history=":memory:").workflows.publish(draft_id)
    with pytest.raises(rn.InvalidRequest, match="not a draft any more") as caught:
        connect(history=":memory:").workflows.publish(draft_id)
    assert sandbox.workflows()[0]["draft_id"] in str(caught.value)


def test_a_draft_that_was_published_is_not_published_again_in_the_place_of_a_newer_version(
    sandbox: rn.Sandbox, client: rn.Refold
) -> None:
    first = client.workflows.create("Lead Sync")
    second = first.publish().draft()
    second.publish()
    for once_more in (first, first.id, str(first.id)):
        with pytest.raises(rn.InvalidRequest, match="not a draft any more"):
            client.workflows.publish(once_more)
    assert sandbox.workflows()[0]["current_version"] == 2
    assert len(list(client.workflows.versions(first))) == 2


def test_a_published_id_of_elsewhere_is_named_as_such(
    sandbox: rn.Sandbox, connect: Callable[..., rn.Refold], way: str
) -> None:
    published_id = str(connect("acme", way).workflows.create("Lead Sync").publish().id)
    with pytest.raises(rn.InvalidRequest, match=f"{published_id} is a published id") as caught:
        connect("acme", way, history=":memory:").workflows.publish(published_id)
    assert sandbox.workflows()[0]["draft_id"] in str(caught.value)


def test_an_object_of_the_wrong_kind_says_which_one_has_the_method(client: rn.Refold) -> None:
    draft: Any = client.workflows.create("Lead Sync")
    with pytest.raises(AttributeError, match=r"is a draft, .* \.publish\(\) returns it"):
        draft.execute()
    published: Any = draft.publish()
    with pytest.raises(AttributeError, match=r"is published already: \.draft\(\) returns its draft"):
        published.publish()
    assert not hasattr(draft, "unpublish")
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        draft.nothing  # noqa: B018


def test_what_is_unpublished_by_its_id_is_described_as_far_as_it_was_told(
    by_key: rn.Refold, dialect: str
) -> None:
    published = by_key.workflows.create("Lead Sync").publish()
    told = by_key.workflows.unpublish(str(published.id))
    assert isinstance(told, rn.PublishedWorkflow)
    assert (told.id, told.published) == (published.id, False)
    # The older answer has neither name nor nodes.
    assert (told.name, len(told.nodes)) == (("Lead Sync", 1) if dialect == "2026" else ("", 0))
    assert told.has_graph is bool(told.nodes)
    # An object knows more than the answer, and keeps it.
    again = by_key.workflows.publish(published.draft())
    again.unpublish()
    assert (again.name, len(again.nodes), again.published) == ("Lead Sync", 1, False)


@pytest.mark.parametrize("yes", [False, None, 1, "yes"])
def test_deleting_takes_a_deliberate_yes(sandbox: rn.Sandbox, by_key: rn.Refold, yes: Any) -> None:
    published = by_key.workflows.create("Lead Sync").publish()
    error = nothing_sent(sandbox, lambda: by_key.workflows.delete(published, yes=yes))
    assert error.field == "yes"
    for word in ("Lead Sync", published.id, "draft", "versions", "triggers"):
        assert word in str(error)
    nothing_sent(sandbox, published.delete)
    assert len(sandbox.workflows()) == 1


def test_unpublishing_takes_a_yes_in_production_only(dialect: str) -> None:
    with rn.Sandbox(dialect=dialect, environment="production", rate=None) as sandbox:
        client = rn.connect(
            api_key=sandbox.production_api_key, linked_account_id="acme", base_url=sandbox.url, rate=1e4
        )
        assert client.environment == "production"
        published = client.workflows.create("Lead Sync").publish()
        error = nothing_sent(sandbox, published.unpublish)
        assert error.field == "yes"
        assert "production" in str(error)
        published.unpublish(yes=True)
        assert sandbox.workflows()[0]["published"] is False
        client.close()


def test_a_session_token_is_minted_once_and_kept_in_memory(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    for name in ("a", "b", "c"):
        by_key.workflows.create(name).publish().delete(yes=True)
    assert sandbox.requests.count("POST /session-token") == 1


def test_a_token_that_was_revoked_is_renewed_once(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    draft = by_key.workflows.create("a")
    by_key.workflows.create("b").publish()
    # Revoked by somebody else: this client does not know.
    other = rn.connect(session_token=sandbox.session_token("acme"), base_url=sandbox.url)
    other.session_tokens.revoke()
    other.close()
    assert draft.publish().published
    assert sandbox.requests.count("POST /session-token") == 2


def test_a_token_about_to_end_is_renewed_once_and_before_it_does(
    sandbox: rn.Sandbox, by_key: rn.Refold, dialect: str
) -> None:
    sandbox.session_token("acme")
    sandbox.advance(24 * 3600 - 30)
    # Minting gives the account's present token, which has half a minute left.
    for name in ("a", "b", "c"):
        by_key.workflows.create(name).publish()
    # The older answer does not say so, and by this machine's clock the token's own end is a day away.
    assert sandbox.requests.count("POST /session-token") == (2 if dialect == "2026" else 1)
    assert 401 not in [request.status for request in sandbox.requests]


def test_a_token_that_ended_unseen_is_renewed_after_one_401(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    by_key.workflows.create("a").publish()
    # Only the server's clock moves on.
    sandbox.advance(24 * 3600 + 1)
    by_key.workflows.create("b").publish()
    by_key.workflows.create("c").publish()
    statuses = [request.status for request in sandbox.requests if "publish" in request.call]
    assert statuses == [200, 401, 200, 200]


def test_a_delete_that_was_not_done_is_not_noted_as_one(server: RawServer, raw_client: rn.Refold) -> None:
    server.script(
        http(200, {"workflow": {"_id": DRAFT, "name": "Lead Sync", "nodes": []}}),
        http(200, {"token": "a.b.c"}),
        http(200, {"success": False}),
    )
    draft = raw_client.workflows.create("Lead Sync")
    assert draft.delete(yes=True).success is False
    assert raw_client.history.to_frame()["error"].isna().all()


def test_no_account_is_not_the_clients_own(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    with pytest.raises(rn.InvalidRequest):
        by_key.session_tokens.create("")
    assert sandbox.requests.count() == 0


def test_minting_by_hand_and_whose_a_token_is(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    token = by_key.session_tokens.create()
    assert token.linked_account_id == "acme"
    assert token.token.reveal().count(".") == 2
    assert token.token.reveal() not in f"{token!r} {token} {token.raw}"
    with rn.connect(session_token=token.token, base_url=sandbox.url) as client:
        assert client.linked_account_id == "acme"
        assert client.session_tokens.account().account_id == "acme"
        assert client.session_tokens.revoke() >= 1
        with pytest.raises(rn.AuthenticationError):
            client.workflows.create("Lead Sync")
    with pytest.raises(rn.BadRequest):
        by_key.session_tokens.create("nobody")
    assert by_key.session_tokens.create("globex", force_refresh=True).linked_account_id == "globex"


def test_token_calls_need_an_account_to_mint_for(sandbox: rn.Sandbox) -> None:
    with (
        rn.connect(api_key=sandbox.api_key, base_url=sandbox.url) as client,
        pytest.raises(rn.MissingCredentials, match="linked"),
    ):
        client.workflows.delete("6a31545ed0aeb8165beb9a43", yes=True)


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("PUT /workflow/{id}/publish", "reset_after_commit"),
        ("PUT /workflow/{id}/publish", "502_after_commit"),
        ("PUT /workflow/{id}/publish", "502_before_commit"),
    ],
)
def test_a_publish_whose_answer_is_lost_is_published_once(
    sandbox: rn.Sandbox, client: rn.Refold, call: str, fault: str
) -> None:
    draft = client.workflows.create("Lead Sync")
    sandbox.faults.add(fault, on=call)
    assert draft.publish().published
    assert sandbox.workflows()[0]["current_version"] == 1


def test_an_unpublish_and_a_delete_whose_answers_are_lost_are_done(
    sandbox: rn.Sandbox, client: rn.Refold
) -> None:
    published = client.workflows.create("Lead Sync").publish()
    sandbox.faults.add("reset_after_commit", on="PUT /workflow/{id}/publish")
    assert published.unpublish().published is False
    sandbox.faults.add("reset_after_commit", on="DELETE /workflow/{id}")
    assert published.delete(yes=True).success
    assert sandbox.workflows() == []
    with pytest.raises(rn.NotFound):
        published.delete(yes=True)


def test_request_structure_says_what_it_expects(sandbox: rn.Sandbox, client: rn.Refold) -> None:
    published = client.workflows.create("Lead Sync").publish()
    assert published.request_structure().schema is None
    schema = {"type": "object", "properties": {"email": {"type": "string"}}, "required": ["email"]}
    sandbox.edit(published.id, payload_schema=schema)
    structure = published.request_structure()
    assert structure.schema == schema
    assert structure.payload == {"email": "text"}


def test_enabled_workflows_are_published_ones(client: rn.Refold) -> None:
    client.workflows.create("draft only")
    published = client.workflows.create("live", slug="hubspot").publish()
    enabled = client.workflows.enabled()
    assert published in enabled
    mine = enabled[enabled.index(published)]
    assert (mine.published, mine.slug, mine.name) == (True, "hubspot", "live")
    assert "draft only" not in enabled.to_frame()["name"].tolist()


def test_the_history_follows(sandbox: rn.Sandbox, client: rn.Refold) -> None:
    draft = client.workflows.create("Lead Sync")
    published = draft.publish()
    frame = client.history.to_frame()
    assert frame["draft_id"].tolist() == [draft.id]
    assert frame["published_id"].tolist() == [published.id]
    (record,) = published.history
    assert record.draft_id == draft.id
    assert record.version == "1"
    assert draft.history[0].intent_id == record.intent_id
    published.delete(yes=True)
    (record,) = client.history.newest(1)
    assert record.deleted_at is not None
    assert record.status == "created", "that it was created stays true"
    assert "deleted" in client.history.to_frame()["error"][0]


def test_a_history_that_can_not_be_written_does_not_undo_what_is_done(
    client: rn.Refold, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    draft = client.workflows.create("Lead Sync")

    async def full(*_: Any) -> None:
        raise rn.HistoryError("The disk is full.", place="here")

    monkeypatch.setattr("refold_nb.drafts.life.note_published", full)
    assert draft.publish().published
    assert "The disk is full" in caplog.text

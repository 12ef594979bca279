"""Live objects: equality, copies, pickles, cards, and what they say without a client."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

import refold_nb as rn
from refold_nb.api import workflow_facts

EVIL = '<img src=x onerror=alert(1)>"\u202e'


@pytest.fixture
def client() -> Any:
    with rn.Sandbox(rate=None) as sandbox:
        yield sandbox.client("acme", history=":memory:", settle=0.01)


def test_two_with_the_same_id_are_equal(client: rn.Refold) -> None:
    draft = client.workflows.create("Lead Sync")
    row, whole = client.workflows.list()[0], client.workflows.get(draft.id)
    assert draft == row == whole
    assert len({draft, row, whole}) == 1
    assert draft in client.workflows.list()
    assert draft != client.workflows.create("Lead Sync")
    assert draft != draft.id
    before = hash(draft)
    draft.refresh()
    assert hash(draft) == before


def test_a_copy_keeps_its_client(client: rn.Refold) -> None:
    draft = client.workflows.create("Lead Sync")
    for twin in (copy.copy(draft), copy.deepcopy(draft)):
        assert twin is not draft
        assert (twin, type(twin)) == (draft, type(draft))
        assert twin.refresh().name == "Lead Sync"
    deep = copy.deepcopy(draft)
    deep.raw["name"] = "changed"
    assert draft.raw["name"] == "Lead Sync"


def test_a_pickle_leaves_the_client_and_its_credentials_behind(client: rn.Refold) -> None:
    draft = client.workflows.create("Lead Sync", slug="hubspot")
    published = draft.publish()
    run = published.execute({}, wait=True, progress=False)
    for thing in (draft, published, run):
        dumped = pickle.dumps(thing)
        assert client.credentials.api_key is not None
        assert client.credentials.api_key.reveal().encode() not in dumped
        again = pickle.loads(dumped)
        assert (again, type(again), again.raw) == (thing, type(thing), thing.raw)
        with pytest.raises(rn.InvalidRequest, match=r"client\.(workflows|executions)\.get"):
            again.refresh()
    assert len(pickle.loads(pickle.dumps(draft)).graph.nodes) == 1


def test_the_fields_can_not_be_set(client: rn.Refold) -> None:
    draft = client.workflows.create("Lead Sync")
    with pytest.raises(dataclasses.FrozenInstanceError):
        draft.name = "other"  # type: ignore[misc]


def test_shown_as_html_and_text_alone_with_nothing_that_runs(client: rn.Refold) -> None:
    for thing in (client.workflows.create(EVIL[:-1]), client.workflows.list()):
        shown = thing._repr_mimebundle_()
        assert set(shown) == {"text/html", "text/plain"}
        assert "<img src=x" not in shown["text/html"]
        assert "&lt;img src=x" in shown["text/html"]


def test_names_that_reorder_text_are_shown_as_what_they_are() -> None:
    wf = rn.Workflow.bind(workflow_facts.workflow({"_id": "1", "name": EVIL, "nodes": []}), None)
    assert "\u202e" not in "".join(wf._repr_mimebundle_().values())


def test_the_card_says_which_id_it_is(client: rn.Refold) -> None:
    draft = client.workflows.create("Lead Sync")
    assert "Draft id" in draft._repr_mimebundle_()["text/plain"]
    published = draft.publish()
    assert "Published id" in published._repr_mimebundle_()["text/plain"]
    published.unpublish()
    shown = published._repr_mimebundle_()["text/plain"]
    assert "Published id" in shown
    assert "taken out of use" in shown


def test_the_card_says_nothing_that_the_answer_did_not_say(client: rn.Refold) -> None:
    live = client.workflows.create("Lead Sync", slug="hubspot").publish()
    # The answer to this one does not name the application.
    shown = client.workflows.unpublish(str(live.id))._repr_mimebundle_()["text/plain"]
    assert "custom application" not in shown
    plain = client.workflows.create("Lead Sync")._repr_mimebundle_()["text/plain"]
    assert "Application: default custom application" in plain


def test_the_mark_of_the_create_is_not_part_of_the_description(client: rn.Refold) -> None:
    draft = client.workflows.create("Lead Sync", description="Syncs leads")
    assert draft.description == "Syncs leads"
    assert client.workflows.get(draft.id).description == "Syncs leads"
    assert "[rf:" in client.workflows.get(draft.id).raw["description"]
    assert draft.refresh().description == "Syncs leads"
    assert client.workflows.get(client.workflows.create("No words").id).description is None


def test_connecting_and_listing_write_no_file(history_of_its_own: Any) -> None:
    with rn.Sandbox(rate=None) as sandbox:
        client = sandbox.client("initech")
        list(client.workflows.list())
        client.check()
        assert not history_of_its_own.exists()


def test_a_list_of_plain_rows_makes_live_objects_only_when_taken(client: rn.Refold) -> None:
    client.workflows.create("Lead Sync")
    rows = client.workflows.list()
    rows.to_frame()
    assert not isinstance(rows._source.rows[0], rn.Workflow)
    assert isinstance(rows[0], rn.Workflow)

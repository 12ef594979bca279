"""Answers of every generation to models; whatever a server sends, nothing but `Unreadable` is raised."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refold_nb.api import models, parsing, workflow_facts
from refold_nb.api.fields import Unreadable, moment, moment_of_id

ID = "6a31545ed0aeb8165beb9a43"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = [
    "_id",
    "id",
    "name",
    "published",
    "nodes",
    "edges",
    "createdAt",
    "updatedAt",
    "slug",
    "associated_application",
    "associated_workflow",
    "description",
    "linked_account_id",
    "environment",
    "version",
    "current_version",
    "workflow",
    "application",
    "docs",
    "page",
    "limit",
    "totalDocs",
    "totalPages",
    "hasNextPage",
    "execution_id",
    "status",
    "completion_percentage",
    "execution_error",
    "errored",
    "return_value",
    "node_id",
    "account_id",
    "success",
    "triggers_deregistered",
    "successfullyDeletedTriggers",
    "schema",
    "payload",
    "app_id",
    "tags",
    "connected",
    "data",
]
DOCUMENTS = JSON | st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=12)
READERS = {
    "workflow": workflow_facts.workflow,
    "application": parsing.application,
    "linked account": parsing.linked_account,
    "version": parsing.version,
    "request structure": parsing.request_structure,
    "execution": parsing.execution,
    "started": parsing.started,
    "deleted": parsing.deleted,
    "page": parsing.page(workflow_facts.workflow),
    "array": parsing.array(parsing.application),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_whatever_comes_nothing_else_is_raised(reader: Any) -> None:
    @given(DOCUMENTS)
    def check(document: Any) -> None:
        with contextlib.suppress(Unreadable):
            reader(document)

    check()


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=12))
def test_a_workflow_is_typed_and_keeps_every_field(document: dict[str, Any]) -> None:
    document.pop("workflow", None)
    wf = workflow_facts.workflow({**document, "_id": ID})
    assert wf.raw == {**document, "_id": ID} or "nan" in repr(document)
    assert isinstance(wf.name, str)
    assert isinstance(wf.published, bool)
    for name in (
        "slug",
        "associated_application",
        "description",
        "environment",
        "version",
        "linked_account_id",
    ):
        assert getattr(wf, name) is None or isinstance(getattr(wf, name), str), name
    for name in ("created_at", "updated_at"):
        assert getattr(wf, name) is None or getattr(wf, name).tzinfo is UTC, name
    assert hash(wf) == hash(models.Workflow(**{name: getattr(wf, name) for name in wf.__dataclass_fields__}))


def test_absent_means_false_and_empty() -> None:
    wf = workflow_facts.workflow({"_id": ID})
    assert wf == models.Workflow(id=ID, name="", created_at=moment_of_id(ID))


def test_the_id_tells_when_it_was_made() -> None:
    # The documented example: the first 8 digits are seconds since the epoch.
    assert moment_of_id(ID) == datetime(2026, 6, 16, 13, 49, 18, tzinfo=UTC)
    assert moment_of_id("x" * 24) is None
    assert workflow_facts.workflow({"_id": ID, "createdAt": None}).created_at == moment_of_id(ID)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-16T13:49:18.390Z", datetime(2026, 6, 16, 13, 49, 18, 390_000, UTC)),
        ("2026-06-16T15:49:18.390+02:00", datetime(2026, 6, 16, 13, 49, 18, 390_000, UTC)),
        ("2026-06-16T13:49:18", datetime(2026, 6, 16, 13, 49, 18, tzinfo=UTC)),
        ("2026-06-16", datetime(2026, 6, 16, tzinfo=UTC)),
        ("0001-01-01T00:00:00+23:59", None),
        ("yesterday", None),
        ("", None),
        (0, None),
        (None, None),
    ],
)
def test_times(text: Any, expected: datetime | None) -> None:
    assert moment(text) == expected


def test_an_older_rows_application_is_an_object() -> None:
    application = {"_id": "6500a1b2f45eeca76886dcc8", "name": "HubSpot", "slug": "hubspot"}
    row = workflow_facts.workflow({"_id": ID, "associated_application": application, "current_version": 3})
    assert (row.slug, row.associated_application, row.version) == ("hubspot", application["_id"], "3")
    assert workflow_facts.workflow({"id": ID, "application": application}).slug == "hubspot"


@pytest.mark.parametrize(
    "fields",
    [
        {"associated_application": {"_id": "a1", "slug": "hubspot"}},
        {"associated_application": {"id": "a1", "slug": "hubspot"}},
        {"associated_application": {"app_id": "a1", "slug": "hubspot"}},
        {"associated_application": None, "application": {"_id": "a1", "slug": "hubspot"}},
        {"associated_application": "a1", "slug": "hubspot"},
    ],
)
def test_an_application_in_any_form_is_understood(fields: dict[str, Any]) -> None:
    row = workflow_facts.workflow({"_id": ID, **fields})
    assert (row.associated_application, row.slug) == ("a1", "hubspot")


def test_both_generations_of_a_delete() -> None:
    assert parsing.deleted({"success": True, "triggers_deregistered": 2}).triggers_deregistered == 2
    older = parsing.deleted(
        {"message": "Workflow deleted successfully", "successfullyDeletedTriggers": [{}, {}]}
    )
    assert (older.success, older.triggers_deregistered) == (True, 2)
    assert parsing.deleted({"success": False}).success is False


def test_what_execute_answers_names_a_run_or_holds_its_outcome() -> None:
    assert parsing.started({"message": "Workflow execution started", "execution_id": ID}).id == ID
    outcome = {"return_value": {"a": 1}, "errored": True, "execution_error": {"message": "No"}}
    run = parsing.started(outcome)
    assert (run.errored, run.error, run.return_value) == (True, "No", {"a": 1})
    with pytest.raises(Unreadable):
        parsing.started({"message": "Workflow execution started"})


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (None, None),
        ({"message": "No"}, "No"),
        ("No", "No"),
        ({"error": "No"}, "No"),
        ({"code": 17}, "17"),
        (["No"], "No"),
        ({}, None),
    ],
)
def test_what_went_wrong_with_a_run_is_never_lost(said: Any, word: str | None) -> None:
    error = parsing.started({"errored": True, "execution_error": said}).error
    assert error is None if word is None else word in str(error)


def test_a_page_of_any_generation() -> None:
    read = parsing.page(workflow_facts.workflow)
    whole = read({"docs": [{"_id": ID}], "page": 2, "totalPages": 3, "totalDocs": 21, "limit": 10})
    assert (whole.page, whole.total_docs, whole.has_next_page, len(whole)) == (2, 21, True, 1)
    assert read({"docs": [], "page": 1, "totalPages": 3}).has_next_page is False
    assert read({"docs": [{"_id": ID}], "hasNextPage": True}).has_next_page is True
    assert len(read([{"_id": ID}, {"_id": ID}])) == 2

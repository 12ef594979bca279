"""The workbench from code, and what its button does, against a sandbox on a real socket."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any

import pytest

import refold_nb as rn
from refold_nb.notebook.connection import own_sandbox
from tests.notebook.clicking import click, idle, send, told, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def box() -> Iterator[rn.Sandbox]:
    with rn.Sandbox(rate=None).serve() as sandbox:
        yield sandbox


@pytest.fixture
def bench(box: rn.Sandbox) -> rn.Workbench:
    return rn.workbench(box.client("acme", settle=0.05, rate=1000.0))


def names(box: rn.Sandbox) -> list[str]:
    return [workflow["name"] for workflow in box.workflows()]


def test_with_no_credentials_it_is_on_the_embedded_sandbox_and_says_so() -> None:
    bench = rn.workbench()
    assert bench.client.environment == "sandbox"
    assert "Sandbox" in bench._desk.form.header.value
    assert repr(bench) == "<Workbench on sandbox, acme; it needs a notebook: refold-nb lab opens one>"
    assert rn.workbench().client.base_url == bench.client.base_url == own_sandbox().url
    assert bench.workflow is None


def test_submit_does_what_the_button_does(bench: rn.Workbench, box: rn.Sandbox) -> None:
    bench.values = {"name": "by-code", "slug": "hubspot"}
    made = bench.submit()
    assert made is bench.workflow
    assert made.id == box.workflows()[0]["draft_id"]
    click(bench, name="by-click", slug="", associated_application="", description="for acme")
    until(lambda: bench.workflow is not made, "a second draft")
    assert bench.workflow is not None
    assert bench.workflow.name == "by-click"
    assert names(box) == ["by-code", "by-click"]
    assert "for acme" in str(box.workflows()[1]["description"])
    idle(bench)
    assert bench.workflow.id in told(bench)


def test_what_went_wrong_is_shown_and_raised(bench: rn.Workbench, box: rn.Sandbox) -> None:
    bench.values = {"name": "in-vain", "slug": "no-such-app"}
    with pytest.raises(rn.ApplicationNotFound):
        bench.submit()
    assert "no such application" in told(bench)
    assert bench._desk.bar.problems["slug"][0] == "error"
    bench.values["slug"] = ""
    bench.values["name"] = " "
    with pytest.raises(rn.InvalidRequest) as wrong:
        bench.submit()
    assert wrong.value.field == "name"
    assert "empty" in told(bench)
    bench.values["name"] = "in-vain"
    box.faults.add("503_after_commit")
    assert bench.submit().name == "in-vain"
    assert names(box) == ["in-vain"]


def test_a_click_heard_twice_makes_one_draft(bench: rn.Workbench, box: rn.Sandbox) -> None:
    box.faults.latency = 0.2
    nonce = click(bench, name="once")
    click(bench, nonce=nonce, name="once")
    click(bench, name="once")
    with pytest.raises(rn.InvalidRequest, match="under way"):
        bench.submit()
    idle(bench)
    click(bench, nonce=nonce, name="once")
    assert bench._desk.bar.phase == "idle"
    assert names(box) == ["once"]


@pytest.mark.parametrize("threads", [8])
def test_many_submits_at_once_make_one_draft(bench: rn.Workbench, box: rn.Sandbox, threads: int) -> None:
    bench.values = {"name": "at-once"}
    box.faults.latency = 0.5
    refused, start = [], threading.Barrier(threads)

    def submit() -> None:
        start.wait()
        try:
            bench.submit()
        except rn.InvalidRequest as error:
            refused.append(error)

    workers = [threading.Thread(target=submit) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(refused) == threads - 1
    assert names(box) == ["at-once"]


def test_cancel_before_and_after_it_was_sent(bench: rn.Workbench, box: rn.Sandbox) -> None:
    box.faults.add("never_answer")
    click(bench, name="cancelled")
    until(lambda: box.requests and box.requests[-1].method == "POST", "the request on its way")
    send(bench._desk.bar, {"kind": "cancel"})
    idle(bench)
    assert "not known" in told(bench)
    pending = bench.client.history.pending()
    assert [record.name for record in pending] == ["cancelled"]
    assert "(1)" in bench._desk.drawer._buttons["Not settled"].description


def test_cancel_by_the_button_ends_a_submit_from_code(bench: rn.Workbench, box: rn.Sandbox) -> None:
    box.faults.add("never_answer")
    bench.values = {"name": "from-code"}
    raised: list[BaseException] = []

    def submit() -> None:
        try:
            bench.submit()
        except rn.RefoldError as error:
            raised.append(error)

    worker = threading.Thread(target=submit)
    worker.start()
    until(lambda: box.requests and box.requests[-1].method == "POST", "the request on its way")
    send(bench._desk.bar, {"kind": "cancel"})
    worker.join(60)
    assert [type(error) for error in raised] == [rn.OutcomeUnknown]


def test_production_needs_a_deliberate_yes(box: rn.Sandbox) -> None:
    bench = rn.workbench(
        rn.connect(api_key=box.production_api_key, linked_account_id="acme", base_url=box.url)
    )
    bench.values = {"name": "meant"}
    with pytest.raises(rn.InvalidRequest, match="confirm_production=True"):
        bench.submit()
    click(bench, name="meant")
    assert bench._desk.bar.phase == "ask"
    click(bench, "back")
    assert bench._desk.bar.phase == "idle"
    click(bench, "confirm", name="meant")
    assert names(box) == []
    click(bench, name="meant")
    # What was asked about is what the yes is for.
    click(bench, "confirm", name="something else")
    assert bench._desk.bar.phase == "ask"
    assert "something else" in bench._desk.bar.ask
    click(bench, "confirm", name="something else")
    idle(bench)
    assert names(box) == ["something else"]
    bench.values = {"name": "meant"}
    bench.submit(confirm_production=True)
    assert names(box) == ["something else", "meant"]


@pytest.mark.parametrize(
    "content", [None, 7, [], {}, {"kind": "submit"}, {"kind": "submit", "nonce": 3}, {"kind": 1}]
)
def test_a_message_that_makes_no_sense_does_nothing(
    bench: rn.Workbench, box: rn.Sandbox, content: object
) -> None:
    bench.values = {"name": "never-sent"}
    send(bench._desk.bar, content)
    send(bench._desk.connecting.secret, content)
    assert bench._desk.bar.phase == "idle"
    assert names(box) == []


def test_an_interrupt_ends_a_submit_and_frees_the_form(bench: rn.Workbench, box: rn.Sandbox) -> None:
    box.faults.add("never_answer")
    bench.values = {"name": "interrupted"}

    def interrupt() -> None:
        until(lambda: box.requests and box.requests[-1].method == "POST", "the request on its way")
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        bench.submit()
    assert bench._desk.bar.phase == "idle"
    assert "not known" in told(bench)
    assert bench.client.history.pending()[0].name == "interrupted"


def test_a_history_that_cannot_be_read_is_told_and_left_alone(history_of_its_own: Path) -> None:
    history_of_its_own.write_bytes(b"this is no database" * 100)
    bench = rn.workbench()
    bench._desk.open()
    assert "history" in told(bench).lower()
    bench.values = {"name": "never-sent"}
    with pytest.raises(rn.HistoryError):
        bench.submit()
    assert "history" in told(bench).lower()
    assert history_of_its_own.read_bytes().startswith(b"this is no database")


@pytest.mark.parametrize("wrong", ["acme", 7, rn.Sandbox])
def test_what_is_no_client_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="takes a client"):
        rn.workbench(wrong)


def test_outside_a_notebook_it_prints_what_it_is(
    bench: rn.Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench._ipython_display_()
    assert (
        capsys.readouterr().out
        == "<Workbench on sandbox, acme; it needs a notebook: refold-nb lab opens one>\n"
    )

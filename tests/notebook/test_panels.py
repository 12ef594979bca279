"""What an earlier kernel left open, settled; and many drafts from a DataFrame or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import refold_nb as rn
from refold_nb.notebook import frames
from tests.notebook.clicking import send, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from refold_nb.notebook.bulk import Bulk
    from refold_nb.notebook.pending import Pending


@pytest.fixture
def box() -> Iterator[rn.Sandbox]:
    with rn.Sandbox(rate=None).serve() as sandbox:
        yield sandbox


@pytest.fixture
def bench(box: rn.Sandbox) -> rn.Workbench:
    return rn.workbench(box.client("acme", settle=0.02, rate=10_000.0, timeout=0.2))


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    names: dict[str, Any] = {}
    monkeypatch.setattr(frames, "user_variables", lambda: names)
    return names


def leave_open(bench: rn.Workbench, box: rn.Sandbox, *, there: bool) -> None:
    """Leave a create behind whose outcome nobody knows, as a kernel does that is killed."""
    box.faults.add("reset_after_commit" if there else "reset_before_commit")
    box.faults.add("500_before_commit", on="GET /workflow", every=1)
    with pytest.raises(rn.OutcomeUnknown):
        bench.client.workflows.create("left-open")
    box.faults.clear()


def panel(bench: rn.Workbench, title: str) -> Any:
    bench._desk.drawer._buttons[title].value = True
    return bench._desk.drawer._built[title]


@pytest.mark.parametrize(
    ("button", "there", "status", "drafts"),
    [
        ("Look for it", True, "created", 1),
        ("Look for it", False, "failed", 0),
        ("Create it if it is not there", True, "created", 1),
        ("Create it if it is not there", False, "created", 1),
        ("Give it up", False, "failed", 0),
    ],
)
def test_what_is_open_is_settled_on_request(
    bench: rn.Workbench, box: rn.Sandbox, button: str, there: bool, status: str, drafts: int
) -> None:
    leave_open(bench, box, there=there)
    later = rn.workbench(bench.client)
    later._desk.open()
    assert later._desk.drawer._buttons["Not settled"].description == "▸ Not settled (1)"
    pending: Pending = panel(later, "Not settled")
    assert "left-open (acme, sandbox)" in pending.list.options[0][0]
    pressed = next(it for it in pending.buttons if it.description == button)
    pressed.click()
    pressed.click()
    until(lambda: "✓" in pending.told.value or "✗" in pending.told.value, "it to be settled")
    assert list(bench.client.history.to_frame()["status"]) == [status]
    assert len(box.workflows()) == drafts
    assert pending.list.options == ()


def test_settling_elsewhere_says_where_to_connect(bench: rn.Workbench, box: rn.Sandbox) -> None:
    leave_open(bench, box, there=True)
    with rn.Sandbox().serve() as other:
        elsewhere = rn.workbench(other.client("acme"))
        pending: Pending = panel(elsewhere, "Not settled")
        pending.buttons[0].click()
        until(lambda: "✗" in pending.told.value, "the refusal")
        assert box.url in pending.told.value


def rows(number: int) -> pd.DataFrame:
    return pd.DataFrame({"name": [f"row-{n:03}" for n in range(number)], "linked_account_id": "globex"})


def run(bulk: Bulk) -> str:
    """Click the bulk form's button, wait for the end, return what it says."""
    send(bulk.bar, {"kind": "submit", "nonce": str(id(object())) + str(len(bulk.bar._seen)), "values": {}})
    until(lambda: bulk.bar.phase != "busy", "the end of the run")
    return " ".join(bulk.bar.status)


def repeated(bench: rn.Workbench, **names: Any) -> list[str]:
    """Run the code that the bulk form shows, as a person would paste it; return the statuses."""
    code = panel(bench, "Create many").bar.status[-1].removeprefix("The same in code: ")
    return list(eval(code, {"client": bench.client, "pd": pd, **names})["status"])  # noqa: S307


def test_a_dataframe_becomes_drafts_once(
    bench: rn.Workbench, box: rn.Sandbox, variables: dict[str, Any]
) -> None:
    variables.update(customers=rows(20), number=7, other=pd.DataFrame({"x": [1]}))
    bulk: Bulk = panel(bench, "Create many")
    assert [label for label, _ in bulk.frame.options] == ["customers (20 rows)"]
    bulk.check.click()
    until(lambda: bulk.bar.phase == "idle" and "20 rows" in bulk.bar.status[1], "the check")
    assert "20 to be created" in bulk.bar.status[1]
    assert repeated(bench, **variables) == ["new"] * 20
    assert box.workflows() == []
    assert "20 created" in run(bulk)
    assert "20 done before" in run(bulk)
    assert repeated(bench, **variables) == ["created"] * 20
    assert sorted(w["name"] for w in box.workflows("globex")) == list(rows(20)["name"])
    assert bench.outcome is not None
    assert list(bench.outcome["status"]) == ["created"] * 20


def test_wrong_rows_are_shown_and_can_be_left_out(
    bench: rn.Workbench, box: rn.Sandbox, variables: dict[str, Any]
) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    variables["customers"] = pd.DataFrame({"name": ["fine", " ", "also fine"], "slug": [None, None, hostile]})
    bulk: Bulk = panel(bench, "Create many")
    assert "2 rows are wrong" in run(bulk)
    assert "empty" in bulk.found.value
    assert hostile not in bulk.found.value
    assert box.workflows() == []
    bulk.skip.value = True
    assert "1 created, 2 invalid" in run(bulk)
    assert repeated(bench, **variables) == ["created", "invalid", "invalid"]
    assert [workflow["name"] for workflow in box.workflows()] == ["fine"]


def test_a_csv_file_is_read_as_text(
    bench: rn.Workbench, box: rn.Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "customers.csv").write_text(
        "name,slug,description\n007,hubspot,\nNA,,why not\n", encoding="utf-8"
    )
    bulk: Bulk = panel(bench, "Create many")
    assert list(bulk.path.options) == ["customers.csv"]
    bulk.path.value = "customers.csv"
    assert "2 created" in run(bulk)
    assert repeated(bench) == ["created"] * 2
    assert sorted(workflow["name"] for workflow in box.workflows()) == ["007", "NA"]
    bulk.path.value = "no-such.csv"
    assert "can't be read as CSV" in run(bulk)
    bulk.path.value = ""
    assert "Choose a DataFrame" in run(bulk)


def test_a_run_is_stopped_and_goes_on(
    bench: rn.Workbench, box: rn.Sandbox, variables: dict[str, Any]
) -> None:
    variables["customers"] = rows(300)
    box.faults.latency = 0.1
    bulk: Bulk = panel(bench, "Create many")
    send(bulk.bar, {"kind": "submit", "nonce": "first", "values": {}})
    until(lambda: bulk.progress.value > 0, "the first rows")
    send(bulk.bar, {"kind": "cancel"})
    until(lambda: bulk.bar.phase == "idle", "the stop")
    assert bulk.bar.status[1].startswith("Stopped")
    made = len(box.workflows())
    assert 0 < made < 300
    box.faults.latency = None
    assert f"{300 - made} created, {made} done before" in run(bulk)
    assert sorted(workflow["name"] for workflow in box.workflows()) == list(rows(300)["name"])


def test_stopped_while_the_rows_are_checked_nothing_is_sent(
    bench: rn.Workbench, box: rn.Sandbox, variables: dict[str, Any]
) -> None:
    variables["customers"] = rows(3).assign(slug="hubspot")
    bulk: Bulk = panel(bench, "Create many")
    checking = box.faults.add("answer_late", on="GET /application", delay=0.15)
    send(bulk.bar, {"kind": "submit", "nonce": "first", "values": {}})
    until(lambda: checking.played == 1, "the check")
    send(bulk.bar, {"kind": "cancel"})
    until(lambda: bulk.bar.phase == "idle", "the stop")
    assert bulk.bar.status[1] == "Stopped: nothing was sent."
    assert box.workflows() == []
    assert "3 created" in run(bulk)


def test_production_is_asked_about_first(box: rn.Sandbox, variables: dict[str, Any]) -> None:
    variables["customers"] = rows(3)
    live = rn.connect(api_key=box.production_api_key, linked_account_id="acme", base_url=box.url, rate=1000.0)
    bulk: Bulk = panel(rn.workbench(live), "Create many")
    send(bulk.bar, {"kind": "submit", "nonce": "1", "values": {}})
    assert bulk.bar.phase == "ask"
    assert box.workflows() == []
    send(bulk.bar, {"kind": "confirm", "nonce": "2", "values": {}})
    until(lambda: bulk.bar.phase == "idle", "the end of the run")
    assert len(box.workflows()) == 3

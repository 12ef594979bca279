"""Tab completion of ``%refold``, in process and through a real kernel."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from IPython.core.completer import provisionalcompleter
from jupyter_client.manager import start_new_kernel

import refold_nb as rn
from refold_nb.notebook.magics.suggestions import Suggestions
from tests.notebook.shells import Shell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """A shell whose variable ``client`` is on a sandbox of its own."""
    shell = Shell(tmp_path)
    shell.shell.user_ns["client"] = rn.Sandbox(rate=None).client("acme")
    yield shell
    shell.close()


def completed(shell: Shell, text: str) -> list[str]:
    """Return what the line would be after each completion of ``text``."""
    with provisionalcompleter():
        found = list(shell.shell.Completer.completions(text, len(text)))
    return [text[: one.start] + one.text + text[one.end :] for one in found]


def eventually(look: Callable[[], list[str]], wanted: str) -> list[str]:
    """Ask again until ``wanted`` is offered: lists are read in the background (30 s at most)."""
    end = time.monotonic() + 30
    while wanted not in (found := look()):
        assert time.monotonic() < end, found
        time.sleep(0.1)
    return found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("%refold cr", ["%refold create"]),
        ("%refold ru", ["%refold run", "%refold runs"]),
        ("result = %refold gr", ["result = %refold graph"]),
        ("%%refold ru", ["%%refold run", "%%refold runs"]),
        ("%refold create X --sl", ["%refold create X --slug"]),
        (
            "%refold create --slug slack X --a",
            ["%refold create --slug slack X --application", "%refold create --slug slack X --account"],
        ),
        ("%refold zz", ["%refold zz"]),
        ("%refold zz --", ["%refold zz --"]),
        ("%refold use cl", ["%refold use client"]),
        ("x = 1\n%refold his", ["x = 1\n%refold history"]),
    ],
)
def test_commands_and_options(shell: Shell, text: str, first: list[str]) -> None:
    assert completed(shell, text) == first


def test_an_option_is_offered_once(shell: Shell) -> None:
    assert "%refold list --slug slack --slug" not in completed(shell, "%refold list --slug slack --s")


def test_all_commands_come_in_their_order(shell: Shell) -> None:
    assert completed(shell, "%refold ")[:3] == ["%refold create", "%refold list", "%refold history"]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("--slug hub", "--slug hubspot"),
        ("--slug=HUB", "--slug=hubspot"),
        ("--account g", "--account globex"),
        ("--account globex --slug sla", "--account globex --slug slack"),
    ],
)
def test_slugs_and_accounts(shell: Shell, typed: str, wanted: str) -> None:
    line = "%refold create X "
    assert eventually(lambda: completed(shell, line + typed), line + wanted) == [line + wanted]


def test_application_ids(shell: Shell) -> None:
    hubspot = shell["client"].applications.get("hubspot").id
    eventually(
        lambda: completed(shell, "%refold create X --application "),
        f"%refold create X --application {hubspot}",
    )


def test_ids_come_from_the_history_and_the_list(shell: Shell) -> None:
    shell.run("here = %refold create Here")
    here = shell["here"].id
    there = shell["client"].for_account("globex").workflows.create("There").id
    for typed, wanted in (
        (f"publish {here[:20]}", f"publish {here}"),
        (f"diff {here} {here[:-1]}", f"diff {here} {here}"),
        (f"graph --account globex {there[:-1]}", f"graph --account globex {there}"),
        (f"graph --account=globex {there[:-1]}", f"graph --account=globex {there}"),
    ):
        line = f"%refold {typed}"
        assert eventually(lambda line=line: completed(shell, line), f"%refold {wanted}") == [
            f"%refold {wanted}"
        ]


def test_a_draft_made_a_moment_ago_is_offered(shell: Shell) -> None:
    for name in ("one", "two"):
        shell.run(f"{name} = %refold create {name}")
        eventually(lambda: completed(shell, "%refold graph "), f"%refold graph {shell[name].id}")


def test_what_the_server_sends_can_not_break_a_line() -> None:
    from refold_nb.notebook.magics.completion import _beginning

    rows = [("ok-1", "fine"), ("two words", ""), ("a'b", ""), ("x\u202ey", ""), ("$(rm)", ""), ("{x}", "")]
    assert _beginning(rows, "") == [("ok-1", "fine")]


def test_other_lines_are_left_alone(shell: Shell) -> None:
    shell.shell.user_ns["refolded"] = 1
    assert "refolded" in completed(shell, "refol")
    assert completed(shell, "print('%refold cr") in ([], completed(shell, "print('%refold cr"))
    assert not any(text.endswith("create") for text in completed(shell, "print('%refold cr"))


def test_a_server_that_does_not_answer_costs_under_a_second_and_nothing_is_raised(shell: Shell) -> None:
    stuck = rn.Sandbox(latency=20.0).client("acme")
    shell.shell.user_ns["client"] = stuck
    begun = time.monotonic()
    assert completed(shell, "%refold create X --slug h") == ["%refold create X --slug h"]
    # The patience of 0.4 s, on a machine that is busy with other things; the server takes 20 s.
    assert time.monotonic() - begun < 10


def test_a_client_that_fails_suggests_nothing() -> None:
    def broken() -> rn.Refold:
        raise RuntimeError("no client")

    suggestions = Suggestions(broken)
    assert suggestions.rows("slugs", None) == []
    assert suggestions.rows("nonsense", "acme") == []


def test_a_kernel_completes_as_a_front_end_asks_it(tmp_path: Path) -> None:
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(tmp_path))
    try:
        client.execute_interactive("%load_ext refold_nb", timeout=60)

        shown: list[Any] = []

        def matches(code: str) -> list[str]:
            client.complete(code, len(code))
            while True:
                reply = client.get_shell_msg(timeout=60)
                if reply["msg_type"] == "complete_reply":
                    found = reply["content"]
                    return [code[: found["cursor_start"]] + text for text in found["matches"]]

        assert matches("%refold cre") == ["%refold create"]
        assert matches("wf = %refold create X --sl") == ["wf = %refold create X --slug"]
        eventually(lambda: matches("%refold create X --slug sla"), "%refold create X --slug slack")
        client.execute_interactive("%refold create Sync", timeout=60, output_hook=lambda _: None)
        client.execute_interactive("_.id", timeout=60, output_hook=shown.append)
        made = next(m["content"]["data"]["text/plain"] for m in shown if m["msg_type"] == "execute_result")
        eventually(lambda: matches("%refold publish "), f"%refold publish {made[1:-1]}")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)

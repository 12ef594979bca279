"""A secret typed on a ``%refold`` line does not stay in what IPython keeps of the inputs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.notebook.shells import Shell

if TYPE_CHECKING:
    from pathlib import Path

KEY = "tk_" + "s3cr3t-of-a-test" * 2


@pytest.mark.parametrize(
    "line",
    [
        f"%refold create Sync --api-key {KEY}",
        f"%refold create Sync --api-key={KEY}",
        f"%refold create Sync --api_key '{KEY}'",
        f'wf = %refold list --session-token "{KEY}"',
        f"%refold use live --token {KEY}",
        f"%%refold run 6a31 --key {KEY}\n{{}}",
    ],
)
def test_it_is_refused_and_forgotten(tmp_path: Path, line: str) -> None:
    shell = Shell(tmp_path)
    told = shell.refused(line)
    assert "takes no secret" in told
    assert "REFOLD_API_KEY" in told
    assert "still in the cell itself" in told
    assert KEY not in told
    kept = [
        *shell["In"],
        *shell["_ih"],
        *(str(value) for name, value in shell.shell.user_ns.items() if name[:2] == "_i"),
    ]
    assert not any(KEY in text for text in kept)
    shell.run("1 + 1")
    assert KEY not in shell["_i"] + shell["_ii"]
    shell.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_the_rest_of_the_history_stays(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.run("before = 1")
    shell.refused(f"%refold create Sync --api-key {KEY}")
    shell.run("after = 2")
    shell.close()
    with closing(sqlite3.connect(tmp_path / "inputs.sqlite")) as database:
        inputs = [row[0] for row in database.execute("SELECT source_raw FROM history ORDER BY line")]
    assert inputs == ["%load_ext refold_nb", "before = 1", "%refold create Sync --api-key …", "after = 2"]


def test_a_history_file_that_can_not_be_mended_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = Shell(tmp_path)

    def broken() -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(shell.shell.history_manager, "writeout_cache", broken)
    assert "could not be taken out of IPython's history file" in shell.refused(
        f"%refold list --api-key {KEY}"
    )
    monkeypatch.undo()
    shell.close()


def test_an_option_without_a_value_or_with_a_variable_is_only_refused(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    for line in ("%refold create Sync --api-key", "%refold create Sync --api-key {key}"):
        told = shell.refused(line)
        assert "takes no secret" in told
        assert "taken out" not in told
    assert shell["In"][-1].endswith("--api-key {key}')")
    shell.close()


def test_a_payload_may_speak_of_keys(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    told = shell.refused("""%refold run zz --payload '{"note": "--api-key is no option here"}'""")
    assert "takes no secret" not in told
    shell.close()

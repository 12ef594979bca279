"""The journal: what is written down stays written, and nothing of anybody else's is written over."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import sqlalchemy as sa

from refold_nb.api.errors import HistoryError
from refold_nb.api.requests import DraftRequest
from refold_nb.drafts.journal import Journal
from refold_nb.drafts.record import Record
from refold_nb.drafts.sqlite import network_filesystem


def intent(name: str = "Lead Sync", **fields: object) -> Record:
    record = Record.of(
        DraftRequest(name),
        linked_account_id="acme",
        environment="test",
        base_url="https://app.refold.ai",
        key_id="0123456789ab",
    )
    for field, value in fields.items():
        setattr(record, field, value)
    return record


def write(journal: Journal, *records: Record) -> list[bool]:
    async def all_of_them() -> list[bool]:
        return list(await asyncio.gather(*map(journal.add, records)))

    return asyncio.run(all_of_them())


def test_an_intent_is_readable_by_another_connection_once_it_is_answered_for(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "history.sqlite3")
    record = intent()
    assert write(journal, record) == [True]
    rows = sqlite3.connect(tmp_path / "history.sqlite3").execute("SELECT intent_id, name FROM refold_drafts")
    assert rows.fetchall() == [(record.intent_id, "Lead Sync")]
    journal.close()


def test_the_file_is_for_its_owner_alone_and_as_safe_as_sqlite_can_be(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "history.sqlite3"
    journal = Journal(path)
    write(journal, intent())
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {
        "history.sqlite3": 0o600,
        "history.sqlite3-wal": 0o600,
        "history.sqlite3-shm": 0o600,
        "history.sqlite3-owners": 0o700,
    }
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with journal.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    journal.close()


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    Journal(path).close()
    path.chmod(0o644)
    Journal(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def garbage(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 100)


def damaged_inside(path: Path) -> None:
    Journal(path).close()
    blob = bytearray(path.read_bytes())
    blob[100:4096] = b"\xff" * 3996
    path.write_bytes(blob)


def cut_short(path: Path) -> None:
    Journal(path).close()
    path.write_bytes(path.read_bytes()[:5000])


def newer(path: Path) -> None:
    Journal(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")


def of_another_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


@pytest.mark.parametrize("spoil", [garbage, damaged_inside, cut_short, newer, of_another_program])
def test_what_is_no_history_of_this_version_is_refused_and_left_as_it_was(
    tmp_path: Path, spoil: object
) -> None:
    path = tmp_path / "history.sqlite3"
    spoil(path)  # type: ignore[operator]
    before = path.read_bytes()
    with pytest.raises(HistoryError) as caught:
        Journal(path)
    assert str(path) in str(caught.value)
    assert "REFOLD_HISTORY" in str(caught.value)
    assert path.read_bytes() == before


def test_a_folder_is_no_history(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="is a folder"):
        Journal(tmp_path)


def test_a_place_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HistoryError, match="can't be kept"):
        Journal(tmp_path / "file" / "history.sqlite3")


@pytest.mark.parametrize(
    "place", ["mysql://root@localhost/x", "://", "postgresql+psycopg://user:pa55@host:port/db", 7, b"\xff://"]
)
def test_a_place_that_makes_no_sense_is_told_without_its_password(place: object) -> None:
    with pytest.raises(HistoryError) as caught:
        Journal(place)  # type: ignore[arg-type]
    assert "pa55" not in str(caught.value)


@pytest.mark.parametrize(
    "write_as", [str, lambda path: path, "sqlite:///{}".format, lambda p: sa.make_url(f"sqlite:///{p}")]
)
def test_a_place_may_be_a_path_or_a_url(tmp_path: Path, write_as: object) -> None:
    path = tmp_path / "history.sqlite3"
    journal = Journal(write_as(path))  # type: ignore[operator]
    assert journal.place == str(path)
    journal.close()
    assert path.exists()


def test_the_environment_names_the_place_where_no_argument_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFOLD_HISTORY", str(tmp_path / "there.sqlite3"))
    journal = Journal()
    assert journal.place == str(tmp_path / "there.sqlite3")
    journal.close()


def test_a_network_file_system_is_noticed(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/home {tmp_path.parent} nfs4 rw 0 0\n")
    assert network_filesystem(tmp_path, mounts) == "nfs4"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n")
    assert network_filesystem(tmp_path, mounts) is None


def test_a_history_deleted_under_an_open_journal_stops_the_next_create(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "history.sqlite3")
    write(journal, intent())
    (tmp_path / "history.sqlite3").unlink()
    with pytest.raises(HistoryError, match="moved or deleted"):
        write(journal, intent())
    journal.close()


_WRITER = """
    import asyncio, sys
    sys.path.insert(0, sys.argv[3])
    from tests.unit.drafts.test_journal import intent
    from refold_nb.drafts.journal import Journal

    async def main():
        journal = Journal(sys.argv[1])
        for number in range(int(sys.argv[2])):
            assert await journal.add(intent(f"{sys.argv[1]} {number}"))
            print(number, flush=True)

    asyncio.run(main())
"""


def start_writer(path: Path, number: int) -> subprocess.Popen[str]:
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", textwrap.dedent(_WRITER), str(path), str(number), str(root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_kernels_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    writers = [start_writer(path, 150) for _ in range(2)]
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    journal = Journal(path)
    assert journal.count() == 300
    journal.close()


def test_a_second_client_in_one_kernel_does_not_expose_the_first_to_another_kernel(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    first = Journal(path)
    write(first, intent("first"))
    second = Journal(path)
    write(second, intent("second"))
    start_writer(path, 1).communicate(timeout=120)
    write(first, intent("after"))
    rows = sqlite3.connect(path).execute("SELECT count(*) FROM refold_drafts").fetchone()
    assert rows == (first.count(),) == (4,)
    first.close()
    second.close()


def test_what_was_answered_for_survives_a_killed_process_and_is_free_to_be_settled(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    writer = start_writer(path, 100_000)
    assert writer.stdout is not None
    for line in writer.stdout:
        if int(line) >= 20:
            break
    journal = Journal(path)
    assert journal.unsettled() == [], "another process is at work on them"
    writer.send_signal(signal.SIGKILL)
    rest = writer.communicate(timeout=60)[0].split()
    answered = int(rest[-1]) if rest else 20
    assert journal.count() >= answered + 1
    assert len(journal.unsettled()) == journal.count()
    journal.close()


def test_an_intent_is_taken_by_one_only(tmp_path: Path) -> None:
    first, second = Journal(tmp_path / "h.sqlite3"), Journal(tmp_path / "h.sqlite3")
    record = intent(state="unknown")

    async def story() -> tuple[bool, bool, bool]:
        await first.add(record)
        record.owner = None
        await first.save(record)
        mine, theirs = first.find(record.intent_id), second.find(record.intent_id)
        assert mine is not None
        assert theirs is not None
        taken = await first.take(mine), await second.take(theirs)
        theirs.state = "created"
        return *taken, await second.save(theirs)

    assert asyncio.run(story()) == (True, False, False)
    first.close()
    second.close()


def test_a_row_key_is_written_down_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "h.sqlite3")
    assert write(journal, intent(row_key="/a/0"), intent(row_key="/b/0")) == [True, True]
    assert write(journal, intent(row_key="/b/0"), intent(row_key="/c/0"), intent()) == [False, True, True]
    assert journal.count() == 4
    journal.close()


def test_text_of_any_kind_is_kept_as_it_was(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "h.sqlite3")
    hostile = "\U0001f600 \u2028 \ufeff\"'\\ $[0] \x01 {}"
    record = intent(hostile, description="two\nlines\t", extra='{"nodes": []}', note="", duration_ms=2**40)
    write(journal, record)
    record.error = "cut\0here"

    async def settle() -> None:
        await journal.save(record)

    asyncio.run(settle())
    kept = journal.find(record.intent_id)
    assert kept is not None
    assert (kept.name, kept.description, kept.extra) == (hostile, "two\nlines\t", '{"nodes": []}')
    assert (kept.note, kept.duration_ms, kept.slug) == ("", 2**40, None)
    # No database stores this one character; what stood around it is there.
    assert kept.error == "cut\ufffdhere"
    journal.close()


def test_a_closed_journal_has_written_what_it_was_given(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "h.sqlite3")

    async def give_and_go() -> None:
        for _ in range(50):
            record = intent()
            record.owner = journal.owner
            journal.writer.add(record)

    asyncio.run(give_and_go())
    journal.close()
    journal.close()
    again = Journal(tmp_path / "h.sqlite3")
    assert again.count() == 50
    again.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_writes_by_connections_of_its_own(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "h.sqlite3")
    write(journal, intent())
    child = os.fork()
    if child == 0:
        write(journal, intent())
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    write(journal, intent())
    assert journal.count() == 3
    assert len({record.owner for record in journal.newest(3)}) == 2
    journal.close()

"""Bulk runs killed (SIGKILL) at many points, and resumed: not one duplicate, not one lost."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from refold_nb.drafts import History, Journal
from refold_nb.sandbox import SandboxServer
from tests.faults.bulk_process import wishes

ROWS = 60
SCRIPT = Path(__file__).with_name("bulk_process.py")


def start(place: Path, sandbox: SandboxServer) -> subprocess.Popen[str]:
    arguments = [str(place), sandbox.url, sandbox.api_key, str(ROWS)]
    return subprocess.Popen([sys.executable, str(SCRIPT), *arguments], stdout=subprocess.PIPE, text=True)


# Killed when so many drafts are there: early, in the middle, late, and while settling at the end.
@pytest.mark.parametrize(("faulty", "points"), [(False, (1, 10, 40, 57)), (True, (3, 25, 50, ROWS))])
def test_killed_again_and_again(tmp_path: Path, faulty: bool, points: tuple[int, ...]) -> None:
    place = tmp_path / "history.sqlite3"
    with SandboxServer(rate=None, latency=(0.005, 0.03)).serve() as sandbox:
        if faulty:
            sandbox.faults.random({"reset_after_commit": 0.1, "502_before_commit": 0.1, "429": 0.05}, seed=3)
        for reached in points:
            process = start(place, sandbox)
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            while process.poll() is None and len(sandbox.workflows("acme")) < reached:
                time.sleep(0.001)
            process.kill()
            process.communicate()
        process = start(place, sandbox)
        assert f"{{'created': {ROWS}}}" in process.communicate(timeout=120)[0]
        drafts = sandbox.workflows("acme")
        assert Counter(draft["name"] for draft in drafts) == Counter(wishes(ROWS)["name"])
        journal = Journal(place)
        history = History(journal).to_frame()
        assert history["status"].tolist() == ["created"] * ROWS
        assert set(history["draft_id"]) == {draft["draft_id"] for draft in drafts}
        journal.close()

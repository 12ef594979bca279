"""The bar of a run."""

from __future__ import annotations

from typing import Any

import pytest
import tqdm.auto
import tqdm.notebook

from refold_nb.api.models import Execution
from refold_nb.client.progress import RunProgress

HALF, DONE = Execution(id="1", completion_percentage=50.0), Execution(id="1", completion_percentage=100.0)


@pytest.mark.parametrize(("seconds", "bars"), [(0.0, 0), (2.0, 1)])
def test_a_run_that_is_over_at_once_leaves_no_widget(
    seconds: float, bars: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(tqdm.auto, "tqdm", tqdm.notebook.tqdm)
    monkeypatch.setattr(tqdm.notebook, "display", shown.append)
    with RunProgress(None, "lead-sync") as progress:
        bar = progress._bar
        begun = bar.start_t
        bar._time = lambda: begun + seconds
        progress.show(HALF)
        progress.show(DONE)
        assert bar.n == 100.0
    assert len(shown) == bars

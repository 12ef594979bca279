"""200 creates against the sandbox's own token bucket, over a real socket."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

import refold_nb as rn
from refold_nb.sandbox import SandboxServer

CREATES = 200
BURST = 5


def run(limit: float) -> tuple[float, int]:
    """Return how many times the ideal it took, and how many 429s came, at a true limit of ``limit`` a second."""
    frame = pd.DataFrame({"name": [f"n{number}" for number in range(CREATES)]})
    with tempfile.TemporaryDirectory() as folder, SandboxServer(rate=limit, burst=BURST).serve() as sandbox:
        client = rn.connect(
            api_key=sandbox.api_key,
            linked_account_id="acme",
            base_url=sandbox.url,
            history=Path(folder, "h.sqlite3"),
        )
        # What is loaded on first use is no matter of pacing; then the bucket fills again.
        client.create_many(frame.head(1), progress=False, key="first")
        client.history.to_frame()
        time.sleep(1)
        begun = time.perf_counter()
        result = client.create_many(frame, progress=False)
        seconds = time.perf_counter() - begun
        refused = int(result["attempts"].sum()) - CREATES
        assert result["status"].eq("created").all()
        assert len(sandbox.workflows("acme")) == CREATES + 1
        client.close()
    return seconds / ((CREATES - BURST) / limit), refused


def main() -> None:
    """Print the figures."""
    for limit, most, refusals in ((20.0, 1.04, 0), (8.0, 1.05, 12)):
        ratio, refused = run(limit)
        good = ratio <= most and refused <= refusals
        print(
            f"{CREATES} creates, true limit {limit:g}/s: {ratio:.3f} x ideal (target {most}), {refused} times 429"
            f" (target {refusals}) {'OK' if good else 'MISS'}"
        )


if __name__ == "__main__":
    sys.exit(main())

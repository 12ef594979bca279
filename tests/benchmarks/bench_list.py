"""Listing 10 000 workflows to a frame: at most 1.3 times the bare paged requests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

import refold_nb as rn

COUNT = 10_000
PAGE = 100
ROUNDS = 5
LIMIT = 1.3
SERVE = """
import sys
from refold_nb.sandbox import SandboxServer
sandbox = SandboxServer(rate=None, seed=1, examples=False)
backend = sandbox._backend
with backend.lock:
    for number in range(int(sys.argv[1])):
        backend.store.create("test", "acme", next(iter(__import__("refold_nb.sandbox.catalogue",
            fromlist=["BY_ID"]).BY_ID)), name=f"prod-crm-contact-{number}")
print(sandbox.url, sandbox.api_key, flush=True)
sys.stdin.read()
"""


def bare(url: str, key: str) -> int:
    """Request page after page and decode the JSON, as a script by hand does."""
    headers = {"x-api-key": key, "linked_account_id": "acme"}
    rows = 0
    with httpx.Client(base_url=url, headers=headers) as http:
        page, more = 1, True
        while more:
            params = {"scope": "private", "page": page, "limit": PAGE}
            document = http.get("/api/v2/public/workflow", params=params).json()
            rows += len(document["docs"])
            page, more = page + 1, document["hasNextPage"]
    return rows


def ours(client: rn.Refold) -> int:
    """Return the length of the frame."""
    return len(client.workflows.list().to_frame())


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REFOLD_HISTORY"] = str(Path(folder) / "history.sqlite")
        # A server of its own: what it needs to answer is not ours.
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(COUNT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdout is not None
        url, key = server.stdout.readline().split()
        client = rn.connect(api_key=key, linked_account_id="acme", base_url=url, rate=1e6, burst=1_000_000)
        try:
            assert bare(url, key) == ours(client) == COUNT
            times: dict[str, list[float]] = {"bare": [], "ours": []}
            for _ in range(ROUNDS):
                for name, work in (("bare", lambda: bare(url, key)), ("ours", lambda: ours(client))):
                    began = time.perf_counter()
                    work()
                    times[name].append(time.perf_counter() - began)
        finally:
            client.close()
            server.communicate()
    ratio = min(times["ours"]) / min(times["bare"])
    print(json.dumps({name: [round(value, 3) for value in values] for name, values in times.items()}))
    print(f"{COUNT} workflows: bare {min(times['bare']):.2f} s, to a frame {min(times['ours']):.2f} s")
    print(f"ratio {ratio:.2f}, limit {LIMIT} -> {'ok' if ratio <= LIMIT else 'OVER'}")


if __name__ == "__main__":
    main()

"""One create over loopback: at most 2 ms of our own CPU above a bare httpx POST, the disk's time apart."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

import refold_nb as rn

COUNT = 200
ROUNDS = 5
LIMIT_MS = 2.0
SERVE = """
import sys
from refold_nb.sandbox import SandboxServer
sandbox = SandboxServer(rate=None, seed=1, examples=False)
print(sandbox.url, sandbox.api_key, flush=True)
sys.stdin.read()
"""


def measure(work: object, count: int = COUNT) -> tuple[float, float]:
    """Return CPU and elapsed milliseconds of one call of ``work``, all threads of this process counted."""
    assert callable(work)
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(count):
        work()
    return (time.process_time() - cpu) / count * 1000, (time.perf_counter() - wall) / count * 1000


def main() -> None:
    """Print the figures."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    url, key = server.stdout.readline().split()
    headers = {"x-api-key": key, "linked_account_id": "acme"}
    settings = {"api_key": key, "linked_account_id": "acme", "base_url": url, "rate": 1e6, "burst": 1_000_000}
    with tempfile.TemporaryDirectory() as folder, httpx.Client(base_url=url, headers=headers) as http:
        clients = {
            "journal in memory": rn.connect(history=":memory:", **settings),
            "journal on disk": rn.connect(history=Path(folder) / "history.sqlite", **settings),
        }
        body = {"name": "prod-crm-contact-sync", "slug": "hubspot"}
        works = {"bare httpx POST": lambda: http.post("/api/v2/public/workflow", json=body).json()}
        for name, client in clients.items():
            works[name] = lambda client=client: client.workflows.create(body["name"], slug="hubspot")
        best = dict.fromkeys(works, (float("inf"), float("inf")))
        try:
            for work in works.values():
                measure(work, 20)
            for _ in range(ROUNDS):
                for name, work in works.items():
                    cpu, wall = measure(work)
                    best[name] = min(best[name][0], cpu), min(best[name][1], wall)
        finally:
            for client in clients.values():
                client.close()
            server.communicate()
    bare_cpu, bare_wall = best["bare httpx POST"]
    for name, (cpu, wall) in best.items():
        above = f"({cpu - bare_cpu:+.2f}), elapsed {wall:5.2f} ms ({wall - bare_wall:+.2f})"
        print(f"{name:<18} CPU {cpu:5.2f} ms {above}")
    memory, disk = best["journal in memory"], best["journal on disk"]
    cpu, wall = disk[0] - memory[0], disk[1] - memory[1]
    print(f"the disk, two commits at synchronous=FULL: CPU {cpu:.2f} ms, elapsed {wall:.2f} ms")
    own = memory[0] - bare_cpu
    print(f"own CPU {own:.2f} ms above bare, limit {LIMIT_MS} -> {'ok' if own <= LIMIT_MS else 'OVER'}")


if __name__ == "__main__":
    main()

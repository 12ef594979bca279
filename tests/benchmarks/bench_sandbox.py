"""The sandbox beside Prism on the same calls: at least 5 times its requests a second, ready in 0.3 s."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import http.client
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refold_nb.sandbox import SandboxServer

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "/api/v2/public"
ROUNDS = 10
REQUESTS = 1_600
TOGETHER = (8, 1)
"""Requests under way at one time: what a server can do, and what one client that waits sees of it."""
LEAST_RATIO, READY_SECONDS = 5.0, 0.3
PRISM = "@stoplight/prism-cli"
CREATE = {"name": "Lead Sync", "slug": "hubspot"}


SERVE = """
import sys
from refold_nb.sandbox import SandboxServer
sandbox = SandboxServer(rate=None, examples=False)
print(sandbox.url, sandbox.api_key, flush=True)
sys.stdin.read()
"""


def per_second(port: int, headers: dict[str, str], calls: list[tuple[str, str, Any]], together: int) -> float:
    """Requests a second, by a client that takes next to no time of its own."""
    packets = [_packet(port, headers, *call) for call in calls]
    with contextlib.ExitStack() as stack:
        open_one = functools.partial(socket.create_connection, ("127.0.0.1", port))
        connections = [stack.enter_context(open_one()) for _ in range(together)]
        for connection in connections:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        begun = time.perf_counter()
        for turn in range(REQUESTS // together):
            for connection in connections:
                connection.sendall(packets[turn % len(packets)])
            for connection in connections:
                _read_answer(connection)
        return REQUESTS / (time.perf_counter() - begun)


def _packet(port: int, headers: dict[str, str], method: str, path: str, body: Any) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    lines = [
        f"{method} {PREFIX + path} HTTP/1.1",
        f"host: 127.0.0.1:{port}",
        f"content-length: {len(content)}",
    ]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def _read_answer(connection: socket.socket) -> None:
    data = b""
    while True:
        data += connection.recv(1 << 20)
        head, found, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
        if found and (len(body) >= int(length[1]) if length else body.endswith(b"0\r\n\r\n")):
            assert b" 200 " in data[:16], data
            return


def in_process(sandbox: SandboxServer, headers: dict[str, str]) -> float:
    """Creates a second through the ASGI application itself."""
    content = json.dumps(CREATE).encode()
    head = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(_message: Any) -> None:
        return None

    async def run() -> float:
        begun = time.perf_counter()
        for _ in range(REQUESTS):
            scope = {"type": "http", "method": "POST", "path": PREFIX + "/workflow", "headers": head}
            await sandbox.app({**scope, "root_path": "", "query_string": b""}, receive, send)  # type: ignore[arg-type]
        return REQUESTS / (time.perf_counter() - begun)

    return max(asyncio.run(run()) for _ in range(ROUNDS))


def ready_seconds() -> tuple[float, float]:
    """Seconds to import the sandbox in a fresh interpreter, and from making one to its first answer."""
    code = (
        "import time, urllib.request; begun = time.perf_counter()\n"
        "from refold_nb.sandbox import SandboxServer; imported = time.perf_counter()\n"
        "urllib.request.urlopen(SandboxServer().url + '/openapi.json').read()\n"
        "print(imported - begun, time.perf_counter() - imported)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.split()
        for _ in range(ROUNDS)
    ]
    return min(float(run[0]) for run in runs), min(float(run[1]) for run in runs)


@contextlib.contextmanager
def prism(document: dict[str, Any]) -> Iterator[tuple[int, float] | None]:
    """Prism on the same document: its port and the seconds until it answered; None where it can't be had."""
    npm = shutil.which("npm")
    with tempfile.TemporaryDirectory(prefix="prism-") as folder:
        install = [npm or "", "install", "--silent", "--no-fund", "--no-audit", "--prefix", folder, PRISM]
        if not npm or subprocess.run(install, capture_output=True).returncode:
            yield None
            return
        described = Path(folder, "openapi.json")
        described.write_text(json.dumps(document))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [str(Path(folder, "node_modules/.bin/prism")), "mock", "-p", str(port), "-h", "127.0.0.1"]
        begun = time.perf_counter()
        with subprocess.Popen(
            [*command, str(described)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ},
        ) as process:
            try:
                while time.perf_counter() - begun < 60:
                    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                        break
                    time.sleep(0.02)
                yield port, time.perf_counter() - begun
            finally:
                process.terminate()


def beside_prism(port: int, headers: dict[str, str]) -> None:
    """Print the figures of the sandbox on ``port`` and of Prism on what that says of itself."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/openapi.json")
    document = json.loads(connection.getresponse().read())
    connection.request("POST", PREFIX + "/workflow", json.dumps(CREATE), headers)
    draft = json.loads(connection.getresponse().read())["workflow"]["_id"]
    connection.close()
    mixes: dict[str, list[tuple[str, str, Any]]] = {
        "create": [("POST", "/workflow", CREATE)],
        "get": [("GET", f"/workflow/{draft}", None)],
        "list": [("GET", "/workflow?scope=private", None)],
    }
    with prism(document) as peer:
        for together, (name, calls) in itertools.product(TOGETHER, mixes.items()):
            # In turns, the best of each: what else the machine does only ever slows them.
            ports = [port, peer[0]] if peer else [port]
            rounds = [[per_second(one, headers, calls, together) for one in ports] for _ in range(ROUNDS)]
            ours, *others = map(max, zip(*rounds, strict=True))
            line = f"{name}, {together} at a time: sandbox {ours:.0f} requests/s"
            for theirs in others:
                verdict = "ok" if ours >= LEAST_RATIO * theirs else "UNDER"
                line += f", Prism {theirs:.0f}/s: {ours / theirs:.1f} times -> {verdict}"
            print(line)
    imported, ready = ready_seconds()
    verdict = "ok" if ready < READY_SECONDS else "OVER"
    beside = f"Prism {peer[1]:.1f} s" if peer else "no Prism to be had here to compare with"
    print(f"ready in {ready:.2f} s, after an import of {imported:.2f} s; {beside} -> {verdict}")


def main() -> None:
    """Print the figures."""
    with SandboxServer(rate=None, examples=False) as sandbox:
        headers = {
            "x-api-key": sandbox.api_key,
            "linked_account_id": "acme",
            "content-type": "application/json",
        }
        print(f"create in process: {in_process(sandbox, headers):.0f} requests/s")
    # In a process of its own, as Prism is.
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    url, key = server.stdout.readline().split()
    headers = {"x-api-key": key, "linked_account_id": "acme", "content-type": "application/json"}
    try:
        beside_prism(int(url.rsplit(":", 1)[1]), headers)
    finally:
        server.communicate()


if __name__ == "__main__":
    main()

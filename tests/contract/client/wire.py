"""A server by hand: it reads requests from a real socket and answers with exactly the bytes it was given."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Play = Callable[[socket.socket, Asked], None]


def http(
    status: int = 200, body: bytes | str | dict[str, Any] | list[Any] = b"", **headers: str
) -> Callable[[socket.socket, Asked], None]:
    """Answer with one complete HTTP response."""
    raw = (
        body.encode()
        if isinstance(body, str)
        else body
        if isinstance(body, bytes)
        else json.dumps(body).encode()
    )
    kind = "text/html" if isinstance(body, str) else "application/json"
    lines = {"content-type": kind, "content-length": str(len(raw)), "connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} Whatever\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in lines.items()
    )
    return lambda connection, _asked: connection.sendall(head.encode() + b"\r\n" + raw)


def raw(data: bytes, *, then: float = 0.0) -> Play:
    """Send these bytes, wait, and close."""

    def play(connection: socket.socket, _asked: Asked) -> None:
        connection.sendall(data)
        time.sleep(then)

    return play


def silence(connection: socket.socket, _asked: Asked) -> None:
    """Never answer; end when the other side has gone."""
    connection.settimeout(20)
    connection.recv(1)


@dataclass
class RawServer:
    """Plays one answer after another, the last one for ever."""

    plays: list[Play] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def script(self, *plays: Play) -> None:
        """Replace what is to be answered."""
        self.plays, self.asked = list(plays), []

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                asked = _read(connection)
                self.asked.append(asked)
                play = self.plays.pop(0) if len(self.plays) > 1 else self.plays[0]
                play(connection, asked)
            except (OSError, ValueError):
                return


def _read(connection: socket.socket) -> Asked:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            raise ValueError("closed before the headers had come")
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    method, target, _ = first.split(" ")
    return Asked(method, target, headers, body)

"""A connection's transport that can hold writes back, to send an answer's head and body in one packet."""

from __future__ import annotations

import contextlib
import socket
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

# Lingering for 0 seconds makes the kernel send RST instead of FIN.
_NO_LINGER = struct.pack("ii", 1, 0)


class HeldTransport:
    """Everything that the given transport is, and two things more: `together` and `reset`."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._held: list[bytes] | None = None

    # Whatever else uvicorn asks of a transport, now or in a later version.
    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send `data`, or keep it while writes are held back."""
        if self._held is None:
            self._transport.write(data)
        else:
            self._held.append(data)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Within the block, hold writes back; then send them as one.

        A client that reads the head alone wakes up for nothing, and again for the body.
        """
        self._held = []
        try:
            yield
        finally:
            self._flush()

    def close(self) -> None:
        """Send what is held back, and close."""
        self._flush()
        self._transport.close()

    def reset(self) -> None:
        """Break the connection: the other side gets a reset (RST)."""
        connection: socket.socket | None = self._transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()

    def _flush(self) -> None:
        held, self._held = self._held, None
        if held and not self._transport.is_closing():
            self._transport.write(b"".join(held))

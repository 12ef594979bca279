"""Faults played on one exchange: connections broken, answers held back, cut or replaced."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from refold_nb.sandbox.errors import Refused, too_fast
from refold_nb.sandbox.wire import Reply, dump, send_reply, start_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

    from refold_nb.sandbox.rules import Fault
    from refold_nb.sandbox.transport import HeldTransport

TRANSPORT = "refold_nb.transport"
"""Where the listener leaves a connection's transport in the ASGI scope."""

_PROXY_PAGE = b"<html><head><title>%b</title></head><body><h1>%b</h1><hr>nginx</body></html>"
_PROXY_ANSWERS = {
    "502": _PROXY_PAGE % ((b"502 Bad Gateway",) * 2),
    "503": b"",
    "504": _PROXY_PAGE % ((b"504 Gateway Time-out",) * 2),
}
_SIGN_IN_PAGE = b"<!doctype html><html><body><form>Please sign in to continue</form></body></html>"


class Stage:
    """One exchange on which a fault may be played.

    Args:
        scope, receive, send: the exchange, as ASGI gives it.
        fault: what to play, or None.
        note: told the status that is about to be sent, or None when the connection will break.
    """

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        fault: Fault | None,
        note: Callable[[int | None], None],
    ) -> None:
        self.fault = fault
        self._note = note
        self._transport: HeldTransport | None = scope.get(TRANSPORT)
        self._receive = receive
        self._send = send

    def open(self) -> bool:
        """Play what happens before the body is read; False when the exchange is over."""
        if self.fault and self.fault.kind == "refuse":
            self._break(ConnectionRefusedError("The sandbox refused the connection, as its faults said."))
            return False
        return True

    async def before_commit(self) -> bool:
        """Play what happens before the call takes effect; False when the exchange is over."""
        fault = self.fault
        match fault and fault.kind:
            case "reset_before_commit":
                self._reset()
            case "never_answer_before_commit":
                await self._silence()
            case "html_body_before_commit":
                await self.reply(Reply(200, _SIGN_IN_PAGE, "text/html"))
            case "empty_200_before_commit":
                await self.reply(Reply(200, b"", ""))
            case "500_before_commit" | "502_before_commit" | "503_before_commit" | "504_before_commit":
                await self._fail()
            # The worst case for a client: it has given up and looked, and only then the draft appears.
            case "commit_late":
                await self._wait()
                return True
            case _:
                return True
        return False

    async def answer(self, reply: Reply) -> None:
        """Send the answer to a call that took effect, or what the fault makes of it."""
        match self.fault and self.fault.kind:
            case "reset_after_commit":
                self._reset()
            case "never_answer":
                await self._silence()
            case "cut_json":
                await self._cut(reply)
            case "truncated_json":
                await self.reply(Reply(reply.status, reply.body[: len(reply.body) // 2], reply.content_type))
            case "html_body":
                await self.reply(Reply(200, _SIGN_IN_PAGE, "text/html"))
            case "empty_200":
                await self.reply(Reply(200, b"", ""))
            case "wrong_content_type":
                await self.reply(Reply(reply.status, reply.body, "text/plain"))
            case "500_after_commit" | "502_after_commit" | "503_after_commit" | "504_after_commit":
                await self._fail()
            case "answer_late":
                await self._wait()
                await self.reply(reply)
            case _:
                await self.reply(reply)

    async def reply(self, reply: Reply) -> None:
        """Send an answer as it is."""
        # Noted first: whoever has the answer must find the request in the log.
        self._note(reply.status)
        with self._transport.together() if self._transport else contextlib.nullcontext():
            await send_reply(self._send, reply)

    def _reset(self) -> None:
        self._break(ConnectionResetError("The sandbox reset the connection, as its faults said."))

    def _break(self, in_process: OSError) -> None:
        self._note(None)
        if self._transport is None:
            raise in_process
        self._transport.reset()

    async def _wait(self) -> None:
        await asyncio.sleep(self.fault.delay if self.fault else 0)

    async def _fail(self) -> None:
        """Answer with a 500 of the API's own, or with what a proxy in between says."""
        status = self.fault.kind[:3] if self.fault else "500"
        if status == "500":
            refused = Refused(500, "SERVER_ERROR", "Internal Server Error")
            reply = Reply(500, dump(refused.body()))
        else:
            page = _PROXY_ANSWERS[status]
            reply = Reply(int(status), page, "text/html" if page else "")
        reply.headers = retry_after(self.fault)
        await self.reply(reply)

    async def _silence(self) -> None:
        self._note(None)
        if self._transport is None:
            await self._wait()
            raise TimeoutError("The sandbox never answered, as its faults said.")
        # Ends when the client gives up, or when the sandbox closes.
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _cut(self, reply: Reply) -> None:
        self._note(None)
        await self._send(start_message(reply, len(reply.body)))
        # Half, and not nothing: the client has to notice while it reads.
        half = reply.body[: len(reply.body) // 2]
        await self._send({"type": "http.response.body", "body": half, "more_body": True})
        if self._transport is None:
            raise ConnectionResetError("The sandbox cut its answer short, as its faults said.")
        self._transport.close()


def retry_after(fault: Fault | None) -> dict[str, str]:
    """The header that a fault adds to an error, if it does."""
    return {"retry-after": fault.retry_after} if fault and fault.retry_after else {}


def refusal(fault: Fault | None) -> Refused | None:
    """The error that a fault answers with in the API's own words, before anything takes effect."""
    if fault is None or fault.kind != "429":
        return None
    return too_fast(retry_after(fault))

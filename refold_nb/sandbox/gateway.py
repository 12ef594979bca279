"""The ASGI application: finds the call, checks who makes it and how fast, and lets it take effect."""

from __future__ import annotations

import asyncio
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.routing import Route, Router

from refold_nb.sandbox import errors
from refold_nb.sandbox.backend import Answer, Backend, Call
from refold_nb.sandbox.errors import Refused
from refold_nb.sandbox.operations import OPERATIONS, PREFIX, Operation
from refold_nb.sandbox.requests import Request, RequestLog
from refold_nb.sandbox.stage import TRANSPORT, Stage, refusal
from refold_nb.sandbox.wire import ClientGoneError, Reply, dump, header, parse_object, read_body

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from refold_nb.sandbox.credentials import Principal
    from refold_nb.sandbox.faults import Faults

_READ_HEADERS = (b"slug", b"environment", b"sync_execution", b"config_id", b"instance_tag")


class Gateway:
    """A Refold API over one backend.

    Args:
        backend: what the calls work on.
        faults: the script of what goes wrong.
        requests: where every request is noted.
    """

    def __init__(self, backend: Backend, faults: Faults, requests: RequestLog) -> None:
        self._backend = backend
        self._faults = faults
        self._requests = requests
        self.refusing = False
        """Whether calls in process are refused; over a socket, the listener sees to that."""
        by_path: dict[str, dict[str, ASGIApp]] = {"/openapi.json": {"GET": self._describe}}
        for operation in OPERATIONS:
            answer = functools.partial(self._serve, operation)
            by_path.setdefault(PREFIX + operation.path, {})[operation.method] = answer
        endpoints = {path: _Endpoint(methods, self.refuse) for path, methods in by_path.items()}
        # Most requests go to a path without an id in it, which needs no search.
        self._plain = {path: endpoint for path, endpoint in endpoints.items() if "{" not in path}
        routes = [Route(path, endpoint) for path, endpoint in endpoints.items()]
        self._router = Router(routes, redirect_slashes=False, default=self._unknown)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI asks."""
        if self.refusing and TRANSPORT not in scope:
            raise ConnectionRefusedError("The sandbox refuses connections for now.")
        plain = self._plain.get(scope["path"]) if scope["type"] == "http" else None
        if plain is None:
            await self._router(scope, receive, send)
        else:
            await plain({**scope, "path_params": {}}, receive, send)

    async def _serve(self, operation: Operation, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for a call."""
        caller = self._admit(operation, scope)
        account = caller.account if isinstance(caller, _Caller) else None
        # A request that is turned away uses no fault up: scripts count what would have taken effect.
        fault = self._faults.next(operation.label, account) if isinstance(caller, _Caller) else None
        played = fault.kind if fault else None
        note = functools.partial(self._note, scope, operation.label, account, played)
        try:
            await self._play(operation, scope, receive, Stage(scope, receive, send, fault, note), caller)
        except ClientGoneError:
            note(None)

    async def refuse(self, error: Refused, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request with an error that needs no look at who makes it."""
        note = functools.partial(self._note, scope, "", None, None)
        stage = Stage(scope, receive, send, None, note)
        try:
            await read_body(receive)
            await stage.reply(self._refusal(error))
        except ClientGoneError:
            note(None)
        except Refused as too_large:
            await stage.reply(self._refusal(too_large))

    async def _play(
        self, operation: Operation, scope: Scope, receive: Receive, stage: Stage, caller: _Caller | Refused
    ) -> None:
        if not stage.open():
            return
        if latency := self._faults.wait():
            await asyncio.sleep(latency)
        try:
            body = await read_body(receive)
            # Only now, with the body read: a client still sending would meet a closed connection.
            if isinstance(caller, Refused):
                raise caller
            if scripted := refusal(stage.fault):
                raise scripted
            call = _call(operation, scope, body, caller)
        except Refused as error:
            await stage.reply(self._refusal(error))
            return
        if not await stage.before_commit():
            return
        if stage.fault and stage.fault.kind == "lagging_list":
            call.list_lag = stage.fault.delay
        reply, wait = self._commit(operation, call)
        # Outside the lock: others go on while a synchronous run takes its time.
        if wait:
            await asyncio.sleep(wait)
        await stage.answer(reply)

    def _admit(self, operation: Operation, scope: Scope) -> _Caller | Refused:
        """Who makes a call; or why they may not, or not so fast."""
        auth = operation.auth_in(older=self._backend.older)
        scheme, _, token = header(scope, b"authorization").partition(" ")
        has_token = scheme.lower() == "bearer" and token.strip() != ""
        credentials = self._backend.credentials
        try:
            with self._backend.lock:
                # A token that is sent goes before a key: it says more about who is calling.
                if has_token and auth != "key":
                    principal = credentials.of_token(token.strip())
                elif auth == "token":
                    raise errors.token_missing()
                else:
                    # An empty key is a wrong key.
                    principal = credentials.of_key(header(scope, b"x-api-key"))
                # Before the account is looked at, as a gateway in front of the services does.
                if not self._backend.limit.admit(principal.bucket, self._backend.clock.now()):
                    raise errors.too_fast()
                return _Caller(principal, self._account(operation, principal, scope))
        except Refused as error:
            return error

    def _account(self, operation: Operation, principal: Principal, scope: Scope) -> str | None:
        if operation.account == "none":
            return principal.account
        account = principal.account or header(scope, b"linked_account_id")
        if not account:
            if operation.account == "required":
                raise errors.account_required()
            return None
        if (principal.environment, account) not in self._backend.store.accounts:
            raise errors.account_not_found(account, self._backend.credentials.org_id, principal.environment)
        return account

    def _commit(self, operation: Operation, call: Call) -> tuple[Reply, float]:
        """Let a call take effect: the answer, and the seconds until it is due."""
        with self._backend.lock:
            try:
                result = operation.run(self._backend, call)
            except Refused as error:
                return self._refusal(error), 0.0
            # Written out under the lock: the document shares its nodes with the records.
            if isinstance(result, Answer):
                return Reply(200, dump(result.document)), result.wait
            return Reply(200, dump(result)), 0.0

    def _refusal(self, error: Refused) -> Reply:
        body = error.body(self._backend.answers.code_field(error.code))
        return Reply(error.status, dump(body), headers=error.headers)

    def _note(
        self, scope: Scope, call: str, account: str | None, fault: str | None, status: int | None
    ) -> None:
        now = self._backend.clock.now()
        self._requests.add(Request(now, scope["method"], scope["path"], call, account, status, fault))

    async def _describe(self, scope: Scope, receive: Receive, send: Send) -> None:
        from refold_nb.sandbox.openapi import describe

        document = describe(OPERATIONS, PREFIX, older=self._backend.older)
        note = functools.partial(self._note, scope, "", None, None)
        await Stage(scope, receive, send, None, note).reply(Reply(200, dump(document)))

    async def _unknown(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        error = errors.not_found(f"Cannot {scope['method']} {scope['path']}: path")
        await self.refuse(error, scope, receive, send)


@dataclass(frozen=True, slots=True)
class _Caller:
    """Who makes a call, and for which linked account."""

    principal: Principal
    account: str | None


class _Endpoint:
    """What can be done at one path, by method."""

    def __init__(self, methods: dict[str, ASGIApp], refuse: Callable[..., Awaitable[None]]) -> None:
        self._methods = methods
        self._refuse = refuse
        self._allowed = ", ".join(sorted(methods))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._methods.get("GET" if scope["method"] == "HEAD" else scope["method"])
        if answer:
            await answer(scope, receive, send)
            return
        message = f"{scope['method']} is not allowed here"
        error = Refused(405, "METHOD_NOT_ALLOWED", message, headers={"allow": self._allowed})
        # The body is read there as well, for the same reason as everywhere.
        await self._refuse(error, scope, receive, send)


def _call(operation: Operation, scope: Scope, body: bytes, caller: _Caller) -> Call:
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    headers = {name.decode(): header(scope, name) for name in _READ_HEADERS}
    has_body = operation.method in {"POST", "PUT"}
    parsed = parse_object(body, header(scope, b"content-type")) if has_body else {}
    return Call(caller.principal, caller.account, scope["path_params"], query, headers, parsed)

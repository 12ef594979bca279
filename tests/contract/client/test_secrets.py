"""No secret in an error, its causes, its frames or its pickle: what a notebook would print and save."""

from __future__ import annotations

import gc
import logging
import pickle
import traceback
from typing import TYPE_CHECKING, Any

import pytest

import refold_nb as rn
from refold_nb.api import Secret
from tests.contract.client.conftest import KEY
from tests.contract.client.wire import Asked, RawServer, http, raw, silence
from tests.notebook.shells import Shell

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJsaW5rZWRfYWNjb3VudF9pZCI6ImFjbWUifQ.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
ID = "6a31545ed0aeb8165beb9a43"


def echo(status: int) -> Callable[[socket.socket, Asked], None]:
    """Answer with everything that was asked, the credentials among it, as careless servers do."""

    def play(connection: socket.socket, asked: Asked) -> None:
        said = {
            "message": f"You sent {asked.headers}",
            "error": str(asked.headers),
            "request_id": str(asked.headers),
        }
        http(status, said)(connection, asked)

    return play


def echo_html(connection: socket.socket, asked: Asked) -> None:
    http(200, f"<pre>{asked.headers}</pre>")(connection, asked)


def echo_headers(connection: socket.socket, asked: Asked) -> None:
    secret = asked.headers.get("x-api-key") or asked.headers["authorization"]
    http(401, {"message": "No"}, x_request_id=secret, x_echo=secret)(connection, asked)


PLAYS = {
    "401 echo": echo(401),
    "400 echo": echo(400),
    "500 echo": echo(500),
    "429 echo": echo(429),
    "200 echo": echo(200),
    "302 echo": echo(302),
    "html echo": echo_html,
    "header echo": echo_headers,
    "cut": raw(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"),
    "no HTTP": raw(b"hello\r\n"),
    "silence": silence,
}


def everything_of(error: BaseException) -> Iterator[str]:
    """Yield all that ``%xmode Verbose``, a debugger or a report would show of an error."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield from (str(one), repr(one), repr(one.args), repr(vars(one)), *getattr(one, "__notes__", ()))
        frame = one.__traceback__
        while frame is not None:
            if (
                "refold_nb" in frame.tb_frame.f_code.co_filename
                and "tests" not in frame.tb_frame.f_code.co_filename
            ):
                yield from map(repr, frame.tb_frame.f_locals.values())
            frame = frame.tb_next
        waiting += [one.__cause__, one.__context__]
        waiting += list(getattr(one, "exceptions", ()))
    yield "".join(traceback.format_exception(error))


@pytest.mark.parametrize("way", ["key", "token"])
@pytest.mark.parametrize("play", PLAYS.values(), ids=PLAYS)
def test_no_error_shows_a_secret(
    server: RawServer, play: Any, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    who: dict[str, Any] = (
        {"api_key": KEY, "linked_account_id": "acme"} if way == "key" else {"session_token": TOKEN}
    )
    secret = KEY if way == "key" else TOKEN
    client = rn.connect(
        **who, base_url=server.url, timeout=0.3, connect_timeout=0.3, deadline=0.1, settle=0.01, rate=1e4
    )
    calls = (
        lambda: client.workflows.draft(ID),
        lambda: client.workflows.execute(ID, slug="hubspot", check=False),
        lambda: client.workflows.create("Lead Sync"),
        lambda: client.workflows.list().to_frame(),
    )
    for call in calls:
        server.script(play)
        try:
            call()
            continue
        except rn.RefoldError as failed:
            error = failed
        assert [text for text in everything_of(error) if secret in text] == []
        assert secret.encode() not in pickle.dumps(error)
    # httpcore's own DEBUG log shows what a server sends back in its headers: that is the server's doing.
    ours = [record for record in caplog.records if not record.name.startswith("httpcore")]
    assert [record for record in ours if secret in record.getMessage()] == []
    assert secret not in repr(client)
    assert secret not in repr(client.credentials)
    history = client.history.to_frame()
    assert secret not in history.to_csv()
    client.close()


def test_connection_failures_show_none_either() -> None:
    client = rn.connect(api_key=KEY, linked_account_id="acme", base_url="http://127.0.0.1:9", deadline=0.1)
    with pytest.raises(rn.ConnectFailed) as caught:
        client.workflows.get(ID)
    assert [text for text in everything_of(caught.value) if KEY in text] == []
    client.close()


def test_a_minted_token_shows_as_little(sandbox: rn.Sandbox, by_key: rn.Refold) -> None:
    by_key.workflows.create("Lead Sync").publish()
    (minted,) = by_key.core.shared.purse._tokens.values()
    secret = minted.token.reveal()
    sandbox.faults.add("500_before_commit", on="DELETE /workflow/{id}", times=50)
    client_error: BaseException | None = None
    try:
        by_key.core.shared.carrier.deadline = 0.05
        by_key.workflows.delete(by_key.workflows.list()[0], yes=True)
    except rn.RefoldError as error:
        client_error = error
    assert client_error is not None
    assert [text for text in everything_of(client_error) if secret in text] == []


def test_no_request_with_a_secret_is_kept_alive(server: RawServer, raw_client: rn.Refold) -> None:
    server.script(http(401, {"message": "Invalid Credentials"}))
    with pytest.raises(rn.AuthenticationError):
        raw_client.workflows.get(ID)
    gc.collect()
    import httpx

    kept = [thing for thing in gc.get_objects() if isinstance(thing, httpx.Request)]
    assert [request for request in kept if KEY in request.headers.values()] == []


@pytest.mark.parametrize(
    "cell",
    [
        "client",
        "client.credentials",
        "client.session_tokens.create()",
        "client.workflows.list()",
        "client.workflows.create('Lead Sync')",
        "client.workflows.publish('6a31545ed0aeb8165beb9a43')",
    ],
)
def test_a_notebook_cell_shows_none_even_verbosely(
    sandbox: rn.Sandbox, by_key: rn.Refold, cell: str, tmp_path: Path
) -> None:
    shell = Shell(tmp_path)
    shell.shell.user_ns["client"] = by_key
    shell.run("%xmode Verbose")
    shown = shell.shell.display_formatter.format(shell.run(cell))
    said = f"{shell.printed}{shell.complained}{shown}"
    shell.close()
    assert said
    assert sandbox.api_key not in said
    assert Secret(sandbox.api_key).masked[-4:]
    for token in by_key.core.shared.purse._tokens.values():
        assert token.token.reveal() not in said

"""The purse: one token an account, renewed before it ends and once on a 401, never stored."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

import refold_nb as rn
from refold_nb.api import Credentials, TokenPurse, endpoints, read_minted

KEY = Credentials(api_key=rn.Secret("tk_" + "0" * 40), linked_account_id="acme")
PUBLISH = endpoints.publish_workflow("x", True)
DRAFT = endpoints.edit_workflow("x")


class Server:
    """A carrier that mints t1, t2, … and accepts those in ``good``."""

    def __init__(self, expires_in: float | None = 3600, *, token_only: bool = False) -> None:
        self.minted = 0
        self.good: set[str] = set()
        self.expires_in = expires_in
        self.token_only = token_only
        self.seen: list[str | None] = []

    async def send(self, call: Any, credentials: Credentials, **_: Any) -> Any:
        await asyncio.sleep(0)
        if call.path.endswith("/session-token"):
            self.minted += 1
            self.good = {f"t{self.minted}"} if call.params else self.good | {f"t{self.minted}"}
            said = {} if self.expires_in is None else {"expires_in": self.expires_in}
            return {"token": f"t{self.minted}", "refresh_token": "r", "org": "o", **said}
        token = credentials.session_token
        self.seen.append(token.reveal() if token else None)
        if token is None and self.token_only:
            raise rn.AuthenticationError("401", status_code=401, message="Authorization Token Missing")
        if token is not None and token.reveal() not in self.good:
            raise rn.AuthenticationError("401", status_code=401, message="Token has been revoked")
        return {"published": True}


def send(server: Server, *calls: Any, purse: TokenPurse | None = None) -> TokenPurse:
    purse = purse or TokenPurse(server)  # type: ignore[arg-type]

    async def work() -> None:
        await asyncio.gather(*(purse.send(call, KEY) for call in calls))

    asyncio.run(work())
    return purse


def test_many_at_once_share_one_token() -> None:
    server = Server()
    send(server, *[PUBLISH] * 20)
    assert server.minted == 1
    assert server.seen == ["t1"] * 20


def test_a_refused_token_is_renewed_once_for_all_that_share_it() -> None:
    server = Server()
    purse = send(server, PUBLISH)
    server.good = set()
    send(server, *[PUBLISH] * 10, purse=purse)
    assert server.minted == 2


def test_a_401_that_stays_is_raised_after_one_renewal() -> None:
    server = Server()
    purse = send(server, PUBLISH)
    server.good = set()
    mint = server.send

    async def refuse(call: Any, credentials: Credentials, **options: Any) -> Any:
        answer = await mint(call, credentials, **options)
        server.good = set()
        return answer

    server.send = refuse  # type: ignore[method-assign]
    with pytest.raises(rn.AuthenticationError):
        send(server, PUBLISH, purse=purse)
    assert server.minted == 2


@pytest.mark.parametrize(("expires_in", "minted"), [(3600, 1), (61, 1), (30, 3), (0, 3), (-5, 3), (None, 1)])
def test_a_token_about_to_end_is_not_used_again(expires_in: float | None, minted: int) -> None:
    server = Server(expires_in)
    purse = send(server, PUBLISH)
    send(server, PUBLISH, purse=purse)
    send(server, PUBLISH, purse=purse)
    assert server.minted == minted


def test_accounts_have_tokens_of_their_own_and_forgetting_drops_one() -> None:
    server = Server()
    purse = send(server, PUBLISH)
    other = Credentials(api_key=KEY.api_key, linked_account_id="globex")
    asyncio.run(purse.send(PUBLISH, other))
    assert server.minted == 2
    purse.forget(KEY)
    send(server, PUBLISH, purse=purse)
    asyncio.run(purse.send(PUBLISH, other))
    assert server.minted == 3


def test_where_either_works_no_token_is_minted_unless_the_server_wants_one() -> None:
    server = Server()
    send(server, DRAFT)
    assert (server.minted, server.seen) == (0, [None])
    older = Server(token_only=True)
    send(older, DRAFT)
    assert (older.minted, older.seen) == (1, [None, "t1"])


def test_a_key_without_an_account_can_not_mint() -> None:
    purse = TokenPurse(Server())  # type: ignore[arg-type]
    with pytest.raises(rn.MissingCredentials, match="linked account"):
        asyncio.run(purse.send(PUBLISH, Credentials(api_key=KEY.api_key)))


def test_what_minting_answered_is_kept_without_the_tokens() -> None:
    minted = read_minted(
        {"token": "secret-token", "refresh_token": "secret-refresh", "expires_in": 60, "x": 1}
    )
    assert minted.raw == {"expires_in": 60, "x": 1}
    assert "secret" not in repr(minted)
    for answer in ({}, {"token": None}, {"token": ""}, {"token": {"a": 1}}):
        with pytest.raises(rn.UnexpectedAnswer):
            read_minted(answer)


@pytest.mark.parametrize("expires_in", [1e30, 1e308, 2**70, -1e30])
def test_an_end_that_no_clock_reaches_is_still_a_moment(expires_in: float) -> None:
    minted = read_minted({"token": "a.b.c", "expires_in": expires_in})
    ends = datetime.fromtimestamp(minted.expires, UTC)
    assert (ends > datetime.now(UTC)) is (expires_in > 0)


def test_a_token_that_no_header_can_carry_is_no_answer() -> None:
    with pytest.raises(rn.RefoldError):
        read_minted({"token": "a\r\nb"})

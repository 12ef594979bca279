"""The connection's part of the form: the secret field, the badge, the lists, the test."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from refold_nb.api import (
    AuthenticationError,
    InvalidRequest,
    RefoldError,
    Secret,
    endpoints,
    loop,
    read_token,
)
from refold_nb.api.credentials import VARIABLES
from refold_nb.html import esc, visible
from refold_nb.notebook.notices import notice_of
from refold_nb.notebook.secret_field import SecretField

if TYPE_CHECKING:
    from collections.abc import Callable

    from refold_nb.client import Refold
    from refold_nb.notebook.connection import Connection
    from refold_nb.notebook.form import Form

_AT_ONCE = 2.0  # seconds
_WORDS = {"argument": "passed in code", "keyring": "from the keyring"}


class Connecting:
    """Shows the connection, takes a typed secret, and asks Refold for its lists.

    Args:
        connection: what is chosen.
        form: whose connection fields these are.
        changed: called when what the form would send has changed.
    """

    def __init__(self, connection: Connection, form: Form, changed: Callable[[], None]) -> None:
        self._connection = connection
        self._form = form
        self._changed = changed
        self._wanted: Refold | None = None
        self._tested: Refold | None = None
        self._asked = -math.inf
        self.secret = SecretField(self._secret_typed, layout=form.layout)
        form.test.on_click(lambda _: self.test())

    def show(self) -> None:
        """Bring badge, address and the secret's field in line with the connection."""
        connection = self._connection
        live = connection.server == "live"
        try:
            (secret, source), environment = connection.secret(), connection.environment
            place = f"{connection.account or 'no linked account yet'} at {connection.base_url}"
        except RefoldError as error:
            (secret, source), environment, place = (None, ""), "none", str(error)
        self._form.show_connection(
            server=connection.server, sign_in=connection.sign_in, environment=environment, place=place
        )
        self.secret.hidden = not live
        is_token = connection.sign_in == "token"
        self.secret.label = "Session token" if is_token else "API key"
        self.secret.placeholder = "type or paste it: it stays out of the notebook"
        self.secret.note = _note(secret, source, is_token=is_token)

    def look_up(self) -> None:
        """Ask for the lists of applications and accounts, in the background."""
        client = self._wanted = self._connection.any_client()
        if client is not None and client.credentials.session_token is None:
            loop.submit(self._look_up(client))

    def test(self) -> None:
        """Ask Refold whether the credentials work, in the background."""
        self._asked = time.monotonic()
        try:
            client = self._connection.any_client()
        except RefoldError as error:
            self._tell(False, str(error))
            return
        if client is None:
            self._tell(False, f"Type the {self.secret.label} first.")
            return
        self._form.connected.value = "Asking…"
        self._tested = client
        loop.submit(self._test(client))

    async def _test(self, client: Refold) -> None:
        report = await client.core.check()
        if client is self._tested:
            self._tell(report.ok, report.text)
            self.secret.problem = _refusal(report.error)

    async def _look_up(self, client: Refold) -> None:
        try:
            accounts = await client.core.call(endpoints.list_linked_accounts(limit=100), deadline=10.0)
            self._offer(client, "linked_account_id", [(row.name, row.account_id) for row in accounts])
            if client.linked_account_id:
                applications = await client.core.call(endpoints.list_applications(), deadline=10.0)
                self._offer(client, "slug", [(row.name, row.slug) for row in applications])
        except RefoldError as error:
            # The lists are a help: fields can be typed without them, and creating tells the rest.
            if client is self._wanted:
                self.secret.problem = _refusal(error)

    def _offer(self, client: Refold, name: str, rows: list[tuple[str | None, str]]) -> None:
        if client is self._wanted:
            self._form.offer(name, rows)
            self._changed()

    def _secret_typed(self, typed: str) -> None:
        try:
            self._connection.use_secret(typed)
        except InvalidRequest as error:
            self.secret.problem = str(error)
            return
        self._tested = None
        self.secret.problem = ""
        self._form.connected.value = ""
        self.show()
        self._changed()
        self.look_up()
        # A click that was made after typing may be heard before it: it was meant for this secret.
        if time.monotonic() - self._asked < _AT_ONCE:
            self.test()

    def _tell(self, ok: bool, text: str) -> None:
        mark, kind = ("✓", "rf-ok") if ok else ("✗", "rf-error")
        self._form.connected.value = f'<span class="{kind}">{mark} {esc(text)}</span>'


def _refusal(error: RefoldError | None) -> str:
    return notice_of(error).title if isinstance(error, AuthenticationError) else ""


def _note(secret: Secret | None, source: str, *, is_token: bool) -> str:
    """Say what is in use, masked, where it came from, and what a token tells of itself."""
    if secret is None:
        return ""
    variable = VARIABLES["session_token" if is_token else "api_key"]
    found = (
        f"from the environment variable {variable}" if source == "environment" else _WORDS.get(source, source)
    )
    note = f"In use: {secret.masked}, {found}."
    if not is_token:
        return note
    claims = read_token(secret)
    if claims.linked_account_id is None:
        return f"{note} It can't be read: a session token has three parts with dots between them."
    ends = claims.expires_at
    valid = "" if ends is None else f"; valid until {ends:%Y-%m-%d %H:%M} UTC"
    if ends is not None and ends < datetime.now(UTC):
        valid = f"; it expired on {ends:%Y-%m-%d %H:%M} UTC: get a new one"
    environment = claims.environment or "environment not said"
    return f"{note} Account {visible(claims.linked_account_id)} ({visible(environment)}){valid}."

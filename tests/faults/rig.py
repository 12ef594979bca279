"""A sandbox on a real socket, and what creates drafts on it with a journal of its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Self

from refold_nb.api.carrier import Carrier
from refold_nb.api.credentials import Credentials
from refold_nb.api.pacing import Pacer
from refold_nb.api.secret import Secret
from refold_nb.drafts import BulkRun, Creator, History, Journal, plan_bulk
from refold_nb.sandbox import SandboxServer

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

ACCOUNT = "acme"


class Rig:
    """Everything that one story about faults needs; `secret` is what must appear nowhere."""

    def __init__(
        self,
        place: Path | str,
        *,
        way: str = "key",
        settle: float = 0.2,
        timeout: float = 0.4,
        beside: Rig | None = None,
        **options: Any,
    ) -> None:
        self._own_sandbox = beside is None
        self.sandbox = SandboxServer(rate=None, seed=7).serve() if beside is None else beside.sandbox
        if way == "key":
            self.secret = self.sandbox.api_key
            self.credentials = Credentials(api_key=Secret(self.secret), linked_account_id=ACCOUNT)
        else:
            self.secret = self.sandbox.session_token(ACCOUNT)
            self.credentials = Credentials(session_token=Secret(self.secret))
        self.place = place
        self.journal = Journal(place)
        self.carrier = Carrier(
            base_url=self.sandbox.url, pace=Pacer(math.inf), timeout=timeout, connect_timeout=timeout
        )
        self.creator = Creator(self.carrier, self.journal, settle=settle, **options)
        self.history = History(self.journal, creator=self.creator, credentials=self.credentials)

    async def create_many(self, frame: pd.DataFrame, **options: Any) -> BulkRun:
        plan = plan_bulk(frame, self.credentials, base_url=self.carrier.base_url)
        run = BulkRun(self.creator, self.credentials, plan, **options)
        await run.run()
        return run

    def drafts(self, account: str = ACCOUNT) -> list[dict[str, Any]]:
        """Return what is on the server."""
        return self.sandbox.workflows(account)

    def assert_true(self, names: list[str]) -> None:
        """Assert that the server has one draft for each of ``names``, and that the history says just that."""
        drafts = self.drafts()
        assert sorted(draft["name"] for draft in drafts) == sorted(names)
        history = self.history.to_frame()
        assert history["status"].tolist() == ["created"] * len(names)
        assert sorted(history["draft_id"]) == sorted(draft["draft_id"] for draft in drafts)
        named = dict(zip(history["draft_id"], history["name"], strict=True))
        assert named == {draft["draft_id"]: draft["name"] for draft in drafts}

    def texts(self) -> str:
        """Return everything that the journal wrote, to search for what must not be in it."""
        return "\n".join(str(record) for record in self.journal.newest(10_000))

    async def aclose(self) -> None:
        await self.carrier.aclose()
        self.journal.close()
        if self._own_sandbox:
            self.sandbox.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

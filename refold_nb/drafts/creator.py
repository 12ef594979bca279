"""Creates a draft exactly once, though the API's create call may be answered late, falsely or never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .events import OnProgress, teller
from .finder import Finder
from .journey import Journey
from .patience import Patience
from .record import Record
from .tag import tagged

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from refold_nb.api.carrier import Carrier
    from refold_nb.api.credentials import Credentials
    from refold_nb.api.models import Workflow
    from refold_nb.api.requests import DraftRequest

    from .journal import Journal


class Creator:
    """Writes every create down, sends it, and finds out what became of it.

    Args:
        carrier: sends.
        journal: remembers.
        settle: seconds to wait before looking for a draft whose answer was lost (default 10).
        deadline: seconds after which a single create is not sent again (default 60).
        tag: end the description with a mark such as ``[rf:7k3m9q2x]``, by which a draft is found for certain.
            Without it, drafts are told by name, time and the ids that the journal holds.
    """

    def __init__(
        self,
        carrier: Carrier,
        journal: Journal,
        *,
        settle: float = 10.0,
        deadline: float = 60.0,
        tag: bool = True,
    ) -> None:
        self.carrier = carrier
        self.journal = journal
        self.settle = settle
        self.patience = Patience(deadline=deadline)
        self.tag = tag
        self.finder = Finder(carrier, journal)

    def intend(
        self, request: DraftRequest, credentials: Credentials, *, row_key: str | None = None
    ) -> Record:
        """Return the intent for ``request``, about to be sent for the first time; not yet written down."""
        record = Record.of(
            request,
            linked_account_id=credentials.account,
            environment=credentials.environment,
            base_url=self.carrier.base_url,
            key_id=credentials.key_id,
            row_key=row_key,
        )
        if self.tag:
            record.description = tagged(request.description, record.tag)
        record.state, record.attempts = "sent", 1
        return record

    async def create(
        self, request: DraftRequest, credentials: Credentials, *, on_progress: OnProgress | None = None
    ) -> Workflow:
        """Create one draft and return it once it is known to exist.

        Args:
            on_progress: told each step; may be called many times.

        Raises:
            InvalidRequest: found before anything was written or sent.
            HistoryError: the intent can't be written down; nothing was sent.
            ConnectFailed: no connection was made, four times; nothing was sent.
            RateLimited: refused until the deadline; nothing was created.
            ApiError: Refold said no, or failed and had created nothing.
            OutcomeUnknown: it can't be told; the intent stays in ``history.pending()``.
        """
        request.validate()
        record = self.intend(request, credentials)
        return await self.journey(record, credentials, on_progress).run(new=True)

    def journey(
        self,
        record: Record,
        credentials: Credentials,
        on_progress: OnProgress | None = None,
        *,
        patience: Patience | None = None,
        gate: AbstractAsyncContextManager[None] | None = None,
    ) -> Journey:
        """Return the way of one intent to its outcome; ``gate`` bounds how many are being sent at one time."""
        return Journey(
            record,
            credentials,
            carrier=self.carrier,
            journal=self.journal,
            finder=self.finder,
            settle=self.settle,
            patience=patience or self.patience,
            tell=teller(on_progress),
            gate=gate,
        )

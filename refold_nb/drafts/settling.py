"""The history of a client, with what settles it: waited for, or awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.api import loop

from .history import ReadHistory
from .record import Record, job_prefix

if TYPE_CHECKING:
    from refold_nb.api.listing import Listing

    from .audit import Audit
    from .syncing import Change


class History(ReadHistory):
    """Every draft that was asked for on this machine (or by the team that shares the database).

    ``resolve`` settles what is pending, ``audit`` looks for late twins, ``sync`` looks at what Refold lists.
    """

    def resolve(self, intent_id: str, adopt: str | None = None) -> Record:
        """Settle one pending create.

        Args:
            intent_id: as ``pending()`` shows it.
            adopt: ``None`` looks for its draft among the account's workflows, and adopts it if there is exactly one;
                a draft id says that this is it; ``"recreate"`` looks, and creates it if it is not there;
                ``"abandon"`` closes it as failed, and nothing is sent.

        Returns:
            The record as it now stands.

        Raises:
            InvalidRequest: no such intent, it is settled or somebody is at work on it, the draft is not there or
                belongs to another intent, or it was asked for elsewhere.
            OutcomeUnknown: it still can't be told; it stays pending.
        """
        return loop.run(self.resolver.resolve(intent_id, adopt))

    def audit(self, *, job: str | None = None) -> Audit:
        """Look again at all drafts whose outcome was once unknown, for late twins; nothing is deleted.

        Args:
            job: only those of the bulk run with this ``key``.

        Returns:
            The late twins; its ``delete(yes=True)`` removes them from Refold. ``unsure`` lists what may be one, by
            name and time, where no mark tells; it is never deleted from here.
        """
        return loop.run(self.resolver.audit(_rows_of(job)))

    def sync(self) -> Listing[Change]:
        """Bring the history of the client's account in line with what Refold lists.

        Workflows that were created elsewhere are added, published ids noted, and what is gone is marked
        (``error`` says since when it is known; ``status`` stays: it was created).

        Returns:
            What had changed: ``change``, ``name``, ``draft_id``, ``published_id``, ``linked_account_id``.

        Raises:
            InvalidRequest: the client has no linked account.
            RefoldError: its workflows can't be listed.
        """
        return loop.run(self.resolver.sync())


class AsyncHistory(ReadHistory):
    """The same as `History`, with ``await`` for what asks Refold; reading needs none."""

    async def resolve(self, intent_id: str, adopt: str | None = None) -> Record:
        """Settle one pending create; see `History.resolve`."""
        return await loop.hand_over(self.resolver.resolve(intent_id, adopt))

    async def audit(self, *, job: str | None = None) -> Audit:
        """Look for late twins; see `History.audit`. ``await found.adelete(yes=True)`` removes them from Refold."""
        return await loop.hand_over(self.resolver.audit(_rows_of(job)))

    async def sync(self) -> Listing[Change]:
        """Bring the history in line with what Refold lists; see `History.sync`."""
        return await loop.hand_over(self.resolver.sync())


def _rows_of(job: str | None) -> str | None:
    return None if job is None else job_prefix(job)

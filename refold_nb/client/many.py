"""``client.create_many``: one draft for each row of a DataFrame, waited for or awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from .faces import like

if TYPE_CHECKING:
    import pandas as pd

    from refold_nb.drafts.many import Wish

    from .core import Core


class AsyncCreateMany:
    """The part of `AsyncRefold` that makes many drafts."""

    core: Core

    async def create_many(
        self,
        frame: Any,
        *,
        on_error: Literal["raise", "skip"] = "raise",
        dry_run: bool = False,
        key: str | None = None,
        progress: bool = True,
        concurrency: int = 16,
        dask: Any = None,
    ) -> pd.DataFrame:
        """Create one draft a row, paced, each exactly once.

        Running the same rows again goes on where it ended: a row is known by its content, its account and, where
        several are alike, which of them it is. What is created is left alone, what failed or was never sent is
        sent, what is in doubt is looked for first. Identical rows in one frame are meant twice, and both are made.
        An interrupt (a cancelled task, where this is awaited) ends it cleanly.

        Args:
            frame: a DataFrame with the columns ``name``, and where wanted ``slug``, ``associated_application``,
                ``description``, ``linked_account_id`` (missing: the client's account). Other columns are left alone.
            on_error: ``"raise"`` sends nothing if any row is wrong, ``"skip"`` leaves the wrong rows out.
            dry_run: send nothing, and say in ``status`` what would happen: ``new``, ``created`` (done before),
                ``retry`` (failed before), ``settle`` (was or is in doubt: looked for first), ``invalid``.
            key: names the job; the same rows under another key are made anew.
            progress: show a bar with rate and time left.
            concurrency: requests under way at one time (default 16); the client's ``rate`` holds in any case.
            dask: a ``distributed.Client``: the work runs on its cluster. The history must be a PostgreSQL database.

        Returns:
            The frame's index and columns, plus ``status`` (``created``, ``failed``, ``unknown``, ``invalid``,
            ``pending``: not sent, because the run was stopped), ``draft_id``, ``error``, ``attempts``,
            ``duration_ms``; these take the place of columns that are called the same.
            ``attrs["late_twins"]`` counts drafts made twice by a server that answered too late:
            ``client.history.audit()`` shows them and deletes them on request.

        Raises:
            InvalidRows: rows are wrong, with all of them and the reasons; nothing was sent.
            InvalidRequest: ``frame`` or an argument is wrong.
            AuthenticationError, ConnectFailed, RateLimited, HistoryError: no row can be sent any more; those under way
                were settled, and running the same frame again goes on.
        """
        from refold_nb.drafts.many import create_many_awaited

        wish = _wish(frame, on_error, dry_run, key, progress, concurrency, dask)
        return await create_many_awaited(self.core.shared.creator, self.core.credentials, wish)


class CreateMany:
    """The part of `Refold` that makes many drafts."""

    core: Core

    @like(AsyncCreateMany.create_many)
    def create_many(
        self,
        frame: Any,
        *,
        on_error: Literal["raise", "skip"] = "raise",
        dry_run: bool = False,
        key: str | None = None,
        progress: bool = True,
        concurrency: int = 16,
        dask: Any = None,
    ) -> pd.DataFrame:
        from refold_nb.drafts.many import create_many

        wish = _wish(frame, on_error, dry_run, key, progress, concurrency, dask)
        return create_many(self.core.shared.creator, self.core.credentials, wish)


def _wish(*arguments: Any) -> Wish:
    from refold_nb.drafts.many import Wish

    return Wish(*arguments)

"""Workflows of `AsyncRefold`: what can be done with a draft, a published workflow and a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from .live import Workflow

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from refold_nb.api import models

    from .copying import Copies
    from .paging import AsyncPaged
    from .runs import AsyncExecution


class AsyncAnyWorkflow(Workflow):
    """What every workflow of `AsyncRefold` can do."""

    async def refresh(self) -> Self:
        """Read it again: this object is brought up to date, and returned.

        Raises:
            NotFound: it is gone.
        """
        return self._become(await self._bound().read(self))

    async def copy_to(self, accounts: str | Iterable[str], *, name: str | None = None) -> Copies:
        """Create the same workflow for other linked accounts, exactly once each.

        Nodes and edges go along in the create call, which is documented to take any field of a workflow;
        what a server ignored of them is told.

        Args:
            accounts: linked account ids; one that is named twice gets one copy.
            name: of the copies (default: the same).

        Returns:
            One row an account: ``linked_account_id``, ``status``, ``draft_id``, ``complete``, ``nodes_sent``,
            ``nodes_kept``, ``edges_sent``, ``edges_kept`` and ``error``; ``.drafts`` are the new drafts.

        Raises:
            MissingCredentials: a session token serves one account only; nothing was sent.
            InvalidRequest: an account can't be sent as a header; nothing was sent.
        """
        copies: Copies = await self._bound().copy_to(self, accounts, name)
        return copies

    async def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a JSON file for version control; ``client.workflows.load(path)`` makes a draft of it.

        Keys are in one order, ids and times of the record left out, and secrets in the nodes replaced by
        ``<redacted>`` (their places are listed under ``redacted``).

        Returns:
            The path.

        Raises:
            OSError: it can't be written.
        """
        saved: Path = await self._bound().save(self, path)
        return saved


class AsyncDraft(AsyncAnyWorkflow):
    """A draft: it can be edited in Refold, and published."""

    _kind = "draft"

    async def publish(self) -> AsyncPublishedWorkflow:
        """Publish this draft.

        Returns:
            The published workflow, which has another id.

        Raises:
            InvalidRequest: it is not a draft any more.
        """
        published: AsyncPublishedWorkflow = await self._bound().publish(self)
        return published

    async def delete(self, *, yes: bool = False) -> models.Deleted:
        """Delete this draft for good.

        Args:
            yes: that this is really wanted.

        Raises:
            InvalidRequest: without ``yes=True``; nothing was sent.
        """
        deleted: models.Deleted = await self._bound().delete(self, yes=yes)
        return deleted


class AsyncPublishedWorkflow(AsyncAnyWorkflow):
    """A published workflow: it can be run."""

    _kind = "published"

    async def execute(
        self,
        payload: Any = None,
        *,
        slug: str | None = None,
        sync: bool = False,
        wait: bool = False,
        deadline: float | None = 300.0,
        config_id: str | None = None,
        instance_tag: str | None = None,
        include_headers: bool = False,
        check: bool = True,
        progress: bool | Callable[[models.Execution], None] | None = None,
    ) -> AsyncExecution:
        """Run it; see `AsyncWorkflows.execute`."""
        execution: AsyncExecution = await self._bound().execute(
            self,
            payload,
            slug=slug,
            sync=sync,
            wait=wait,
            deadline=deadline,
            config_id=config_id,
            instance_tag=instance_tag,
            include_headers=include_headers,
            check=check,
            progress=progress,
        )
        return execution

    async def unpublish(self, *, yes: bool = False) -> Self:
        """Take it out of use; this object is brought up to date, and returned.

        Args:
            yes: that this is really wanted; it must be said in production.

        Raises:
            InvalidRequest: in production without ``yes=True``; nothing was sent.
        """
        return self._become(await self._bound().unpublish(self, yes=yes))

    async def roll_back(self, version: int) -> Self:
        """Publish an earlier version again; this object is brought up to date, and returned.

        Args:
            version: its number, as ``versions()`` lists it.

        Raises:
            BadRequest: there is no such version.
        """
        return self._become(await self._bound().publish(self, version=version))

    def versions(self) -> AsyncPaged[models.Version]:
        """List its published versions, the newest first: ``version``, ``id`` and ``created_at``."""
        versions: AsyncPaged[models.Version] = self._bound().versions(self)
        return versions

    async def request_structure(self) -> models.RequestStructure:
        """Return what it expects to be executed with."""
        structure: models.RequestStructure = await self._bound().request_structure(self)
        return structure

    async def draft(self) -> AsyncDraft:
        """Return its draft to edit; Refold clones one from what was published last if there is none."""
        draft: AsyncDraft = await self._bound().draft(self)
        return draft

    async def delete(self, *, yes: bool = False) -> models.Deleted:
        """Delete it for good: its draft, all its versions and its triggers.

        Args:
            yes: that this is really wanted.

        Raises:
            InvalidRequest: without ``yes=True``; nothing was sent.
        """
        deleted: models.Deleted = await self._bound().delete(self, yes=yes)
        return deleted


class AsyncWorkflowVersion(AsyncAnyWorkflow):
    """A published version as it was: to look at, compare and copy."""

    _kind = "version"

"""Workflows of `Refold`: what can be done with a draft, a published workflow and a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from .awaited import AsyncAnyWorkflow, AsyncDraft, AsyncPublishedWorkflow
from .faces import like
from .live import Workflow, graph_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from refold_nb.api import models
    from refold_nb.graph import WorkflowGraph

    from .copying import Copies
    from .paging import Paged
    from .runs import Execution


class AnyWorkflow(Workflow):
    """What every workflow of `Refold` can do."""

    @property
    def graph(self) -> WorkflowGraph:
        """The nodes and edges as a `WorkflowGraph`; a row of a list, which has none, is read whole first."""
        # An empty drawing would say that the workflow has no steps.
        if self._face is not None and not self.has_graph:
            self.refresh()
        return graph_of(self)

    @like(AsyncAnyWorkflow.refresh)
    def refresh(self) -> Self:
        return self._become(self._bound().read(self))

    @like(AsyncAnyWorkflow.copy_to)
    def copy_to(self, accounts: str | Iterable[str], *, name: str | None = None) -> Copies:
        copies: Copies = self._bound().copy_to(self, accounts, name)
        return copies

    @like(AsyncAnyWorkflow.save)
    def save(self, path: str | os.PathLike[str]) -> Path:
        saved: Path = self._bound().save(self, path)
        return saved


class Draft(AnyWorkflow):
    """A draft: it can be edited in Refold, and published."""

    _kind = "draft"

    @like(AsyncDraft.publish)
    def publish(self) -> PublishedWorkflow:
        published: PublishedWorkflow = self._bound().publish(self)
        return published

    @like(AsyncDraft.delete)
    def delete(self, *, yes: bool = False) -> models.Deleted:
        deleted: models.Deleted = self._bound().delete(self, yes=yes)
        return deleted


class PublishedWorkflow(AnyWorkflow):
    """A published workflow: it can be run."""

    _kind = "published"

    @like(AsyncPublishedWorkflow.execute)
    def execute(
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
    ) -> Execution:
        execution: Execution = self._bound().execute(
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

    @like(AsyncPublishedWorkflow.unpublish)
    def unpublish(self, *, yes: bool = False) -> Self:
        return self._become(self._bound().unpublish(self, yes=yes))

    @like(AsyncPublishedWorkflow.roll_back)
    def roll_back(self, version: int) -> Self:
        return self._become(self._bound().publish(self, version=version))

    @like(AsyncPublishedWorkflow.versions)
    def versions(self) -> Paged[models.Version]:
        versions: Paged[models.Version] = self._bound().versions(self)
        return versions

    @like(AsyncPublishedWorkflow.request_structure)
    def request_structure(self) -> models.RequestStructure:
        structure: models.RequestStructure = self._bound().request_structure(self)
        return structure

    @like(AsyncPublishedWorkflow.draft)
    def draft(self) -> Draft:
        draft: Draft = self._bound().draft(self)
        return draft

    @like(AsyncPublishedWorkflow.delete)
    def delete(self, *, yes: bool = False) -> models.Deleted:
        deleted: models.Deleted = self._bound().delete(self, yes=yes)
        return deleted


class WorkflowVersion(AnyWorkflow):
    """A published version as it was: to look at, compare and copy."""

    _kind = "version"

"""``client.workflows`` of `Refold`: the awaited calls, waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from refold_nb.api import loop

from .deeds import AsyncDeeds
from .faces import like
from .paging import PAGE, Paged
from .running import check_deadline
from .workflows import AsyncWorkflows

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from refold_nb.api import Listing, models

    from .copying import Copies
    from .core import Core
    from .runs import Execution
    from .waited import Draft, PublishedWorkflow, WorkflowVersion


class Workflows:
    """Workflows of one linked account."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._awaited = AsyncWorkflows(core, face=self)

    def live(self, model: models.Workflow) -> Any:
        """Return a model as a live object of this client: a draft, a published workflow or a version."""
        return self._awaited.live(model)

    @like(AsyncWorkflows.create)
    def create(
        self,
        name: str,
        *,
        slug: str | None = None,
        associated_application: str | None = None,
        description: str | None = None,
    ) -> Draft:
        work = self._awaited.create(
            name, slug=slug, associated_application=associated_application, description=description
        )
        return cast("Draft", loop.run(work))

    @like(AsyncWorkflows.load)
    def load(self, path: str | os.PathLike[str], *, name: str | None = None) -> Draft:
        return cast("Draft", loop.run(self._awaited.load(path, name=name)))

    @like(AsyncWorkflows.get)
    def get(self, workflow_id: str | models.Workflow) -> Draft | PublishedWorkflow | WorkflowVersion:
        return cast("Draft | PublishedWorkflow | WorkflowVersion", loop.run(self._awaited.get(workflow_id)))

    @like(AsyncWorkflows.draft)
    def draft(self, workflow_id: str | models.Workflow) -> Draft:
        return cast("Draft", loop.run(self._awaited.draft(workflow_id)))

    @like(AsyncDeeds.read)
    def read(self, workflow: str | models.Workflow) -> models.Workflow:
        return loop.run(self._awaited.read(workflow))

    @like(AsyncWorkflows.request_structure)
    def request_structure(self, workflow_id: str | models.Workflow) -> models.RequestStructure:
        return loop.run(self._awaited.request_structure(workflow_id))

    @like(AsyncWorkflows.enabled)
    def enabled(self) -> Listing[PublishedWorkflow]:
        return cast("Listing[PublishedWorkflow]", loop.run(self._awaited.enabled()))

    @like(AsyncWorkflows.versions)
    def versions(self, workflow_id: str | models.Workflow, *, limit: int = PAGE) -> Paged[models.Version]:
        return Paged(self._awaited.versions(workflow_id, limit=limit).source)

    @like(AsyncWorkflows.list)
    def list(
        self,
        *,
        scope: str | None = "private",
        name: str | None = None,
        regex: bool = False,
        slug: str | None = None,
        application_id: str | None = None,
        published: bool | None = None,
        start_date: date | str | None = None,
        end_date: date | str | None = None,
        limit: int = PAGE,
    ) -> Paged[Draft | PublishedWorkflow]:
        awaited = self._awaited.list(
            scope=scope,
            name=name,
            regex=regex,
            slug=slug,
            application_id=application_id,
            published=published,
            start_date=start_date,
            end_date=end_date,
            limit=limit,
        )
        return cast("Paged[Draft | PublishedWorkflow]", Paged(awaited.source))

    @like(AsyncDeeds.publish)
    def publish(self, workflow: str | models.Workflow, *, version: int | None = None) -> PublishedWorkflow:
        return cast("PublishedWorkflow", loop.run(self._awaited.publish(workflow, version=version)))

    @like(AsyncDeeds.unpublish)
    def unpublish(self, workflow: str | models.Workflow, *, yes: bool = False) -> PublishedWorkflow:
        return cast("PublishedWorkflow", loop.run(self._awaited.unpublish(workflow, yes=yes)))

    @like(AsyncDeeds.delete)
    def delete(self, workflow: str | models.Workflow, *, yes: bool = False) -> models.Deleted:
        return loop.run(self._awaited.delete(workflow, yes=yes))

    @like(AsyncDeeds.execute)
    def execute(
        self,
        workflow: str | models.Workflow,
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
        check_deadline(deadline)
        work = self._awaited.execute(
            workflow,
            payload,
            slug=slug,
            sync=sync,
            config_id=config_id,
            instance_tag=instance_tag,
            include_headers=include_headers,
            check=check,
        )
        execution = cast("Execution", loop.run(work))
        # Waited for apart: an interrupt from here on ends the wait, and the run is known to go on.
        return execution.wait(deadline, progress=progress) if wait and not execution.done else execution

    @like(AsyncDeeds.copy_to)
    def copy_to(
        self, workflow: str | models.Workflow, accounts: str | Iterable[str], name: str | None = None
    ) -> Copies:
        return loop.run(self._awaited.copy_to(workflow, accounts, name))

    @like(AsyncDeeds.save)
    def save(self, workflow: str | models.Workflow, path: str | os.PathLike[str]) -> Path:
        return loop.run(self._awaited.save(workflow, path))

"""``client.workflows`` of `Refold`: the awaited calls, waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.api import loop

from .faces import like
from .paging import PAGE, Paged
from .workflows import AsyncWorkflows

if TYPE_CHECKING:
    from datetime import datetime

    from .core import Core
    from .live import Workflow


class Workflows:
    """Workflows of one linked account."""

    def __init__(self, core: Core) -> None:
        self._awaited = AsyncWorkflows(core, face=self)

    @like(AsyncWorkflows.create)
    def create(
        self,
        name: str,
        *,
        slug: str | None = None,
        associated_application: str | None = None,
        description: str | None = None,
    ) -> Workflow:
        return loop.run(
            self._awaited.create(
                name, slug=slug, associated_application=associated_application, description=description
            )
        )

    @like(AsyncWorkflows.get)
    def get(self, workflow_id: str) -> Workflow:
        return loop.run(self._awaited.get(workflow_id))

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
        start_date: datetime | str | None = None,
        end_date: datetime | str | None = None,
        limit: int = PAGE,
    ) -> Paged[Workflow]:
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
        return Paged(awaited.source)

"""``client.executions``: the runs of workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from refold_nb.api import endpoints, loop

from .faces import like, on_loop
from .paging import PAGE, AsyncPaged, Paged, Source, check_limit
from .runs import AsyncExecution, Execution

if TYPE_CHECKING:
    from datetime import date

    from refold_nb.api import models
    from refold_nb.api.calls import Call

    from .core import Core

COLUMNS = {
    "id": "string",
    "name": "string",
    "status": "string",
    "workflow_id": "string",
    "completion_percentage": "Float64",
    "created_at": "datetime64[us, UTC]",
    "updated_at": "datetime64[us, UTC]",
}


class AsyncExecutions:
    """The runs of workflows, with ``await``."""

    def __init__(self, core: Core, kind: type[Any] = AsyncExecution) -> None:
        self._core = core
        self._kind = kind

    def _live(self, model: models.Execution) -> Any:
        return self._kind.bind(model, self._core)

    def list(
        self,
        *,
        slug: str | None = None,
        status: str | None = None,
        workflow_name: str | None = None,
        workflow_id: str | None = None,
        execution_id: str | None = None,
        start_date: date | str | None = None,
        end_date: date | str | None = None,
        execution_type: str | None = None,
        execution_source: str | None = None,
        sort_ascending: bool | None = None,
        limit: int = PAGE,
    ) -> AsyncPaged[AsyncExecution]:
        """List executions, page by page as they are reached; every filter is Refold's own.

        Args:
            execution_source: ``API_CALL``, ``SCHEDULE`` or ``Event``.
            start_date, end_date: as of ``workflows.list``.
            sort_ascending: the oldest first (sent as ``sortAsc``).
            limit: rows asked for at a time.

        Raises:
            InvalidRequest: a filter is of the wrong kind; ``field`` names it.
        """
        check_limit(limit)
        filters: dict[str, Any] = {
            "slug": slug,
            "status": status,
            "workflow_name": workflow_name,
            "workflow_id": workflow_id,
            "execution_id": execution_id,
            "start_date": start_date,
            "end_date": end_date,
            "execution_type": execution_type,
            "execution_source": execution_source,
            "sort_ascending": sort_ascending,
        }

        def call_for(page: int) -> Call[models.Page[models.Execution]]:
            return endpoints.list_executions(page=page, limit=limit, **filters)

        # What is wrong with a filter is told here, not where the first row is read.
        call_for(1)
        return AsyncPaged(Source(self._core, call_for, self._live, COLUMNS, "executions"))

    @on_loop
    async def get(self, execution_id: str) -> AsyncExecution:
        """Return one execution with the status of every node.

        Raises:
            NotFound: there is none with that id.
        """
        execution: AsyncExecution = self._live(await self._core.call(endpoints.get_execution(execution_id)))
        return execution


class Executions:
    """The runs of workflows."""

    def __init__(self, core: Core) -> None:
        self._awaited = AsyncExecutions(core, Execution)

    @like(AsyncExecutions.list)
    def list(
        self,
        *,
        slug: str | None = None,
        status: str | None = None,
        workflow_name: str | None = None,
        workflow_id: str | None = None,
        execution_id: str | None = None,
        start_date: date | str | None = None,
        end_date: date | str | None = None,
        execution_type: str | None = None,
        execution_source: str | None = None,
        sort_ascending: bool | None = None,
        limit: int = PAGE,
    ) -> Paged[Execution]:
        awaited = self._awaited.list(
            slug=slug,
            status=status,
            workflow_name=workflow_name,
            workflow_id=workflow_id,
            execution_id=execution_id,
            start_date=start_date,
            end_date=end_date,
            execution_type=execution_type,
            execution_source=execution_source,
            sort_ascending=sort_ascending,
            limit=limit,
        )
        return cast("Paged[Execution]", Paged(awaited.source))

    @like(AsyncExecutions.get)
    def get(self, execution_id: str) -> Execution:
        return cast("Execution", loop.run(self._awaited.get(execution_id)))

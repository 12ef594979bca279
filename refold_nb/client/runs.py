"""Runs that know their client: looked at again, waited for, laid over the graph."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Self

from refold_nb.api import InvalidRequest, endpoints, loop, models

from .faces import like, on_loop
from .progress import RunProgress, goes_on
from .run_card import run_card
from .running import under_way, watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from refold_nb.graph.overlay import GraphRun

    from .core import Core

_FIELDS = tuple(field.name for field in fields(models.Execution))


class _Run(models.Execution):
    """What both faces share."""

    _core: Any = None
    _source: models.Json | None = None

    @classmethod
    def bind(cls, model: models.Execution, core: Core, source: models.Json | None = None) -> Self:
        """Return ``model`` as a live object of a client, run from the workflow document ``source``."""
        live = cls(**{name: getattr(model, name) for name in _FIELDS})
        object.__setattr__(live, "_core", core)
        object.__setattr__(live, "_source", source)
        return live

    @property
    def done(self) -> bool:
        """Whether the run had ended when it was last looked at."""
        return not under_way(self)

    def _bound(self) -> Core:
        if self._core is None:
            raise InvalidRequest(
                f"This run came without its client (out of a pickle, say):"
                f" client.executions.get({self.id!r}) fetches it anew."
            )
        core: Core = self._core
        return core

    def _become(self, model: models.Execution) -> Self:
        for name in _FIELDS:
            # Execute knows the workflow, a look at the run may not say it: what is known stays.
            if name != "id" and getattr(model, name) is not None:
                object.__setattr__(self, name, getattr(model, name))
        return self

    async def _fetch(self) -> Self:
        return self._become(await self._bound().call(endpoints.get_execution(self.id)))

    async def _wait(self, deadline: float | None, progress: RunProgress) -> Self:
        return self._become(await watch(self._bound(), self, deadline, progress.show))

    async def _overlay(self) -> GraphRun:
        from refold_nb.graph import WorkflowGraph

        core = self._bound()
        if not self.nodes:
            await self._fetch()
        if self.workflow_id is not None and core.credentials.api_key is not None:
            document = (await core.call(endpoints.get_workflow(self.workflow_id))).raw
        else:
            # A session token reads no published workflow, and an answer may not say which it is of: what it was
            # started from, or its nodes alone.
            document = self._source or self.raw
        return WorkflowGraph.from_dict(document).overlay(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return run_card(self)

    def __eq__(self, other: object) -> bool:
        return self.id == other.id if isinstance(other, _Run) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.id)

    def __copy__(self) -> Self:
        return type(self).bind(self, self._core, self._source)

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _FIELDS}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)


class AsyncExecution(_Run):
    """One run of a workflow, with ``await``."""

    @on_loop
    async def refresh(self) -> Self:
        """Look at the run again: this object is brought up to date, and returned.

        Raises:
            NotFound: there is no such run.
        """
        return await self._fetch()

    async def wait(
        self,
        deadline: float | None = 300.0,
        *,
        progress: bool | Callable[[models.Execution], None] | None = None,
    ) -> Self:
        """Wait until the run has ended; it is looked at less and less often.

        Interrupting (or cancelling) ends the wait, not the run.

        Args:
            deadline: seconds to wait at most; ``None`` for no end.
            progress: ``None`` shows a bar where somebody sees it, ``False`` none; a function is called with
                every look at the run.

        Returns:
            This object, brought up to date; whether it went well is in ``status`` and ``error``.

        Raises:
            StillRunning: it has not ended by the deadline; it goes on at Refold.
        """
        with RunProgress(progress, self.name) as bar:
            return await loop.hand_over(self._wait(deadline, bar))

    @on_loop
    async def graph_overlay(self) -> GraphRun:
        """Return the workflow's graph with what this run did at every node.

        Raises:
            NotFound: the workflow is gone.
        """
        return await self._overlay()


class Execution(_Run):
    """One run of a workflow: ``refresh()`` looks again, ``wait()`` waits for its end."""

    @like(AsyncExecution.refresh)
    def refresh(self) -> Self:
        return loop.run(self._fetch())

    @like(AsyncExecution.wait)
    def wait(
        self,
        deadline: float | None = 300.0,
        *,
        progress: bool | Callable[[models.Execution], None] | None = None,
    ) -> Self:
        try:
            with RunProgress(progress, self.name) as bar:
                return loop.run(self._wait(deadline, bar))
        # Stopping a cell must not look like stopping the run.
        except KeyboardInterrupt as interrupt:
            interrupt.add_note(goes_on(self.id))
            raise

    @like(AsyncExecution.graph_overlay)
    def graph_overlay(self) -> GraphRun:
        return loop.run(self._overlay())

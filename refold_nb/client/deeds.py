"""``client.workflows``, the part that changes things: publish, run, unpublish, copy, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refold_nb.api import loop, models

from .faces import on_loop
from .ids import Kind, PublishedId, split
from .lifecycle import Lifecycle
from .running import check_deadline, start

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from .awaited import AsyncPublishedWorkflow
    from .copying import Copies
    from .core import Core
    from .runs import AsyncExecution


class AsyncDeeds:
    """Calls that change a workflow; each takes its id or the object."""

    def __init__(self, core: Core, face: Any = None) -> None:
        self.core = core
        self._face = face or self
        self._life = Lifecycle(core)

    def live(self, model: models.Workflow) -> Any:
        """Return a model as a live object of this client: a draft, a published workflow or a version."""
        from . import awaited, waited

        # By what is known, not by `published` alone: what was taken out of use keeps its published id.
        kind = self._kind(model)
        names = {"draft": "Draft", "published": "PublishedWorkflow", "version": "WorkflowVersion"}
        # One resource serves both faces: the blocking one awaits through this one.
        home: Any = awaited if self._face is self else waited
        bound = getattr(home, ("Async" if home is awaited else "") + names[kind]).bind(model, self._face)
        known = self.core.shared.ids.typed(model.id)
        object.__setattr__(bound, "id", PublishedId(known) if kind == "published" else known)
        return bound

    def _kind(self, model: models.Workflow) -> Kind:
        known = self.core.shared.ids.kind(model.id)
        if known is not None:
            return known
        been_published = model.raw.get("current_version")
        if model.published or model.associated_workflow == model.id:
            return "published"
        return "published" if isinstance(been_published, int) and been_published > 0 else "draft"

    @on_loop
    async def read(self, workflow: str | models.Workflow) -> models.Workflow:
        """Read a workflow as a plain model."""
        return await self._life.get(workflow)

    @on_loop
    async def publish(
        self, workflow: str | models.Workflow, *, version: int | None = None
    ) -> AsyncPublishedWorkflow:
        """Publish a draft, or with ``version`` an earlier version again.

        Takes a session token, which is minted from an API key, kept in memory and renewed as needed.

        Args:
            workflow: the draft, or its id; with ``version`` any id of the workflow.
            version: the number of an earlier version, as ``versions()`` lists it.

        Returns:
            The published workflow, which has another id than the draft.

        Raises:
            InvalidRequest: the id is a published one, or not a draft's any more; nothing was published.
            NotFound: there is no such workflow.
            PermissionDenied: it is another linked account's.
        """
        published: AsyncPublishedWorkflow = self.live(await self._life.publish(workflow, version))
        return published

    @on_loop
    async def unpublish(
        self, workflow: str | models.Workflow, *, yes: bool = False
    ) -> AsyncPublishedWorkflow:
        """Take a published workflow out of use.

        Args:
            workflow: the published workflow, or its id.
            yes: that this is really wanted; it must be said where the environment is not test or sandbox.

        Returns:
            The workflow, which is still there and can be published again.

        Raises:
            InvalidRequest: it is a draft's id, or ``yes`` is missing; nothing was sent.
            BadRequest: it is not published.
        """
        published: AsyncPublishedWorkflow = self.live(await self._life.unpublish(workflow, yes=yes))
        return published

    @on_loop
    async def delete(self, workflow: str | models.Workflow, *, yes: bool = False) -> models.Deleted:
        """Delete a workflow for good: its draft, all its versions and its triggers.

        Args:
            workflow: the published workflow, a draft that was never published, or the id of either.
            yes: that this is really wanted.

        Raises:
            InvalidRequest: without ``yes=True``, or it is the id of a version; nothing was sent.
            NotFound: there is no such workflow.
        """
        return await self._life.delete(workflow, yes=yes)

    async def execute(
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
    ) -> AsyncExecution:
        """Run a published workflow.

        Args:
            workflow: the published workflow, or its id.
            payload: what its start node gets: a dict (default: an empty one).
            slug: of the application, which Refold wants to be told; looked up if it is not given.
            sync: let Refold answer only when the run has ended (``return_value``, ``errored``, ``error``).
            wait: look at the run until it has ended. Interrupting ends the wait; the run goes on.
            deadline: seconds to wait at most with ``wait``; ``None`` for no end.
            config_id, instance_tag, include_headers: passed on to Refold as headers.
            check: check the payload first, against the JSON Schema of the workflow's request structure.
            progress: with ``wait``, ``None`` shows a bar where somebody sees it, ``False`` none; a function
                is called with every look at the run.

        Returns:
            The run; ``refresh()``, ``wait()`` and ``graph_overlay()`` go on from there.

        Raises:
            InvalidRequest: the payload does not fit (``field``: ``payload.contact.email``), or it is a
                draft's id; nothing was sent.
            NotFound: it is not published.
            OutcomeUnknown: it was sent, and whether it runs can't be told; see ``client.executions.list()``.
            StillRunning: with ``wait``, it has not ended by the deadline.
        """
        check_deadline(deadline)
        options = {
            "slug": slug,
            "sync": sync,
            "config_id": config_id,
            "instance_tag": instance_tag,
            "include_headers": include_headers,
            "check": check,
        }
        execution: AsyncExecution = await loop.hand_over(self._start(workflow, payload, options))
        # Outside the I/O loop: the bar belongs to the thread that waits.
        return await execution.wait(deadline, progress=progress) if wait and not execution.done else execution

    async def _start(self, workflow: str | models.Workflow, payload: Any, options: dict[str, Any]) -> Any:
        from .runs import AsyncExecution, Execution

        workflow_id, model = self._life.published_id("Executing", workflow)
        run = await start(self.core, workflow_id, model, payload, **options)
        source = model.raw if model is not None and "nodes" in model.raw else None
        return (AsyncExecution if self._face is self else Execution).bind(run, self.core, source)

    @on_loop
    async def copy_to(
        self, workflow: str | models.Workflow, accounts: str | Iterable[str], name: str | None = None
    ) -> Copies:
        """Create the same workflow for other linked accounts; see ``wf.copy_to``."""
        from .copying import accounts_of, copy_to, request_for

        listed = accounts_of(accounts)
        request = request_for(await self._whole(workflow), name)
        return await copy_to(self.core, request, listed, self._other)

    def _other(self, core: Core) -> Any:
        return type(self)(core) if self._face is self else type(self._face)(core)

    @on_loop
    async def save(self, workflow: str | models.Workflow, path: str | os.PathLike[str]) -> Path:
        """Write a workflow to a JSON file for version control; see ``wf.save``."""
        from .documents import write_document

        return write_document(await self._whole(workflow), path)

    async def _whole(self, workflow: str | models.Workflow) -> models.Workflow:
        """Return a workflow with all its nodes and edges: the rows and answers of some calls lack them."""
        _, model = split(workflow)
        if self.core.credentials.api_key is None and model is not None and "nodes" in model.raw:
            return model
        whole = await self._life.get(workflow)
        return whole if model is None else _with_facts(whole, model)


def _with_facts(whole: models.Workflow, model: models.Workflow) -> models.Workflow:
    from dataclasses import replace

    return replace(
        whole,
        slug=whole.slug or model.slug,
        associated_application=whole.associated_application or model.associated_application,
        description=whole.description or model.description,
    )

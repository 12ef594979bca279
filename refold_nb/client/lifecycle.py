"""From draft to published workflow and back, with the books kept: which id is which, and the history."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from refold_nb.api import (
    BadRequest,
    CallError,
    HistoryError,
    InvalidRequest,
    NotFound,
    UnexpectedAnswer,
    endpoints,
    models,
    workflow_facts,
)
from refold_nb.api.fields import moment_of_id, text

from .ids import DraftId, Kind, PublishedId, split, wrong_id

if TYPE_CHECKING:
    from refold_nb.api import ApiError
    from refold_nb.api.calls import Call

    from .core import Core

T = TypeVar("T")

logger = logging.getLogger("refold_nb")


class Lifecycle:
    """What can be done with a workflow after its create. Its methods run on the I/O loop."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._ids = core.shared.ids
        self._base_url = core.shared.settings.base_url

    async def get(self, workflow: str | models.Workflow) -> models.Workflow:
        """Read a workflow; of a session token, to which that call is closed, a draft at least."""
        workflow_id, _ = split(workflow)
        if self._core.credentials.api_key is None and self.kind(workflow_id)[0] == "draft":
            return self._same(await self.draft(workflow), workflow_id)
        found = await self._core.call(endpoints.get_workflow(workflow_id))
        if self._ids.kind(workflow_id) == "draft" and not found.published:
            return replace(found, id=DraftId(found.id))
        return found

    async def draft(self, workflow: str | models.Workflow) -> models.Workflow:
        """Read the editable draft, and learn which ids belong together."""
        workflow_id, model = split(workflow)
        draft = await self._core.call(endpoints.edit_workflow(workflow_id))
        parent = draft.associated_workflow
        # Newer answers may leave the parent out; asked by the published id, it is that.
        if parent is None and self._ids.kind(workflow_id) == "published":
            parent = str(workflow_id)
        self._ids.learn(draft.id, "draft", parent)
        if draft.associated_workflow:
            self._ids.learn(draft.associated_workflow, "published")
        known = model or models.Workflow(id=draft.id, name=draft.name)
        return replace(
            draft,
            id=DraftId(draft.id),
            associated_workflow=parent,
            slug=draft.slug or known.slug,
            associated_application=draft.associated_application or known.associated_application,
            linked_account_id=draft.linked_account_id or self._core.credentials.account,
            environment=draft.environment or known.environment,
        )

    async def publish(self, workflow: str | models.Workflow, version: int | None = None) -> models.Workflow:
        """Publish a draft, or an earlier version."""
        if version is not None and (not isinstance(version, int) or isinstance(version, bool) or version < 1):
            raise InvalidRequest(f"version is a number from 1, not {version!r}.", field="version")
        workflow_id, model = split(workflow)
        kind, parent = self.kind(workflow_id)
        if kind == "published" and version is None:
            raise wrong_id("Publishing", workflow_id, kind, None)
        draft = model
        # Afterwards only a key can read it back, and older servers' answers have neither id nor nodes. What
        # was published once may be a snapshot by now, whose publishing would roll back what came after it.
        fresh = kind == "draft" and self._core.credentials.api_key is not None
        if draft is None or version is not None or not fresh:
            draft = await self.draft(workflow)
            draft = draft if version is not None else self._same(draft, workflow_id)
        parent = draft.associated_workflow or parent
        call = endpoints.publish_workflow(draft.id, True, version=version, environment=self._environment)
        answer = await self._core.call(call)
        published_id = text(answer.get("_id")) or text(answer.get("id")) or parent
        if published_id is None:
            raise UnexpectedAnswer(
                f"{draft.id} was published, but the answer names no published id:"
                " client.workflows.list(published=True) shows it.",
                method=call.method,
                path=call.path,
                status_code=200,
            )
        # A published draft is a draft no more: its id names the snapshot. A roll-back leaves the draft alone.
        self._ids.learn(draft.id, "draft" if version is not None else "version", published_id)
        self._ids.learn(published_id, "published")
        published = await self._published(draft, published_id, answer, version)
        await self._note("note_published", str(draft.id), published_id, published.version)
        return published

    async def unpublish(self, workflow: str | models.Workflow, *, yes: bool = False) -> models.Workflow:
        """Take a published workflow out of use."""
        workflow_id, model = self.published_id("Unpublishing", workflow)
        # What is not known to be harmless is taken for production.
        if self._core.environment not in {"test", "sandbox"} and yes is not True:
            raise InvalidRequest(
                f"This takes {_called(workflow_id, model)} out of use (environment {self._core.environment}):"
                " its triggers stop and it can't be run until it is published again. If that is wanted:"
                " unpublish(…, yes=True).",
                field="yes",
            )
        call = endpoints.publish_workflow(workflow_id, False, environment=self._environment)
        answer = await self._once(call, BadRequest) or {}
        self._ids.learn(workflow_id, "published")
        raw = {"_id": workflow_id, **(model.raw if model is not None else {}), **answer, "published": False}
        told = workflow_facts.workflow({**raw, "_id": workflow_id})
        return replace(model or told, nodes=told.nodes, edges=told.edges, published=False, raw=raw)

    async def delete(self, workflow: str | models.Workflow, *, yes: bool = False) -> models.Deleted:
        """Delete a workflow with its draft and versions."""
        workflow_id, model = split(workflow)
        kind, parent = self.kind(workflow_id)
        if kind == "version":
            raise wrong_id("Deleting", workflow_id, kind, parent)
        if yes is not True:
            raise InvalidRequest(
                f"This deletes {_called(workflow_id, model)} for good: its draft, all its versions and its"
                " triggers. If that is wanted: delete(…, yes=True).",
                field="yes",
            )
        deleted = await self._once(endpoints.delete_workflow(workflow_id), NotFound)
        deleted = deleted or models.Deleted(success=True)
        if deleted.success:
            await self._note("note_deleted", {str(workflow_id), parent or str(workflow_id)})
        return deleted

    def kind(self, workflow_id: str) -> tuple[Kind | None, str | None]:
        """Tell what an id is, and its published id: by type, from earlier answers, or from the journal."""
        kind, parent = self._ids.kind(workflow_id), self._ids.parent(workflow_id)
        if kind in {"published", "version"}:
            return kind, parent
        from refold_nb.drafts.life import kind_of

        try:
            found, record = kind_of(self._core.shared.journal, self._base_url, str(workflow_id))
        except HistoryError:
            return kind, parent
        if record is not None and record.published_id is not None and found == "draft":
            # Its id named the draft until that was published, and names the snapshot since.
            return "version", record.published_id
        return kind or found, parent

    def published_id(self, verb: str, workflow: str | models.Workflow) -> tuple[str, models.Workflow | None]:
        """Return the published id that was given, and the object it came in.

        Raises:
            InvalidRequest: it is known to be another kind of id.
        """
        workflow_id, model = split(workflow)
        kind, parent = self.kind(workflow_id)
        if kind in {"draft", "version"}:
            raise wrong_id(verb, workflow_id, kind, parent if kind == "version" else None)
        return workflow_id, model

    def _same(self, draft: models.Workflow, workflow_id: str) -> models.Workflow:
        if draft.id.lower() == workflow_id.lower():
            return draft
        known = (draft.associated_workflow or "").lower() == workflow_id.lower()
        raise InvalidRequest(
            f"{workflow_id} is {'a published id' if known else 'not a draft any more'}, and was not published."
            f" The draft of {draft.name!r} is now {draft.id}: look at it with"
            f" client.workflows.draft({str(draft.id)!r}), then publish that.",
            field="workflow_id",
        )

    async def _published(
        self, draft: models.Workflow, published_id: str, answer: dict[str, Any], version: int | None
    ) -> models.Workflow:
        """Return the published workflow whole, whatever this generation's answer left out."""
        known = {**draft.raw, **answer, "_id": published_id, "published": True}
        if version is not None and "nodes" not in answer:
            # What is at hand is the draft's, not that of the version that was rolled back to.
            known = {name: value for name, value in known.items() if name not in {"nodes", "edges"}}
        number = version or answer.get("current_version")
        try:
            if self._core.credentials.api_key is not None:
                found = await self._core.call(endpoints.get_workflow(published_id), deadline=10.0)
                known = {**known, **found.raw, "_id": published_id}
            if number is None:
                newest = await self._core.call(endpoints.list_versions(published_id, limit=1), deadline=10.0)
                number = next(iter(newest)).version if len(newest) else None
        except CallError as error:
            # It is published, whatever reading it back brings.
            logger.info("%s was published, and could not be read back: %s", published_id, error)
        model = workflow_facts.workflow(known)
        return replace(
            model,
            id=PublishedId(published_id),
            published=True,
            slug=model.slug or draft.slug,
            associated_application=model.associated_application or draft.associated_application,
            linked_account_id=model.linked_account_id or draft.linked_account_id,
            description=model.description or draft.description,
            created_at=moment_of_id(published_id),
            version=None if number is None else str(number),
        )

    async def _once(self, call: Call[T], done: type[ApiError]) -> T | None:
        """Send a call that can be done only once: after a lost answer, ``done`` says that it was."""
        tried = []

        def note(*_: object) -> None:
            tried.append(True)

        try:
            return await self._core.call(call, on_retry=note)
        except done:
            if not tried:
                raise
            return None

    @property
    def _environment(self) -> str | None:
        """What older servers want as a header; a sandbox's own key tells its environment too."""
        environment = replace(self._core.credentials, sandbox=False).environment
        return environment if environment in {"test", "production"} else None

    async def _note(self, what: str, *facts: Any) -> None:
        """Write into the history what is done; a history that can't be written must not undo it."""
        from refold_nb.drafts import life

        try:
            await getattr(life, what)(self._core.shared.journal, self._base_url, *facts)
        except HistoryError as error:
            logger.warning("It is done, but the history could not note it: %s", error)


def _called(workflow_id: str, model: models.Workflow | None) -> str:
    return (
        f"{model.name!r} ({workflow_id})" if model is not None and model.name else f"workflow {workflow_id}"
    )

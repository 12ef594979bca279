"""``client.workflows``: create drafts, look workflows up, list them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from refold_nb.api import DraftRequest, InvalidRequest, Listing, endpoints, parsing, workflow_facts
from refold_nb.api.calls import literal_pattern

from .deeds import AsyncDeeds
from .faces import on_loop
from .ids import split
from .paging import PAGE, AsyncPaged, Source, check_limit

if TYPE_CHECKING:
    import os
    from datetime import date

    from refold_nb.api import models
    from refold_nb.api.calls import Call

    from .awaited import AsyncDraft, AsyncPublishedWorkflow, AsyncWorkflowVersion

COLUMNS = {
    "id": "string",
    "name": "string",
    "published": "boolean",
    "slug": "string",
    "linked_account_id": "string",
    "environment": "string",
    "version": "string",
    "created_at": "datetime64[us, UTC]",
    "updated_at": "datetime64[us, UTC]",
}
_DOCUMENTS = parsing.page(workflow_facts.workflow_document)
VERSION_COLUMNS = {"version": "Int64", "id": "string", "created_at": "datetime64[us, UTC]"}


class AsyncWorkflows(AsyncDeeds):
    """Workflows of one linked account, with ``await``."""

    @on_loop
    async def create(
        self,
        name: str,
        *,
        slug: str | None = None,
        associated_application: str | None = None,
        description: str | None = None,
    ) -> AsyncDraft:
        """Create a private, unpublished draft with one start node, exactly once.

        It is written to ``client.history`` before it is sent, and settled there after.

        Args:
            name: display name, 1 to 255 characters.
            slug: slug of the application to attach to, such as ``hubspot``.
            associated_application: id of the application (24 hex digits), an alternative to ``slug``. With
                neither, the draft goes to the organisation's default custom application.
            description: free text.

        Returns:
            The draft; its ``id`` is the draft id, which publishing takes.

        Raises:
            InvalidRequest: found before anything was sent; ``field`` names the argument.
            MissingCredentials: no linked account, or no way to authenticate.
            HistoryError: it could not be written down, so it was not sent.
            ConnectFailed: nothing was sent.
            OutcomeUnknown: it was sent and can't be told to be there; ``history.pending()`` keeps it.
            ApiError: Refold said no: AuthenticationError, ApplicationNotFound, NotFound, RateLimited, …
        """
        request = DraftRequest(name, slug, associated_application, description)
        draft: AsyncDraft = self.live(await self.core.create(request))
        return draft

    @on_loop
    async def load(self, path: str | os.PathLike[str], *, name: str | None = None) -> AsyncDraft:
        """Create a draft from a file that ``wf.save(path)`` wrote, exactly once.

        Nodes and edges go along in the create call. If the server ignored some, or the file left out secrets,
        that is logged as a warning of ``refold_nb``; the draft shows what is there.

        Args:
            path: the file.
            name: of the draft (default: as in the file).

        Raises:
            InvalidRequest: it is no such file; nothing was sent.
            OSError: it can't be read.
            RefoldError: as of ``create``.
        """
        from .copying import create_whole, logger, lost
        from .documents import left_out, read_document

        request = read_document(path, name)
        model, kept = await create_whole(self.core, request)
        for said in (lost(request, kept) if kept is not None else None, left_out(request)):
            if said is not None:
                logger.warning("%s: %s", model.id, said)
        draft: AsyncDraft = self.live(model)
        return draft

    @on_loop
    async def get(
        self, workflow_id: str | models.Workflow
    ) -> AsyncDraft | AsyncPublishedWorkflow | AsyncWorkflowVersion:
        """Return one workflow, with its nodes and edges.

        Args:
            workflow_id: a draft id, a published id or the id of a version (24 hex digits).

        Raises:
            NotFound: there is none with that id.
            PermissionDenied: it is another linked account's.
            MissingCredentials: a session token, to which this call is closed; ``draft(…)`` takes one.
        """
        found: AsyncDraft | AsyncPublishedWorkflow = self.live(await self._life.get(workflow_id))
        return found

    @on_loop
    async def draft(self, workflow_id: str | models.Workflow) -> AsyncDraft:
        """Return the draft of a workflow, to edit and publish.

        If there is none, Refold clones one from what was published last.

        Args:
            workflow_id: any id of the workflow.

        Raises:
            NotFound: there is none with that id.
            PermissionDenied: it is another linked account's, or the organisation's.
        """
        draft: AsyncDraft = self.live(await self._life.draft(workflow_id))
        return draft

    @on_loop
    async def request_structure(self, workflow_id: str | models.Workflow) -> models.RequestStructure:
        """Return what a workflow expects to be executed with; each part may be ``None``.

        Raises:
            NotFound: there is none with that id.
        """
        return await self.core.call(endpoints.request_structure(split(workflow_id)[0]))

    @on_loop
    async def enabled(self) -> Listing[AsyncPublishedWorkflow]:
        """Return the workflows that are switched on for the account, its own and public ones."""
        # The answer does not say `published`, and nothing else is enabled.
        rows = [replace(row, published=True) for row in await self.core.call(endpoints.enabled_workflows())]
        return Listing(map(self.live, rows), COLUMNS, "enabled workflows")

    def versions(
        self, workflow_id: str | models.Workflow, *, limit: int = PAGE
    ) -> AsyncPaged[models.Version]:
        """List the published versions of a workflow, the newest first, page by page as they are reached.

        Args:
            workflow_id: any id of the workflow.
            limit: rows asked for at a time.

        Returns:
            ``version`` (its number), ``id`` (of the snapshot, which ``get`` takes) and ``created_at``.
        """
        check_limit(limit)
        known, _ = split(workflow_id)
        ids = self.core.shared.ids

        def call_for(page: int) -> Call[models.Page[models.Version]]:
            return endpoints.list_versions(known, page=page, limit=limit)

        def noted(row: models.Version) -> models.Version:
            # So that the snapshot is not taken for the published workflow when it is fetched.
            if ids.kind(row.id) != "published":
                ids.learn(
                    row.id, "version", str(known) if ids.kind(known) == "published" else ids.parent(known)
                )
            return row

        return AsyncPaged(Source(self.core, call_for, noted, VERSION_COLUMNS, "versions"))

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
    ) -> AsyncPaged[AsyncDraft | AsyncPublishedWorkflow]:
        """List workflows, page by page as they are reached.

        Args:
            scope: ``private`` for the linked account's own; ``None`` for the organisation's public ones.
            name: the whole name, taken literally; with ``regex=True`` a regular expression of the server's.
            slug, application_id: of the application.
            published: only published ones (True) or only drafts (False).
            start_date, end_date: created from, until: a ``datetime``, a ``date`` (the whole of it), or either
                as ISO 8601 text. Without a time zone it is UTC.
            limit: rows asked for at a time.

        Returns:
            The rows, in the server's order. ``to_frame()`` has ``id``, ``name``, ``published``, ``slug``,
            ``linked_account_id``, ``environment``, ``version``, ``created_at`` and ``updated_at``.

        Raises:
            InvalidRequest: a filter is of the wrong kind; ``field`` names it.
        """
        check_limit(limit)
        if name is not None and not isinstance(name, str):
            raise InvalidRequest(f"name must be text, not {type(name).__name__}.", field="name")
        filters: dict[str, Any] = {
            "scope": scope,
            "name": name if name is None or regex else literal_pattern(name),
            "slug": slug,
            "application_id": application_id,
            "published": published,
            "start_date": start_date,
            "end_date": end_date,
            "limit": limit,
        }

        def call_for(page: int) -> Call[models.Page[Any]]:
            # As bare documents: a row becomes an object when somebody takes it.
            call: Call[Any] = endpoints.list_workflows(page=page, **filters)
            return replace(call, parse=_DOCUMENTS)

        def live(document: models.Json) -> Any:
            return self.live(workflow_facts.workflow(document))

        # What is wrong with a filter is told here, not where the first row is read.
        call_for(1)
        return AsyncPaged(Source(self.core, call_for, live, COLUMNS, "workflows", workflow_facts.FACTS))

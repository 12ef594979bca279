"""``client.workflows``: create drafts, look them up, list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refold_nb.api import DraftRequest, endpoints
from refold_nb.api.calls import literal_pattern

from .faces import on_loop
from .live import Workflow
from .paging import PAGE, AsyncPaged, Source

if TYPE_CHECKING:
    from datetime import datetime

    from refold_nb.api import models
    from refold_nb.api.calls import Call

    from .core import Core

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


class AsyncWorkflows:
    """Workflows of one linked account, with ``await``."""

    def __init__(self, core: Core, face: Any = None) -> None:
        self._core = core
        self._face = face or self

    def _live(self, model: models.Workflow) -> Workflow:
        return Workflow.bind(model, self._face)

    @on_loop
    async def create(
        self,
        name: str,
        *,
        slug: str | None = None,
        associated_application: str | None = None,
        description: str | None = None,
    ) -> Workflow:
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
        return self._live(await self._core.create(request))

    @on_loop
    async def get(self, workflow_id: str) -> Workflow:
        """Return one workflow, with its nodes and edges.

        Args:
            workflow_id: a draft id or a published id (24 hex digits).

        Raises:
            NotFound: there is none with that id.
            PermissionDenied: it is another linked account's.
        """
        return self._live(await self._core.call(endpoints.get_workflow(workflow_id)))

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
    ) -> AsyncPaged[Workflow]:
        """List workflows, page by page as they are reached.

        Args:
            scope: ``private`` for the linked account's own; ``None`` for the organisation's public ones.
            name: the whole name, taken literally; with ``regex=True`` a regular expression of the server's.
            slug, application_id: of the application.
            published: only published ones (True) or only drafts (False).
            start_date, end_date: created from, until (a ``datetime`` or ISO 8601 text).
            limit: rows asked for at a time.

        Returns:
            The rows, in the server's order. ``to_frame()`` has ``id``, ``name``, ``published``, ``slug``,
            ``linked_account_id``, ``environment``, ``version``, ``created_at`` and ``updated_at``.
        """
        pattern = name if name is None or regex else literal_pattern(name)
        return AsyncPaged(
            self._source(
                scope=scope,
                name=pattern,
                slug=slug,
                application_id=application_id,
                published=published,
                start_date=start_date,
                end_date=end_date,
                limit=limit,
            )
        )

    def _source(self, **filters: Any) -> Source[Workflow]:
        def call_for(page: int) -> Call[models.Page[models.Workflow]]:
            return endpoints.list_workflows(page=page, **filters)

        return Source(self._core, call_for, self._live, COLUMNS, "workflows")

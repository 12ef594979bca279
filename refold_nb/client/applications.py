"""``client.applications``: what a workflow can be attached to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.api import Listing, endpoints, loop

from .faces import like, on_loop

if TYPE_CHECKING:
    from refold_nb.api.models import Application

    from .core import Core

COLUMNS = {
    "name": "string",
    "slug": "string",
    "id": "string",
    "type": "string",
    "auth_type": "string",
    "connected": "boolean",
}


class AsyncApplications:
    """The catalogue of applications, with ``await``. Takes an API key and a linked account."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @on_loop
    async def list(self) -> Listing[Application]:
        """Return all applications; the organisation's default custom application is not among them."""
        found = await self._core.call(endpoints.list_applications())
        return Listing(found, COLUMNS, "applications")

    @on_loop
    async def get(self, slug: str) -> Application:
        """Return one application.

        Raises:
            NotFound: none has that slug.
        """
        return await self._core.call(endpoints.get_application(slug))


class Applications:
    """The catalogue of applications. Takes an API key and a linked account."""

    def __init__(self, core: Core) -> None:
        self._awaited = AsyncApplications(core)

    @like(AsyncApplications.list)
    def list(self) -> Listing[Application]:
        return loop.run(self._awaited.list())

    @like(AsyncApplications.get)
    def get(self, slug: str) -> Application:
        return loop.run(self._awaited.get(slug))

"""The sandbox's own description, in OpenAPI 3.1, served at `/openapi.json`."""

from __future__ import annotations

from refold_nb.sandbox.openapi.document import describe

__all__ = ["describe"]

"""A real PostgreSQL, shared by the tests that need one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.postgres_server import PostgresServer, find_binaries

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start a server of Debian's package."""
    binaries = find_binaries()
    if binaries is None:
        pytest.fail("PostgreSQL is not installed: apt-get install postgresql")
    server = PostgresServer(binaries)
    yield server
    server.remove()

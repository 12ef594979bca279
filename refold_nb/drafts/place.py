"""Where the history is: an argument, ``REFOLD_HISTORY``, or the user's data folder."""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa

from refold_nb.api.errors import HistoryError

VARIABLE = "REFOLD_HISTORY"

Place = str | os.PathLike[str] | sa.URL


def find_place(history: Place | None = None) -> sa.URL:
    """Return the SQLAlchemy URL of the history.

    Args:
        history: a path, a URL (``sqlite:///…``, ``postgresql+psycopg://…``) or an SQLAlchemy ``URL``;
            ``":memory:"`` keeps nothing. ``None``: ``REFOLD_HISTORY``, else ``history.sqlite3`` in the user's
            data folder (by platformdirs).

    Raises:
        HistoryError: it is neither a path nor a URL of SQLite or PostgreSQL.
    """
    given = history if history is not None else os.environ.get(VARIABLE) or _default()
    if isinstance(given, sa.URL):
        return _known(given)
    if not isinstance(given, str | os.PathLike):
        raise HistoryError(f"history= takes a path or a URL, not {type(given).__name__}.")
    words = os.fspath(given)
    if "://" in words:
        try:
            return _known(sa.make_url(words))
        except (sa.exc.ArgumentError, ValueError):
            # The URL may hold a password: it must not be repeated.
            raise HistoryError(
                "history= is no database URL. Such a URL looks like postgresql+psycopg://user@host/database."
            ) from None
    if words == ":memory:":
        return sa.URL.create("sqlite")
    return sa.URL.create("sqlite", database=str(Path(words).expanduser().absolute()))


def describe(url: sa.URL) -> str:
    """Name the place for people: the path, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.render_as_string(hide_password=True)


def _known(url: sa.URL) -> sa.URL:
    backend = url.get_backend_name()
    if backend == "sqlite":
        if url.database in {None, "", ":memory:"}:
            return sa.URL.create("sqlite")
        return sa.URL.create("sqlite", database=str(Path(str(url.database)).expanduser().absolute()))
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise HistoryError(
        f"A history is kept in SQLite or PostgreSQL, not in {backend}. Give a path or a postgresql:// URL."
    )


def _default() -> str:
    import platformdirs

    return str(platformdirs.user_data_path("refold_nb", appauthor=False) / "history.sqlite3")

"""The history as a DataFrame: fifteen columns, each with a real dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from .schema import drafts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

HISTORY_COLUMNS = {
    "created_at": "datetime64[us, UTC]",
    "name": "string",
    "slug": "string",
    "linked_account_id": "string",
    "environment": "string",
    "status": "string",
    "draft_id": "string",
    "published_id": "string",
    "node_count": "Int64",
    "error": "string",
    "request_id": "string",
    "base_url": "string",
    "attempts": "Int64",
    "duration_ms": "Int64",
    "intent_id": "string",
}

_STORED = {"created_at": "created_us", "status": "state"}
# Read in slices: a million rows as Python objects all at once would take over a gigabyte.
_SLICE = 50_000


def read_history(connection: sa.Connection) -> pd.DataFrame:
    """Return every row, the oldest first, with the columns and dtypes of ``HISTORY_COLUMNS``."""
    import pandas as pd

    columns = [drafts.c[_STORED.get(name, name)] for name in HISTORY_COLUMNS]
    query = str(
        sa.select(*columns)
        .order_by(drafts.c.seq)
        .compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    )
    # The driver's own cursor: a frame needs none of the wrapping of rows.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(query)
        slices = []
        while rows := cursor.fetchmany(_SLICE):
            slices.append(_frame(rows))
    finally:
        cursor.close()
    if not slices:
        return _frame([])
    return pd.concat(slices, ignore_index=True) if len(slices) > 1 else slices[0]


def _frame(rows: Sequence[Any]) -> pd.DataFrame:
    import pandas as pd

    values = list(zip(*rows, strict=True)) if rows else [()] * len(HISTORY_COLUMNS)
    series: dict[str, Any] = {}
    for (name, dtype), column in zip(HISTORY_COLUMNS.items(), values, strict=True):
        if name == "created_at":
            instants = pd.Series(column, dtype="int64").astype("datetime64[us]")
            series[name] = instants.dt.tz_localize("UTC")
        elif name == "status":
            series[name] = pd.array([_STATUS.get(state, "unknown") for state in column], dtype="string")
        else:
            series[name] = pd.array(column, dtype=dtype)  # type: ignore[call-overload]
    return pd.DataFrame(series)


_STATUS = {"created": "created", "failed": "failed"}

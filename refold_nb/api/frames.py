"""Rows to pandas frames whose columns have real dtypes, never ``object``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def frame_of(rows: Sequence[Sequence[Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Build a frame from ``rows``, column by column.

    Args:
        rows: one sequence a row, in the order of ``columns``; ``None`` is a missing value.
        columns: name → dtype (``string``, ``Int64``, ``Float64``, ``boolean``, or ``datetime64[us, UTC]``).
    """
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame(
        {
            name: _series(list(column), dtype)
            for (name, dtype), column in zip(columns.items(), values, strict=True)
        }
    )


def _series(values: list[Any], dtype: str) -> pd.Series[Any]:
    if dtype.startswith("datetime64"):
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"), utc=True)).astype(dtype)  # type: ignore[call-overload,no-any-return]
    return pd.Series(values, dtype=dtype)

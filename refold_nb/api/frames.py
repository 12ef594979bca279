"""Rows to pandas frames whose columns have real dtypes, never ``object``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping


def frame_of(values: Mapping[str, list[Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Build a frame, column by column.

    Args:
        values: name → the column's values; ``None`` is a missing one.
        columns: name → dtype (``string``, ``Int64``, ``Float64``, ``boolean``, or ``datetime64[us, UTC]``).
    """
    return pd.DataFrame({name: _series(values[name], dtype) for name, dtype in columns.items()})


def _series(values: list[Any], dtype: str) -> pd.Series[Any]:
    if dtype.startswith("datetime64"):
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"), utc=True)).astype(dtype)  # type: ignore[call-overload,no-any-return]
    return pd.Series(values, dtype=dtype)

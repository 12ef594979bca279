"""The columns of a bulk job, read from any DataFrame as plain values."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from refold_nb.api.errors import InvalidRequest

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("name", "slug", "associated_application", "description", "linked_account_id")


def as_pandas(frame: Any) -> pd.DataFrame:
    """Return ``frame`` as a pandas DataFrame that has a column ``name``, and none of ours twice.

    Raises:
        InvalidRequest: it is no such frame.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame) and hasattr(frame, "to_pandas"):
        frame = frame.to_pandas()
    if not isinstance(frame, pd.DataFrame):
        raise InvalidRequest(
            f"create_many takes a pandas DataFrame with a column 'name', not {_kind(frame)}:"
            " pandas.DataFrame(...) or pandas.read_csv(...) makes one. A Dask DataFrame takes dask= as well.",
            field="frame",
        )
    counts = Counter(column for column in frame.columns if isinstance(column, str))
    if "name" not in counts:
        found = ", ".join(map(repr, list(frame.columns)[:10])) or "none"
        raise InvalidRequest(
            f"The frame has no column 'name' (it has: {found}). Rename the one that holds the workflows' names.",
            field="frame",
        )
    twice = [name for name in COLUMNS if counts[name] > 1]
    if twice:
        raise InvalidRequest(
            f"The frame has the column {twice[0]!r} more than once: drop or rename one.", field="frame"
        )
    return frame


def cells_of(frame: pd.DataFrame, name: str) -> list[Any]:
    """Return the cells of a column; ``None`` for what is missing, and for a column that is not there."""
    if name not in frame.columns:
        return [None] * len(frame)
    column = frame[name]
    missing = column.isna().to_numpy()
    values = column.astype(object).tolist()
    optional = name in COLUMNS[1:]
    return [
        None if gone or (optional and isinstance(value, str) and not value.strip()) else _plain(value)
        for value, gone in zip(values, missing, strict=True)
    ]


def _plain(value: Any) -> Any:
    """Return a text of any kind (NumPy's, an enum's) as the plain one that a row's key is made of."""
    return value if type(value) is str or not isinstance(value, str) else str.__str__(value)


def _kind(value: Any) -> str:
    kind = type(value)
    home = kind.__module__.split(".", maxsplit=1)[0]
    return kind.__name__ if home == "builtins" else f"{home}'s {kind.__name__}"

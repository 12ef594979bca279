"""Where a bulk job's rows come from: DataFrames of the notebook, CSV files beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from refold_nb.api import InvalidRequest
from refold_nb.notebook.where import user_variables

if TYPE_CHECKING:
    import pandas as pd

_MOST = 50


def frames_here() -> list[tuple[str, str]]:
    """Return the notebook's DataFrames that have a column ``name``, as (label, variable), newest last."""
    import pandas as pd

    return [
        (f"{name} ({len(value):,} rows)", name)
        for name, value in user_variables().items()
        if isinstance(value, pd.DataFrame) and "name" in value.columns
    ]


def files_here() -> list[str]:
    """Return the CSV files in the working folder."""
    return sorted(str(path) for path in Path().glob("*.csv"))[:_MOST]


def read_rows(variable: str | None, path: str) -> pd.DataFrame:
    """Return the DataFrame of a variable, or of a CSV file where a path is given.

    A CSV file is read as text: an account ``007`` stays that, and a workflow may be called ``NA``.

    Raises:
        InvalidRequest: there is no such variable or file, or the file is no CSV.
    """
    import pandas as pd

    if path:
        try:
            return pd.read_csv(path, dtype="string", keep_default_na=False)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InvalidRequest(f"{path} can't be read as CSV: {reason}.", field="path") from None
    found = user_variables().get(variable or "")
    if not isinstance(found, pd.DataFrame):
        raise InvalidRequest("Choose a DataFrame with a column name, or a CSV file.", field="frame")
    return found

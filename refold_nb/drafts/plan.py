"""From a DataFrame to a bulk job: every row checked and named before anything is sent."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from refold_nb.api.credentials import read_token
from refold_nb.api.errors import InvalidRequest, InvalidRows
from refold_nb.api.requests import DraftRequest, is_linked_account_id

from .columns import COLUMNS, as_pandas, cells_of
from .record import job_prefix

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from refold_nb.api.credentials import Credentials

_LISTED = 10


@dataclass(slots=True)
class Plan:
    """A bulk job, checked: for each row the request, the account, and the key that tells it done.

    ``bad`` holds the reasons of the rows that can't be sent, by position, as (column, reason).
    """

    frame: pd.DataFrame
    cells: dict[str, list[Any]]
    occurrences: list[int]
    scope: str
    key: str | None
    account: str | None
    bad: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.occurrences)

    def request(self, position: int) -> DraftRequest:
        """Return the request of one row."""
        return DraftRequest(**{name: self.cells[name][position] for name in COLUMNS[:4]})

    def account_of(self, position: int) -> str | None:
        """Return the linked account of one row."""
        own: str | None = self.cells["linked_account_id"][position]
        return self.account if own is None else own

    def row_key(self, position: int) -> str:
        """Return what tells this row done: its content, and which of several like it this is."""
        content = [
            self.scope,
            self.account_of(position),
            *(self.cells[name][position] for name in COLUMNS[:4]),
        ]
        digest = hashlib.sha256(repr(content).encode()).hexdigest()[:24]
        return f"{job_prefix(self.key)}{digest}/{self.occurrences[position]}"

    def part(self, positions: list[int]) -> Plan:
        """Return the plan of some of the rows, with their keys as they are here, and without the frame."""
        import pandas as pd

        cells = {name: [column[position] for position in positions] for name, column in self.cells.items()}
        occurrences = [self.occurrences[position] for position in positions]
        return Plan(
            pd.DataFrame(index=range(len(positions))), cells, occurrences, self.scope, self.key, self.account
        )

    def note(self, position: int, column: str, reason: str) -> None:
        """Mark a row as one that can't be sent."""
        self.bad.setdefault(position, []).append((column, reason))

    def problems(self) -> pd.DataFrame:
        """Return what is wrong, one line a problem: index label, ``row``, ``column``, ``reason``."""
        import pandas as pd

        lines = [(row, column, reason) for row in sorted(self.bad) for column, reason in self.bad[row]]
        return pd.DataFrame(
            {
                "row": pd.array([line[0] for line in lines], dtype="Int64"),
                "column": pd.array([line[1] for line in lines], dtype="string"),
                "reason": pd.array([line[2] for line in lines], dtype="string"),
            },
            index=self.frame.index.take([line[0] for line in lines]),
        )

    def insist(self) -> None:
        """Raise if any row can't be sent.

        Raises:
            InvalidRows: with all of them.
        """
        if not self.bad:
            return
        problems = self.problems()
        lines = [
            f"  {index}: {column}: {reason}"
            for index, _, column, reason in problems.head(_LISTED).itertuples()
        ]
        more = [f"  … and {len(problems) - _LISTED} more in .problems"] if len(problems) > _LISTED else []
        rows = "row" if len(self.bad) == 1 else "rows"
        advice = 'Mend them, or leave them out with on_error="skip".'
        if problems["reason"].str.contains("must be text").any():
            advice += " To read numbers as the text that they are: pandas.read_csv(path, dtype=str)."
        text = "\n".join([f"{len(self.bad)} {rows} can't be sent, and nothing was. {advice}", *lines, *more])
        raise InvalidRows(text, field="frame", problems=problems)


def plan_bulk(frame: Any, credentials: Credentials, *, base_url: str, key: str | None = None) -> Plan:
    """Check every row of ``frame`` without asking the server.

    Args:
        frame: a pandas DataFrame (or one that has ``to_pandas()``) with the columns ``name``, and where wanted
            ``slug``, ``associated_application``, ``description``, ``linked_account_id``; others are left alone.
            Missing cells (None, NaN, NA, empty text) mean: not given.
        credentials: the client's; rows without ``linked_account_id`` go to its account.
        base_url: where they go.
        key: names the job; the same rows under another key are made anew.

    Raises:
        InvalidRequest: ``frame`` is no DataFrame, or has no column ``name``, or one of the columns twice.
    """
    frame = as_pandas(frame)
    cells = {name: cells_of(frame, name) for name in COLUMNS}
    plan = Plan(frame, cells, [], _scope(credentials, base_url), _job_key(key), credentials.account)
    for position in range(len(frame)):
        _check(plan, position, credentials)
    plan.occurrences = list(_occurrences(plan))
    return plan


def _check(plan: Plan, position: int, credentials: Credentials) -> None:
    nameless = plan.cells["name"][position] is None
    if nameless:
        plan.note(position, "name", "The name is missing.")
    for problem in plan.request(position).problems():
        if problem.level == "error" and not (nameless and problem.field == "name"):
            plan.note(position, problem.field, problem.message)
    account: Any = plan.account_of(position)
    if account is None:
        plan.note(
            position,
            "linked_account_id",
            "No linked account: fill the column, or connect with linked_account_id=.",
        )
    elif not isinstance(account, str):
        kind = type(account).__name__
        plan.note(position, "linked_account_id", f"linked_account_id must be text, not {kind}.")
    elif not is_linked_account_id(account):
        plan.note(
            position, "linked_account_id", "A linked account id is visible ASCII characters, such as acme."
        )
    elif credentials.api_key is None and account != plan.account:
        reason = f"The session token belongs to {plan.account}; another account takes an API key."
        plan.note(position, "linked_account_id", reason)


def _occurrences(plan: Plan) -> Iterable[int]:
    """Count, for each row, how many rows before it ask for exactly the same: 0 for the first."""
    import pandas as pd

    accounts = [plan.account_of(position) for position in range(len(plan.frame))]
    table = pd.DataFrame(
        {**{name: plan.cells[name] for name in COLUMNS[:4]}, "linked_account_id": accounts}, dtype=object
    )
    # A bad cell may hold anything, even what can't be compared; its row is not sent.
    unsent = list(plan.bad)
    table.iloc[unsent] = None
    counts: list[int] = table.groupby(list(table.columns), dropna=False, sort=False).cumcount().tolist()
    return counts


def _job_key(key: str | None) -> str | None:
    if key is None:
        return None
    if not isinstance(key, str) or not key.strip() or "/" in key:
        raise InvalidRequest(
            "key= names the job: some text without a slash, such as 'spring-onboarding'.", field="key"
        )
    return key


def _scope(credentials: Credentials, base_url: str) -> str:
    """Return what tells one organisation's rows from another's, and stays when a key or token is renewed."""
    scope = f"{base_url} {credentials.environment}"
    # A sandbox begins anew with new keys: what an earlier one at the same place did is not done here.
    if credentials.environment == "sandbox":
        return f"{scope} {credentials.key_id}"
    if not base_url.startswith("http://"):
        return scope
    org = read_token(credentials.session_token).org_id if credentials.session_token else None
    return f"{scope} {org or credentials.key_id}"

"""One intent: a draft that was asked for, and what became of it."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from refold_nb.api.requests import DraftRequest

if TYPE_CHECKING:
    import sqlalchemy as sa

State = Literal["intended", "sent", "created", "failed", "unknown"]

# Crockford's digits: no i, l, o, u to be misread from a screen.
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_intent_id() -> str:
    """Return an id that sorts by time and ends in the eight characters that tag the draft."""
    # Ids in the order of asking keep the index's writes at its end, however long the history.
    chance = secrets.randbits(40)
    tag = "".join(_DIGITS[chance >> shift & 31] for shift in range(0, 40, 5))
    return f"{time.time_ns() // 1_000_000:012x}-{tag}"


def job_prefix(key: str | None) -> str:
    """Return what the ``row_key`` of every row of a bulk job begins with."""
    return f"{key or ''}/"


@dataclass(slots=True)
class Record:
    """A row of the journal.

    ``state`` goes intended → sent → created, failed or unknown. ``sent`` means: handed to the network, from
    here on only the server knows. ``doubted`` counts how often the outcome had been unknown, ``owner`` is the
    process that is at work on it (``None``: nobody), ``note`` says what was unusual on the way. What came after
    the create is beside it: ``published_id``, the ``version`` published last, and ``deleted_us``.
    """

    intent_id: str
    created_us: int
    name: str | None
    slug: str | None
    associated_application: str | None
    description: str | None
    extra: str | None
    linked_account_id: str | None
    environment: str
    base_url: str
    key_id: str
    row_key: str | None = None
    state: State = "intended"
    owner: str | None = None
    doubted: int = 0
    draft_id: str | None = None
    published_id: str | None = None
    node_count: int | None = None
    error: str | None = None
    note: str | None = None
    request_id: str | None = None
    attempts: int = 0
    duration_ms: int | None = None
    version: str | None = None
    deleted_us: int | None = None

    @classmethod
    def of(
        cls,
        request: DraftRequest,
        *,
        linked_account_id: str | None,
        environment: str,
        base_url: str,
        key_id: str,
        row_key: str | None = None,
    ) -> Record:
        """Return a new intent for ``request``, not yet written down."""
        return cls(
            intent_id=new_intent_id(),
            created_us=time.time_ns() // 1000,
            name=request.name,
            slug=request.slug,
            associated_application=request.associated_application,
            description=request.description,
            extra=json.dumps(request.extra) if request.extra else None,
            linked_account_id=linked_account_id,
            environment=environment,
            base_url=base_url,
            key_id=key_id,
            row_key=row_key,
        )

    @classmethod
    def read(cls, row: sa.RowMapping) -> Record:
        """Return the record of one row of the table."""
        return cls(**{name: row[name] for name in COLUMNS})

    def to_row(self) -> dict[str, Any]:
        """Return the row of the table."""
        return {name: getattr(self, name) for name in COLUMNS}

    @property
    def request(self) -> DraftRequest:
        """The request as it was asked for, to be sent again."""
        return DraftRequest(
            name=self.name or "",
            slug=self.slug,
            associated_application=self.associated_application,
            description=self.description,
            extra=json.loads(self.extra) if self.extra else {},
        )

    @property
    def created_at(self) -> datetime:
        """When it was asked for (UTC, this machine's clock)."""
        return _EPOCH + timedelta(microseconds=self.created_us)

    @property
    def deleted_at(self) -> datetime | None:
        """When it was deleted, or found to be gone (UTC); ``None`` while it is there."""
        return None if self.deleted_us is None else _EPOCH + timedelta(microseconds=self.deleted_us)

    @property
    def status(self) -> str:
        """``created``, ``failed``, or ``unknown`` while it is not known."""
        return self.state if self.state in {"created", "failed"} else "unknown"

    @property
    def tag(self) -> str:
        """The eight characters by which its draft is found again."""
        return self.intent_id[-8:]


COLUMNS = tuple(field.name for field in fields(Record))

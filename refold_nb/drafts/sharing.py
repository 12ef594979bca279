"""Drafts without a mark, shared among the intents that ask for the same: who may take which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .neighbours import neighbours

if TYPE_CHECKING:
    from refold_nb.api.models import Workflow

    from .journal import Journal
    from .record import Record


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look brought: the draft, its absence, several that could be it, or nothing certain yet."""

    verdict: Literal["found", "absent", "several", "unclear"]
    workflow: Workflow | None = None
    candidates: tuple[Workflow, ...] = ()
    notes: tuple[str, ...] = ()


async def share(journal: Journal, record: Record, rows: list[Workflow], notes: list[str]) -> Finding:
    """Say which of ``rows`` is the draft of ``record``: any of them serves any intent that asks for the same."""
    taken, rivals = await neighbours(journal, [row.id for row in rows], record)
    same = [rival for rival in rivals if _application(rival) == _application(record)]
    others = [rival for rival in rivals if _application(rival) != _application(record)]
    fitting_others = {row.id for row in rows if any(_fits(row, other) for other in others)}
    rows = [row for row in rows if row.id not in taken]
    rows = [row for row in rows if _fits(row, record) or row.id not in fitting_others]
    if not rows:
        return Finding("absent", notes=tuple(notes))
    if any(not _fits(row, record) and any(_may_be(row, other) for other in others) for row in rows):
        # It may be that of an intent for another application: what the API shows of it does not tell.
        return Finding("several", candidates=tuple(rows), notes=tuple(notes))
    if any(rival.state != "unknown" for rival in same if rival.intent_id != record.intent_id):
        # One of these drafts may be that of a request still under way.
        return Finding("unclear", candidates=tuple(rows), notes=tuple(notes))
    if len(rows) > max(1, len(same)):
        return Finding("several", candidates=tuple(rows), notes=tuple(notes))
    place = [rival.intent_id for rival in same].index(record.intent_id) if same else 0
    rows.sort(key=age)
    if place >= len(rows):
        return Finding("absent", notes=tuple(notes))
    return Finding("found", rows[place], notes=tuple(notes))


def age(row: Workflow) -> tuple[float, str]:
    """Sort by this: the oldest first."""
    return (row.created_at.timestamp() if row.created_at else 0.0, row.id)


def _application(record: Record) -> tuple[str | None, str | None]:
    return record.slug, record.associated_application


def _fits(row: Workflow, record: Record) -> bool:
    by_slug = record.slug is not None and record.slug == row.slug
    app = record.associated_application
    return by_slug or (app is not None and app == row.associated_application)


def _may_be(row: Workflow, record: Record) -> bool:
    slugs, apps = {row.slug, record.slug}, {row.associated_application, record.associated_application}
    return None in slugs and None in apps

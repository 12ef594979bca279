"""What was created: the journal, exactly-once create, bulk and history."""

from __future__ import annotations

from .audit import Audit, Twin
from .bulk import BulkRun
from .creator import Creator
from .events import Event
from .journal import Journal
from .many import check_slugs, create_many, finished
from .patience import Patience
from .plan import Plan, plan_bulk
from .progress import Progress
from .record import Record
from .settling import AsyncHistory, History
from .shared_pace import DatabasePace, shared_pace

__all__ = [
    "AsyncHistory",
    "Audit",
    "BulkRun",
    "Creator",
    "DatabasePace",
    "Event",
    "History",
    "Journal",
    "Patience",
    "Plan",
    "Progress",
    "Record",
    "Twin",
    "check_slugs",
    "create_many",
    "finished",
    "plan_bulk",
    "shared_pace",
]

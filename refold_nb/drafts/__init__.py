"""What was created: the journal, exactly-once create, bulk and history."""

from __future__ import annotations

from .creator import Creator
from .events import Event
from .history import History
from .journal import Journal
from .journey import Patience
from .record import Record

__all__ = ["Creator", "Event", "History", "Journal", "Patience", "Record"]

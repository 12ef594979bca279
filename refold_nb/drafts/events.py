"""What happens to a create while it is under way, for the line under a form."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

logger = logging.getLogger("refold_nb")

Kind = Literal["sent", "retry", "settling", "looking", "reconciled", "again", "created", "failed", "unknown"]


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a create: ``text`` says it to a person, ``attempt`` counts the requests sent for it."""

    kind: Kind
    text: str
    attempt: int


OnProgress = Callable[[Event], None]


def teller(on_progress: OnProgress | None) -> OnProgress:
    """Return a callback that never raises: what watches a create must not be able to spoil it."""

    def tell(event: Event) -> None:
        logger.debug("%s (attempt %d)", event.text, event.attempt)
        if on_progress is None:
            return
        try:
            on_progress(event)
        except Exception:
            logger.exception("The progress callback failed; the create goes on")

    return tell

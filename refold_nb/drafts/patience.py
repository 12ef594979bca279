"""How long a create is kept up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a create is kept up.

    Args:
        deadline: seconds after which it is not sent again.
        connects: how many failed connections in a row are borne; a wrong base URL must show at once.
        resends: how often it may be sent again after its draft was looked for and not found.
    """

    deadline: float = 60.0
    connects: int = 4
    resends: int = 4

"""(to come)"""

from __future__ import annotations

import random


class Runs:
    """Scripts how executions go."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def clear(self) -> None:
        """Forget the script."""

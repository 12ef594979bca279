"""Ids in the API's shape: 24 hex digits, of which the first 8 are the creation time in seconds."""

from __future__ import annotations

import hashlib
import re
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_ID = re.compile(r"[0-9a-f]{24}", re.IGNORECASE)
_COUNTERS = 1 << 24
# Well-known records (organisation, applications) keep one creation time, so that their ids never change.
_FOUNDED = "6500a1b2"


class IdMint:
    """Mints ids that are unique within a sandbox: time, a part drawn once, and a counter.

    Not locked: the sandbox mints under its own lock.
    """

    def __init__(self, rng: random.Random) -> None:
        self._machine = f"{rng.getrandbits(40):010x}"
        self._counter = rng.randrange(_COUNTERS)

    def mint(self, at: float) -> str:
        """A new id for a record made at `at` (seconds since the epoch)."""
        # As MongoDB does it: the counter begins anywhere and wraps around.
        self._counter = (self._counter + 1) % _COUNTERS
        return f"{int(at) & 0xFFFFFFFF:08x}{self._machine}{self._counter:06x}"


@lru_cache(maxsize=1024)
def stable_id(kind: str, name: str) -> str:
    """The id of a well-known record: the same in every sandbox."""
    return _FOUNDED + hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()[:16]


def is_id(text: str) -> bool:
    """Whether `text` has the shape of an id."""
    return _ID.fullmatch(text) is not None


def request_id() -> str:
    """A UUID for the `request_id` field of an error."""
    return str(uuid.uuid4())

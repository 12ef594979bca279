"""Large graphs are laid out without the collector of reference cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

LARGE = 500
"""Boxes from which on it would take time that shows: a quarter of it for 10 000."""


@contextmanager
def calm(count: int) -> Iterator[None]:
    """Keep the collector from looking through a layout's many small lists again and again; none is in a cycle."""
    if count < LARGE or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

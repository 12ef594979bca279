"""The mark in a draft's description by which it is found again when the answer was lost."""

from __future__ import annotations

import re

_TAG = re.compile(r"\[rf:([0-9a-z]{8})\]")


def tagged(description: str | None, tag: str) -> str:
    """Return ``description`` with the mark after it: ``Syncs leads. [rf:7k3m9q2x]``."""
    mark = f"[rf:{tag}]"
    if description is None or not description.strip():
        return mark
    # A text that ends in a line break goes on in a line of its own; any other after a space.
    return f"{description}{mark}" if description[-1].isspace() else f"{description} {mark}"


def tags_in(description: str | None) -> set[str]:
    """Return the marks that a description carries."""
    return set(_TAG.findall(description or ""))


def untagged(description: str | None) -> str | None:
    """Return a description without marks, as a person wrote it; ``None`` if nothing is left."""
    return re.sub(r"[ ]?" + _TAG.pattern, "", description or "") or None

"""How a sandbox differs from the best case: what the documentation leaves open, as switches."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Behaviour:
    """Switches that may be set at any time; every default is what a client hopes for."""

    keeps_description: bool = True
    """The create call stores `description`; otherwise it is ignored."""
    returns_description: bool = True
    """Answers carry `description`; otherwise no call gives it back."""
    lists_description: bool = True
    """Rows of the list carry `description` too; otherwise only single workflows do."""
    ignores_filters: bool = False
    """The list answers as if no filter (`name`, `slug`, `start_date`…) had been given, `scope` apart."""
    list_lag: float = 0.0
    """Seconds until a new workflow appears in the list."""
    keeps_nodes: bool = True
    """The create call stores `nodes` and `edges` that it is sent; otherwise a draft has one start node."""
    wraps_workflow: bool = True
    """The 2025 dialect puts a created workflow under `workflow`; otherwise at the top level."""

"""A run as a person sees it: what became of it, and of every node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.html import esc, table_html, table_text, visible

if TYPE_CHECKING:
    from refold_nb.api import models

_COLUMNS = ["node", "type", "status", "time", "attempts"]


def run_card(run: models.Execution) -> dict[str, str]:
    """Return ``text/html`` and ``text/plain`` of a run; ``run.graph_overlay()`` has it on the graph."""
    done = "" if run.completion_percentage is None else f", {run.completion_percentage:g} % done"
    heading = f"Run {run.id} of {run.name or 'a workflow'}: {run.status or 'started'}{done}"
    rows = [
        [
            node.node_name or node.node_id,
            node.node_type or "",
            node.status or "",
            "" if node.execution_time is None else f"{node.execution_time:g} ms",
            "" if node.attempts is None else str(node.attempts),
        ]
        for node in run.nodes
    ]
    lines = [visible(heading), *([table_text(rows, _COLUMNS)] if rows else [])]
    failure = f"<p>{esc(run.error)}</p>" if run.error else ""
    if run.error:
        lines.insert(1, f"  {visible(run.error)}")
    table = table_html(rows, _COLUMNS) if rows else ""
    return {
        "text/html": f"<p><strong>{esc(heading)}</strong></p>{failure}{table}",
        "text/plain": "\n".join(lines),
    }

"""A workflow as a person sees it: a card of its facts, and its graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.html import LINE, MUTED, esc, visible

from .ids import PublishedId
from .live import graph_of

if TYPE_CHECKING:
    from .live import Workflow

_LABEL = f"text-align:left;font-weight:normal;color:{MUTED};padding:2px 14px 2px 0"
_VALUE = "text-align:left;padding:2px 0;overflow-wrap:anywhere"
_NAME = "font-size:1.15em;font-weight:600;overflow-wrap:anywhere"
_DEFAULT = "default custom application"
UNREAD = "A list's row has no nodes: wf.refresh() reads them."


def _facts(wf: Workflow) -> list[tuple[str, str, str]]:
    """Label, value, and what the value is for."""
    if wf.slug and wf.associated_application:
        application = f"{wf.slug} ({wf.associated_application})"
    else:
        application = wf.slug or wf.associated_application or _DEFAULT
    if wf.published or isinstance(wf.id, PublishedId):
        id_row = ("Published id", wf.id, "executing and unpublishing take this id")
        state = "yes" if wf.published else "no: taken out of use"
    else:
        id_row = ("Draft id", wf.id, "publishing takes this id")
        state = "no: a draft"
    facts = [id_row]
    # Some answers, that to unpublishing for one, are only a part of the record: what they leave out is not known.
    if application != _DEFAULT or "createdAt" in wf.raw:
        facts.append(("Application", application, ""))
    if wf.linked_account_id:
        facts.append(("Linked account", wf.linked_account_id, ""))
    if wf.created_at:
        facts.append(("Created", wf.created_at.strftime("%Y-%m-%d %H:%M:%S UTC"), ""))
    facts.append(("Published", state, ""))
    if wf.description:
        facts.append(("Description", wf.description, ""))
    return facts


def workflow_card_html(wf: Workflow) -> str:
    """Return the card with the graph. Inline styles only: it survives an untrusted notebook."""
    graph = graph_of(wf).to_html() if wf.has_graph else f'<p style="color:{MUTED}">{esc(UNREAD)}</p>'
    rows = []
    for label, value, hint in _facts(wf):
        # user-select: one click takes the whole id along, where no script may run.
        shown = f'<code style="user-select:all">{esc(value)}</code>' if label.endswith(" id") else esc(value)
        aside = f' <span style="color:{MUTED}">{esc(hint)}</span>' if hint else ""
        rows.append(
            f'<tr><th scope="row" style="{_LABEL}">{esc(label)}</th>'
            f'<td style="{_VALUE}">{shown}{aside}</td></tr>'
        )
    return (
        f'<div style="border:1px solid {LINE};border-radius:8px;padding:12px 16px">'
        f'<div style="{_NAME}">{esc(wf.name or "(no name)")}</div>'
        f'<table style="border-collapse:collapse;margin:6px 0 10px">{"".join(rows)}</table>'
        f"{graph}</div>"
    )


def workflow_card_text(wf: Workflow) -> str:
    """Return the same as an outline, for terminals and screen readers."""
    lines = [f"Workflow {visible(wf.name)!r}"]
    for label, value, hint in _facts(wf):
        lines.append(f"  {label}: {visible(value)}" + (f" ({hint})" if hint else ""))
    return "\n".join([*lines, graph_of(wf).outline() if wf.has_graph else f"  {UNREAD}"])

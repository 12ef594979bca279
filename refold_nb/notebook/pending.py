"""Creates whose outcome is not known, from this kernel or an earlier one, settled on request."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import ipywidgets as widgets

from refold_nb.api import RefoldError, loop
from refold_nb.drafts.resolving import Resolver
from refold_nb.html import esc, visible
from refold_nb.notebook.form import show
from refold_nb.notebook.naming import client_code
from refold_nb.notebook.notices import notice_of

if TYPE_CHECKING:
    from refold_nb.client import Refold
    from refold_nb.drafts import Event, Record
    from refold_nb.notebook.desk import Desk

_NONE = "Every create is settled: its draft is there, or it failed."
_WAYS: dict[str, tuple[str | None, str]] = {
    "Look for it": (None, "Looks for its draft in Refold, and takes it if there is exactly one."),
    "Create it if it is not there": ("recreate", "Looks first, and creates it again only if there is none."),
    "Give it up": ("abandon", "Notes it as failed; nothing is sent."),
}


class Pending:
    """A panel of the workbench: the list of what is open, and the three ways to settle one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._sure = ""
        layout = desk.form.layout
        self.list = widgets.Select(description="Not settled", rows=4, layout=layout)
        self.list.add_class("rf-f")
        self.told = desk.form.html()
        self.told.add_class("rf-live")
        self.buttons = []
        for label, (way, tip) in _WAYS.items():
            button = widgets.Button(description=label, tooltip=tip, layout=layout)
            button.on_click(lambda _, way=way: self._clicked(way))
            self.buttons.append(button)
        self.box = widgets.VBox(
            [self.list, widgets.HBox(self.buttons, layout=layout), self.told], layout=layout
        )

    def refresh(self) -> None:
        """Read anew what is open; the chosen one stays chosen."""
        records, chosen = self._desk.unsettled(), self.list.value
        self.list.options = [(_line(record), record.intent_id) for record in records]
        known = [record.intent_id for record in records]
        self.list.index = known.index(chosen) if chosen in known else 0 if known else None
        show(self.list, bool(records))
        for button in self.buttons:
            button.disabled = not records
        if not records:
            self._tell("", _NONE)

    def _clicked(self, way: str | None) -> None:
        intent_id = self.list.value
        if intent_id is None:
            return
        try:
            client = self._desk.connection.client()
        except RefoldError as error:
            self._tell("rf-error", str(error))
            return
        asked = f"{intent_id} {client.environment}"
        if way == "recreate" and client.environment == "production" and self._sure != asked:
            self._sure = asked
            self._tell(
                "rf-error", "This may create a draft in production. If that is meant, click once more."
            )
        elif self._lock.acquire(blocking=False):
            # The buttons stay as they are: one that is locked loses the keyboard's focus. The lock is enough.
            self._sure = ""
            self._tell("", "Looking for it…" if way != "abandon" else "Noting it…")
            loop.submit(self._settle(client, intent_id, way))

    async def _settle(self, client: Refold, intent_id: str, way: str | None) -> None:
        def tell(event: Event) -> None:
            self._tell("", event.text)

        try:
            resolver = Resolver(client.core.shared.creator, client.credentials)
            record = await resolver.resolve(intent_id, way, on_progress=tell)
            said = f"{client_code(client)}.history.resolve({intent_id!a}{f', {way!a}' if way else ''})"
            kind = "rf-ok"
            words = f"✓ {visible(record.name or '')}: {_outcome(record)}. The same in code: {said}"
        except Exception as error:  # noqa: BLE001 - whatever it is, it must be seen
            notice = notice_of(error)
            kind, words = "rf-error", " ".join(("✗", notice.title, *notice.lines))
        finally:
            self._lock.release()
        self._desk.show_results()
        self._desk.drawer.refresh()
        self._tell(kind, words)

    def _tell(self, kind: str, text: str) -> None:
        self.told.value = f'<span class="{kind}">{esc(text)}</span>'


def _line(record: Record) -> str:
    where = f"{record.linked_account_id or 'no account'}, {record.environment}"
    return visible(f"{record.name} ({where}), {record.created_at:%Y-%m-%d %H:%M} UTC")


def _outcome(record: Record) -> str:
    if record.status == "created":
        return f"its draft is there, {record.draft_id}"
    return f"settled as {record.status}" + (f" ({record.error})" if record.error else "")

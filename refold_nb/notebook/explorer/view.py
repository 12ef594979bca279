"""The explorer's stock widgets: filters, lists, pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from refold_nb.api import InvalidRequest
from refold_nb.html import esc
from refold_nb.notebook.form import show

from .rows import Filter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from refold_nb.notebook.form import Form

    from .rows import Found, Row

_STATES = [("all", ""), ("published", "published"), ("drafts", "drafts")]


class View:
    """What is asked for, what was found, and which row is picked.

    Args:
        form: whose looks it shares.
        bar: the actions, laid out under the list.
        on_filter: called when another list is wanted.
        on_page: called with -1 or 1 for another page.
        on_pick: called with the place of the row that a person picked.
        on_run: called with the id of the run that a person picked.
        on_payload: called when the payload has changed.
    """

    def __init__(
        self,
        form: Form,
        bar: widgets.Widget,
        *,
        on_filter: Callable[[], None],
        on_page: Callable[[int], None],
        on_pick: Callable[[int], None],
        on_run: Callable[[str], None],
        on_payload: Callable[[], None],
    ) -> None:
        self._form = form
        self._filling = False
        # Sent on leaving a field: a list for every letter would be asked for otherwise.
        text = {"continuous_update": False}
        self.source = self._field(
            widgets.Dropdown,
            "List",
            options=[("this account, as Refold lists it", "account"), ("the history", "history")],
        )
        self.name = self._field(widgets.Text, "Name contains", placeholder="any name", **text)
        self.slug = self._field(widgets.Text, "Application slug", placeholder="any application", **text)
        self.state = self._field(widgets.Dropdown, "State", options=_STATES)
        self.list = self._field(widgets.Select, "Workflows", options=[], rows=8)
        self.runs = self._field(widgets.Select, "Past runs", options=[], rows=5)
        self.payload = self._field(widgets.Textarea, "Payload (JSON)", value="{}", rows=3, **text)
        self.count = form.html()
        self.count.add_class("rf-live")
        self.picked = form.html()
        before, after = self._button("Previous"), self._button("Next")
        self._turns = (before, after)
        pager = widgets.HBox([before, after, self.count], layout=form.layout)
        fields = [self.source, self.name, self.slug, self.state, self.list]
        self.box = widgets.VBox(
            [*fields, pager, self.picked, self.payload, bar, self.runs], layout=form.layout
        )
        for field in (self.source, self.name, self.slug, self.state):
            field.observe(lambda _: on_filter(), "value")
        before.on_click(lambda _: on_page(-1))
        after.on_click(lambda _: on_page(1))
        self.payload.observe(lambda _: on_payload(), "value")
        self.list.observe(lambda change: self._picked(change["new"], on_pick), "index")
        self.runs.observe(lambda change: self._run_picked(change["new"], on_run), "index")
        self.show_runs([])
        self.show_payload(None)

    def filter(self) -> Filter:
        """Return what is asked for."""
        return Filter(self.source.value, self.name.value.strip(), self.slug.value.strip(), self.state.value)

    def show_found(self, found: Found, picked: int | None) -> None:
        """Show a page of rows, with one of them picked or none."""
        self._fill(self.list, [(row.label, number) for number, row in enumerate(found.rows)], picked)
        total = "" if found.total is None else f" · {found.total} workflow{'' if found.total == 1 else 's'}"
        self.count.value = f'<span class="rf-soft">Page {found.page} of {found.pages}{total}</span>'
        self._turns[0].disabled, self._turns[1].disabled = found.page <= 1, found.page >= found.pages

    def show_count(self, text: str) -> None:
        """Show text where the pages are counted."""
        self.count.value = f"<span>{esc(text)}</span>"

    def show_picked(self, row: Row | None) -> None:
        """Say which workflow the buttons are for: it may be on another page of the list."""
        if row is None:
            self.picked.value = '<span class="rf-soft">Pick a workflow in the list to work with it.</span>'
        else:
            gone = " Nothing can be done with it any more." if row.note == "deleted" else ""
            self.picked.value = f"Picked: <b>{esc(row.label)}</b>{gone}"

    def show_runs(self, runs: Sequence[tuple[str, str]]) -> None:
        """Show a list of runs as (label, id); none hides it."""
        self._fill(self.runs, list(runs), None)
        show(self.runs, bool(runs))

    def show_payload(self, text: str | None) -> None:
        """Fill in the payload; ``None`` hides it."""
        show(self.payload, text is not None)
        if text is not None:
            self.payload.value = text

    def read_payload(self) -> dict[str, Any]:
        """Return the payload.

        Raises:
            InvalidRequest: it is no JSON object.
        """
        try:
            payload = json.loads(self.payload.value.strip() or "{}")
        except json.JSONDecodeError as error:
            raise InvalidRequest(f"The payload is no JSON: {error}.", field="payload") from None
        if not isinstance(payload, dict):
            raise InvalidRequest('The payload must be a JSON object, such as {"n": 1}.', field="payload")
        return payload

    def payload_or_nothing(self) -> dict[str, Any]:
        """Return the payload as far as it can be read, for code that is shown while somebody types."""
        try:
            return self.read_payload()
        except InvalidRequest:
            return {}

    def _fill(self, select: Any, options: list[tuple[str, Any]], picked: int | None) -> None:
        # Options that are set pick the first by themselves: that is no person's doing.
        self._filling = True
        try:
            select.options = options
            select.index = picked
        finally:
            self._filling = False

    def _picked(self, place: int | None, on_pick: Callable[[int], None]) -> None:
        if place is not None and not self._filling:
            on_pick(place)

    def _run_picked(self, place: int | None, on_run: Callable[[str], None]) -> None:
        if place is not None and not self._filling:
            on_run(self.runs.options[place][1])

    def _field(self, kind: Any, label: str, **traits: Any) -> Any:
        field = kind(description=label, layout=self._form.layout, **traits)
        field.add_class("rf-f")
        return field

    def _button(self, label: str) -> Any:
        return widgets.Button(description=label, layout=self._form.layout)

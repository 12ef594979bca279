"""Further parts of the workbench, each built when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import ipywidgets as widgets
from ipywidgets.widgets.widget_bool import ToggleButtonStyle

if TYPE_CHECKING:
    from collections.abc import Callable

    from refold_nb.notebook.desk import Desk


PENDING = "Not settled"


class Panel(Protocol):
    """One further part: its widget, and how it is brought up to date."""

    box: widgets.Widget

    def refresh(self) -> None:
        """Bring it in line with the connection and the history."""


class Drawer:
    """A row of buttons, each opening one panel under it.

    Closed panels cost nothing: neither time, nor room in the saved notebook.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._built: dict[str, Any] = {}
        self._buttons: dict[str, widgets.ToggleButton] = {}
        self._unsettled = 0
        style = ToggleButtonStyle()
        for title in PANELS:
            button = widgets.ToggleButton(layout=desk.form.layout, style=style)
            button.observe(lambda change, title=title: self._toggle(title, change["new"]), "value")
            self._buttons[title] = button
            self._name(title)
        self.box = widgets.Box(list(self._buttons.values()), layout=desk.form.layout)
        self.box.add_class("rf-drawer")

    def refresh(self) -> None:
        """Bring every panel that is open up to date, and count what is not settled."""
        self._unsettled = len(self._desk.unsettled())
        for title, button in self._buttons.items():
            self._name(title)
            if button.value:
                self._built[title].refresh()

    def _name(self, title: str) -> None:
        button = self._buttons[title]
        count = f" ({self._unsettled})" if title == PENDING and self._unsettled else ""
        button.description = f"{'▾' if button.value else '▸'} {title}{count}"

    def _toggle(self, title: str, is_open: bool) -> None:
        if is_open and title not in self._built:
            self._built[title] = PANELS[title](self._desk)
        if is_open:
            self._built[title].refresh()
        self._name(title)
        opened = [self._built[name].box for name, button in self._buttons.items() if button.value]
        self.box.children = (*self._buttons.values(), *opened)


def _explorer(desk: Desk) -> Panel:
    from refold_nb.notebook.explorer import Explorer

    return Explorer(desk)


def _bulk(desk: Desk) -> Panel:
    from refold_nb.notebook.bulk import Bulk

    return Bulk(desk)


def _pending(desk: Desk) -> Panel:
    from refold_nb.notebook.pending import Pending

    return Pending(desk)


PANELS: dict[str, Callable[[Desk], Panel]] = {
    "Explore": _explorer,
    "Create many": _bulk,
    PENDING: _pending,
}

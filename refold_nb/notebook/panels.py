"""Further parts of the workbench, each built when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import ipywidgets as widgets

if TYPE_CHECKING:
    from collections.abc import Callable

    from refold_nb.notebook.desk import Desk


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
        self._buttons = {}
        for title in PANELS:
            button = widgets.ToggleButton(description=f"▸ {title}", layout=desk.form.layout)
            button.observe(lambda change, title=title: self._toggle(title, change["new"]), "value")
            self._buttons[title] = button
        self._row = widgets.HBox(list(self._buttons.values()), layout=desk.form.layout)
        self.box = widgets.VBox([self._row], layout=desk.form.layout)

    def refresh(self) -> None:
        """Bring every panel that is open up to date."""
        for title, button in self._buttons.items():
            if button.value:
                self._built[title].refresh()

    def _toggle(self, title: str, is_open: bool) -> None:
        if is_open and title not in self._built:
            self._built[title] = PANELS[title](self._desk)
        if is_open:
            self._built[title].refresh()
        self._buttons[title].description = f"{'▾' if is_open else '▸'} {title}"
        opened = [self._built[name].box for name, button in self._buttons.items() if button.value]
        self.box.children = (self._row, *opened)


def _explorer(desk: Desk) -> Panel:
    from refold_nb.notebook.explorer import Explorer

    return Explorer(desk)


PANELS: dict[str, Callable[[Desk], Panel]] = {"Explore": _explorer}

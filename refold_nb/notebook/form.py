"""The form's stock widgets: fields, labels and their layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
from ipywidgets.widgets.widget_string import HTMLStyle, TextStyle

from refold_nb.html import esc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_TEXTS = {
    "linked_account_id": (widgets.Combobox, "Linked account", "pick one, or type its id"),
    "name": (widgets.Text, "Name", "prod-crm-contact-sync"),
    "slug": (widgets.Combobox, "Application", "default custom application"),
    "associated_application": (widgets.Text, "or application id", "24 hex digits"),
    "description": (widgets.Textarea, "Description", "optional"),
}
TEXTS = tuple(_TEXTS)
_ENVIRONMENTS = {
    "sandbox": "Sandbox",
    "test": "Test",
    "production": "Production",
    "unknown": "Environment unknown",
    "none": "Live, not signed in",
}


class Form:
    """The fields by name, and the boxes that they are laid out in.

    Stock text fields send on leaving (``continuous_update=False``): sending each letter loses some on a slow
    line. The submit bar sends what is being typed, as a message of its own.

    Args:
        changed: called with a field's name when a person or code changed it.
    """

    def __init__(self, changed: Callable[[str], None]) -> None:
        self._names: dict[str, dict[str, str]] = {"slug": {}, "linked_account_id": {}}
        # One layout and one style for all: each is a model of its own in a saved notebook.
        self.layout, self._style, style = widgets.Layout(), HTMLStyle(), TextStyle()
        self.header, self.connected = self.html(), self.html()
        self.connected.add_class("rf-live")
        self._words = style
        self.server = self._radio("Server", [("Sandbox: here, no account", "sandbox"), ("Live", "live")])
        self.sign_in = self._radio(
            "Sign in with", [("API key and linked account", "key"), ("Session token", "token")]
        )
        self.texts: dict[str, Any] = {
            name: kind(
                description=label,
                placeholder=placeholder,
                continuous_update=False,
                layout=self.layout,
                style=style,
            )
            for name, (kind, label, placeholder) in _TEXTS.items()
        }
        self.test = widgets.Button(description="Test connection", layout=self.layout)
        for name, widget in self.texts.items():
            widget.add_class("rf-f")
            widget.add_class(f"rf-f-{name}")
            widget.observe(lambda _, name=name: changed(name), "value")
        self.server.observe(lambda _: changed("server"), "value")
        self.sign_in.observe(lambda _: changed("sign_in"), "value")

    def html(self, value: str = "") -> widgets.HTML:
        """Return a piece of HTML that looks like the form's others."""
        return widgets.HTML(value, layout=self.layout, style=self._style)

    def _radio(self, label: str, options: list[tuple[str, str]]) -> widgets.RadioButtons:
        radio = widgets.RadioButtons(
            description=label,
            options=options,
            orientation="horizontal",
            layout=self.layout,
            style=self._words,
        )
        radio.add_class("rf-f")
        return radio

    def lay_out(self, secret: widgets.Widget, bar: widgets.Widget, more: widgets.Widget) -> widgets.VBox:
        """Return the whole form around the secret field, the submit bar and the further panels."""
        connection = [self.server, self.sign_in, secret, self.texts["linked_account_id"]]
        heading = self.html(_section("Workflow"))
        workflow = [self.texts[name] for name in TEXTS[1:]]
        box = widgets.VBox(
            [self.header, *connection, self.test, self.connected, heading, *workflow, bar, more],
            layout=self.layout,
        )
        box.add_class("rf-wb")
        return box

    def read(self) -> dict[str, str]:
        """Return the texts of all text fields as they are shown."""
        return {name: widget.value for name, widget in self.texts.items()}

    def value_of(self, name: str, shown: str) -> str:
        """Return what a shown text stands for: ``HubSpot (hubspot)`` is ``hubspot``."""
        if name in self._names:
            return self._names[name].get(shown, shown.strip())
        return shown.strip() if name == "associated_application" else shown

    def shown_for(self, name: str, value: str) -> str:
        """Return how a value is shown: ``hubspot`` as ``HubSpot (hubspot)``, once the list is there."""
        return next((shown for shown, known in self._names.get(name, {}).items() if known == value), value)

    def write(self, values: Mapping[str, str]) -> None:
        """Fill in text fields."""
        for name in values.keys() & self.texts.keys():
            self.texts[name].value = self.shown_for(name, values[name])

    def offer(self, name: str, rows: Iterable[tuple[str | None, str]]) -> None:
        """Give a field its list of (name, value)."""
        self._names[name] = {f"{title} ({value})" if title else value: value for title, value in rows}
        self.texts[name].options = tuple(self._names[name])
        self.texts[name].value = self.shown_for(name, self.texts[name].value)

    def knows(self, name: str, value: str) -> bool:
        """Tell whether the list of a field holds a value; an empty list knows everything."""
        return not self._names[name] or value in self._names[name].values()

    def show_connection(self, *, server: str, sign_in: str, environment: str, place: str) -> None:
        """Show which environment this is, in words, and only the fields that it needs."""
        badge = f'<span class="rf-badge rf-{esc(environment)}">{esc(_ENVIRONMENTS[environment])}</span>'
        self.header.value = (
            '<div class="rf-title" role="heading" aria-level="2">Create a Refold workflow'
            f' {badge}</div><div class="rf-soft">{esc(place)}</div>{_section("Connection")}'
        )
        show(self.sign_in, server == "live")
        show(self.texts["linked_account_id"], server == "sandbox" or sign_in == "key")


def _section(title: str) -> str:
    return f'<div class="rf-section" role="heading" aria-level="3">{esc(title)}</div>'


def show(widget: Any, shown: bool) -> None:
    """Show or hide a widget, in every view of it."""
    widget.remove_class("rf-off") if shown else widget.add_class("rf-off")

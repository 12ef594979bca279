"""What a create leaves in the notebook: plain HTML and text that outlive the kernel."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from refold_nb.notebook.where import in_voila

_NOTHING = "The draft, its graph and the history appear here."


class Results:
    """One output that is replaced in place; in Voilà, which shows only its first version, a widget.

    ``widget`` is ``None`` but in Voilà.
    """

    def __init__(self) -> None:
        self._handle: Any = None
        self._bundle = {"text/html": f"<p>{_NOTHING}</p>", "text/plain": _NOTHING}
        self.widget = widgets.HTML(self._bundle["text/html"]) if in_voila() else None

    def open(self) -> None:
        """Put the output here, below the form; every place it was put is kept up to date."""
        from IPython.display import display

        if self.widget is not None:
            return
        # The same id again: results shown in two cells stay the same.
        identity = True if self._handle is None else self._handle.display_id
        self._handle = display(self._bundle, raw=True, display_id=identity)  # type: ignore[no-untyped-call]

    def show(self, workflow: Any, history: Any) -> None:
        """Show the last draft, if there is one, above the newest rows of the history."""
        parts = [part._repr_mimebundle_() for part in (workflow, history) if part is not None]
        self._bundle = {
            "text/html": "".join(
                f'<div style="margin-bottom:12px">{part["text/html"]}</div>' for part in parts
            ),
            "text/plain": "\n\n".join(part["text/plain"] for part in parts),
        }
        if self.widget is not None:
            self.widget.value = self._bundle["text/html"]
        if self._handle is not None:
            self._handle.update(self._bundle, raw=True)

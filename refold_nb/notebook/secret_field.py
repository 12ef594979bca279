"""A field for a key or token whose text never becomes widget state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from refold_nb.notebook.assets import load

if TYPE_CHECKING:
    from collections.abc import Callable


class SecretField(anywidget.AnyWidget):
    """A password field that sends what is typed as a message and forgets it.

    Only the words around it are synced: `label`, `placeholder`, `note` (what is in use) and `problem`.

    Args:
        on_secret: called with the typed text; it is the only place that ever gets it.
    """

    _esm = load("secret.js")
    label = traitlets.Unicode().tag(sync=True)
    placeholder = traitlets.Unicode().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    hidden = traitlets.Bool(False).tag(sync=True)

    def __init__(self, on_secret: Callable[[str], None], **words: str) -> None:
        super().__init__(**words)
        self._on_secret = on_secret
        self.on_msg(self._received)

    def _received(self, _: Any, content: Any, __: Any) -> None:
        if isinstance(content, dict) and content.get("kind") == "secret":
            value = content.get("value")
            try:
                if isinstance(value, str) and value:
                    self._on_secret(value)
            finally:
                # The form's button waits for this, so that nothing is sent with the key before.
                self.send({"kind": "taken"})

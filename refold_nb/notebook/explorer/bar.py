"""The buttons under a list, the question before a deliberate yes, what became of it, and the code."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from refold_nb.notebook.assets import load

if TYPE_CHECKING:
    from collections.abc import Callable


class ActionBar(anywidget.AnyWidget):
    """A row of buttons that locks itself in the browser before it sends.

    ``actions`` are (key, label, CSS class); a button is on while ``code`` has (Python, cURL) for its key.
    ``phase`` goes ``idle`` → ``busy`` → ``idle``, with ``ask`` between for a confirmation; ``status`` is
    (kind, title, line, …).

    Args:
        on_act: called once per click with the action's key.
        on_yes: called when the question was answered with yes.
        on_stop: called when the running work is to be stopped.
    """

    _esm = load("common.js", "explorer/actions.js")
    actions = traitlets.List(traitlets.Any()).tag(sync=True)
    code = traitlets.Dict().tag(sync=True)
    phase = traitlets.Enum(["idle", "ask", "busy"], "idle").tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    yes_label = traitlets.Unicode().tag(sync=True)
    status = traitlets.List(traitlets.Unicode(), ["info"]).tag(sync=True)
    done = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        on_act: Callable[[str], None],
        on_yes: Callable[[], None],
        on_stop: Callable[[], None],
        **traits: Any,
    ) -> None:
        super().__init__(**traits)
        self._on_act, self._on_yes, self._on_stop = on_act, on_yes, on_stop
        self._seen: deque[str] = deque(maxlen=200)
        self._lock = threading.Lock()
        self.on_msg(self._received)

    def say(self, kind: str, *lines: str) -> None:
        """Show lines, the first as a title, and have them announced; ``kind`` is info, ok or error."""
        self.status = [kind, *lines]

    def _received(self, _: Any, content: Any, __: Any) -> None:
        if not isinstance(content, dict):
            return
        kind, nonce, key = content.get("kind"), content.get("nonce"), content.get("key")
        if kind == "stop":
            self._on_stop()
        elif isinstance(nonce, str) and self._is_new(nonce):
            self._act(kind, key)
            self.done = nonce

    def _act(self, kind: Any, key: Any) -> None:
        if kind == "act" and self.phase == "idle" and isinstance(key, str) and key in self.code:
            self._on_act(key)
        elif kind == "yes" and self.phase == "ask":
            self.phase = "idle"
            self._on_yes()
        elif kind == "back" and self.phase == "ask":
            self.phase = "idle"
            self.say("info", "Nothing was done.")

    def _is_new(self, nonce: str) -> bool:
        # One click has been seen to call a handler twice.
        with self._lock:
            if nonce in self._seen:
                return False
            self._seen.append(nonce)
            return True

"""The form's button, its confirmation, its status line and the marks at its fields."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from refold_nb.notebook.assets import load

Values = Mapping[str, str]

# Not synced but sent: a saved notebook has no use for them.
_STATE = ("phase", "ask", "yes_label", "done", "problems", "status", "preview")


class SubmitBar(anywidget.AnyWidget):
    """A submit button that disables itself in the browser before it sends, with everything said around it.

    The message of a click carries a nonce and the texts of all ``fields``, so that nothing typed is lost on a
    slow line. ``phase`` goes ``idle`` → ``busy`` → ``idle``, with ``ask`` between for a confirmation.
    ``problems`` maps a field to (``error`` or ``hint``, text); ``status`` is (kind, title, line, …).

    Args:
        on_submit: called once per click with (confirmed, texts of the fields).
        on_typing: called with the texts while somebody types.
        on_cancel: called when the running work is to be stopped.
    """

    _esm = load("common.js", "submit.js")
    _css = load("form.css")
    fields = traitlets.List(traitlets.Unicode()).tag(sync=True)
    label = traitlets.Unicode("Create workflow").tag(sync=True)
    stop_label = traitlets.Unicode("Cancel").tag(sync=True)
    phase = traitlets.Enum(["idle", "ask", "busy"], "idle")
    ask = traitlets.Unicode()
    yes_label = traitlets.Unicode()
    done = traitlets.Unicode()
    problems = traitlets.Dict()
    status = traitlets.List(["info", ""])
    preview = traitlets.Dict()

    def __init__(
        self,
        on_submit: Callable[[bool, Values], None],
        on_typing: Callable[[Values], None],
        on_cancel: Callable[[], None],
        **words: Any,
    ) -> None:
        super().__init__(**words)
        self._on_submit, self._on_typing, self._on_cancel = on_submit, on_typing, on_cancel
        self._seen: deque[str] = deque(maxlen=200)
        self._lock = threading.Lock()
        self.on_msg(self._received)
        self.observe(lambda change: self.send({change["name"]: change["new"]}), list(_STATE))

    def open(self) -> None:
        """Open the channel to the browser."""
        super().open()
        self._answer_while_cells_run()

    def _send(self, msg: Any, buffers: Any = None) -> None:
        super()._send(msg, buffers)
        self._answer_while_cells_run()

    def _answer_while_cells_run(self) -> None:
        # ipykernel 7.4 hands a click to the thread that spoke to the browser last: after a cell did, clicks
        # wait for the cells that follow. Without its note the browser's own choice holds, as in 7.0 to 7.3.
        getattr(self.comm, "__dict__", {}).pop("_reply_subshell_id", None)

    def say(self, kind: str, title: str, *lines: str) -> None:
        """Show a status and have it announced; ``kind`` is ``info``, ``ok`` or ``error``."""
        self.status = [kind, title, *lines]

    def point_at(self, field: str) -> None:
        """Move the focus to a field."""
        self.send({"focus": field})

    def _received(self, _: Any, content: Any, __: Any) -> None:
        if not isinstance(content, dict):
            return
        kind, nonce, sent = content.get("kind"), content.get("nonce"), content.get("values")
        values = {k: v for k, v in sent.items() if isinstance(v, str)} if isinstance(sent, dict) else {}
        match kind:
            case "hello":
                self.send({name: getattr(self, name) for name in _STATE})
            case "typing":
                self._on_typing(values)
            case "cancel":
                self._on_cancel()
            case "submit" | "confirm" | "back" if isinstance(nonce, str) and self._is_new(nonce):
                self._act(kind, values)
                self.done = nonce

    def _act(self, kind: str, values: Values) -> None:
        if kind == "back":
            self.phase = "idle"
            self.say("info", "Nothing was sent.")
        elif self.phase == ("ask" if kind == "confirm" else "idle"):
            self._on_submit(kind == "confirm", values)

    def _is_new(self, nonce: str) -> bool:
        # One click has been seen to call a handler twice.
        with self._lock:
            if nonce in self._seen:
                return False
            self._seen.append(nonce)
            return True

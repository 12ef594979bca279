"""A workbench without a browser: what a click would send is sent, and what would be shown is read."""

from __future__ import annotations

import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

from refold_nb.notebook.desk import Desk
from refold_nb.notebook.explorer import Explorer

if TYPE_CHECKING:
    from collections.abc import Callable

    import refold_nb as rn

PATIENCE = 30.0  # seconds: a slow machine is no failure


class Bench:
    """An explorer on a client, and the person in front of it."""

    def __init__(self, client: rn.Refold) -> None:
        self.desk = Desk(client)
        self.explorer = Explorer(self.desk)
        self.bar, self.view = self.explorer.bar, self.explorer.view
        self.shown: list[Any] = []
        show = self.desk.results.show
        self.desk.results.show = lambda thing, history: (self.shown.append(thing), show(thing, history))[1]  # type: ignore[method-assign]
        self.explorer.refresh()
        self.until(lambda: self.view.count.value.find("Page") > 0)

    @property
    def labels(self) -> list[str]:
        """The rows as they are listed."""
        return [label for label, _ in self.view.list.options]

    @property
    def said(self) -> str:
        """What the status says: its kind, then its lines."""
        return "\n".join(self.bar.status)

    def until(self, ready: Callable[[], Any]) -> Any:
        """Wait for what the I/O loop will bring."""
        end = time.monotonic() + PATIENCE
        while not (found := ready()):
            assert time.monotonic() < end, (self.said, self.labels, self.view.count.value)
            time.sleep(0.01)
        return found

    def pick(self, place: int) -> None:
        """Pick a row, and wait for its graph."""
        before = len(self.shown)
        self.view.list.index = place
        self.until(lambda: len(self.shown) > before)

    def send(self, kind: str, key: str | None = None, nonce: str | None = None) -> None:
        """Send what a click sends."""
        content = {"kind": kind, "key": key, "nonce": nonce or uuid.uuid4().hex}
        self.bar._handle_custom_msg(content, [])

    def act(self, key: str) -> str:
        """Click an action, wait for its end, and return what is said."""
        self.send("act", key)
        self.until(lambda: self.bar.phase == "idle")
        return self.said

    def filter(self, **fields: str) -> list[str]:
        """Set filters, and return the rows that come."""
        for name, value in fields.items():
            getattr(self.view, name).value = value
        self.until(lambda: "Reading" not in self.view.count.value)
        return self.labels

    def text(self) -> str:
        """Return what was shown last, as text."""
        return str(self.shown[-1]._repr_mimebundle_()["text/plain"])


def from_another_thread(call: Callable[[], Any]) -> None:
    """Call as ipykernel does it with subshells."""
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()

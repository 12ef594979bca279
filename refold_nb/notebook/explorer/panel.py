"""The explorer itself: keeps lists, picked row, actions and results in step."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from refold_nb.api import RefoldError, loop
from refold_nb.html import short
from refold_nb.notebook.naming import client_code

from .bar import ActionBar
from .doing import Deed, Outcome, look, look_at_run
from .recipes import ACTIONS, all_code
from .rows import Found, Row, find
from .view import View

if TYPE_CHECKING:
    from refold_nb.client import Refold
    from refold_nb.client.live import Workflow
    from refold_nb.notebook.desk import Desk

_NOTHING = Found((), 1, 1, None)


class Explorer:
    """A panel of the workbench: what the account has, or the history, and what can be done with a row.

    Nothing here waits: work runs on the I/O loop, one action at a time, and widgets are set from there.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._claimed = self._stopped = False
        self._task: asyncio.Task[None] | None = None
        self._asked: tuple[str, Row, Any] | None = None
        self._found = _NOTHING
        self._row: Row | None = None
        self._made: Workflow | None = None
        self._wanted: str | None = None
        self._ticket = 0
        self.bar = ActionBar(
            self._clicked,
            self._confirmed,
            self._stop,
            actions=[[action.key, action.label, action.style] for action in ACTIONS.values()],
            layout=desk.form.layout,
        )
        self.view = View(
            desk.form,
            self.bar,
            on_filter=lambda: self._load(1),
            on_page=lambda step: self._load(self._found.page + step),
            on_pick=self._pick,
            on_run=self._pick_run,
            on_payload=self._offer,
        )
        self.box = self.view.box

    def refresh(self) -> None:
        """Read the list anew; a draft that was created since is picked, else the picked row stays picked."""
        made, before = self._desk.workflow, self._made
        self._made = made
        if made is None or made is before or self.bar.phase != "idle":
            self._load(self._found.page)
        else:
            self._wanted = str(made.id)
            self._load(1)

    def _client(self, row: Row | None = None) -> Refold:
        client = self._desk.connection.client()
        return client if row is None else row.reach(client)

    def _load(self, page: int) -> None:
        self._ticket += 1
        self.view.show_count("Reading…")
        loop.submit(self._read(self._ticket, page))

    async def _read(self, ticket: int, page: int) -> None:
        trouble = ""
        try:
            client, wanted = self._client(), self.view.filter()
            found = await find(client, wanted, page)
            if not found.rows and page > found.pages:
                found = await find(client, wanted, found.pages)
        except RefoldError as error:
            found, trouble = _NOTHING, f"✗ {error}"
        # A slow answer must not replace the list that was asked for later.
        if ticket != self._ticket:
            return
        self._found = found
        made, self._wanted = self._wanted, None
        picked = made or (self._row.id if self._row is not None else None)
        place = next((at for at, row in enumerate(found.rows) if row.id == picked), None)
        self.view.show_found(found, place)
        if made is not None and place is not None:
            self._row = found.rows[place]
            self._show_row()
        if trouble:
            self.view.show_count(trouble)
        self._offer()

    def _pick(self, place: int) -> None:
        self._row = self._found.rows[place]
        if self.bar.phase == "ask":
            # A yes must never reach another row than the one that was asked about.
            self._asked, self.bar.phase = None, "idle"
        self.bar.say("info")
        self._show_row()
        loop.submit(self._look(self._row))

    def _pick_run(self, execution_id: str) -> None:
        if self._row is not None:
            loop.submit(self._look_at_run(self._row, execution_id))

    def _show_row(self) -> None:
        self.view.show_runs([])
        self.view.show_payload("{}" if self._row is not None and self._row.published else None)
        self._offer()

    def _offer(self) -> None:
        """Show what can be done with the picked row, and the code for it."""
        row, code = self._row, {}
        self.view.show_picked(row)
        if row is not None and row.note != "deleted":
            try:
                client = self._client(row)
            except RefoldError as error:
                self.bar.say("error", str(error))
            else:
                said = client_code(self._client(), row.account)
                code = all_code(row, self.view.payload_or_nothing(), client, said)
        self.bar.code = code

    def _clicked(self, key: str) -> None:
        row, action = self._row, ACTIONS[key]
        if row is None:
            return
        try:
            client = self._client(row)
            payload = self.view.read_payload() if key == "run" else None
        except RefoldError as error:
            self._say_error(action.label, error)
            return
        if not action.asks(client.environment):
            self._start(key, row, payload)
            return
        self._asked = (key, row, payload)
        forever = " for good, with its draft and versions" if key == "delete" else ""
        self.bar.question = (
            f"{action.label} “{short(row.name)}” ({row.id}){forever}: {client.environment},"
            f" linked account {client.linked_account_id}."
        )
        self.bar.yes_label = f"Yes, {action.label.lower()}"
        self.bar.say("info")
        self.bar.phase = "ask"

    def _confirmed(self) -> None:
        asked, self._asked = self._asked, None
        if asked is not None:
            self._start(*asked)

    def _start(self, key: str, row: Row, payload: Any) -> None:
        """Begin an action, unless one is under way."""
        # The browser locks its buttons, but there may be two views of them, or a click delivered twice.
        with self._lock:
            if self._claimed:
                return
            self._claimed, self._stopped = True, False
        self.bar.phase = "busy"
        loop.submit(self._do(key, row, payload))

    # Cancelling must happen on the loop: a task is not safe to touch from another thread.
    def _stop(self) -> None:
        self._stopped = True
        loop.get_loop().call_soon_threadsafe(lambda: self._task and self._task.cancel())

    async def _do(self, key: str, row: Row, payload: Any) -> None:
        label = ACTIONS[key].label
        self._task = asyncio.current_task()
        self.bar.say("info", f"{label}…")
        try:
            if self._stopped and self._task is not None:
                # Stop was clicked before there was a task to cancel.
                self._task.cancel()
            client = self._client(row)
            deed = Deed(client, row, payload, lambda words: self.bar.say("info", f"{label}…", words))
            self._show(client, await deed.do(key))
        except RefoldError as error:
            self._say_error(label, error)
        except asyncio.CancelledError:
            self.bar.say(
                "info", "Stopped waiting.", "What was sent may still be carried out: look at the list."
            )
        except Exception as error:  # noqa: BLE001 - a click has nobody else to tell it
            told = f"{type(error).__name__}: {error}"
            self.bar.say("error", f"{label}: something went wrong in refold_nb itself.", told)
        finally:
            self._task, self._claimed = None, False
            self.bar.phase = "idle"

    def _show(self, client: Refold, outcome: Outcome) -> None:
        self._row = outcome.row
        if outcome.shown is not None or outcome.changed:
            self._desk.results.show(outcome.shown, client.history)
        if outcome.changed:
            self._show_row()
            self._load(self._found.page)
        # After the list was hidden for a changed row, not before.
        if outcome.runs:
            self.view.show_runs(outcome.runs)
        self.bar.say(outcome.kind, *outcome.words)

    async def _look(self, row: Row) -> None:
        """Show the graph of a row that was picked, and what it wants to be run with."""
        try:
            client = self._client(row)
            found, payload = await look(client, row)
        except RefoldError as error:
            # About a row that is not picked any more, nobody wants to hear.
            if row is self._row:
                self._say_error("Show graph", error)
            return
        # Somebody may have walked on in the list meanwhile.
        if row is self._row:
            self._desk.results.show(found, client.history)
            if row.published:
                self.view.show_payload(payload)

    async def _look_at_run(self, row: Row, execution_id: str) -> None:
        try:
            client = self._client(row)
            shown = await look_at_run(client, execution_id)
        except RefoldError as error:
            self._say_error("Show run", error)
            return
        self._desk.results.show(shown, client.history)
        code = f"{client_code(self._client(), row.account)}.executions.get({execution_id!a}).graph_overlay()"
        self.bar.say("ok", "The run is shown below, over the graph.", f"The same in code: {code}")

    def _say_error(self, label: str, error: RefoldError) -> None:
        request_id = getattr(error, "request_id", None)
        asked = [] if not request_id or request_id in str(error) else [f"Request id: {request_id}."]
        self.bar.say("error", f"{label}: that did not work.", str(error), *asked)

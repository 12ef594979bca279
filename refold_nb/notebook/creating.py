"""One create at a time: begun by a click or by code, watched, cancelled, told in words."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any

from refold_nb.api import OutcomeUnknown, RefoldError, loop
from refold_nb.notebook.notices import notice_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from refold_nb.api import DraftRequest
    from refold_nb.client import Refold
    from refold_nb.client.live import Workflow
    from refold_nb.drafts.events import Event
    from refold_nb.notebook.submit_bar import SubmitBar


_NEXT = "Explore, below, publishes it, runs it, compares or deletes it."


class Creating:
    """Runs creates for the form and keeps the bar's phase and status true.

    Args:
        bar: shows what happens.
        ended: called after every create with the workflow, or ``None`` where there is none.
    """

    def __init__(self, bar: SubmitBar, ended: Callable[[Workflow | None], None]) -> None:
        self._bar = bar
        self._ended = ended
        self._lock = threading.Lock()
        self._busy = False
        self._stopped = False
        self._task: asyncio.Task[Any] | None = None

    def claim(self) -> bool:
        """Take the form for one create; ``False`` while another one is under way."""
        with self._lock:
            if self._busy:
                return False
            self._busy, self._stopped = True, False
            return True

    def release(self) -> None:
        """Give the form back."""
        self._busy = False
        self._bar.phase = "idle"

    def cancel(self) -> None:
        """Stop the create under way; what is known of its outcome is told when it has stopped."""
        self._stopped = True
        self._bar.say("info", "Cancelling…")
        loop.get_loop().call_soon_threadsafe(lambda: self._task and self._task.cancel())

    async def create(self, client: Refold, request: DraftRequest) -> Workflow:
        """Create the draft for a form that was claimed, and give the form back.

        Raises:
            RefoldError: as `Refold.workflows.create`, and when it was cancelled by the button.
        """
        begun = time.time()
        self._bar.phase = "busy"
        self._bar.say("info", "Sending…")
        workflow = None
        try:
            try:
                workflow = await self._run(client, request, begun)
            finally:
                # What is announced is there to be seen.
                self._ended(workflow)
        except Exception as error:
            notice = notice_of(error)
            self._bar.say("error", notice.title, *notice.lines)
            if notice.field:
                self._bar.problems = {**self._bar.problems, notice.field: ("error", notice.title)}
                self._bar.point_at(notice.field)
            raise
        else:
            title = f"Draft created in {time.time() - begun:.2f} s."
            self._bar.say("ok", title, f"Draft id {workflow.id}: publishing takes it.", _NEXT)
            return workflow
        finally:
            self.release()

    async def _run(self, client: Refold, request: DraftRequest, begun: float) -> Workflow:
        work = client.core.create(request, on_progress=self._progress)
        self._task = asyncio.create_task(work)
        if self._stopped:
            self._task.cancel()
        try:
            # As `create` gives it: the next cell goes on with `wb.workflow.publish()`.
            made: Workflow = client.workflows.live(await self._task)
            return made
        except asyncio.CancelledError:
            known = _what_is_known(client, request, begun)
            self._bar.say("info", "Cancelled.", str(known))
            if not self._stopped:
                raise
            raise known from None
        finally:
            self._task = None

    def _progress(self, event: Event) -> None:
        if event.kind not in {"created", "failed"}:
            self._bar.say("info", event.text)


def _what_is_known(client: Refold, request: DraftRequest, begun: float) -> RefoldError:
    """Look up in the journal how far a cancelled create had come."""
    for record in client.core.shared.journal.newest(20):
        if record.name == request.name and record.created_us >= begun * 1e6:
            if record.status == "created":
                return RefoldError(
                    f"Cancelled too late: the draft was created, with the id {record.draft_id}."
                )
            if record.status == "unknown":
                return OutcomeUnknown(
                    "Cancelled with the request under way: whether Refold created the draft is not known."
                    " It is kept in the history as unknown; settle it before creating it again.",
                    reason="cancelled",
                    intent_id=record.intent_id,
                )
            break
    return RefoldError("Cancelled before anything was sent: no draft was created.")

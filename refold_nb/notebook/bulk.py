"""The form for many drafts: choose rows, check them, run, watch, stop, go on."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from refold_nb.api import InvalidRequest, RefoldError, loop
from refold_nb.drafts import BulkRun, check_slugs, finished, plan_bulk
from refold_nb.drafts.many import foresee
from refold_nb.html import table_html
from refold_nb.notebook.form import show
from refold_nb.notebook.frames import files_here, frames_here, read_rows
from refold_nb.notebook.naming import client_code
from refold_nb.notebook.notices import notice_of
from refold_nb.notebook.submit_bar import SubmitBar, Values

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from refold_nb.client import Refold
    from refold_nb.drafts import Plan, Progress
    from refold_nb.notebook.desk import Desk

_SHOWN = 10
_FORESEEN = {
    "new": "to be created",
    "created": "done before",
    "retry": "failed or stopped before, to be sent again",
    "settle": "in doubt, looked for first",
    "invalid": "wrong",
}


class Bulk:
    """A panel of the workbench. The last run's outcome is ``wb.outcome``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._run: BulkRun | None = None
        self._asked = ""
        self._stopped = False
        layout = desk.form.layout
        self.frame = widgets.Dropdown(description="DataFrame", layout=layout)
        self.path = widgets.Combobox(
            description="or a CSV file", placeholder="path", continuous_update=False, layout=layout
        )
        self.skip = widgets.Checkbox(description="Leave wrong rows out", indent=False, layout=layout)
        self.check = widgets.Button(description="Check the rows", layout=layout)
        self.check.on_click(lambda _: self._begin(self._check))
        self.found = desk.form.html()
        self.found.add_class("rf-live")
        self.progress = widgets.IntProgress(layout=layout)
        self.bar = SubmitBar(self._clicked, lambda _: None, self._stop, stop_label="Stop", layout=layout)
        self.bar.label = "Create the drafts"
        for field in (self.frame, self.path):
            field.add_class("rf-f")
        parts = [self.frame, self.path, self.skip, self.check, self.found, self.progress, self.bar]
        self.box = widgets.VBox(parts, layout=layout)
        show(self.progress, False)

    def refresh(self) -> None:
        """Offer the DataFrames and files that are there now."""
        chosen, frames = self.frame.value, frames_here()
        self.frame.options = frames or [("none here has a column name", "")]
        known = [variable for _, variable in frames]
        self.frame.index = known.index(chosen) if chosen in known else len(self.frame.options) - 1
        self.path.options = tuple(files_here())

    def _clicked(self, confirmed: bool, _: Values) -> None:
        self.bar.phase = "idle"
        try:
            client = self._desk.connection.client()
        except RefoldError as error:
            self._say(error)
            return
        asked = f"{self.path.value or self.frame.value} {client.linked_account_id} {client.base_url}"
        if client.environment == "production" and not (confirmed and asked == self._asked):
            self._asked = asked
            rows = self.path.value or self.frame.label
            self.bar.ask = f"This creates a draft in production for every row of {rows}."
            self.bar.yes_label = "Yes, create in production"
            self.bar.phase = "ask"
        else:
            self._begin(self._create)

    def _begin(self, work: Callable[[Refold], Coroutine[Any, Any, None]]) -> None:
        if not self._lock.acquire(blocking=False):
            return
        self._stopped = False
        self.bar.phase = "busy"
        loop.submit(self._watched(work))

    async def _watched(self, work: Callable[[Refold], Coroutine[Any, Any, None]]) -> None:
        try:
            await work(self._desk.connection.client())
        except Exception as error:  # noqa: BLE001 - whatever it is, it must be seen
            self._say(error)
        finally:
            self._run = None
            self._lock.release()
            self.bar.phase = "idle"

    async def _plan(self, client: Refold) -> Plan:
        frame = await asyncio.to_thread(read_rows, self.frame.value, self.path.value.strip())
        plan = await asyncio.to_thread(plan_bulk, frame, client.credentials, base_url=client.base_url)
        await check_slugs(plan, client.core.shared.creator, client.credentials)
        self._show_problems(plan)
        return plan

    async def _check(self, client: Refold) -> None:
        self.bar.say("info", "Checking…")
        plan = await self._plan(client)
        counts = (await foresee(plan, client.core.shared.creator))["status"].value_counts()
        told = [f"{counts[status]:,} {words}" for status, words in _FORESEEN.items() if status in counts]
        rows = f"{len(plan):,} row{'' if len(plan) == 1 else 's'}"
        words = f"{rows}: {', '.join(told) or 'none'}."
        self.bar.say("info", words, "Nothing was sent.", self._code(client, check=True))

    async def _create(self, client: Refold) -> None:
        plan = await self._plan(client)
        if plan.bad and not self.skip.value:
            raise InvalidRequest(
                f"{len(plan.bad):,} row{' is' if len(plan.bad) == 1 else 's are'} wrong: mend what is listed"
                " above, or leave it out with the box there.",
                field="frame",
            )
        run = self._run = BulkRun(
            client.core.shared.creator, client.credentials, plan, on_progress=self._moved
        )
        if self._stopped:
            self.bar.say("info", "Stopped: nothing was sent.")
            return
        self.progress.max, self.progress.value = max(1, len(plan)), 0
        show(self.progress, True)
        try:
            await run.run()
        finally:
            self._desk.outcome = finished(run)
            self._desk.show_results()
            self._desk.drawer.refresh()
        summary = run.progress.summary()
        if run.progress.done < len(plan):
            self.bar.say("info", f"Stopped: {summary}.", "Create the drafts goes on with the rest.")
        else:
            told = "wb.outcome is the DataFrame with every row's outcome."
            self.bar.say("ok", f"Done: {summary}.", told, self._code(client))

    def _code(self, client: Refold, *, check: bool = False) -> str:
        path, frame = self.path.value.strip(), self.frame.value
        rows = f"pd.read_csv({path!r}, dtype='string', keep_default_na=False)" if path else frame
        skip = ", on_error='skip'" if check or self.skip.value else ""
        return f"The same in code: {client_code(client)}.create_many({rows}{skip}{', dry_run=True' if check else ''})"

    def _moved(self, progress: Progress) -> None:
        self.progress.value = progress.done
        left = "" if progress.eta is None else f", {progress.eta:.0f} s left"
        pace = f"{progress.rate:.1f} a second{left}"
        self.bar.say(
            "info", f"{progress.done:,} of {progress.total:,}", progress.text or progress.summary(), pace
        )

    def _stop(self) -> None:
        self._stopped = True
        if self._run is not None:
            self._run.stop()
        self.bar.say("info", "Stopping: rows under way are settled first.")

    def _show_problems(self, plan: Plan) -> None:
        problems = plan.problems()
        rows = [[str(index), *map(str, row[1:])] for index, *row in problems.head(_SHOWN).itertuples()]
        more = f"<p>{len(problems) - _SHOWN:,} more</p>" if len(problems) > _SHOWN else ""
        self.found.value = table_html(rows, ["row", "column", "why it can't be sent"]) + more if rows else ""

    def _say(self, error: BaseException) -> None:
        notice = notice_of(error)
        self.bar.say("error", notice.title, *notice.lines)

"""What each action does, on the I/O loop."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from refold_nb.client import AsyncRefold
from refold_nb.html import esc, short, visible

from .rows import Row, runs_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from refold_nb.api.models import Execution
    from refold_nb.client import Refold


class Shown:
    """A heading over the output of something that shows itself."""

    def __init__(self, heading: str, thing: Any) -> None:
        self._heading = heading
        self._thing = thing

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        bundle: dict[str, str] = self._thing._repr_mimebundle_()
        return {
            "text/html": f"<p><strong>{esc(self._heading)}</strong></p>{bundle['text/html']}",
            "text/plain": f"{visible(self._heading)}\n{bundle['text/plain']}",
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an action.

    ``words`` is a title and lines, ``shown`` goes into the results, ``row`` is what has become of the
    workflow (``None``: it is gone), ``changed`` says that the list is another now, ``runs`` are runs to pick
    from as (label, id). ``kind`` is ``ok`` or ``error``.
    """

    words: tuple[str, ...]
    shown: Any
    row: Row | None
    changed: bool = False
    runs: tuple[tuple[str, str], ...] = ()
    kind: str = "ok"


class Deed:
    """One action on one row, confirmed where that is needed.

    Args:
        client: for the row's account.
        row: the workflow.
        payload: to run it with.
        tell: called with words while it is under way.
    """

    def __init__(self, client: Refold, row: Row, payload: Any, tell: Callable[[str], None]) -> None:
        self._client = client
        self._face = AsyncRefold(client.core)
        self._row = row
        self._payload = payload
        self._tell = tell

    async def do(self, key: str) -> Outcome:
        """Do it.

        Raises:
            RefoldError: it did not work; the message says what is known.
        """
        return await _DEEDS[key](self)

    async def graph(self) -> Outcome:
        """Show the workflow with its graph."""
        workflow = await self._face.workflows.get(self._row.id)
        return Outcome((f"{short(self._row.name)}: shown below.",), workflow, self._row)

    async def draft(self) -> Outcome:
        """Show the editable draft."""
        draft = await self._face.workflows.draft(self._row.id)
        return Outcome((f"Draft {draft.id}: shown below.", "Publishing takes this id."), draft, self._row)

    async def publish(self) -> Outcome:
        """Publish the draft that is open."""
        # By way of the draft: a published id has another one, and an older server tells the parent only there.
        published = await (await self._face.workflows.draft(self._row.id)).publish()
        words = ("Published.", f"Published id {published.id}: running and unpublishing take it.")
        slug = published.slug or self._row.slug
        row = replace(self._row, id=str(published.id), published=True, is_draft=False, slug=slug, note="")
        return Outcome(words, published, row, changed=True)

    async def run(self) -> Outcome:
        """Execute it and follow the run to its end."""

        def progress(run: Execution) -> None:
            done = run.completion_percentage
            self._tell(f"{visible(run.status or 'Started')}{'' if done is None else f', {done:.0f} %'}")

        # The slug of the row saves looking it up; execute wants it in a header.
        run = await self._face.workflows.execute(
            self._row.id, self._payload, slug=self._row.slug, wait=True, progress=progress
        )
        shown = Shown(_told(run), await run.graph_overlay())
        error = [visible(run.error)] if run.error else []
        words = (_told(run), *error, "What it did at every node is shown below.")
        return Outcome(words, shown, self._row, kind="error" if _failed(run) else "ok")

    async def runs(self) -> Outcome:
        """List the newest runs to pick from."""
        runs = await runs_of(self._client, self._row.id)
        words = "Pick a run to see it over the graph." if runs else "It has not been run yet."
        return Outcome((words,), None, self._row, runs=tuple(runs))

    async def versions(self) -> Outcome:
        """Show the published versions."""
        versions = await self._face.workflows.versions(self._row.id).all()
        count = f"{len(versions)} version{'' if len(versions) == 1 else 's'}"
        shown = Shown(f"Versions of {short(self._row.name)}, the newest first", versions)
        return Outcome((f"{count} of {short(self._row.name)}: shown below.",), shown, self._row)

    async def compare(self) -> Outcome:
        """Show what publishing the draft would change."""
        published = await self._face.workflows.get(self._row.id)
        draft = await self._face.workflows.draft(self._row.id)
        diff = published.graph.diff(draft.graph)
        heading = f"{short(self._row.name)}: the draft, compared with what is published"
        words = f"Draft against published: {diff.summary}."
        return Outcome((words,), Shown(heading, diff), self._row)

    async def unpublish(self) -> Outcome:
        """Take it out of use."""
        # The yes was given in the notebook, where production asks for it.
        workflow = await self._face.workflows.unpublish(self._row.id, yes=True)
        words = ("Unpublished.", "It is still there, and can be published again.")
        row = replace(self._row, published=False, note="")
        return Outcome(words, await self._face.workflows.get(workflow.id), row, changed=True)

    async def delete(self) -> Outcome:
        """Delete it for good."""
        await self._face.workflows.delete(self._row.id, yes=True)
        words = (f"Deleted: {short(self._row.name)}.", "Its draft and versions went with it.")
        return Outcome(words, None, None, changed=True)


async def look(client: Refold, row: Row) -> tuple[Any, str]:
    """Return a workflow with its graph, and a payload to begin with as JSON."""
    workflows = AsyncRefold(client.core).workflows
    found = await workflows.get(row.id)
    sample = (await workflows.request_structure(row.id)).payload if row.published else None
    return found, json.dumps(sample, ensure_ascii=False) if isinstance(sample, dict) else "{}"


async def look_at_run(client: Refold, execution_id: str) -> Shown:
    """Return the graph of a run's workflow with what the run did at every node."""
    run = await AsyncRefold(client.core).executions.get(execution_id)
    return Shown(_told(run), await run.graph_overlay())


def _told(run: Execution) -> str:
    return f"Run {visible(run.id)}: {visible(run.status or 'no status')}"


def _failed(run: Execution) -> bool:
    # Only COMPLETED is documented; words for failure differ between generations.
    status = (run.status or "").upper()
    return bool(run.errored) or "FAIL" in status or "ERROR" in status


_DEEDS: dict[str, Callable[[Deed], Awaitable[Outcome]]] = {
    "graph": Deed.graph,
    "draft": Deed.draft,
    "publish": Deed.publish,
    "run": Deed.run,
    "runs": Deed.runs,
    "versions": Deed.versions,
    "compare": Deed.compare,
    "unpublish": Deed.unpublish,
    "delete": Deed.delete,
}

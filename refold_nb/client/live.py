"""Workflows that know their client: shown as a card with the graph, and brought up to date in place."""

from __future__ import annotations

import copy
from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar, Self

from refold_nb.api import InvalidRequest, models
from refold_nb.drafts.tag import untagged

from .ids import not_there

if TYPE_CHECKING:
    from refold_nb.api import Listing
    from refold_nb.drafts import Record
    from refold_nb.graph import WorkflowGraph

    from .core import Core
    from .ids import Kind

_FIELDS = tuple(field.name for field in fields(models.Workflow))


class Workflow(models.Workflow):
    """A workflow of `Refold` or `AsyncRefold`: the typed answer, its graph, and what can be done with it.

    In a notebook it shows as a card with the graph (``text/html`` and ``text/plain``, which outlive the
    kernel); ``raw`` keeps every field that the API sent. Two are equal when they have the same id. A copy
    keeps its client; pickling drops it, with the credentials.
    """

    _face: Any = None
    _kind: ClassVar[Kind | None] = None

    @classmethod
    def bind(cls, model: models.Workflow, face: Any) -> Self:
        """Return ``model`` as a live object of ``face``, the ``client.workflows`` that it came from."""
        # The mark that finds a draft again is ours, not the description's; `raw` has it as it was sent.
        facts = {name: getattr(model, name) for name in _FIELDS}
        live = cls(**{**facts, "description": untagged(model.description)})
        object.__setattr__(live, "_face", face)
        return live

    if not TYPE_CHECKING:
        # Only what is not there comes here; type checkers must not take it for being there.
        def __getattr__(self, name: str) -> Any:
            why = self._kind and not_there(self._kind, str(self.__dict__.get("id")), name)
            if why:
                raise AttributeError(why, name=name, obj=self)
            return object.__getattribute__(self, name)

    def _bound(self) -> Any:
        if self._face is None:
            raise InvalidRequest(
                f"This workflow came without its client (out of a pickle, say):"
                f" client.workflows.get({str(self.id)!r}) fetches it anew."
            )
        return self._face

    def _core(self) -> Core:
        core: Core = self._bound().core
        return core

    def _become(self, model: models.Workflow) -> Self:
        """Take over what ``model`` says; the id stays. Frozen for everybody else."""
        for name in _FIELDS:
            if name != "id" and ((value := getattr(model, name)) is not None or name in model.raw):
                object.__setattr__(self, name, untagged(value) if name == "description" else value)
        return self

    @property
    def has_graph(self) -> bool:
        """Whether this answer has nodes at all; the rows of a list have none."""
        return "nodes" in self.raw

    @property
    def graph(self) -> WorkflowGraph:
        """The nodes and edges of this answer as a `WorkflowGraph`."""
        return graph_of(self)

    @property
    def history(self) -> Listing[Record]:
        """The rows of the history that this workflow came from; empty if it was created elsewhere."""
        from refold_nb.api import Listing
        from refold_nb.drafts.history import RECORD_COLUMNS
        from refold_nb.drafts.life import records_of

        core = self._core()
        ids = {str(self.id), self.associated_workflow or self.id, core.shared.ids.parent(self.id) or self.id}
        rows = records_of(core.shared.journal, core.shared.settings.base_url, sorted(map(str, ids)))
        return Listing(rows, RECORD_COLUMNS, "creates in the history")

    # By id, not by content: a row of a list, the whole workflow and the refreshed one are the same.
    def __eq__(self, other: object) -> bool:
        return self.id == other.id if isinstance(other, Workflow) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.id)

    def __copy__(self) -> Self:
        return type(self).bind(self, self._face)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        twin = type(self)(**{name: copy.deepcopy(getattr(self, name), memo) for name in _FIELDS})
        object.__setattr__(twin, "_face", self._face)
        return twin

    # The client holds the credentials, which must not leave the process.
    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _FIELDS}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from .card import workflow_card_html, workflow_card_text

        return {"text/html": workflow_card_html(self), "text/plain": workflow_card_text(self)}


def graph_of(workflow: models.Workflow) -> WorkflowGraph:
    """Return the graph of what is at hand; nothing is fetched."""
    from refold_nb.graph import WorkflowGraph

    return WorkflowGraph.from_dict(workflow.raw)

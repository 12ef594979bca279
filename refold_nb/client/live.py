"""Workflows that know their client: shown as a card with the graph."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Self

from refold_nb.api import models

if TYPE_CHECKING:
    from refold_nb.graph import WorkflowGraph

_FIELDS = tuple(field.name for field in fields(models.Workflow))


class Workflow(models.Workflow):
    """A workflow of `Refold` or `AsyncRefold`: the typed answer, its graph, and what can be done with it.

    In a notebook it shows as a card with the graph (``text/html`` and ``text/plain``, which outlive the
    kernel); ``raw`` keeps every field that the API sent.
    """

    _workflows: Any

    @classmethod
    def bind(cls, model: models.Workflow, workflows: Any) -> Self:
        """Return ``model`` as a live object of ``workflows``, the resource that it came from."""
        live = cls(**{name: getattr(model, name) for name in _FIELDS})
        object.__setattr__(live, "_workflows", workflows)
        return live

    @property
    def graph(self) -> WorkflowGraph:
        """The nodes and edges of this answer as a `WorkflowGraph`."""
        from refold_nb.graph import WorkflowGraph

        return WorkflowGraph.from_dict(self.raw)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from .card import workflow_card_html, workflow_card_text

        return {"text/html": workflow_card_html(self), "text/plain": workflow_card_text(self)}

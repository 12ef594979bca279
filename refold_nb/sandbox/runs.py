"""How executions go: a walk through the graph, with what a script says about branches, failures and time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from refold_nb.sandbox.records import Step
from refold_nb.sandbox.walk import Graph, text

if TYPE_CHECKING:
    import random

    from refold_nb.sandbox.records import Content, Json, Workflow

# Short enough that waiting for a run in a notebook is no bother, long enough to be seen running.
_SECONDS = {"start": (0.001, 0.002), "custom_code": (0.01, 0.04), "ai_agent": (0.1, 0.2), "loop": (0.05, 0.1)}
_USUAL_SECONDS = (0.005, 0.03)
_BATCHES = frozenset({"loop", "group"})
_ON_ERROR = frozenset({"error", "catch"})


@dataclass(slots=True)
class Run:
    """What came of a walk."""

    steps: list[Step]
    return_value: Any
    error: str | None


@dataclass(slots=True)
class _Script:
    failures: list[_Failure] = field(default_factory=list)
    branches: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Failure:
    node: str
    workflow: str | None
    message: str
    times: int | None


class Runs:
    """The script of how executions go; nodes are named by id or by name.

    Without a script every run succeeds, save for nodes whose own data says that they fail.

    Args:
        rng: draws how long a node takes.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._script = _Script()

    def fail(
        self,
        node: str,
        *,
        workflow: str | None = None,
        message: str = "Request failed with status code 500",
        times: int | None = None,
    ) -> None:
        """Let a node fail.

        Args:
            node: its id or name.
            workflow: only in the workflow of this published id or name.
            message: the error.
            times: in so many runs (default: in all).
        """
        self._script.failures.append(_Failure(node, workflow, message, times))

    def take(self, node: str, handle: str) -> None:
        """Let a condition take the way out that is called `handle`, instead of the first."""
        self._script.branches[node] = handle

    def last(self, node: str, seconds: float) -> None:
        """Let a node take so many seconds."""
        if seconds < 0:
            raise ValueError("A node takes 0 seconds or more.")
        self._script.seconds[node] = seconds

    def clear(self) -> None:
        """Forget the script."""
        self._script = _Script()

    def walk(self, workflow: Workflow, content: Content, payload: Json) -> Run:
        """Decide a run of `content` with `payload`; called by the sandbox."""
        graph = Graph(content)
        reached: dict[str, float] = dict.fromkeys(graph.starts, 0.0)
        steps: list[Step] = []
        failed: list[Step] = []
        for node_id in graph.order:
            node = graph.nodes[node_id]
            step = self._step(node, reached.get(node_id))
            steps.append(step)
            if step.outcome == "Skipped":
                continue
            ways = graph.ways_out(node_id)
            rescues = [way for way in ways if way.handle in _ON_ERROR]
            step.error = self._failure(workflow, node)
            if step.error:
                step.outcome, step.attempts = "Failed", max(1, _whole(node.get("maximum_attempts")))
                # With a way out for errors, the run goes on there and doesn't fail.
                ways = rescues
                failed += [] if rescues else [step]
            else:
                step.output = payload if node_id in graph.starts else {"success": True}
                ways = self._chosen(node, [way for way in ways if way not in rescues])
            for way in ways:
                reached[way.target] = max(reached.get(way.target, 0.0), step.ends)
        first = min(failed, key=lambda step: step.ends, default=None)
        _end(steps, first.ends if first else float("inf"))
        answers = [
            step.output for step in steps if step.node_type == "response" and step.outcome == "Success"
        ]
        return Run(steps, answers[-1] if answers and not first else None, first.error if first else None)

    def _step(self, node: Json, begins: float | None) -> Step:
        kind = text(node.get("type"))
        name = text(node.get("name")) or kind or str(node["id"])
        node_id = str(node["id"])
        step = Step(node_id, name, kind, begins or 0.0, begins or 0.0, "Skipped", is_batch=kind in _BATCHES)
        if begins is not None:
            seconds = self._script.seconds.get(node_id, self._script.seconds.get(name))
            if seconds is None:
                seconds = self._rng.uniform(*_SECONDS.get(kind, _USUAL_SECONDS))
            step.outcome, step.ends = "Success", begins + seconds
        return step

    def _failure(self, workflow: Workflow, node: Json) -> str | None:
        names = {str(node["id"]), text(node.get("name"))}
        for failure in self._script.failures:
            if failure.times == 0 or failure.node not in names:
                continue
            if failure.workflow in {None, workflow.id, workflow.shown.name}:
                failure.times = None if failure.times is None else failure.times - 1
                return failure.message
        # How an example workflow fails without a script.
        data = node.get("data")
        fails = data.get("fails_with") if isinstance(data, dict) else None
        return fails if isinstance(fails, str) else None

    def _chosen(self, node: Json, ways: list[Any]) -> list[Any]:
        handles = list(dict.fromkeys(way.handle for way in ways if way.handle))
        # One named way out is no choice: loops and guarded steps have such.
        if len(handles) < 2:
            return ways
        wanted = self._script.branches.get(str(node["id"]), self._script.branches.get(text(node.get("name"))))
        # The first one drawn is the usual way, as people draw graphs.
        chosen = wanted if wanted in handles else handles[0]
        return [way for way in ways if way.handle in {chosen, None}]


def _end(steps: list[Step], stopped_at: float) -> None:
    """Skip what would have begun after the run was stopped; skipped steps are known at the run's end."""
    for step in steps:
        if step.begins >= stopped_at:
            step.outcome, step.output, step.error = "Skipped", None, None
    last = max((step.ends for step in steps if step.outcome != "Skipped"), default=0.0)
    for step in steps:
        if step.outcome == "Skipped":
            step.begins = step.ends = last


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 1

"""A run as the API shows it while the clock passes its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.sandbox.clock import iso

if TYPE_CHECKING:
    from refold_nb.sandbox.records import Execution, Json, Step


def status_at(execution: Execution, now: float) -> str:
    """`RUNNING`, then `COMPLETED` or `ERRORED`."""
    if now - execution.started_at < execution.duration:
        return "RUNNING"
    return "ERRORED" if execution.error else "COMPLETED"


def row(execution: Execution, now: float) -> Json:
    """A run as one row of a list."""
    elapsed = now - execution.started_at
    done = sum(step.ends <= elapsed for step in execution.steps)
    ended = min(now, execution.started_at + execution.duration)
    return {
        "_id": execution.id,
        "name": execution.workflow_name,
        "workflow_id": execution.workflow_id,
        "version": execution.version,
        "status": status_at(execution, now),
        "completion_percentage": round(100 * done / len(execution.steps)) if execution.steps else 100,
        "execution_source": execution.source,
        "execution_type": "SYNC" if execution.synchronous else "ASYNC",
        "slug": execution.slug,
        "linked_account_id": execution.account,
        "environment": execution.environment,
        "config_id": execution.config_id,
        "instance_tag": execution.instance_tag,
        "execution_time": round(1000 * (ended - execution.started_at)),
        "createdAt": iso(execution.started_at),
        "updatedAt": iso(ended),
    }


def report(execution: Execution, now: float) -> Json:
    """A run with all of its nodes."""
    elapsed = now - execution.started_at
    error = execution.error if status_at(execution, now) == "ERRORED" else None
    return {
        **row(execution, now),
        "trigger_payload": execution.payload,
        "execution_error": {"message": error} if error else None,
        "nodes": [_node(step, elapsed) for step in execution.steps],
    }


def _node(step: Step, elapsed: float) -> Json:
    begun, ended = elapsed >= step.begins, elapsed >= step.ends
    status = step.outcome if ended else "Running" if begun else "Pending"
    ran = ended and step.outcome != "Skipped"
    return {
        "node_id": step.node_id,
        "node_name": step.node_name,
        "node_type": step.node_type,
        "node_status": status,
        "is_batch": step.is_batch,
        "attempts_made": step.attempts if ran else 0,
        "execution_time": round(1000 * (step.ends - step.begins)) if ran else None,
        "latest_output": ({"error": step.error} if step.error else step.output) if ran else None,
    }

"""Workflows as files: what a person would compare and review, and nothing that differs by itself."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from refold_nb.api import DraftRequest, InvalidRequest
from refold_nb.drafts.tag import untagged

from .redaction import places_of_hidden, redact

if TYPE_CHECKING:
    from refold_nb.api import models
    from refold_nb.api.models import Json

FORMAT = 1

# What belongs to one record on the server, or to its last run: another save of the same steps has others.
_RECORD = {"_id", "__v", "createdAt", "updatedAt", "created_at", "updated_at"}
_RUN = {"status", "node_status", "attempts_made", "latest_output", "execution_time"}


def document_of(workflow: models.Workflow) -> Json:
    """Return what a file keeps of a workflow: no ids or times of the record, no secrets, keys in order."""
    removed: list[str] = []
    nodes = redact([_without(node.raw, _RECORD | _RUN) for node in workflow.nodes], "nodes", removed)
    # A server may list them in any order; the nodes' order is the author's.
    connections = sorted(
        (_without(edge.raw, _RECORD) for edge in workflow.edges),
        key=lambda raw: json.dumps(raw, sort_keys=True),
    )
    edges = redact(connections, "edges", removed)
    facts = {
        "refold_workflow": FORMAT,
        "name": redact(workflow.name, "name", removed),
        "slug": workflow.slug,
        "associated_application": None if workflow.slug else workflow.associated_application,
        "description": redact(untagged(workflow.description), "description", removed),
        "nodes": nodes,
        "edges": edges,
        "redacted": sorted(removed),
    }
    return {name: value for name, value in facts.items() if value or name in {"name", "nodes", "edges"}}


def _without(raw: Json, dropped: set[str]) -> Json:
    return {key: value for key, value in raw.items() if key not in dropped}


def write_document(workflow: models.Workflow, path: str | os.PathLike[str]) -> Path:
    """Write a workflow's file, whole or not at all.

    Raises:
        OSError: it can't be written.
    """
    target = Path(path)
    text = json.dumps(document_of(workflow), ensure_ascii=False, indent=2) + "\n"
    # Beside the target, so that replacing it is one step on one file system.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # A file for version control is read by others, unlike a temporary one.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def read_document(path: str | os.PathLike[str], name: str | None = None) -> DraftRequest:
    """Return the request that makes a draft of a workflow's file.

    Raises:
        InvalidRequest: it is no such file; ``field`` is ``path``.
        OSError: it can't be read.
    """
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _unusable(path, f"it is not JSON ({error})") from None
    if not isinstance(document, dict):
        raise _unusable(path, "it holds no object")
    # An answer of the API, saved by hand, is as good.
    inner = document.get("workflow")
    document = inner if isinstance(inner, dict) and "nodes" not in document else document
    version = document.get("refold_workflow", FORMAT)
    if not isinstance(version, int) or version > FORMAT:
        raise _unusable(path, f"its format ({version!r}) is newer than this refold_nb knows; update it")
    for part in ("nodes", "edges"):
        listed = document.get(part, [])
        if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
            raise _unusable(path, f"its {part} are not a list of objects")
    slug, application = document.get("slug"), document.get("associated_application")
    request = DraftRequest(
        name=name if name is not None else document.get("name", ""),
        slug=slug or None,
        associated_application=None if slug else application or None,
        description=document.get("description") or None,
        extra={part: document[part] for part in ("nodes", "edges") if document.get(part)},
    )
    request.validate()
    return request


def left_out(request: DraftRequest) -> str | None:
    """Say which secrets are missing from what a file asks for; ``None`` if none is."""
    places = places_of_hidden(dict(request.extra), "")
    if not places:
        return None
    shown = ", ".join(place.lstrip(".")[:100] for place in places[:5]) + (", …" if len(places) > 5 else "")
    return f"Secrets were left out of the file ({shown}): set them in Refold's editor."


def _unusable(path: str | os.PathLike[str], why: str) -> InvalidRequest:
    return InvalidRequest(f"{os.fspath(path)} is no file of wf.save(): {why}.", field="path")

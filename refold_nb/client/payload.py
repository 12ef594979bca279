"""Checks what a workflow is to be executed with, before it is sent."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from refold_nb.api import InvalidRequest

if TYPE_CHECKING:
    from refold_nb.api.models import Json

logger = logging.getLogger("refold_nb")

_SHOWN = 200  # characters of what is wrong; a payload can be a whole file


def plain_payload(payload: Any) -> Json:
    """Return the payload as the server will read it: numbers of a DataFrame, times and the like as JSON.

    Raises:
        InvalidRequest: it is no JSON object; ``field`` is ``payload``.
    """
    import msgspec

    from refold_nb.api.carrier import encoded

    if payload is None:
        return {}
    # There and back: the schema is about JSON, and a tuple or a typed id is none to it.
    plain = msgspec.json.decode(encoded(payload, "payload"))
    if not isinstance(plain, dict):
        raise InvalidRequest(
            f"payload is a dict, such as {{'email': 'ada@example.com'}}, not {type(payload).__name__}.",
            field="payload",
        )
    return plain


def check_payload(payload: Json, schema: Json) -> None:
    """Check ``payload`` against the JSON Schema of a workflow's request structure.

    A schema that is none can't be checked against, and says nothing against the payload. References to other
    documents are not followed.

    Raises:
        InvalidRequest: it does not fit; ``field`` is the place, such as ``payload.contact.email``.
    """
    # Loaded when a workflow has a schema; most have none.
    from jsonschema import validators
    from jsonschema.exceptions import best_match
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    def anything(uri: str) -> Any:
        # What the schema refers to is never fetched from anywhere: there, everything fits.
        return Resource.from_contents({"$id": uri}, default_specification=DRAFT202012)

    try:
        kind = validators.validator_for(schema, default=validators.Draft202012Validator)
        kind.check_schema(schema)
        registry: Registry[Any] = Registry(retrieve=anything)  # type: ignore[call-arg]
        error = best_match(kind(schema, registry=registry).iter_errors(payload))
    except Exception as failure:  # noqa: BLE001 - a schema that is wrong in whatever way must not stop a run
        logger.info(
            "The payload was not checked: the workflow's schema can't be used (%s).", type(failure).__name__
        )
        return
    if error is None:
        return
    place = _place([*error.absolute_path, *_missing(error)])
    said = error.message if len(error.message) <= _SHOWN else f"{error.message[:_SHOWN]}…"
    raise InvalidRequest(
        f"{place}: {said.rstrip('.')}. The workflow's request structure asks for it; nothing was sent."
        " client.workflows.request_structure(…) shows it whole.",
        field=place,
    )


def _missing(error: Any) -> list[str]:
    """Return the field that is missing, or too many, where the error is about the object around it."""
    if not isinstance(error.instance, dict):
        return []
    if error.validator == "required":
        return [name for name in error.validator_value if name not in error.instance][:1]
    if error.validator == "additionalProperties" and error.validator_value is False:
        known = error.schema.get("properties", {})
        return [name for name in error.instance if name not in known and repr(name) in error.message][:1]
    return []


def _place(path: list[Any]) -> str:
    return "payload" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)

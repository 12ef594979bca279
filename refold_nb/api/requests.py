"""What is asked for: a draft, and what can be said about it before it is sent."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from .errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

# Refold documents no bound; a display name longer than this is a paste gone wrong.
MAX_NAME = 255
MAX_DESCRIPTION = 5000

# Zero width space, byte order mark, and the marks that make text read in another order than it is stored.
_REORDERING = "\u200b\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

_OBJECT_ID = re.compile(r"[0-9a-fA-F]{24}")
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ADVISED_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+){2,}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to say about one field: an ``error`` stops the request, a ``hint`` does not."""

    field: str
    message: str
    level: Literal["error", "hint"] = "error"


def is_object_id(text: str) -> bool:
    """Whether ``text`` is one of Refold's ids: 24 hex digits (a MongoDB ObjectId)."""
    return _OBJECT_ID.fullmatch(text) is not None


def control_characters(text: str, *, allowed: str = "") -> str:
    """Name the first character of ``text`` that is not to be seen, such as ``U+0007``; ``""`` if none is."""
    for char in text:
        hidden = unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in _REORDERING
        if hidden and char not in allowed:
            return f"U+{ord(char):04X}"
    return ""


def is_linked_account_id(text: str) -> bool:
    """Whether ``text`` can travel in the ``linked_account_id`` header: visible ASCII, no outer space."""
    return bool(text) and text.isascii() and text.isprintable() and text == text.strip()


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """A workflow draft to be created: the body of ``POST /api/v2/public/workflow``.

    Args:
        name: display name, 1 to 255 characters.
        slug: slug of the application to attach to, such as ``hubspot``.
        associated_application: id of the application (24 hex digits), an alternative to ``slug``.
            With neither, the draft goes to the organisation's default custom application.
        description: free text; older pages of the API document it, and it is accepted.
        extra: further documented fields of a workflow, such as ``nodes`` and ``edges``.
    """

    name: str
    slug: str | None = None
    associated_application: str | None = None
    description: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def problems(self) -> list[Problem]:
        """Say what is wrong with it (errors) and what could be better (hints), field by field."""
        return [*_name_problems(self.name), *self._application_problems(), *self._description_problems()]

    def _application_problems(self) -> list[Problem]:
        found = []
        # `object`: a notebook hands over whatever is in the variable.
        slug: object = self.slug
        app_id: object = self.associated_application
        if slug is not None:
            if not isinstance(slug, str):
                found.append(_not_text("slug", slug))
            elif not _SLUG.fullmatch(slug):
                found.append(
                    Problem(
                        "slug", "A slug has letters, digits, dots, hyphens and underscores, such as hubspot."
                    )
                )
        if app_id is not None:
            if not isinstance(app_id, str):
                found.append(_not_text("associated_application", app_id))
            elif not is_object_id(app_id):
                found.append(
                    Problem(
                        "associated_application",
                        "An application id has 24 hex digits. To give a name, use slug.",
                    )
                )
        if slug is not None and app_id is not None:
            found.append(
                Problem(
                    "associated_application",
                    "Give the application's slug or its id, not both: clear one of them.",
                )
            )
        return found

    def _description_problems(self) -> list[Problem]:
        text: object = self.description
        if text is None:
            return []
        if not isinstance(text, str):
            return [_not_text("description", text)]
        if len(text) > MAX_DESCRIPTION:
            return [
                Problem(
                    "description", f"The description has {len(text)} characters; {MAX_DESCRIPTION} at most."
                )
            ]
        if code := control_characters(text, allowed="\n\r\t"):
            return [
                Problem(
                    "description", f"The description has an invisible control character ({code}): remove it."
                )
            ]
        return []

    def validate(self) -> None:
        """Raise the first error found.

        Raises:
            InvalidRequest: with ``field`` set to the argument to mend.
        """
        for problem in self.problems():
            if problem.level == "error":
                raise InvalidRequest(problem.message, field=problem.field)

    def body(self) -> dict[str, Any]:
        """Return the JSON body: the fields that are set, and no others."""
        fields = {
            "name": self.name,
            "slug": self.slug,
            "associated_application": self.associated_application,
            "description": self.description,
        }
        return {**self.extra, **{key: value for key, value in fields.items() if value is not None}}


def _not_text(field: str, value: object) -> Problem:
    return Problem(field, f"{field} must be text, not {type(value).__name__}.")


def _name_problems(name: object) -> list[Problem]:
    if not isinstance(name, str):
        return [_not_text("name", name)]
    if not name.strip():
        return [
            Problem("name", "The name is empty. Give the workflow a name, such as prod-crm-contact-sync.")
        ]
    if code := control_characters(name):
        return [Problem("name", f"The name has an invisible control character ({code}): remove it.")]
    if name != name.strip():
        return [Problem("name", "The name begins or ends with a space: remove it.")]
    if len(name) > MAX_NAME:
        return [Problem("name", f"The name has {len(name)} characters; {MAX_NAME} at most.")]
    if not _ADVISED_NAME.fullmatch(name):
        return [
            Problem(
                "name",
                "Refold advises names like env-system-entity-action, in lower case: prod-crm-contact-sync.",
                "hint",
            )
        ]
    return []

"""What is filled in, as a dict that writes through to the form."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from refold_nb.api import InvalidRequest

NAMES = (
    "server",
    "sign_in",
    "linked_account_id",
    "name",
    "slug",
    "associated_application",
    "description",
)
CHOICES = {"server": ("sandbox", "live"), "sign_in": ("key", "token")}
_SECRETS = {"api_key", "session_token", "key", "token", "secret", "password"}


class Values(dict[str, str]):
    """The form's values by name; setting an item, or ``update``, fills in the form. ``""`` is an empty field.

    ``server`` (``sandbox`` or ``live``), ``sign_in`` (``key`` or ``token``), ``linked_account_id``, ``name``,
    ``slug``, ``associated_application``, ``description``. Never a secret.
    """

    def __init__(self, current: Mapping[str, str], write: Callable[[dict[str, str]], None]) -> None:
        super().__init__(current)
        self._write = write

    def __setitem__(self, name: str, value: str | None) -> None:
        self.update({name: value})

    def update(self, *args: Any, **values: Any) -> None:
        """Fill in several fields at once."""
        new = checked(dict(*args, **values))
        self._write(new)
        super().update(new)

    def _refuse(self, *_: Any) -> Any:
        raise TypeError("The form's fields can't be removed: set one to '' to empty it.")

    __delitem__ = pop = popitem = clear = _refuse


def checked(values: Mapping[str, Any]) -> dict[str, str]:
    """Return ``values`` with ``None`` as ``""``.

    Raises:
        InvalidRequest: a name that the form does not have, a secret, or a value that is no text.
    """
    if not isinstance(values, Mapping):
        raise InvalidRequest(f"The values are a dict of {', '.join(NAMES)}, not {type(values).__name__}.")
    for name, value in values.items():
        if name in _SECRETS:
            raise InvalidRequest(
                "A secret is no value of the form: pass a client, as in"
                " rn.workbench(rn.connect(api_key=…, linked_account_id=…)), or type it into the form.",
                field=name,
            )
        if name not in NAMES:
            near = difflib.get_close_matches(str(name), NAMES, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise InvalidRequest(
                f"The form has no field {name!r}.{hint} Its fields: {', '.join(NAMES)}.", field=str(name)
            )
        if value is not None and not isinstance(value, str):
            raise InvalidRequest(f"{name} must be text, not {type(value).__name__}.", field=name)
        if name in CHOICES and value not in CHOICES[name]:
            raise InvalidRequest(f"{name} is {' or '.join(CHOICES[name])}, not {value!r}.", field=name)
    return {name: value or "" for name, value in values.items()}

"""A credential that can be used but not seen."""

from __future__ import annotations

import hmac
from typing import NoReturn

_SHORT = 12  # below this, showing the ends would show too much of the whole


class Secret:
    """An API key or token that shows as ``tk_…9f3c`` wherever Python would print it.

    Args:
        value: the credential; surrounding white space, as copied along from a web page, is dropped.

    Raises:
        TypeError: the value is no text.
        ValueError: it is empty, or has characters that no HTTP header can carry.
    """

    __slots__ = ("__value",)

    def __init__(self, value: str | Secret) -> None:
        if not isinstance(value, str | Secret):
            raise TypeError(f"A credential is text, not {type(value).__name__}.")
        text = value.reveal() if isinstance(value, Secret) else value.strip()
        if not text:
            raise ValueError("The credential is empty. Copy it again from Refold's settings.")
        if not (text.isascii() and text.isprintable()) or " " in text:
            raise ValueError(
                "The credential has a space, a line break or a character outside ASCII, which none has."
                " Copy it again from Refold's settings."
            )
        self.__value = text

    def reveal(self) -> str:
        """Return the credential in clear, for the request's header and nothing else."""
        return self.__value

    @property
    def masked(self) -> str:
        """What may be shown: the prefix and the last four characters of a long one, else only ``…``."""
        value = self.__value
        if len(value) < _SHORT:
            return "…"
        prefix = value[:3] if value[:3] in ("tk_", "pk_") else value[:2]
        return f"{prefix}…{value[-4:]}"

    def __repr__(self) -> str:
        return self.masked

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(self.masked, spec)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.__value.encode(), other.reveal().encode())

    def __hash__(self) -> int:
        return hash((Secret, self.__value))

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Secret can't be pickled, copied to a file or sent to another process.")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

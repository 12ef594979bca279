"""From arguments, environment and keyring to a client's core."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from refold_nb.api import InvalidRequest, find_base_url, find_credentials

from .core import Core, Settings, Shared

if TYPE_CHECKING:
    from refold_nb.api import Credentials, Secret

_SECONDS = "seconds above 0"
_POSITIVE = {
    "timeout": _SECONDS,
    "connect_timeout": _SECONDS,
    "deadline": _SECONDS,
    "rate": "requests a second above 0",
}


def find_core(
    *,
    api_key: str | Secret | None = None,
    linked_account_id: str | None = None,
    session_token: str | Secret | None = None,
    base_url: str | None = None,
    **settings: Any,
) -> Core:
    """Return the core that a client is built on; see `refold_nb.connect` for the arguments."""
    credentials = find_credentials(
        api_key=api_key, session_token=session_token, linked_account_id=linked_account_id
    )
    url, source = find_base_url(base_url)
    credentials = replace(credentials, sources={**credentials.sources, "base_url": source})
    return core_of(credentials, settings_of(url, settings))


def core_of(credentials: Credentials, settings: Settings) -> Core:
    """Return a core for credentials that are already known."""
    return Core(Shared(settings, credentials), credentials)


def settings_of(base_url: str, values: dict[str, Any]) -> Settings:
    """Check the settings of a client.

    Raises:
        InvalidRequest: one is of the wrong kind; ``field`` names it.
        TypeError: there is no such setting.
    """
    # Found here, and not in a time-out of the first call, minutes into somebody's work.
    for name, unit in _POSITIVE.items():
        if name in values and not (_is_number(values[name]) and values[name] > 0):
            raise InvalidRequest(f"{name} must be a number of {unit}, not {values[name]!r}.", field=name)
    settle = values.get("settle", 0)
    if not _is_number(settle) or settle < 0:
        raise InvalidRequest(
            f"settle must be a number of seconds, 0 or more, not {settle!r}.", field="settle"
        )
    burst = values.get("burst", 1)
    if not isinstance(burst, int) or isinstance(burst, bool) or burst < 1:
        raise InvalidRequest(f"burst must be a whole number, 1 or more, not {burst!r}.", field="burst")
    return Settings(base_url=base_url, **values)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")

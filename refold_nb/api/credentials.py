"""Who calls: an API key with a linked account, or a session token; and where each was found."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .errors import InvalidRequest, MissingCredentials
from .requests import is_linked_account_id
from .secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_BASE_URL = "https://app.refold.ai"
KEYRING_SERVICE = "refold_nb"
VARIABLES = {
    "api_key": "REFOLD_API_KEY",
    "session_token": "REFOLD_SESSION_TOKEN",
    "linked_account_id": "REFOLD_LINKED_ACCOUNT_ID",
    "base_url": "REFOLD_BASE_URL",
}


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What a session token says of itself (a JWT's payload, read without checking its signature)."""

    org_id: str | None = None
    linked_account_id: str | None = None
    environment: str | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None


def read_token(token: Secret) -> TokenClaims:
    """Read the payload of a session token; what can't be read stays ``None``, and nothing is raised."""
    parts = token.reveal().split(".")
    if len(parts) != 3:
        return TokenClaims()
    try:
        payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return TokenClaims()
    if not isinstance(payload, dict):
        return TokenClaims()

    def word(name: str) -> str | None:
        value = payload.get(name)
        return value if isinstance(value, str) else None

    return TokenClaims(
        org_id=word("org_id"),
        linked_account_id=word("linked_account_id"),
        environment=word("environment"),
        issued_at=_from_epoch(payload.get("iat")),
        expires_at=_from_epoch(payload.get("exp")),
    )


def _from_epoch(seconds: Any) -> datetime | None:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


@dataclass(frozen=True)
class Credentials:
    """One linked account's way in. Shows its secrets masked, and compares by what they are.

    Args:
        api_key: the organisation's key; ``tk…`` for test, ``pk…`` for production.
        session_token: a linked account's own token.
        linked_account_id: the account a key acts for.
        sandbox: the credentials belong to an embedded sandbox.
        sources: field → where it came from: ``argument``, ``environment``, ``keyring``,
            ``sandbox`` or ``form``.
    """

    api_key: Secret | None = None
    session_token: Secret | None = None
    linked_account_id: str | None = None
    sandbox: bool = False
    sources: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def environment(self) -> str:
        """``sandbox``, ``test``, ``production`` or ``unknown``, by the key's prefix or the token's claim."""
        if self.sandbox:
            return "sandbox"
        if self.session_token is not None:
            claimed = read_token(self.session_token).environment
            return claimed if claimed in {"test", "production"} else "unknown"
        if self.api_key is not None:
            start = self.api_key.reveal()[:2].lower()
            return {"tk": "test", "pk": "production"}.get(start, "unknown")
        return "unknown"

    @property
    def account(self) -> str | None:
        """The linked account that calls are made for: the token's own, or the one given with a key."""
        if self.session_token is not None:
            return read_token(self.session_token).linked_account_id or self.linked_account_id
        return self.linked_account_id

    @property
    def key_id(self) -> str:
        """A fingerprint that tells credentials apart and gives nothing away (12 hex digits)."""
        secret = self.session_token or self.api_key
        seed = secret.reveal() if secret is not None else ""
        return hashlib.sha256(f"refold_nb:{seed}".encode()).hexdigest()[:12]

    def for_account(self, linked_account_id: str) -> Credentials:
        """Return the same key for another linked account.

        Raises:
            MissingCredentials: these are a session token's, which names one account for good.
            InvalidRequest: the account can't be sent as a header.
        """
        if self.api_key is None:
            raise MissingCredentials(
                "A session token belongs to one linked account. To act for another, connect with an API key,"
                " or with that account's token."
            )
        check_account(linked_account_id)
        sources = {**self.sources, "linked_account_id": "argument"}
        return replace(self, session_token=None, linked_account_id=linked_account_id, sources=sources)


def check_account(linked_account_id: object) -> None:
    """Refuse an account id that no header can carry, before anything is sent."""
    if not isinstance(linked_account_id, str) or not is_linked_account_id(linked_account_id):
        raise InvalidRequest(
            "The linked account id must be visible ASCII characters with no space at its ends, such as acme.",
            field="linked_account_id",
        )


def find_credentials(
    *,
    api_key: str | Secret | None = None,
    session_token: str | Secret | None = None,
    linked_account_id: str | None = None,
) -> Credentials:
    """Find credentials: arguments first, then ``REFOLD_*`` variables, then the keyring.

    A way to authenticate that is given as an argument is not mixed with the other way from elsewhere.

    Raises:
        InvalidRequest: both ways given as arguments, or a value that no header can carry.
        MissingCredentials: nothing was found; the message says what to set.
    """
    if api_key and session_token:
        raise InvalidRequest("Give an API key or a session token, not both.", field="session_token")
    found, sources = _find_secret({"api_key": api_key, "session_token": session_token})
    account = linked_account_id
    if account is not None:
        sources["linked_account_id"] = "argument"
    elif "api_key" in found:
        for source, look in _ELSEWHERE:
            if account is None and (value := look("linked_account_id")):
                account, sources["linked_account_id"] = value.strip(), source
    if account is not None:
        check_account(account)
    token = found.get("session_token")
    named = read_token(token).linked_account_id if token is not None else None
    if account is not None and named is not None and account != named:
        raise InvalidRequest(
            f"The session token belongs to the linked account {named!r}, and linked_account_id says {account!r}."
            " Leave linked_account_id out, or connect with that account's token.",
            field="linked_account_id",
        )
    return Credentials(
        api_key=found.get("api_key"),
        session_token=token,
        linked_account_id=account,
        sources=sources,
    )


def _find_secret(given: dict[str, str | Secret | None]) -> tuple[dict[str, Secret], dict[str, str]]:
    # An argument rules out what the environment holds of the other way; so does the environment the keyring.
    for source, look in (("argument", given.get), *_ELSEWHERE):
        for name in ("api_key", "session_token"):
            if value := look(name):
                return {name: _secret(value, name, source)}, {name: source}
    raise MissingCredentials(
        "No credentials found. Pass api_key= and linked_account_id= (or session_token=), or set"
        " REFOLD_API_KEY and REFOLD_LINKED_ACCOUNT_ID (or REFOLD_SESSION_TOKEN)."
        " To try without an account: refold_nb.Sandbox().client('acme')."
    )


def _secret(value: str | Secret, name: str, source: str) -> Secret:
    try:
        return Secret(value)
    except (TypeError, ValueError) as error:
        raise InvalidRequest(f"{name} (from: {source}): {error}", field=name) from None


def from_environment(name: str) -> str | None:
    return os.environ.get(VARIABLES[name], "").strip() or None


def _from_keyring(name: str) -> str | None:
    """Ask the system's keyring, where that extra is installed and works."""
    try:
        import keyring
    except ImportError:
        return None
    try:
        found = keyring.get_password(KEYRING_SERVICE, name)
    except Exception:  # noqa: BLE001 - a locked or broken keyring means: not found there
        return None
    return found or None


_ELSEWHERE = (("environment", from_environment), ("keyring", _from_keyring))

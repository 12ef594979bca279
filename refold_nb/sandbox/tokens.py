"""Session tokens: JSON Web Tokens signed with HS256, by the standard library alone."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

_HEADER = {"alg": "HS256", "typ": "JWT"}


def sign(claims: dict[str, Any], secret: bytes) -> str:
    """`claims` as a compact JWT."""
    signing_input = f"{_encode(_dump(_HEADER))}.{_encode(_dump(claims))}"
    return f"{signing_input}.{_encode(_digest(signing_input, secret))}"


def verify(token: str, secret: bytes) -> dict[str, Any] | None:
    """The claims of a token signed with `secret`; None for anything else. Expiry is the caller's to check."""
    try:
        signing_input, _, signature = token.rpartition(".")
        header, _, payload = signing_input.partition(".")
        # Before anything in the token is believed.
        if not hmac.compare_digest(_decode(signature), _digest(signing_input, secret)):
            return None
        # "alg" is checked though the signature fits: a token must not choose how it is verified.
        if json.loads(_decode(header)).get("alg") != "HS256":
            return None
        claims = json.loads(_decode(payload))
    except (ValueError, binascii.Error, AttributeError):
        return None
    return claims if isinstance(claims, dict) else None


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _digest(signing_input: str, secret: bytes) -> bytes:
    return hmac.new(secret, signing_input.encode(), hashlib.sha256).digest()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    # JWTs leave the padding out, and the standard library insists on it.
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

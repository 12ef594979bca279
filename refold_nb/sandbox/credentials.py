"""Who is calling: API keys and session tokens, minted anew for every sandbox."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from refold_nb.sandbox import errors
from refold_nb.sandbox.tokens import sign, verify

if TYPE_CHECKING:
    from refold_nb.sandbox.clock import Clock

ENVIRONMENTS = ("test", "production")
TOKEN_SECONDS = 86_400
REFRESH_SECONDS = 7 * 86_400
_PREFIX = {"test": "tk_", "production": "pk_"}


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of one request."""

    kind: Literal["key", "token"]
    environment: str
    account: str | None
    bucket: str
    """What the rate limit counts by."""


class Credentials:
    """The keys, the signing secret and the tokens that were issued and revoked.

    Args:
        org_id: the organisation that tokens name.
        clock: decides when a token has expired.
    """

    def __init__(self, org_id: str, clock: Clock) -> None:
        self.org_id = org_id
        self.keys = {
            environment: _PREFIX[environment] + secrets.token_hex(20) for environment in ENVIRONMENTS
        }
        self.secret = secrets.token_bytes(32)
        self.revoked: set[str] = set()
        self._issued: dict[tuple[str, str], dict[str, tuple[str, float]]] = {}
        self._verified: dict[str, dict[str, Any]] = {}
        self._clock = clock

    def mint(self, environment: str, account: str, expires_in: float = TOKEN_SECONDS) -> tuple[str, str]:
        """A session token and a refresh token for a linked account."""
        now = self._clock.now()
        token_id = secrets.token_hex(8)
        claims = {
            "org_id": self.org_id,
            "linked_account_id": account,
            "environment": environment,
            "iat": int(now),
            "exp": int(now + expires_in),
            # Two tokens made in one second would be the same token without it, and revoked together.
            "jti": token_id,
        }
        token = sign(claims, self.secret)
        refresh = sign({**claims, "exp": int(now + REFRESH_SECONDS), "typ": "refresh"}, self.secret)
        self._issued.setdefault((environment, account), {})[token] = (refresh, now + expires_in)
        return token, refresh

    def current(self, environment: str, account: str) -> tuple[str, str, float] | None:
        """The newest token that is still good, its refresh token and the seconds it has left."""
        now = self._clock.now()
        for token, (refresh, ends) in reversed(self._issued.get((environment, account), {}).items()):
            # A token about to expire would be dead on arrival.
            if ends - now > 1:
                return token, refresh, ends - now
        return None

    def revoke(self, environment: str, account: str) -> int:
        """End every token of a linked account; how many were still good."""
        now = self._clock.now()
        # Tokens of the console count as well: the account is what is signed out.
        issued = self._issued.pop((environment, account), {})
        alive = [token for token, (_, ends) in issued.items() if ends > now]
        self.revoked.update(self._claims(token)["jti"] for token in alive)
        return len(alive)

    def of_key(self, key: str) -> Principal:
        """The caller who holds an API key.

        Raises:
            Refused: 401, when there is no such key.
        """
        for environment, known in self.keys.items():
            # In constant time, as a server should: examples are copied.
            if secrets.compare_digest(known.encode(), key.encode()):
                return Principal("key", environment, None, known)
        raise errors.invalid_credentials()

    def of_token(self, token: str) -> Principal:
        """The caller who holds a session token.

        Raises:
            Refused: 401, when it is malformed, expired or revoked.
        """
        claims = self._claims(token)
        # A refresh token is signed alike, but it opens nothing.
        if "linked_account_id" not in claims or claims.get("typ") == "refresh":
            raise errors.token_invalid("Invalid Token")
        if claims["jti"] in self.revoked:
            raise errors.token_invalid("Token has been revoked")
        if claims["exp"] <= self._clock.now():
            raise errors.token_invalid("Token has expired")
        account = claims["linked_account_id"]
        return Principal("token", claims["environment"], account, f"{claims['environment']}:{account}")

    def to_document(self) -> dict[str, Any]:
        """Everything that is needed for keys and tokens to go on working."""
        issued = [[*owner, list(tokens.items())] for owner, tokens in self._issued.items()]
        return {
            "keys": self.keys,
            "secret": self.secret.hex(),
            "revoked": sorted(self.revoked),
            "issued": issued,
        }

    def restore(self, document: dict[str, Any]) -> None:
        """Take over what `to_document` gave."""
        self.keys = {environment: str(document["keys"][environment]) for environment in ENVIRONMENTS}
        self.secret = bytes.fromhex(document["secret"])
        self.revoked = set(document["revoked"])
        # Remembered under another secret, they would still open this sandbox.
        self._verified.clear()
        self._issued = {
            (environment, account): {token: (refresh, ends) for token, (refresh, ends) in tokens}
            for environment, account, tokens in document["issued"]
        }

    def _claims(self, token: str) -> dict[str, Any]:
        # Every request of a session carries the same token: its signature is computed once.
        claims = self._verified.get(token)
        if claims is None:
            claims = verify(token, self.secret) or {}
            if claims:
                self._verified[token] = claims
        return claims

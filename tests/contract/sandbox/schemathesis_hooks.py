"""Gives Schemathesis both kinds of credentials: a key, and a session token, renewed every second."""

from __future__ import annotations

import os

import httpx
import schemathesis

_KEY = os.environ["SANDBOX_KEY"]
_TOKEN_URL = f"{os.environ['SANDBOX_URL']}/api/v2/public/session-token"


@schemathesis.auth(refresh_interval=1)
class BothWays:
    def get(self, case, context):
        body = {"linked_account_id": "acme"}
        answer = httpx.post(_TOKEN_URL, json=body, headers={"x-api-key": _KEY}, timeout=10)
        return answer.json()["token"]

    def set(self, case, data, context):
        case.headers["x-api-key"] = _KEY
        case.headers["Authorization"] = f"Bearer {data}"
        case.headers["linked_account_id"] = "acme"

"""The Refold API as typed Python. It knows no notebook and no database."""

from __future__ import annotations

from . import endpoints, loop, models, parsing, workflow_facts
from .base_url import find_base_url
from .carrier import Carrier
from .credentials import (
    DEFAULT_BASE_URL,
    Credentials,
    TokenClaims,
    check_account,
    find_credentials,
    read_token,
)
from .errors import (
    ApiError,
    ApplicationNotFound,
    AuthenticationError,
    BadRequest,
    CallError,
    ConnectFailed,
    HistoryError,
    InvalidRequest,
    InvalidRows,
    MissingCredentials,
    NoAnswer,
    NotFound,
    OutcomeUnknown,
    PermissionDenied,
    RateLimited,
    RefoldError,
    ServerError,
    StillRunning,
    UnexpectedAnswer,
)
from .listing import Listing
from .minting import MintedToken, TokenPurse, read_minted
from .requests import DraftRequest, Problem, is_object_id
from .secret import Secret

__all__ = [
    "DEFAULT_BASE_URL",
    "ApiError",
    "ApplicationNotFound",
    "AuthenticationError",
    "BadRequest",
    "CallError",
    "Carrier",
    "ConnectFailed",
    "Credentials",
    "DraftRequest",
    "HistoryError",
    "InvalidRequest",
    "InvalidRows",
    "Listing",
    "MintedToken",
    "MissingCredentials",
    "NoAnswer",
    "NotFound",
    "OutcomeUnknown",
    "PermissionDenied",
    "Problem",
    "RateLimited",
    "RefoldError",
    "Secret",
    "ServerError",
    "StillRunning",
    "TokenClaims",
    "TokenPurse",
    "UnexpectedAnswer",
    "check_account",
    "endpoints",
    "find_base_url",
    "find_credentials",
    "is_object_id",
    "loop",
    "models",
    "parsing",
    "read_minted",
    "read_token",
    "workflow_facts",
]

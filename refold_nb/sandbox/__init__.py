"""A Refold API that runs here: stateful, exact in its errors, and faulty on demand."""

from __future__ import annotations

from refold_nb.sandbox.behaviour import Behaviour
from refold_nb.sandbox.faults import Faults
from refold_nb.sandbox.latency import Lognormal
from refold_nb.sandbox.requests import Request, RequestLog
from refold_nb.sandbox.rules import KINDS, Fault, Played, Rule
from refold_nb.sandbox.server import ACCOUNTS, SandboxServer
from refold_nb.sandbox.storage import StateFileError

__all__ = [
    "ACCOUNTS",
    "KINDS",
    "Behaviour",
    "Fault",
    "Faults",
    "Lognormal",
    "Played",
    "Request",
    "RequestLog",
    "Rule",
    "SandboxServer",
    "StateFileError",
]

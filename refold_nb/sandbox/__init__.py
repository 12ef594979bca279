"""A Refold API that runs here: stateful, exact in its errors, and faulty on demand."""

from __future__ import annotations

from refold_nb.sandbox.behaviour import Behaviour
from refold_nb.sandbox.faults import KINDS, Fault, Faults, Played, Rule
from refold_nb.sandbox.latency import Lognormal
from refold_nb.sandbox.requests import Request, RequestLog
from refold_nb.sandbox.server import ACCOUNTS, SandboxServer

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
]

"""The served description holds: Schemathesis tries all of it, along the links too, in both dialects."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from refold_nb.sandbox import SandboxServer

HERE = Path(__file__).parent


def test_every_documented_call_is_described(http):
    document = http.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    calls = {f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item}
    prefix = "/api/v2/public"
    assert calls == {
        f"POST {prefix}/workflow",
        f"GET {prefix}/workflow",
        f"GET {prefix}/workflow/enabled",
        f"GET {prefix}/workflow/{{id}}",
        f"DELETE {prefix}/workflow/{{id}}",
        f"GET {prefix}/workflow/{{id}}/edit",
        f"PUT {prefix}/workflow/{{id}}/publish",
        f"POST {prefix}/workflow/{{id}}/execute",
        f"GET {prefix}/workflow/versions/{{id}}",
        f"GET {prefix}/workflow/request-structure/{{id}}",
        f"GET {prefix}/execution",
        f"GET {prefix}/execution/{{id}}",
        f"POST {prefix}/session-token",
        f"POST {prefix}/session-token/revoke",
        f"GET {prefix}/session/active-linked-account",
        f"GET {prefix}/application",
        f"GET {prefix}/application/{{slug}}",
        f"GET {prefix}/linked-account",
        f"POST {prefix}/linked-account",
    }


@pytest.mark.parametrize("dialect", ["2026", "2025"])
def test_schemathesis_finds_no_failure(dialect, tmp_path):
    with SandboxServer(rate=None, dialect=dialect) as sandbox:
        environment = {
            **os.environ,
            "SANDBOX_KEY": sandbox.api_key,
            "SANDBOX_URL": sandbox.url,
            "PYTHONPATH": str(HERE),
            "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
        }
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            f"--config-file={HERE / 'schemathesis.toml'}",
            "run",
            f"{sandbox.url}/openapi.json",
            "--max-examples=10",
            "--generation-deterministic",
            "--no-color",
        ]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
        calls = {request.call for request in sandbox.requests if request.status == 200}
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    # Drafts are published, run and looked at by following links alone.
    assert {"PUT /workflow/{id}/publish", "POST /workflow/{id}/execute", "GET /execution/{id}"} <= calls

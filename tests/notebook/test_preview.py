"""The preview, pasted: into bash, and run as Python, it makes the draft that the form would make."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

import refold_nb as rn
from refold_nb.api import Credentials, DraftRequest, Secret
from refold_nb.notebook.preview import as_curl, as_python

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = [
    "it's $HOME, `whoami` and $(id)",
    'double "quoted" and \\back\\slashed\\n',
    "bang! !! !$ and #hash; echo no & | > <",
    "two\nlines\tand a tab",
    "ünïcødé 名前 🚀",
    "hidden \u202e and \x07 and \u200b",
    "'",
    "%s {} ${x} ~ * ? [a]",
    "<img src=x onerror=alert(1)>",
]


@pytest.fixture(scope="module")
def box() -> Iterator[rn.Sandbox]:
    with rn.Sandbox(rate=None).serve() as sandbox:
        yield sandbox


def pasted(command: str, **environment: str) -> str:
    """Run a command as a person pastes it into an interactive bash, where ``!`` is special too."""
    done = subprocess.run(
        ["bash", "--norc", "--noprofile", "-c", f"set -o history -o histexpand\n{command} -sS\n"],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nowhere", "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_curl_survives_a_paste(box: rn.Sandbox, name: str) -> None:
    request = DraftRequest(name, slug="hubspot", description=name)
    credentials = Credentials(api_key=Secret(box.api_key), linked_account_id="acme")
    command = as_curl(request, credentials, box.url)
    assert box.api_key not in command
    assert command.isprintable() or "\u202e" not in command
    pasted(command, REFOLD_API_KEY=box.api_key)
    assert (box.workflows()[-1]["name"], box.workflows()[-1]["description"]) == (name, name)


def test_curl_with_a_token(box: rn.Sandbox) -> None:
    token = box.session_token("globex")
    command = as_curl(DraftRequest("by-token"), Credentials(session_token=Secret(token)), box.url)
    assert token not in command
    assert "linked_account_id" not in command
    pasted(command, REFOLD_SESSION_TOKEN=token)
    assert box.workflows("globex")[-1]["name"] == "by-token"


def test_a_sandbox_that_curl_can_not_reach_is_said_to_be_one(box: rn.Sandbox) -> None:
    def note(sandbox: rn.Sandbox) -> str:
        return str(rn.workbench(sandbox.client("acme"))._desk.bar.preview["note"])

    assert ".serve()" in note(rn.Sandbox())
    assert ".serve()" not in note(box)


@pytest.mark.parametrize("name", [name for name in NAMES if name.isprintable()])
def test_python_is_what_it_says(box: rn.Sandbox, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFOLD_API_KEY", box.api_key)
    request = DraftRequest(name, slug="slack")
    code = as_python(request, Credentials(api_key=Secret(box.api_key), linked_account_id="acme"), box.url)
    assert box.api_key not in code
    exec(code, {})  # noqa: S102 - this is what the preview is for
    assert box.workflows()[-1]["name"] == request.name
    assert box.workflows()[-1]["slug"] == "slack"

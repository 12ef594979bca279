"""The server around the API: ports, threads, event loops, quiet, state files."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import socket
import stat
import subprocess
import sys
import threading

import httpx
import pytest

from refold_nb.sandbox import SandboxServer, StateFileError
from tests.contract.sandbox.conftest import PREFIX


def headers(sandbox, account="acme"):
    return {"x-api-key": sandbox.api_key, "linked_account_id": account}


def post(sandbox, name="x"):
    return httpx.post(f"{sandbox.url}{PREFIX}/workflow", json={"name": name}, headers=headers(sandbox))


def test_serving_begins_and_ends_on_demand():
    sandbox = SandboxServer()
    assert not sandbox.serving
    assert sandbox.serve() is sandbox
    url = sandbox.url
    assert url.startswith("http://127.0.0.1:")
    assert sandbox.serve().url == url
    assert post(sandbox).status_code == 200
    sandbox.close()
    sandbox.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    assert post(sandbox).status_code == 200
    assert len(sandbox.workflows("acme")) == 2
    sandbox.close()


def test_a_chosen_port_and_a_taken_one():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        SandboxServer().serve(port=taken.getsockname()[1])
    with SandboxServer().serve() as first:
        port = int(first.url.rsplit(":", 1)[1])
    with SandboxServer().serve(port=port) as second:
        assert second.url.endswith(f":{port}")


def test_it_serves_until_it_is_closed_though_nobody_holds_it():
    url = SandboxServer().url
    gc.collect()
    assert httpx.get(url + "/openapi.json").status_code == 200
    (sandbox,) = (
        one for one in gc.get_objects() if type(one) is SandboxServer and one.serving and one.url == url
    )
    sandbox.close()


def test_a_process_that_forgets_to_close_it_ends_at_once_and_without_a_word():
    code = (
        "import urllib.request\n"
        "from refold_nb.sandbox import SandboxServer\n"
        "urllib.request.urlopen(SandboxServer().url + '/openapi.json').read()"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_it_says_nothing(capfd, caplog):
    with caplog.at_level(logging.DEBUG), SandboxServer() as sandbox:
        post(sandbox)
        with socket.create_connection(("127.0.0.1", int(sandbox.url.rsplit(":", 1)[1]))) as connection:
            connection.sendall(b"nonsense\r\n\r\n")
            connection.recv(1000)
        sandbox.faults.add("cut_json")
        with pytest.raises(httpx.RemoteProtocolError):
            post(sandbox)
    assert capfd.readouterr() == ("", "")
    assert [record for record in caplog.records if record.name.startswith(("uvicorn", "refold_nb"))] == []


def test_one_sandbox_from_many_threads_and_loops():
    with SandboxServer(rate=None) as sandbox:

        async def in_process():
            transport = httpx.ASGITransport(app=sandbox.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
                calls = [
                    http.post(PREFIX + "/workflow", json={}, headers=headers(sandbox)) for _ in range(20)
                ]
                assert {answer.status_code for answer in await asyncio.gather(*calls)} == {200}

        def over_the_socket():
            with httpx.Client(base_url=sandbox.url, headers=headers(sandbox)) as http:
                for _ in range(20):
                    assert http.post(PREFIX + "/workflow", json={}).status_code == 200

        work = [lambda: asyncio.run(in_process())] * 3 + [over_the_socket] * 3
        threads = [threading.Thread(target=job) for job in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(sandbox.workflows("acme")) == 120
        assert sandbox.requests.count("POST /workflow") == 120


def test_keys_differ_between_sandboxes_and_show_their_environment():
    first, second = SandboxServer(seed=1), SandboxServer(seed=1, environment="production")
    assert first.api_key.startswith("tk_")
    assert second.api_key.startswith("pk_")
    assert first.production_api_key != second.api_key
    assert first.api_key not in repr(first)
    assert first.api_key[-4:] in repr(first)
    with pytest.raises(ValueError, match="test or production"):
        SandboxServer(environment="staging")


def test_reset_forgets_all_but_the_keys():
    with SandboxServer() as sandbox:
        key, url = sandbox.api_key, sandbox.url
        token = sandbox.session_token("acme")
        post(sandbox)
        sandbox.add_account("wayne", "Wayne Ltd")
        sandbox.behaviour.list_lag = 3
        sandbox.faults.add("refuse")
        sandbox.reset()
        assert (sandbox.api_key, sandbox.url) == (key, url)
        assert sandbox.workflows() == []
        assert "wayne" not in sandbox.accounts
        assert sandbox.behaviour.list_lag == 0
        assert sandbox.requests.count() == 0
        assert post(sandbox).status_code == 200
        bearer = {"authorization": f"Bearer {token}"}
        assert httpx.post(f"{url}{PREFIX}/workflow", headers=bearer).status_code == 200


def test_state_survives_a_save_and_a_load(tmp_path):
    path = tmp_path / "state.json"
    with SandboxServer(dialect="2025", rate=None) as sandbox:
        token = sandbox.session_token("acme")
        draft = post(sandbox, "kept").json()["workflow"]["_id"]
        bearer = {"authorization": f"Bearer {token}"}
        httpx.put(
            f"{sandbox.url}{PREFIX}/workflow/{draft}/publish",
            json={"published": True},
            headers={**bearer, "environment": "test"},
        )
        sandbox.edit(draft, name="next")
        sandbox.add_account("wayne", "Wayne Ltd")
        sandbox.behaviour.returns_description = False
        sandbox.save(path)
        before = sandbox.workflows(examples=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    with SandboxServer.load(path, rate=None) as loaded:
        assert loaded.api_key == sandbox.api_key
        assert loaded.dialect == "2025"
        assert loaded.workflows(examples=True) == before
        assert loaded.accounts["wayne"] == "Wayne Ltd"
        assert loaded.behaviour.returns_description is False
        answer = httpx.get(f"{loaded.url}{PREFIX}/workflow?scope=private", headers=bearer)
        assert answer.json()["totalDocs"] == 1
        runs = httpx.get(f"{loaded.url}{PREFIX}/execution", headers=headers(loaded, "initech"))
        assert runs.json()["totalDocs"] > 0


def test_a_revoked_token_stays_revoked_after_a_load(tmp_path):
    with SandboxServer() as sandbox:
        bearer = {"authorization": f"Bearer {sandbox.session_token('acme')}"}
        httpx.post(f"{sandbox.url}{PREFIX}/session-token/revoke", headers=bearer)
        sandbox.save(tmp_path / "state.json")
    with SandboxServer.load(tmp_path / "state.json") as loaded:
        assert httpx.get(f"{loaded.url}{PREFIX}/workflow", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"{}",
        b'{"format": "refold-sandbox", "version": 99}',
        b'{"format": "refold-sandbox", "version": 1}',
        b'{"format": "refold-sandbox", "version": 1, "accounts": 3}',
    ],
)
def test_a_file_that_is_no_state_is_told_and_kept(tmp_path, content):
    path = tmp_path / "state.json"
    path.write_bytes(content)
    with pytest.raises(StateFileError):
        SandboxServer.load(path)
    assert path.read_bytes() == content
    with pytest.raises(FileNotFoundError):
        SandboxServer.load(tmp_path / "missing.json")


def test_a_save_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "state.json"
    sandbox = SandboxServer()
    sandbox.save(path)
    before = path.read_bytes()
    monkeypatch.setattr(json, "dump", lambda *_args, **_kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sandbox.save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]

"""A real PostgreSQL from Debian's packages, thrown away after the tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def find_binaries() -> Path | None:
    """Return the folder that holds initdb and postgres, the newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*found, *([Path(on_path)] if on_path else [])]
    return next((path.parent for path in candidates if (path.parent / "postgres").exists()), None)


class PostgresServer:
    """One server on a loopback port, with a password, as an unprivileged user when the tests run as root."""

    def __init__(self, binaries: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="refold-nb-postgres-"))
        self._binaries = binaries
        self._as: list[str] = []
        if os.getuid() == 0:
            # initdb refuses root; nobody can be anybody, and needs no entry of its own.
            self._as = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            os.chown(self.folder, 65534, 65534)
        password = self.folder / "password"
        password.write_text("pw-of-the-tests")
        password.chmod(0o644)
        self._run(
            "initdb",
            "-D",
            f"{self.folder}/data",
            "-U",
            "tester",
            "-A",
            "scram-sha-256",
            f"--pwfile={password}",
            "-N",
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start()

    @property
    def url(self) -> str:
        """The SQLAlchemy URL, with the password."""
        return f"postgresql+psycopg://tester:pw-of-the-tests@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self._run(
            "pg_ctl", "-D", f"{self.folder}/data", "-o", options, "-l", f"{self.folder}/log", "-w", "start"
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as, str(self._binaries / program), *arguments]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=self.folder
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

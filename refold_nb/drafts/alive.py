"""Which processes are still at work: a lock that the operating system frees when its holder dies."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Protocol

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def new_owner() -> str:
    """Return a name for this process's part in a journal."""
    return f"{os.getpid()}-{secrets.token_hex(6)}"


class Owners(Protocol):
    """Who writes into one journal."""

    name: str

    def is_gone(self, owner: str) -> bool:
        """Whether ``owner`` has ended, however it ended."""

    def leave(self) -> None:
        """Give up this process's own part."""


class NoOthers:
    """The owners of a journal in memory: there is nobody else."""

    def __init__(self) -> None:
        self.name = new_owner()

    def is_gone(self, owner: str) -> bool:
        return owner != self.name

    def leave(self) -> None:
        """Nothing is held."""


class FileOwners:
    """One locked file an owner, in a folder beside the journal. No timer: a killed process holds no lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = new_owner()
        folder.mkdir(mode=0o700, exist_ok=True)
        self._handle: int | None = os.open(folder / self.name, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        _lock(self._handle)

    def is_gone(self, owner: str) -> bool:
        if owner == self.name:
            return False
        path = self._folder / Path(owner).name
        try:
            handle = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        try:
            gone = _lock(handle)
            if gone and sys.platform != "win32":
                path.unlink(missing_ok=True)
            return gone
        finally:
            os.close(handle)

    def leave(self) -> None:
        if self._handle is not None:
            (self._folder / self.name).unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None

    def forget(self) -> None:
        """In a forked child: drop the inherited handle, which would keep the parent's lock beyond its death."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

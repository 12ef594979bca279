"""An IPython shell of its own, with ``%refold`` loaded."""

from __future__ import annotations

import atexit
import io
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from refold_nb import Refold

if TYPE_CHECKING:
    from pathlib import Path


class Shell:
    """Runs cells as a person would; ``printed`` and ``complained`` keep what the last one wrote."""

    def __init__(self, folder: Path) -> None:
        config = Config()
        config.HistoryManager.hist_file = str(folder / "inputs.sqlite")
        config.InteractiveShell.colors = "nocolor"
        self.shell = InteractiveShell(config=config, ipython_dir=str(folder / "ipython"))
        self.printed = self.complained = ""
        self.run("%load_ext refold_nb")

    def run(self, cell: str) -> Any:
        """Run a cell and return its last value; what it raises is kept in ``error``."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            result = self.shell.run_cell(cell, store_history=True)
        self.printed, self.complained = out.getvalue(), err.getvalue()
        self.error = result.error_before_exec or result.error_in_exec
        return result.result

    def refused(self, cell: str) -> str:
        """Run a cell that must fail with one short line, and return the line."""
        self.run(cell)
        assert self.error is not None, self.printed
        told = self.complained.strip()
        assert told.startswith("UsageError: "), told
        assert "\n" not in told
        return told

    def __getitem__(self, name: str) -> Any:
        return self.shell.user_ns[name]

    def close(self) -> None:
        """End the shell as the interpreter would, now, and the clients that its cells used."""
        magic = self.shell.magics_manager.registry["RefoldMagics"]
        for value in (*self.shell.user_ns.values(), *magic.choice._own.values()):
            if isinstance(value, Refold):
                value.close()
        self.shell.atexit_operations()
        # It stands in for the interpreter's own __main__, which processes that are spawned later ask for.
        self.shell.restore_sys_module_state()
        atexit.unregister(self.shell.atexit_operations)
        if self.shell.history_manager is not None:
            self.shell.history_manager.db.close()

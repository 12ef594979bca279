"""Run a notebook as nbclient does, and never hang on its known stall with widgets."""

from __future__ import annotations

import asyncio
import concurrent.futures
import queue
import time
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest


class Client(nbclient.NotebookClient):
    """nbclient, its shell channel polled in slices: a reply that came meanwhile is seen then."""

    async def async_start_new_kernel_client(self) -> Any:
        """Start the kernel's client and slice its waiting."""
        client = await super().async_start_new_kernel_client()
        get = client.shell_channel.get_msg

        async def sliced(timeout: float | None = None) -> Any:  # noqa: ASYNC109 - nbclient's own signature
            end = None if timeout is None else time.monotonic() + timeout
            while True:
                left = 0.5 if end is None else max(0.0, min(0.5, end - time.monotonic()))
                try:
                    return await get(timeout=left)
                except queue.Empty:
                    if end is not None and time.monotonic() >= end:
                        raise

        client.shell_channel.get_msg = sliced
        return client


def execute(
    notebook: Path | nbformat.NotebookNode, cwd: Path, timeout: int = 120, env: dict[str, str] | None = None
) -> nbformat.NotebookNode:
    """Execute every cell and return the notebook with its outputs and its widgets' state.

    ``timeout`` is in seconds for each cell; ``env`` adds to the kernel's environment.
    """
    document = nbformat.read(notebook, 4) if isinstance(notebook, Path) else notebook
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        client = Client(
            document, timeout=timeout, kernel_name="python3", resources={"metadata": {"path": str(cwd)}}
        )
        # A thread of its own: sync Playwright keeps a loop running in this one, and nbclient can't. A loop of
        # its own, too: the one that nbclient makes for a thread is never closed, and is missed later.
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, client.async_execute()).result()
    return document


def notebook_of(*cells: str) -> nbformat.NotebookNode:
    """Make a notebook of these code cells."""
    document = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    document.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return document


def text_of(cell: nbformat.NotebookNode) -> str:
    """Return all text that a cell put out, in order: streams and ``text/plain``."""
    parts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            parts.append(output.text)
        elif "data" in output:
            parts.append(output["data"].get("text/plain", ""))
    return "\n".join(parts)

"""The one background event loop that carries all I/O of this process."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    import concurrent.futures
    from collections.abc import Coroutine

T = TypeVar("T")

# ipykernel calls a widget's callback on one loop, then on another: work started there would be lost
# between them. A loop of our own, in a daemon thread, is the same for every caller.
_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_thread: threading.Thread | None = None

HAS_THREADS = sys.platform != "emscripten"


def _forget() -> None:
    """In a forked child the thread is gone: the next call starts another."""
    global _lock, _loop, _thread
    _lock, _loop, _thread = threading.Lock(), None, None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def get_loop() -> asyncio.AbstractEventLoop:
    """Return the I/O loop, started on first use."""
    global _loop, _thread  # noqa: PLW0603
    with _lock:
        if _loop is None or _thread is None or not _thread.is_alive():
            _loop = asyncio.new_event_loop()
            _thread = threading.Thread(target=_serve, args=(_loop,), name="refold-io", daemon=True)
            _thread.start()
        return _loop


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()


def submit(coro: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
    """Start ``coro`` on the I/O loop and return its future; cancelling that cancels the work."""
    return asyncio.run_coroutine_threadsafe(coro, get_loop())


class _Work:
    """A coroutine on the I/O loop whose end can be waited for, even after it was cancelled."""

    def __init__(self, coro: Coroutine[Any, Any, Any]) -> None:
        self._begun = threading.Event()
        self._ended = threading.Event()
        self.future = submit(self._watched(coro))

    async def _watched(self, coro: Coroutine[Any, Any, Any]) -> Any:
        self._begun.set()
        try:
            return await coro
        finally:
            self._ended.set()

    def stop(self) -> None:
        """Cancel it and wait until its books are in order (10 s at most)."""
        if self._ended.is_set():
            return
        self.future.cancel()
        # What was queued before this has had its first step when this runs.
        fence = threading.Event()
        get_loop().call_soon_threadsafe(fence.set)
        if fence.wait(10) and self._begun.is_set():
            self._ended.wait(10)


def run(coro: Coroutine[Any, Any, T]) -> T:
    """Run ``coro`` on the I/O loop and wait for it.

    An interrupt (Ctrl-C, a stopped kernel) cancels the work, lets it put its books in order, and goes on.

    Raises:
        RuntimeError: called from the I/O loop itself, or where no threads are (Pyodide): use ``AsyncRefold``.
    """
    if not HAS_THREADS:
        coro.close()
        raise RuntimeError("There are no threads here to wait in. Use refold_nb.AsyncRefold, with await.")
    if _thread is not None and threading.current_thread() is _thread:
        coro.close()
        raise RuntimeError(
            "Waiting here would stop the loop that does the work. Use AsyncRefold, with await."
        )
    work = _Work(coro)
    try:
        return cast("T", work.future.result())
    except BaseException:
        work.stop()
        raise


async def hand_over(coro: Coroutine[Any, Any, T]) -> T:
    """Run ``coro`` on the I/O loop and await it from any other loop; directly where no threads are."""
    here = asyncio.get_running_loop()
    if not HAS_THREADS or here is _loop:
        return await coro
    work = _Work(coro)
    try:
        return cast("T", await asyncio.wrap_future(work.future))
    except asyncio.CancelledError:
        await here.run_in_executor(None, work.stop)
        raise

"""The one loop: waited for from anywhere, interrupted cleanly, and started anew in a forked child."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from typing import Any

import pytest

from refold_nb.api import loop


async def answer(value: Any) -> Any:
    await asyncio.sleep(0)
    return value


def test_it_runs_from_any_thread_and_from_inside_another_loop() -> None:
    assert loop.run(answer(1)) == 1
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(loop.run(answer(2))))
    thread.start()
    thread.join()

    async def inside() -> int:
        return loop.run(answer(3)) + await loop.hand_over(answer(4))

    assert found == [2]
    assert asyncio.run(inside()) == 7


def test_what_is_raised_is_raised_to_the_caller() -> None:
    async def fail() -> None:
        raise LookupError("x")

    with pytest.raises(LookupError):
        loop.run(fail())
    with pytest.raises(LookupError):
        asyncio.run(loop.hand_over(fail()))


def test_waiting_on_the_loop_itself_is_refused() -> None:
    async def nested() -> None:
        loop.run(answer(1))

    with pytest.raises(RuntimeError, match="AsyncRefold"):
        loop.run(nested())


def test_an_interrupt_lets_the_work_put_its_books_in_order() -> None:
    done: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.05)
            done.append("books")

    main = threading.main_thread().ident or 0
    threading.Timer(0.2, signal.pthread_kill, [main, signal.SIGINT]).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        loop.run(work())
    assert done == ["books"]
    assert time.monotonic() - began < 30
    assert loop.run(answer(1)) == 1


def test_cancelling_the_awaiting_task_cancels_the_work() -> None:
    ended = threading.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    async def impatient() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(loop.hand_over(work()), 0.1)

    asyncio.run(impatient())
    assert ended.wait(5)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_has_a_loop_of_its_own() -> None:
    loop.run(answer(1))
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        os._exit(0 if loop.run(answer(7)) == 7 else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0

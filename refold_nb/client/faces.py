"""Two faces of one asynchronous core: awaited from any loop, or waited for."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, TypeVar

from refold_nb.api import loop

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")
F = TypeVar("F", bound="Callable[..., Any]")


def on_loop(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Make an ``async`` method do its work on the I/O loop, whichever loop awaits it."""

    @functools.wraps(method)
    async def handed_over(*args: P.args, **kwargs: P.kwargs) -> T:
        return await loop.hand_over(method(*args, **kwargs))

    return handed_over


def like(original: Callable[..., Any]) -> Callable[[F], F]:
    """Give a blocking method the docstring of the awaited one that it mirrors."""

    def documented(method: F) -> F:
        method.__doc__ = original.__doc__
        return method

    return documented

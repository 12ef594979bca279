"""The bar that shows how far a run has come, and what is said when the wait for it is interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from refold_nb.api import models


class RunProgress:
    """A bar from 0 to 100 %: a widget in notebooks, a line in a terminal, nothing where nobody looks.

    Args:
        show: ``None`` decides by itself, ``False`` shows nothing, a function is called with every answer.
        name: of the workflow.
    """

    def __init__(self, show: bool | Callable[[models.Execution], None] | None, name: str | None) -> None:
        self._call = show if callable(show) else None
        self._bar: Any = None
        if self._call is None and show is not False:
            from tqdm.auto import tqdm

            # `disable=None`: a line only where a person sees it, not in a log file. A run that is over at
            # once needs no bar, which would stay in a saved notebook as a widget without its kernel.
            self._bar = tqdm(
                total=100,
                desc=(name or "run")[:40],
                unit="%",
                disable=None if show is None else False,
                leave=False,
                delay=0 if show else 0.5,
                miniters=0,
                bar_format="{desc} {percentage:3.0f} %|{bar}| {elapsed}{postfix}",
            )

    def show(self, execution: models.Execution) -> None:
        """Show how far it has come."""
        if self._call is not None:
            self._call(execution)
        if self._bar is not None:
            # By `update`, and not by a refresh, which would show it before its delay is over.
            self._bar.set_postfix_str(execution.status or "", refresh=False)
            self._bar.update(max(0.0, min(100.0, execution.completion_percentage or 0.0) - self._bar.n))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()


def goes_on(execution_id: str) -> str:
    """Say that a run does not end with the wait for it."""
    return (
        f"The run goes on at Refold: client.executions.get({execution_id!r}) shows how far it is,"
        " and its .wait() goes on waiting."
    )

"""The workbench: a form that creates drafts, and what it created, shown below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.api import DraftRequest, InvalidRequest, loop
from refold_nb.client import Refold
from refold_nb.notebook import where
from refold_nb.notebook.desk import Desk
from refold_nb.notebook.values import Values, checked

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from refold_nb.client.live import Workflow

_FALLBACK = "The Refold workbench was here. Its form needs a running kernel: run this cell again."


class Workbench:
    """A form for one connection, and the results below it. `workbench` makes and shows one.

    Args:
        client: what to connect with; ``None`` looks for credentials, else takes the sandbox.
    """

    def __init__(self, client: Refold | None = None) -> None:
        self._desk = Desk(client)
        self._shown_in: set[str] = set()

    @property
    def client(self) -> Refold:
        """The client for what is chosen under Connection.

        Raises:
            MissingCredentials: no key or token yet.
            InvalidRequest: no linked account yet.
        """
        return self._desk.connection.client()

    @property
    def workflow(self) -> Workflow | None:
        """The last draft that was created here."""
        return self._desk.workflow

    @property
    def outcome(self) -> pd.DataFrame | None:
        """What the form for many drafts did last: its rows with ``status``, ``draft_id``, ``error``…"""
        return self._desk.outcome

    @property
    def values(self) -> Values:
        """What is filled in, by field name; no secrets. Set it, or an item of it, to fill in the form.

        Setting a dict changes the fields that it names and leaves the others.

        Raises:
            InvalidRequest: a name that the form does not have, or a value that is no text.
        """
        return Values(self._desk.values(), self._desk.fill)

    @values.setter
    def values(self, new: Mapping[str, str | None]) -> None:
        self._desk.fill(checked(new))

    @property
    def request(self) -> DraftRequest:
        """What is filled in, as the request that would be sent."""
        return self._desk.request()

    def submit(self, *, confirm_production: bool = False) -> Workflow:
        """Do what the button does, wait for it, and return the draft.

        What goes wrong is shown in the form and raised as well: the next cell does not go on without it.

        Args:
            confirm_production: must be ``True`` to create in production, where the button asks a second time.

        Raises:
            InvalidRequest: a field is wrong, another create is under way, or production was not confirmed.
            RefoldError: as ``client.workflows.create``.
        """
        client, request = self._desk.prepare()
        if client.environment == "production" and not confirm_production:
            raise InvalidRequest(
                f"This would create in production, for {client.linked_account_id}. If that is meant:"
                " wb.submit(confirm_production=True).",
                field="confirm_production",
            )
        if not self._desk.creating.claim():
            raise InvalidRequest("A create is under way in this form. Wait for it, or cancel it there.")
        return loop.run(self._desk.creating.create(client, request))

    def show(self) -> None:
        """Show the form and the results in this cell. In a cell that shows them already, nothing happens."""
        cell = where.running_cell()
        if cell is not None and cell in self._shown_in:
            return
        self._shown_in.add(cell or "")
        self._desk.open()
        self._display_form()
        self._desk.results.open()

    def _display_form(self) -> None:
        from IPython.display import display

        view = {"version_major": 2, "version_minor": 0, "model_id": self._desk.box.model_id}
        bundle = {
            "application/vnd.jupyter.widget-view+json": view,
            "text/html": f"<p>{_FALLBACK}</p>",
            "text/plain": _FALLBACK,
        }
        display(bundle, raw=True)  # type: ignore[no-untyped-call]

    def _ipython_display_(self) -> None:
        self.show() if where.in_kernel() else print(repr(self))

    def __repr__(self) -> str:
        connection = self._desk.connection
        hint = "" if where.in_kernel() else "; it needs a notebook: refold-nb lab opens one"
        return f"<Workbench on {connection.environment}, {connection.account or 'no linked account'}{hint}>"


def workbench(client: Refold | None = None) -> Workbench:
    """Show a form that creates workflow drafts, with their graph and the history below it.

    Args:
        client: from `refold_nb.connect` or `Sandbox.client`; ``None`` looks for credentials in the
            environment and the keyring; where there are none it uses the embedded sandbox, and says so.

    Returns:
        The workbench, with ``.workflow`` (the last draft), ``.client``, ``.values`` and ``.submit()``.

    Raises:
        TypeError: ``client`` is no `Refold`.
    """
    if client is not None and not isinstance(client, Refold):
        raise TypeError(
            f"The workbench takes a client, from rn.connect(…) or rn.Sandbox().client('acme'), not a"
            f" {type(client).__name__}."
        )
    bench = Workbench(client)
    if where.in_kernel():
        bench.show()
    return bench

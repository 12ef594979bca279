"""What stands behind the form: takes what is typed and keeps every part of it in step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refold_nb.api import DraftRequest, InvalidRequest, RefoldError, loop
from refold_nb.api.requests import is_linked_account_id
from refold_nb.notebook import preview
from refold_nb.notebook.connecting import Connecting
from refold_nb.notebook.connection import Connection
from refold_nb.notebook.creating import Creating
from refold_nb.notebook.form import TEXTS, Form
from refold_nb.notebook.notices import notice_of
from refold_nb.notebook.panels import Drawer
from refold_nb.notebook.results import Results
from refold_nb.notebook.submit_bar import SubmitBar

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from refold_nb.client import Refold
    from refold_nb.client.live import Workflow
    from refold_nb.drafts import Record

_TAG_NOTE = (
    "refold_nb ends the description with a mark such as [rf:7k3m9q2x], by which it finds the draft if an"
    " answer is lost."
)


class Desk:
    """The form's controller. Its methods may be called from any thread.

    ``box`` is the whole form, ``results`` the output below it, ``workflow`` the last draft.
    """

    def __init__(self, client: Refold | None = None) -> None:
        self.connection = Connection(client)
        self.workflow: Workflow | None = None
        self.outcome: pd.DataFrame | None = None
        self.results = Results()
        self.form = Form(self._changed)
        self.bar = SubmitBar(
            self._clicked, self._typed, self._cancelled, fields=list(TEXTS), layout=self.form.layout
        )
        self.creating = Creating(self.bar, self._ended)
        self.connecting = Connecting(self.connection, self.form, self.refresh)
        self.drawer = Drawer(self)
        self._texts = self.form.read()
        self._touched: set[str] = set()
        self._asked: tuple[DraftRequest, str] | None = None
        self.box = self.form.lay_out(self.connecting.secret, self.bar, self.drawer.box)
        if self.results.widget is not None:
            self.box.children = (*self.box.children, self.results.widget)
        self._choose(self.connection.server, self.connection.sign_in)

    def open(self) -> None:
        """Bring lists and history up to date, as when the form is shown."""
        self.connecting.look_up()
        if self.connection.trouble is not None:
            self._say_error(self.connection.trouble)
        self.show_results()
        self.drawer.refresh()

    def values(self) -> dict[str, str]:
        """Return what is filled in, by field."""
        texts = {name: self.form.value_of(name, shown) for name, shown in self._texts.items()}
        chosen = {"server": self.connection.server, "sign_in": self.connection.sign_in}
        return {**chosen, **texts, "linked_account_id": self.connection.account}

    def fill(self, values: Mapping[str, str]) -> None:
        """Fill in fields by name."""
        if {"server", "sign_in"} & values.keys():
            self.form.server.value = values.get("server", self.connection.server)
            self.form.sign_in.value = values.get("sign_in", self.connection.sign_in)
        self.form.write(values)
        self._texts.update(self.form.read())
        self.refresh()

    def request(self) -> DraftRequest:
        """Return the request that the form stands for."""
        values = self.values()
        return DraftRequest(
            name=values["name"],
            slug=values["slug"] or None,
            associated_application=values["associated_application"] or None,
            description=values["description"] or None,
        )

    def prepare(self) -> tuple[Refold, DraftRequest]:
        """Return what a create needs; what is wrong is shown, and raised.

        Raises:
            RefoldError: a field is wrong, or the connection is not complete.
        """
        self._touched.update(TEXTS)
        self.refresh()
        try:
            request = self.request()
            client = self.connection.client()
            request.validate()
        except RefoldError as error:
            self._say_error(error)
            raise
        return client, request

    def refresh(self) -> None:
        """Check what is filled in, mark the fields, and write the preview anew."""
        request = self.request()
        self.bar.problems = self._problems(request)
        try:
            credentials, base_url = self.connection.credentials(), self.connection.base_url
        except RefoldError:
            self.bar.preview = {}
            return
        self.bar.preview = {
            "curl": preview.as_curl(request, credentials, base_url),
            "python": preview.as_python(request, credentials, base_url),
            "note": f"{preview.where_the_secret_is(credentials, base_url)} {_TAG_NOTE}",
        }

    def unsettled(self) -> list[Record]:
        """Return the creates whose outcome is not known, in this history, whoever asked for them."""
        client = self.connection.any_client()
        try:
            return [] if client is None else list(client.history.pending())
        except RefoldError as error:
            self._say_error(error)
            return []

    def show_results(self) -> None:
        """Show the last draft and the history as they are now."""
        client = self.connection.any_client()
        try:
            self.results.show(self.workflow, client.history if client is not None else None)
        except RefoldError as error:
            self._say_error(error)

    def _problems(self, request: DraftRequest) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for problem in request.problems():
            if problem.field in self._touched and problem.field not in found:
                found[problem.field] = (problem.level, problem.message)
        account = self.connection.account
        if account and not is_linked_account_id(account):
            found["linked_account_id"] = (
                "error",
                "An account id has visible ASCII characters only, such as acme.",
            )
        if not request.slug and not request.associated_application:
            found.setdefault(
                "slug", ("hint", "None: it goes to the organisation's default custom application.")
            )
        elif request.slug and not self.form.knows("slug", request.slug):
            found.setdefault(
                "slug", ("hint", "Not among the applications that Refold lists for this account.")
            )
        return found

    def _choose(self, server: str, sign_in: str) -> None:
        self.connection.server, self.connection.sign_in = server, sign_in
        self.form.server.value, self.form.sign_in.value = server, sign_in
        self.form.write({"linked_account_id": self.connection.accounts[server]})
        self.connecting.show()
        self.refresh()

    def _changed(self, name: str) -> None:
        if name in {"server", "sign_in"}:
            chosen = (self.form.server.value, self.form.sign_in.value)
            if chosen != (self.connection.server, self.connection.sign_in):
                self._choose(*chosen)
                self.connecting.look_up()
        else:
            self._typed({name: self.form.texts[name].value})

    def _typed(self, texts: Mapping[str, str]) -> None:
        changed = {name for name, text in texts.items() if self._texts.get(name) != text}
        self._touched |= changed
        self._texts.update({name: texts[name] for name in changed})
        if "linked_account_id" in changed:
            account = self.form.value_of("linked_account_id", self._texts["linked_account_id"])
            self.connection.accounts[self.connection.server] = account
            self.connecting.show()
        if changed:
            self.refresh()

    def _clicked(self, confirmed: bool, texts: Mapping[str, str]) -> None:
        self._typed(texts)
        self.bar.phase = "idle"
        try:
            client, request = self.prepare()
        except RefoldError:
            return
        asked = (request, f"{client.linked_account_id} at {client.base_url}")
        if client.environment == "production" and not (confirmed and asked == self._asked):
            self._asked = asked
            account = client.linked_account_id
            self.bar.ask = f"This creates “{request.name}” in production, for the linked account {account}."
            self.bar.yes_label = "Yes, create in production"
            self.bar.say("info", "")
            self.bar.phase = "ask"
        elif self.creating.claim():
            self.bar.phase = "busy"
            loop.submit(self.creating.create(client, request))

    def _cancelled(self) -> None:
        self.creating.cancel()

    def _ended(self, workflow: Workflow | None) -> None:
        self.workflow = workflow or self.workflow
        self.show_results()
        self.drawer.refresh()

    def _say_error(self, error: RefoldError) -> None:
        notice = notice_of(error)
        self.bar.say("error", notice.title, *notice.lines)
        if notice.field in TEXTS:
            marked = ("error", str(error) if isinstance(error, InvalidRequest) else notice.title)
            self.bar.problems = {**self.bar.problems, notice.field: marked}
            self.bar.point_at(notice.field)

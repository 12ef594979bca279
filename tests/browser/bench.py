"""The workbench as a person at the browser meets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from collections.abc import Iterable

on_lab = pytest.mark.parametrize("server", ["lab"], indirect=True)
on_voila = pytest.mark.parametrize("server", ["voila"], indirect=True)

# A sandbox of its own and nothing in the environment: what a person has on the first day.
FIRST_DAY = "import refold_nb as rn\nwb = rn.workbench()"
# A server that is live as far as the form knows: the same sandbox, under its address.
LIVE = """\
import os
import refold_nb as rn
box = rn.Sandbox(rate=None).serve()
os.environ["REFOLD_BASE_URL"] = box.url
wb = rn.workbench()"""


class Bench:
    """The form on a page, and the kernel behind it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.name = page.get_by_label("Name", exact=True)
        self.slug = page.get_by_label("Application", exact=True)
        self.account = page.get_by_label("Linked account", exact=True)
        self.button = page.get_by_role("button", name="Create workflow").first
        self.status = page.locator(".rf-status").first
        self.results = page.locator(".jp-OutputArea-output.jp-RenderedHTMLCommon").last

    def ready(self) -> Bench:
        """Wait until the form is there and connected to its kernel."""
        expect(self.button).to_be_enabled()
        expect(self.page.get_by_role("form", name="Refold workbench").first).to_be_visible()
        return self

    def go_live(self, key: str, account: str = "acme") -> None:
        """Switch to the live server and type a key."""
        self.page.get_by_label("Live", exact=True).check()
        self.page.get_by_label("API key", exact=True).fill(key)
        self.page.get_by_label("API key", exact=True).press("Enter")
        self.account.fill(account)

    def note(self, field: str) -> Locator:
        """Return the line under a field."""
        return self.page.locator(f".rf-f-{field} .rf-msg")

    def ask(self, expression: str) -> Any:
        """Evaluate Python in the kernel once all cells have run, and return what it gives, through JSON."""
        code = f"__import__('json').dumps({expression})"
        shown = self.page.evaluate(
            """async code => {
                await window.ranAll;
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const content = { code: '', user_expressions: { it: code }, store_history: false };
                const reply = await kernel.requestExecute(content).done;
                return reply.content.user_expressions.it;
            }""",
            code,
        )
        assert shown["status"] == "ok", shown
        return json.loads(eval(shown["data"]["text/plain"]))  # noqa: S307 - a string literal of our own

    def start(self, code: str) -> None:
        """Have the kernel begin to run code, as a cell does, and do not wait for it."""
        self.page.evaluate(
            """code => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                kernel.requestExecute({ code });
            }""",
            code,
        )

    def drafts(self, sandbox: str) -> list[str]:
        """Return the names of all drafts on a server, given as Python."""
        return list(self.ask(f"[w['name'] for w in {sandbox}.workflows()]"))


def everything_in(notebook: str) -> Iterable[str]:
    """Return the HTML and the plain text of every output of a saved notebook."""
    for cell in json.loads(notebook)["cells"]:
        for output in cell.get("outputs", []):
            for kind in ("text/html", "text/plain"):
                yield "".join(output.get("data", {}).get(kind, ""))

"""A real browser on real servers; every request to elsewhere is refused and fails the test."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests.browser.servers import Server
from tests.notebook.runner import execute, notebook_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000  # ms: a slow machine is no failure
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session", params=["lab", "notebook"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve JupyterLab, then Notebook 7; narrow it with ``parametrize("server", ["lab"], indirect=True)``."""
    served = Server(tmp_path_factory.mktemp(request.param), request.param)
    yield served
    served.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium once."""
    if not Path(CHROMIUM).exists():
        pytest.fail("No Chromium here: apt-get install chromium, or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.CallInfo[None], None]:
    """Remember a failure, so that the page's fixture takes a picture of it."""
    outcome = yield
    if outcome.get_result().when == "call":  # type: ignore[attr-defined]
        item.stash[FAILED] = outcome.get_result().failed  # type: ignore[attr-defined]


FAILED = pytest.StashKey[bool]()


def _gated(context: BrowserContext, server: Server) -> list[str]:
    """Let the context reach the server alone; return the list of what it asked for elsewhere."""
    outside: list[str] = []

    def gate(route: Route) -> None:
        if route.request.url.startswith(server.base):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    return outside


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Page]:
    """Give a page that reaches the server and nothing else; its kernels and history end with the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 1100})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.base)
    outside = _gated(context, server)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    if request.node.stash.get(FAILED, False):
        folder = Path("test-results")
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / f"{request.node.name}.png", full_page=True)
    context.close()
    server.clean()
    # Voilà's own page template asks a CDN for its icon font.
    assert server.app == "voila" or not outside


@pytest.fixture
def open_nb(page: Page, server: Server) -> Callable[..., Page]:
    """Return ``open_nb(path or cells, run=True, name=...)``: the page on that notebook, its kernel ready."""

    def go(notebook: Path | list[str], *, run: bool = True, name: str = "test.ipynb") -> Page:
        if isinstance(notebook, Path):
            name = notebook.name
            shutil.copyfile(notebook, server.root / name)
        else:
            nbformat.write(notebook_of(*notebook), server.root / name)
        page.goto(server.url(name))
        if server.app == "voila":
            return page
        page.wait_for_function(
            "name => window.jupyterapp?.shell?.currentWidget?.context?.path === name", arg=name
        )
        page.evaluate(
            """async () => {
                const app = window.jupyterapp;
                await app.restored;
                const panel = app.shell.currentWidget;
                await panel.context.ready;
                await panel.sessionContext.ready;
            }"""
        )
        if run:
            page.evaluate(
                "() => { window.ranAll = window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
            )
        return page

    return go


@pytest.fixture
def save(page: Page, server: Server) -> Callable[..., str]:
    """Return ``save(name="test.ipynb")``: saves the open notebook and returns the file's text."""

    def go(name: str = "test.ipynb") -> str:
        page.evaluate("() => { window.jupyterapp.shell.currentWidget.context.model.dirty = true; }")
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
        return (server.root / name).read_text(encoding="utf-8")

    return go


@pytest.fixture
def run_notebook(tmp_path: Path) -> Callable[..., nbformat.NotebookNode]:
    """Return ``run_notebook(path, timeout=120, env=None)``: executes it without a browser."""
    return lambda notebook, **options: execute(notebook, tmp_path, **options)

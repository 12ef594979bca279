"""What the workbench costs in a saved notebook, and how long it takes to be there and to answer."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
# A script finds only its own folder; the throw-away servers are the browser tests'.
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.servers import Server

LIMIT = 30_000
LIMIT_CODE = 15_000


def opened(page: Page, server: Server, name: str, cell: str) -> None:
    """Open a notebook of one cell in JupyterLab and run it."""
    from tests.notebook.runner import notebook_of

    nbformat.write(notebook_of(cell), server.root / name)
    page.goto(server.url(name))
    page.wait_for_function(
        "name => window.jupyterapp?.shell?.currentWidget?.context?.path === name", arg=name
    )
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.ready")
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")


def saved(page: Page, server: Server, name: str) -> int:
    """Save it with the widgets' state, and return the bytes of the file."""
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.context.model.dirty = true; }")
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    return (server.root / name).stat().st_size


def measured(page: Page, server: Server) -> tuple[int, float, float]:
    """Return bytes added, milliseconds until the form can be used, and from the click to the card."""
    opened(page, server, "without.ipynb", "import refold_nb as rn; rn.Workbench; wb = None")
    without = saved(page, server, "without.ipynb")
    begun = time.perf_counter()
    opened(page, server, "with.ipynb", "import refold_nb as rn\nwb = rn.workbench()")
    page.get_by_role("form", name="Refold workbench").wait_for()
    there = time.perf_counter()
    page.get_by_label("Name", exact=True).fill("prod-crm-contact-sync")
    clicked = time.perf_counter()
    page.get_by_role("button", name="Create workflow").click()
    page.get_by_text("publishing takes this id").wait_for()
    shown = time.perf_counter()
    return saved(page, server, "with.ipynb") - without, (there - begun) * 1000, (shown - clicked) * 1000


def main() -> None:
    """Print the figures."""
    from tests.browser.conftest import ARGUMENTS, CHROMIUM
    from tests.browser.servers import Server

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder), "lab")
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            added, there, shown = measured(browser.new_page(), server)
            browser.close()
        finally:
            server.stop()
    files = [path for kind in ("js", "css") for path in (ROOT / "refold_nb" / "notebook").rglob(f"*.{kind}")]
    code = sum(path.stat().st_size for path in files)
    verdict = "ok" if added <= LIMIT else "OVER"
    print(f"workbench, one create, results: {added:,} bytes in the notebook; limit {LIMIT:,} -> {verdict}")
    verdict = "ok" if code <= LIMIT_CODE else "OVER"
    print(f"JavaScript and CSS of all widgets: {code:,} bytes; limit {LIMIT_CODE:,} -> {verdict}")
    print(f"page opened to form usable: {there:.0f} ms; click to card: {shown:.0f} ms")


if __name__ == "__main__":
    main()

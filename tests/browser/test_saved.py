"""What is left in the file: seen again without a kernel, by others, in the dark, with hostile names."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.browser.bench import FIRST_DAY, Bench, everything_in, on_lab
from tests.browser.test_secrets import export

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.servers import Server

    Open = Callable[..., Page]
    Save = Callable[..., str]

HOSTILE = "<img src=x onerror=alert(1)>"
WORDS = ", ".join(
    f".rf-wb {kind}"
    for kind in (
        ".rf-title",
        ".rf-badge",
        ".rf-msg",
        ".rf-go",
        ".widget-label",
        ".rf-soft",
        "pre",
        ".rf-status p",
        "input",
    )
)
# The contrast of a text against the first background that is not transparent behind it (WCAG 2).
CONTRAST = """element => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgb = css => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = css;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = css => {
        const [r, g, b] = rgb(css).map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let behind = element;
    while (behind && rgb(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
    const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(light);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


@on_lab
def test_the_results_are_seen_again_without_a_kernel(open_nb: Open, save: Save, server: Server) -> None:
    bench = Bench(open_nb([FIRST_DAY])).ready()
    bench.name.fill("seen-again")
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("Draft created")
    draft_id = bench.ask("wb.workflow.id")
    document = json.loads(save())
    # Not knowing its language, JupyterLab asks which kernel a notebook wants.
    del document["metadata"]["kernelspec"], document["metadata"]["language_info"]
    for trusted in (True, False):
        name = f"again-{trusted}.ipynb"
        path = server.root / name
        document["metadata"]["trusted_before"] = trusted
        path.write_text(json.dumps(document), encoding="utf-8")
        if trusted:
            trust = [sys.executable, "-m", "nbformat.sign", str(path)]
            subprocess.run(trust, env=server.environment, check=True, capture_output=True)
        page = bench.page
        page.goto(server.url(name))
        page.locator(".jp-Dialog select").select_option(label="No Kernel")
        page.locator(".jp-Dialog .jp-mod-accept").click()
        expect(bench.results).to_contain_text(draft_id)
        expect(bench.results.get_by_role("img")).to_be_visible()
        expect(bench.results).to_contain_text("1 draft")


@on_lab
def test_a_form_without_a_kernel_says_what_to_do(open_nb: Open, save: Save) -> None:
    bench = Bench(open_nb([FIRST_DAY])).ready()
    save()
    bench.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    bench.page.reload()
    expect(bench.status).to_contain_text("run its cell again")


@on_lab
def test_a_hostile_name_is_text_wherever_it_appears(open_nb: Open, save: Save, server: Server) -> None:
    hostile = (
        "box = __import__('refold_nb.notebook.connection', fromlist=['x']).own_sandbox()\n"
        f"box.add_account({HOSTILE!r}, {HOSTILE!r})\nimport refold_nb as rn\nwb = rn.workbench()"
    )
    alerts: list[str] = []
    bench = Bench(open_nb([hostile]))
    bench.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    bench.ready()
    bench.account.fill(HOSTILE)
    bench.name.fill(HOSTILE)
    bench.slug.fill("zendesk")
    bench.page.get_by_label("Description").fill(HOSTILE)
    bench.page.get_by_role("button", name="Test connection").click()
    expect(bench.page.get_by_text(f"Connected as {HOSTILE}")).to_be_visible()
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("Draft created")
    expect(bench.results).to_contain_text(HOSTILE)
    bench.slug.fill("<img-src=x>")
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("Not sent")
    assert bench.page.locator("img[src=x]").count() == 0
    assert all(HOSTILE not in text for text in everything_in(save()) if text.startswith("<"))
    browser = bench.page.context.browser
    assert browser is not None
    page = browser.new_context(offline=True).new_page()
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.set_content(export(server.root / "test.ipynb").read_text(encoding="utf-8"))
    assert page.locator("img[src=x]").count() == 0
    page.context.close()
    assert alerts == []


@on_lab
def test_the_file_stays_small(open_nb: Open, save: Save, server: Server) -> None:
    open_nb(["wb = None"], name="without.ipynb")
    without = save("without.ipynb")
    bench = Bench(open_nb([FIRST_DAY])).ready()
    bench.name.fill("prod-crm-contact-sync")
    bench.slug.fill("hubspot")
    bench.name.press("Enter")
    expect(bench.status).to_contain_text("Draft created")
    expect(bench.results).to_contain_text("publishing takes this id")
    saved = save()
    assert "refold_nb.notebook" in saved, (
        "the widgets' state is not in the file: this test would prove nothing"
    )
    assert len(saved.encode()) - len(without.encode()) <= 30_000


@on_lab
def test_it_can_be_read_in_light_and_dark(open_nb: Open) -> None:
    bench = Bench(open_nb([FIRST_DAY])).ready()
    bench.name.fill("Lead Sync")
    bench.page.get_by_label("or application id").fill("not-an-id")
    bench.button.click()
    expect(bench.status).to_contain_text("Not sent")
    bench.page.get_by_label("or application id").fill("")
    bench.button.click()
    expect(bench.status).to_contain_text("Draft created")
    bench.page.get_by_text("The request as it will be sent").click()
    pictures = Path("test-results")
    pictures.mkdir(exist_ok=True)
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        bench.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
        )
        bench.page.wait_for_function(
            "theme => document.body.dataset.jpThemeName === theme && !document.querySelector('.jp-Splash')",
            arg=theme,
        )
        bench.page.locator(".rf-wb").screenshot(path=pictures / f"workbench-{theme.split()[1].lower()}.png")
        seen = bench.page.locator(WORDS).locator("visible=true")
        too_faint = [
            (element.text_content(), ratio)
            for element in seen.all()
            if (ratio := element.evaluate(CONTRAST)) < 4.5
        ]
        assert not too_faint

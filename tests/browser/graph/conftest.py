"""Pages opened from disk, with no network and no server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route


@pytest.fixture
def disk_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Return `disk_page(html, **context options)`: the page on a file; requests and page errors fail the test."""
    contexts = []
    troubles: list[str] = []

    def gate(route: Route) -> None:
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
        else:
            troubles.append(route.request.url)
            route.abort()

    def go(html: str, **options: object) -> Page:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(f"<!doctype html><meta charset=utf-8><body>{html}", encoding="utf-8")
        context = browser.new_context(viewport={"width": 1000, "height": 900}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.route("**/*", gate)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(file.as_uri())
        return page

    yield go
    for context in contexts:
        context.close()
    assert not troubles

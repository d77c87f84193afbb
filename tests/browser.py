"""Open a page in a browser and note what it complains about and what it asks of a network."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass
class Seen:
    """A page that is open, and what happened meanwhile."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def chromium() -> Iterator[Any]:
    """A browser, closed at the end; without one the test is skipped."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="needs the `test` extra: playwright"
    )
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


def watched(
    browser: Any, address: str, width: int = 1280, kinds: Collection[str] | None = None
) -> Seen:
    """A page opened so wide (pixels); `kinds` of what it says on its console that count, default:
    all."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    seen = Seen(page)

    def judge(route: Any) -> None:
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            seen.requests.append(route.request.url)
            route.abort()

    def hear(message: Any) -> None:
        if kinds is None or message.type in kinds:
            seen.complaints.append(message.text)

    page.route("**/*", judge)
    page.on("console", hear)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.goto(address)
    return seen

"""Make the picture of the README: the top of the brief, as a browser shows it.

    python tools/screenshot.py brief.html docs/images/brief.png

Needs the `test` extra and an installed Chromium or Chrome.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def screenshot(page: Path, picture: Path, width: int, last: str) -> None:
    """Write the part of a page from its top to the end of the element `last` (CSS) as a PNG.

    Args:
        page: the brief, an HTML file.
        picture: where the PNG goes.
        width: of the window, in CSS pixels.
        last: the last element to be seen.
    """
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise SystemExit(f"none of {', '.join(BROWSERS)} is installed; install one of them")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=list(QUIET))
        window = chromium.new_page(viewport={"width": width, "height": 900})
        window.goto(page.resolve().as_uri())
        window.wait_for_function("document.querySelectorAll('.sankey-link').length > 0")
        box = window.locator(last).first.bounding_box()
        assert box is not None
        bottom = box["y"] + box["height"] + 16
        picture.parent.mkdir(parents=True, exist_ok=True)
        window.screenshot(
            path=picture,
            full_page=True,
            animations="disabled",
            clip={"x": 0, "y": 0, "width": width, "height": bottom},
        )
        chromium.close()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("page", type=Path, help="the brief, an HTML file")
    parser.add_argument("picture", type=Path, help="where the PNG goes")
    parser.add_argument("--width", type=int, default=1400, help="of the window, CSS pixels")
    parser.add_argument("--last", default="figure", help="CSS of the last element to be seen")
    asked = parser.parse_args()
    screenshot(asked.page, asked.picture, asked.width, asked.last)


if __name__ == "__main__":
    main()

"""Draws the icons that installed sites show, from the picture in `site/assets/favicon.svg`; run it when that picture changes.

    python -m tests.browser.draw_icons
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "site/assets"
# Name, pixels, and how much of the side the picture takes: systems cut a circle out of a maskable icon.
ICONS = (
    ("icon-48.png", 48, 0.9),
    ("icon-180.png", 180, 0.7),
    ("icon-192.png", 192, 0.74),
    ("icon-512.png", 512, 0.74),
    ("icon-mask-512.png", 512, 0.58),
)


def main() -> None:
    """Draw all of them in Chromium."""
    from playwright.sync_api import sync_playwright

    picture = (ASSETS / "favicon.svg").read_text("utf-8")
    found = os.environ.get("PRACTICUM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for name, pixels, share in ICONS:
            page = browser.new_page(viewport={"width": pixels, "height": pixels})
            side = pixels * share
            page.set_content(
                f'<body style="margin:0;background:#f5f8f5;display:grid;place-items:center;height:100vh">'
                f'<div style="width:{side}px;height:{side}px">{picture}</div>'
            )
            page.screenshot(path=str(ASSETS / name))
        browser.close()


if __name__ == "__main__":
    main()

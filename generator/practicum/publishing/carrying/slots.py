"""The places on pages where links to downloads will stand, and the page that has them all."""

from __future__ import annotations

from practicum.publishing.making import Making
from practicum.publishing.page import Page

# Downloads of a language lie in this folder of it.
FOLDER = "downloads"
PAGE = "downloads.md"
EVERYTHING = "<!-- downloads: all -->"
HERE = "<!-- downloads: here -->"


def slot(making: Making) -> str:
    """Markdown that becomes the list of the downloads about the page it stands on; empty when no downloads are made."""
    return HERE if making.downloads else ""


def downloads_page(making: Making) -> Page:
    """The page "Take it with you"; its lists come when the files are made."""
    words = making.words
    title = words("Take it with you")
    lead = words("Files to keep, to share and to print. They open without the internet.")
    return Page(PAGE, title, f"# {title}\n\n{lead}\n{{: .lead }}\n\n{EVERYTHING}\n", "page", lead)

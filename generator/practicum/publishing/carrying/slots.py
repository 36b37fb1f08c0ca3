"""The places on pages where links to downloads will stand, and the page that has them all."""

from __future__ import annotations

import json

from practicum.publishing.configuring import CORE
from practicum.publishing.making import Making
from practicum.publishing.page import Page
from practicum.publishing.writing import attribute

# Downloads of a language lie in this folder of it.
FOLDER = "downloads"
PAGE = "downloads.md"
EVERYTHING = "<!-- downloads: all -->"
HERE = "<!-- downloads: here -->"
# Pages with a place for keeping, or that say what is kept, load this.
SCRIPT = "carry.js"
_SAID = {
    "offer": "You can keep this on your device and read it without internet. About {} are fetched.",
    "keep": "Keep for offline",
    "busy": "Is being kept on your device, so that it opens without internet",
    "kept": "Kept on your device. It opens without internet.",
    "remove": "Remove from this device",
    "failed": "Not all of it arrived. What arrived is kept; the rest can follow.",
    "full": "There is no room for it on this device, so nothing of it is kept. It needs about {}. Remove something, then try again.",
    "kb": "KB",
    "mb": "MB",
}


def slot(making: Making) -> str:
    """Markdown that becomes the list of the downloads about the page it stands on; empty when no downloads are made."""
    return HERE if making.downloads else ""


def keeping(making: Making, name: str, language: str = "") -> str:
    """The place where a script offers to keep what the list ``name`` names; without scripts, or from disk, it stays empty.

    ``language`` is whose list it is, where that is not the language of the words.
    """
    language = language or making.words.language
    root = "" if language == CORE else f"{language}/"
    said = attribute(json.dumps({key: making.words(words) for key, words in _SAID.items()}, ensure_ascii=False))
    return f'<div class="carry" data-carry="{root}offline/{name}.json" data-say="{said}" hidden></div>'


def scripts_for(body: str) -> tuple[str, ...]:
    """The script that a hand-written page needs, if it says what is kept or offers to keep something."""
    return (SCRIPT,) if "data-kept-list" in body or "data-carry=" in body else ()


def downloads_page(making: Making) -> Page:
    """The page "Take it with you"; its lists come when the files are made."""
    words = making.words
    title = words("Take it with you")
    lead = words("Files to keep, to share and to print. They open without the internet.")
    return Page(PAGE, title, f"# {title}\n\n{lead}\n{{: .lead }}\n\n{EVERYTHING}\n", "page", lead)

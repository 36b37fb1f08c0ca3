"""The files that people carry away, and the ways to them: on the page "Take it with you" and on the page each is about.

A maker (see `finishing.MAKERS`) writes its files below `downloads/` of a language and gives back one `Download` a file. When all
makers are done, `show` puts the links with their sizes where pages have a slot (`slots.py`). A slot that nothing belongs to disappears.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from practicum.publishing.addresses import relative
from practicum.publishing.carrying.folder import SiteFolder
from practicum.publishing.carrying.slots import EVERYTHING, HERE, PAGE
from practicum.publishing.configuring import CORE
from practicum.publishing.page import Page
from practicum.publishing.staging import Staged
from practicum.publishing.words import Words


@dataclass(frozen=True)
class Download:
    """One file to carry away.

    ``path`` is its address from the language's root, such as `downloads/bridge.zip`; ``about`` the page it belongs to, such as
    `programmes/bridge.md`, or empty for the whole curriculum; ``title`` says in English what it is (`Handout`), ``note`` in one
    English sentence how it is opened. Both are looked up in the site's words.
    """

    path: str
    about: str
    title: str
    note: str = ""
    language: str = CORE


def folder_of(output: Path, language: str) -> SiteFolder:
    """Where the finished pages of a language lie."""
    return SiteFolder(output if language == CORE else output / language)


def show(staged: Staged, output: Path, downloads: Sequence[Download]) -> None:
    """Put the links into the slots of the finished pages."""
    for language, pages in staged.pages.items():
        folder = folder_of(output, language)
        own = [one for one in downloads if one.language == language]
        for page in pages:
            if HERE in page.body or EVERYTHING in page.body:
                text = folder.read(page.address).decode()
                if EVERYTHING in page.body:
                    text = text.replace(EVERYTHING, _all(own, pages, folder, language))
                if HERE in page.body:
                    text = text.replace(HERE, _here((one for one in own if one.about == page.path), page.path, folder, language))
                folder.write(page.address, text.encode())


def _here(downloads: Iterable[Download], page: str, folder: SiteFolder, language: str) -> str:
    items = _list(downloads, page, folder, language)
    return f'<h2 id="take">{html.escape(Words(language)("Take it with you"))}</h2>\n{items}' if items else ""


def _list(downloads: Iterable[Download], page: str, folder: SiteFolder, language: str, about: str = "") -> str:
    """The links. Where files about many pages stand together, ``about`` says in each link's name which page, and notes stand once."""
    words = Words(language)
    items = []
    for one in downloads:
        title = html.escape(words(one.title))
        name = f' aria-label="{title}: {html.escape(about)}"' if about else ""
        kind, length = one.path.rpartition(".")[2].upper(), size(folder.size(one.path), language)
        note = f"<p>{html.escape(words(one.note))}</p>" if one.note and not about else ""
        items.append(
            f'<li><a href="{html.escape(relative(page, one.path))}" download{name}>{title}</a> '
            f'<span class="meta">{kind}, {length}</span>{note}</li>'
        )
    return f'<ul class="downloads">{"".join(items)}</ul>' if items else ""


def _all(downloads: Sequence[Download], pages: Sequence[Page], folder: SiteFolder, language: str) -> str:
    """The whole first, then programmes, then the rest, each under the name of its page."""
    words = Words(language)
    whole = _list((one for one in downloads if not one.about), PAGE, folder, language)
    parts = [f'<h2 id="whole">{html.escape(words("The whole"))}</h2>{whole}'] if whole else []
    for anchor, title, wanted in (("programmes", "Programmes", True), ("modules", "Modules", False)):
        inside: list[str] = []
        notes: dict[str, str] = {}
        for page in pages:
            own = [one for one in downloads if one.about == page.path] if page.path.startswith("programmes/") == wanted else []
            notes.update({one.title: one.note for one in own if one.note})
            if own:
                name, links = html.escape(page.title), _list(own, PAGE, folder, language, page.title)
                inside.append(f'<h3><a href="{html.escape(page.address)}">{name}</a></h3>{links}')
        if inside:
            lines = ((html.escape(words(name)), html.escape(words(note))) for name, note in notes.items())
            said = "".join(f"<p><strong>{name}.</strong> {note}</p>" for name, note in lines)
            parts.append(f'<h2 id="{anchor}">{html.escape(words(title))}</h2>{said}{"".join(inside)}')
    return "".join(parts)


def size(length: int, language: str = CORE) -> str:
    """A length in bytes as people read it; the decimal mark is the language's.

    >>> size(412), size(81_700), size(1_460_000), size(1_460_000, "fr")
    ('1 KB', '82 KB', '1.5 MB', '1,5 Mo')
    """
    french = language == "fr"
    if length < 999_500:
        return f"{max(1, round(length / 1000))} {'Ko' if french else 'KB'}"
    return f"{length / 1_000_000:.1f}".replace(".", "," if french else ".") + f" {'Mo' if french else 'MB'}"

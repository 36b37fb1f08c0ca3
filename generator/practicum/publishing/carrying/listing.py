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
                    # Who holds a module looks for what is printed of it where its notes are.
                    about = f"modules/{page.module}.md" if page.kind == "trainer" else page.path
                    text = text.replace(HERE, _here((one for one in own if one.about == about), page.path, folder, language))
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
        name = f' aria-label="{title}{words.colon}{html.escape(about)}"' if about else ""
        kind, length = one.path.rpartition(".")[2].upper(), size(folder.size(one.path), language)
        note = f"<p>{html.escape(words(one.note))}</p>" if one.note and not about else ""
        items.append(
            f'<li><a href="{html.escape(relative(page, one.path))}" download{name}>{title}</a> '
            f'<span class="meta">{kind}, {length}</span>{note}</li>'
        )
    return f'<ul class="downloads">{"".join(items)}</ul>' if items else ""


def _all(downloads: Sequence[Download], pages: Sequence[Page], folder: SiteFolder, language: str) -> str:
    """The whole first, then a fold for each programme with its own files and its modules', then what belongs to no programme."""
    words = Words(language)
    by_page: dict[str, list[Download]] = {}
    for one in downloads:
        by_page.setdefault(one.about, []).append(one)
    whole = _list(by_page.get("", ()), PAGE, folder, language)
    parts = [f'<h2 id="whole">{html.escape(words("The whole"))}</h2>{whole}'] if whole else []
    notes = {html.escape(words(one.title)): html.escape(words(one.note)) for one in downloads if one.about and one.note}
    said = "".join(f"<li><strong>{name}.</strong> {note}</li>" for name, note in notes.items())
    parts += [f'<h2 id="kinds">{html.escape(words("What each file is"))}</h2><ul>{said}</ul>'] if said else []
    rest = {page.path: page for page in pages if page.path in by_page}
    anchors: set[str] = set()

    def rows(held: Iterable[Page]) -> str:
        return "".join(_row(page, by_page[page.path], folder, language, anchors) for page in held)

    folds = []
    for page in pages:
        if page.kind != "programme" or page.foreign:
            continue
        rest.pop(page.path, None)
        own = _list(by_page.get(page.path, ()), PAGE, folder, language, page.title)
        inside = [module for module in pages if module.module in _modules(page) and module.path in by_page]
        for module in inside:
            rest.pop(module.path, None)
        if own or inside:
            count = len(by_page.get(page.path, ())) + sum(len(by_page[module.path]) for module in inside)
            id, title = page.path.rpartition("/")[2].removesuffix(".md"), html.escape(page.title)
            meta = f'<span class="meta">{count} {html.escape(words("file" if count == 1 else "files"))}</span>'
            way = f'<p><a href="{html.escape(page.address)}">{html.escape(words("The page of this programme"))}</a></p>'
            listed = f'<h4>{html.escape(words("Its modules"))}</h4><ul class="parcels">{rows(inside)}</ul>' if inside else ""
            folds.append(
                f'<details class="fold parcel" id="{id}"><summary><h3>{title}</h3> {meta}</summary><div>{way}{own}{listed}</div></details>'
            )
    if folds:
        parts.append(f'<h2 id="programmes">{html.escape(words("Programmes"))}</h2>{"".join(folds)}')
    if rest:
        title = words("Further modules and pages") if folds else words("Modules")
        parts.append(f'<h2 id="modules">{html.escape(title)}</h2><ul class="parcels">{rows(rest.values())}</ul>')
    return "".join(parts)


def _modules(programme: Page) -> set[str]:
    """Ids of a programme's modules, as its panel of progress knows them."""
    return set(((programme.keep or {}).get("about") or {}).get("modules", ()))


def _row(page: Page, own: Sequence[Download], folder: SiteFolder, language: str, anchors: set[str]) -> str:
    """One page's files on one line, under its title; the first time, the line can be led to by the page's id."""
    words, id = Words(language), page.path.rpartition("/")[2].removesuffix(".md")
    mark = "" if id in anchors else f' id="{html.escape(id)}"'
    anchors.add(id)
    title = page.title if page.title.startswith(id) or not page.module else f"{id} {page.title}"
    links = []
    for one in own:
        name = html.escape(words(one.title))
        kind, length = one.path.rpartition(".")[2].upper(), size(folder.size(one.path), language)
        links.append(
            f'<a href="{html.escape(one.path)}" download aria-label="{name}{words.colon}{html.escape(title)}">{name}</a> '
            f'<span class="meta">{kind}, {length}</span>'
        )
    ways = "".join(f"<span>{link}</span> " for link in links)
    return f'<li{mark}><a class="of" href="{html.escape(page.address)}">{html.escape(title)}</a><p>{ways}</p></li>'


def size(length: int, language: str = CORE) -> str:
    """A length in bytes as people read it; the decimal mark is the language's.

    >>> size(412), size(81_700), size(1_460_000), size(1_460_000, "fr")
    ('1 KB', '82 KB', '1.5 MB', '1,5 Mo')
    """
    french = language == "fr"
    if length < 999_500:
        return f"{max(1, round(length / 1000))} {'Ko' if french else 'KB'}"
    return f"{length / 1_000_000:.1f}".replace(".", "," if french else ".") + f" {'Mo' if french else 'MB'}"

"""Views to a staged site: Markdown pages, navigation and one `mkdocs.yml` a language, all as texts by path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from practicum.diagnostics import Diagnostic
from practicum.model.release import Release
from practicum.publishing.addresses import Addresses, lost_link
from practicum.publishing.assessments import assessment_page
from practicum.publishing.carrying.slots import downloads_page, scripts_for
from practicum.publishing.case_studies import case_study_pages
from practicum.publishing.citing import with_citations
from practicum.publishing.competencies import competency_pages
from practicum.publishing.configuring import CORE, configuration
from practicum.publishing.connections import connect
from practicum.publishing.coverage import coverage_page
from practicum.publishing.feed import FEED, address_in, alternates, changes_page, feed, sitemap
from practicum.publishing.handbook import handbook_pages
from practicum.publishing.home import abroad, country_home, plain_home
from practicum.publishing.hosting import Hosting, reached
from practicum.publishing.keeping import keep_meta, with_keeping
from practicum.publishing.languages import framed_pages, language_index, translated_pages
from practicum.publishing.learning import blank_page, equipped, help_page, term_file
from practicum.publishing.lessons import ready
from practicum.publishing.lists import list_pages, own_words, translated_terms
from practicum.publishing.making import Making
from practicum.publishing.maps import map_page
from practicum.publishing.matrices import matrices_page
from practicum.publishing.modules import module_pages
from practicum.publishing.moved_pages import moved_pages
from practicum.publishing.page import Page, Step, front_matter
from practicum.publishing.paths import path_pages
from practicum.publishing.printing.document import Document
from practicum.publishing.printing.making_documents import print_documents
from practicum.publishing.programmes import programme_pages
from practicum.publishing.reference_pages import country_pages, edition_pages, glossary_page, module_index, references_page
from practicum.publishing.releases import release_pages
from practicum.publishing.roles import role_pages
from practicum.publishing.search_entries import entry, looked_for, term_entries
from practicum.publishing.searching import Entry, search_files, spoken
from practicum.publishing.sessions import sessions_page
from practicum.publishing.sources import edition_in_english, in_english, settled
from practicum.publishing.structured import data_meta, with_data
from practicum.publishing.timetable import Meeting, coming
from practicum.publishing.translated import marked, printed, titled, told, unprinted
from practicum.publishing.translation_pages import translations_page
from practicum.publishing.words import Words, language_name
from practicum.remembering import Remembered
from practicum.resolving import View
from practicum.resolving.alone import Alone
from practicum.resolving.releases import publication_of
from practicum.resolving.standing import StandingSignOff, standing_signoffs
from practicum.resolving.translation_coverage import Covered, coverage

# Pages that tell what the curriculum that comes with the program holds.
_OF_THE_SHIPPED = ("index.md", "about.md")


@dataclass(frozen=True)
class SiteSources:
    """What people wrote by hand under `site/`, as the caller read it: pages, handbook and assets by path, and where the site is hosted.

    ``borrowed`` says that they came with the program and the curriculum is another: what they say of the shipped one is left out.
    ``kept_releases`` are the versions that have pages below `releases/`; ``older`` is the release of which the pages themselves are, where
    they are not those of today.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    handbook: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, bytes] = field(default_factory=dict)
    hosting: Hosting = field(default_factory=Hosting)
    borrowed: bool = False
    kept_releases: frozenset[str] = frozenset()
    older: Release | None = None


@dataclass(frozen=True)
class Staged:
    """The staged site: files by path (`en/pages/index.md`, `en/mkdocs.yml`), pages by language, faults found on the way.

    ``origins`` leads from a staged page (`en/pages/about.md`) to the authored file it was made from; ``texts`` holds the
    hand-written ones, so that a message can name the line. ``lost`` names every link that has no page, with the page it
    stands on: such a link is shown as its words. ``downloads`` says whether the files that people carry away are made;
    ``prints`` are the documents to be typeset. ``kept`` is a folder in which makers keep what is costly to make again, where there is one.
    ``day`` is the day for which the pages were made, as `2026-11-21`; ``title`` and ``publisher`` are those of the curriculum, for what
    is carried away; ``site_url`` is the whole address of the site, where it has one; ``memory`` keeps what finishing works out from files.
    """

    files: Mapping[str, bytes]
    pages: Mapping[str, tuple[Page, ...]]
    origins: Mapping[str, str]
    texts: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    lost: tuple[tuple[str, str], ...] = ()
    downloads: bool = False
    prints: tuple[Document, ...] = ()
    kept: Path | None = None
    day: str = ""
    title: str = "Practicum"
    publisher: str = "The Practicum contributors"
    site_url: str = ""
    memory: Remembered = field(default_factory=Remembered, compare=False, repr=False)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages, the core's first."""
        return tuple(self.pages)


def publish(
    views: Sequence[View],
    sources: SiteSources | None = None,
    *,
    assets: Mapping[str, bytes] | None = None,
    downloads: bool = False,
    sessions: Sequence[Meeting] = (),
    memory: Remembered | None = None,
    alone: Alone | None = None,
) -> Staged:
    """Stage the site of these Views: the core in English, countries for their editions, languages for what is translated.

    With ``alone`` it is one country's own site, and the Views are those of its catalogue: no other country has a page there.

    ``assets`` are further files for the pages (pictures of the curriculum, by path below `curriculum/`); ``downloads`` adds the files
    that people carry away, and the ways to them; ``sessions`` are those an organisation holds. What ``memory`` knows is not
    worked out again. Nothing touches the disk; the same Views give the same bytes.
    """
    sources = sources or SiteSources()
    address = publication_of(views[0].catalogue).address or ""
    sources = replace(sources, hosting=reached(sources.hosting, address, sources.older.version if sources.older else ""))
    memory = memory if memory is not None else Remembered()
    core = next(view for view in views if not view.country and not view.is_told)
    told_in_english = next((view for view in views if not view.country and view.is_told and view.language == CORE), None)
    editions = {view.country: view for view in views if view.country and view.language == CORE}
    signed: dict[str, list[StandingSignOff]] = {}
    # What people signed is the core's text or a country's edition, and neither of them by another name.
    for view in views if alone is None else [alone.core, alone.view, *(view for view in views if view.is_told)]:
        for standing in standing_signoffs(view):
            signed.setdefault(standing.signoff.unit, []).append(standing)
    # From here on, what is not written in English is what the English site can show of it.
    core = in_english(core, told_in_english)
    if told_in_english is not None:
        editions = {code: edition_in_english(view, core.catalogue) for code, view in editions.items()}
    ahead = coming(sessions, core.day)
    given: dict[str, Any] = {"memory": memory, "downloads": downloads, "sessions": ahead}
    given |= {"hosting": sources.hosting, "kept_releases": sources.kept_releases}
    making = replace(_making(core, editions, signed), **given)
    making = making if alone is None else replace(making, alone=alone.view)
    translations = {view.language: coverage(view) for view in views if not view.country and view.is_told}
    core_pages = _core_pages(making, editions, sources, signed, translations)
    pages: dict[str, tuple[Page, ...]] = {CORE: tuple(_told(making, map(equipped, core_pages)))}
    if told_in_english is not None:
        pages[CORE] = tuple(told(page, making.words) for page in pages[CORE])
    prints = [*print_documents(making)] if downloads else []
    terms = {f"{CORE}/pages/terms.js": term_file(making, core.catalogue)}
    said = {CORE: term_entries(making, core.catalogue.terms)}
    for view in views:
        if not view.country and view.language != CORE:
            view = settled(view, core.catalogue)
            seen = marked(view)
            plain = replace(_making(titled(view, seen), {}, signed), **given)
            other = replace(plain, catalogue=seen.catalogue, translated=seen.translated)
            carried = (downloads_page(other),) if downloads else ()
            far = translations_page(plain, {view.language: translations[view.language]})
            lists = (*translated_pages(other), *list_pages(plain, making), far, *release_pages(plain))
            own = (*_own_pages(sources, view.language, plain), *lists, *carried, help_page(other), blank_page(other))
            here = {page.path for page in own}
            own = own if "index.md" in here else (plain_home(plain), *own)
            own += tuple(page for page in framed_pages(plain, making, pages[CORE]) if page.path not in here)
            pages[view.language] = tuple(told(page, other.words) for page in _told(plain, map(equipped, own)))
            printable = replace(other, translated=other.translated - unprinted(view))
            prints += [replace(one, body=printed(one.body, other.words)) for one in print_documents(printable)] if downloads else ()
            terms[f"{view.language}/pages/terms.js"] = term_file(plain, core.catalogue)
            said[view.language] = term_entries(plain, translated_terms(plain, making))
    stage = _stage(pages, core, making, sources, assets or {}, said)
    return replace(stage, files={**stage.files, **terms}, downloads=downloads, prints=tuple(prints), day=core.day.isoformat(),
                   site_url=sources.hosting.site_url)  # fmt: skip


def _told(making: Making, pages: Iterable[Page]) -> Iterable[Page]:
    """The pages with what scripts and machines read of them."""
    return with_citations(making, with_data(making, with_keeping(making, pages)))


def _making(view: View, editions: Mapping[str, View], signed: Mapping[str, Sequence[StandingSignOff]]) -> Making:
    return Making(view.catalogue, connect(view.catalogue, view.day), Words(view.language), view.day, editions, signed, view.translated)


def _core_pages(
    making: Making, editions: Mapping[str, View], sources: SiteSources, signed: Mapping[str, Sequence[StandingSignOff]],
    translations: Mapping[str, Sequence[Covered]],
) -> Iterable[Page]:  # fmt: skip
    own = tuple(_own_pages(sources, CORE, making))
    own = own if making.alone is None else tuple(country_home(making, making.alone, page) for page in own)
    if not any(page.path == "index.md" for page in own):
        first = plain_home(making)
        yield first if making.alone is None else country_home(making, making.alone, first)
    yield from own
    yield from path_pages(making)
    yield from programme_pages(making)
    yield module_index(making)
    yield map_page(making)
    yield from sessions_page(making)
    for id in making.modules():
        yield from module_pages(making, id)
        if id in making.catalogue.assessments:
            yield assessment_page(making, id)
    for view in editions.values():
        yield from edition_pages(replace(_making(view, editions, signed), sessions=making.sessions, hosting=sources.hosting), making)
    yield from competency_pages(making)
    yield matrices_page(making)
    yield from role_pages(making)
    yield from case_study_pages(making)
    yield coverage_page(making, translated=bool(translations))
    if translations:
        yield translations_page(making, translations)
    yield from country_pages(making if making.alone is None else replace(making, editions={making.alone.country: making.alone}))
    yield help_page(making)
    yield blank_page(making)
    yield glossary_page(making)
    yield references_page(making)
    yield changes_page(making)
    yield from release_pages(making)
    # They say what the program can read, and nothing of what it has read.
    yield from making.memory.once(handbook_pages, "handbook")
    if making.downloads:
        yield downloads_page(making)


def _own_pages(sources: SiteSources, language: str, making: Making) -> Iterable[Page]:
    """Hand-written pages: `about.md` in English, `fr/about.md` in French; the handbook belongs to English."""
    for path, text in sources.pages.items():
        own, _, rest = path.partition("/")
        # A folder that is called like a language holds the pages written in it.
        if own != language if language != CORE else bool(rest) and language_name(own) != own:
            continue
        name = rest if language != CORE else path
        if sources.borrowed and name in _OF_THE_SHIPPED:
            continue
        body = language_index(making, text) if language != CORE else text
        kind = "home" if name == "index.md" else "page"
        template = {"index.md": "home.html", "search.md": "search.html", "my-progress.md": "my-progress.html"}.get(name, "")
        yield _own_page(name, body, kind, template, f"site/pages/{path}")
    if language == CORE:
        for path, text in sources.handbook.items():
            yield _own_page(f"handbook/{path}", text, "handbook", "", f"site/handbook/{path}")


def _own_page(path: str, text: str, kind: str, template: str, origin: str) -> Page:
    heading = re.search(r"^# +(.+?) *#*$", text, re.MULTILINE)
    paragraph = re.search(r"^(?![#>|<\-*\d\s`!{])(.+(?:\n(?!\s*\n).+)*)", text[heading.end() :] if heading else text, re.MULTILINE)
    title = spoken(heading[1]) if heading else path
    summary = spoken(paragraph[1])[:200] if paragraph else ""
    return Page(
        path,
        title,
        text if kind == "home" else ready(text),
        kind,
        summary,
        origin=origin,
        template=template,
        in_search=path not in ("search.md", "offline.md"),
        scripts=scripts_for(text),
    )


def _stage(
    pages: dict[str, tuple[Page, ...]],
    core: View,
    making: Making,
    sources: SiteSources,
    assets: Mapping[str, bytes],
    terms: Mapping[str, Sequence[Entry]],
) -> Staged:
    files: dict[str, bytes] = {}
    origins: dict[str, str] = {}
    faults: list[Diagnostic] = []
    lost: list[tuple[str, str]] = []
    own = {f"site/pages/{path}": text for path, text in sources.pages.items()} | {
        f"site/handbook/{path}": text for path, text in sources.handbook.items()
    }
    english = frozenset(page.path for page in pages[CORE])
    anchors = {"glossary.md": frozenset(core.catalogue.terms), "references.md": frozenset(core.catalogue.references)}
    where = {language: frozenset(page.path for page in held) for language, held in pages.items()}
    written = {language: frozenset(page.path for page in held if not page.foreign) for language, held in pages.items()}
    publication = publication_of(core.catalogue)
    name = publication.title if sources.borrowed else ""
    if making.alone is not None:
        name = f"{name or sources.hosting.name} · {making.country_name(making.alone.country)}"
    invented = all(unit.value.fictional is not False for units in core.catalogue.countries.values() for unit in units)
    for language, held in pages.items():
        here = frozenset(page.path for page in held)
        words = Words(language)
        addresses = Addresses(
            here,
            anchors if language == CORE else {},
            frozenset() if language == CORE else english - here,
            "" if language == CORE else "../",
            words("Only in English"),
        )
        entries: list[Entry] = []
        plainly = looked_for(core.catalogue, language)
        for page in held:
            body = addresses.resolve(page.path, page.body)
            # The switcher keeps the place; where a page is not in English, the way there leads to the English home.
            others = {name: address_in(name, page.address, language) for name, there in where.items() if page.path in there}
            if page.path not in english:
                others[CORE] = address_in(CORE, "index.html", language)
            others.pop(language, None)
            meta = _meta(page, addresses, others) | {
                "data": data_meta(page, addresses, sources.hosting, language).replace("</", "<\\/"),
                "alternates": [{"code": code, "u": way} for code, way in alternates(page, written, sources.hosting, language)]
                if not page.foreign
                else [],
                "canonical": sources.hosting.address(page.foreign or language, page.address),
                "edit": sources.hosting.edit_address(page.origin) if page.kind != "module" else "",
            }
            staged = f"{language}/pages/{page.path}"
            files[staged] = (front_matter(meta) + "\n" + body).encode()
            origins[staged] = page.origin
            if page.in_search:
                shown = body if language == CORE else own_words(body)
                entries.append(entry(page, shown, words, making.memory, plainly.get(page.path, "")))
        entries += terms.get(language, ())
        if language == CORE:
            files[f"{CORE}/pages/{FEED}"] = feed(making, addresses, sources.hosting)
        files.update({f"{language}/pages/{address}": data for address, data in moved_pages(core.catalogue, held, language)})
        files.update({f"{language}/pages/{path}": data for path, data in search_files(entries, words, making.memory).items()})
        files[f"{language}/mkdocs.yml"] = configuration(
            language, held, addresses, pages, invented=invented, root=sources.hosting.address(language, "index.html"),
            name=name, own=sources.borrowed, older=sources.older,
        ).encode()  # fmt: skip
        # Links in authored content were checked where they were written; said again here they would be said twice.
        found = [(page, target, origins.get(f"{language}/pages/{page}", "")) for page, target in addresses.lost]
        # What came with the program nobody can mend here: there such a link is words.
        # A country's own site has no page of another one: there a link to one is words as well.
        faults += [
            lost_link(page, target, origin, own) for page, target, origin in found
            if origin in own and not sources.borrowed and not (making.alone is not None and abroad(making, target))
        ]  # fmt: skip
        lost += [(f"{language}/{page}", target) for page, target, _ in found]
    if sources.hosting.site_url and sources.older is None:
        files[f"{CORE}/pages/sitemap.xml"] = sitemap(pages, sources.hosting)
    files.update({f"{CORE}/pages/assets/{path}": data for path, data in sources.assets.items()})
    for language, held in pages.items():
        files.update({f"{language}/pages/{path}": data for path, data in _pictures(assets, held, core)})
    return Staged(
        files, pages, origins, own, tuple(dict.fromkeys(faults)), tuple(dict.fromkeys(lost)), title=publication.title,
        publisher=publication.publisher,
    )  # fmt: skip


def _pictures(assets: Mapping[str, bytes], held: Sequence[Page], core: View) -> Iterable[tuple[str, bytes]]:
    """Pictures where the pages expect them: a module's beside its lessons, others at the path they have in the project."""
    folders = {core.catalogue.folder_of(id).removeprefix("curriculum/"): f"modules/{id}" for id in core.catalogue.modules}
    here = {page.path.removesuffix(".md") for page in held}
    for path, data in assets.items():
        parts = path.split("/")
        folder = folders.get("/".join(parts[:2]))
        if folder is None:
            yield f"curriculum/{path}", data
        elif folder in here:
            yield "/".join([folder, *parts[2:]]), data


def _meta(page: Page, addresses: Addresses, others: Mapping[str, str]) -> dict[str, Any]:
    def step(one: Step) -> dict[str, Any]:
        way, other = addresses.way(one.target)
        return {
            key: value
            for key, value in {"t": one.title, "u": way, "n": one.note, "other": other, "here": bool(way) and way == page.address}.items()
            if value
        }

    return {
        "title": page.title,
        "description": page.summary,
        "template": page.template,
        "kind": page.kind,
        "area": page.path.split("/")[0].removesuffix(".md"),
        "crumbs": [step(one) for one in page.crumbs],
        "beside": [step(one) for one in page.beside],
        "before": step(page.before) if page.before else None,
        "after": step(page.after) if page.after else None,
        "scripts": list(page.scripts),
        "module": page.module,
        "lesson": page.lesson,
        "sensitive": page.sensitive,
        "foreign": page.foreign,
        "keep": keep_meta(page, addresses),
        "cite": page.cite,
        "languages": [{"code": code, "name": language_name(code), "u": way} for code, way in others.items()],
    }

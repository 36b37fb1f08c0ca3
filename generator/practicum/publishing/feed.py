"""What changed and when, from what authors wrote down: as a page, and as a feed that a reader's program asks for news.

A change is a module or a rule that takes a new version, a country that takes a patch, somebody's word on a text, a translation that
is finished. Commits and file dates are no part of it: spelling is mended without notice, and what is announced is dated by a person.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from practicum.publishing.addresses import Addresses
from practicum.publishing.citing import LICENCE_NAME
from practicum.publishing.configuring import CORE
from practicum.publishing.hosting import Hosting
from practicum.publishing.making import Making
from practicum.publishing.page import Page
from practicum.publishing.signing import SAYS
from practicum.publishing.words import language_name
from practicum.publishing.writing import joined, link, plain, section
from practicum.reading.wording import sentence
from practicum.resolving.releases import in_order, publication_of

FEED = "changes.xml"
_MOST = 60
# What XML cannot hold at all.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Change:
    """One change: its day, a name that never changes, what it is about, what it says and the page it leads to (a scheme)."""

    day: date
    name: str
    title: str
    says: str
    target: str


def changes(making: Making) -> list[Change]:
    """Every change up to today, newest first; on one day in the order of their names."""
    found = [change for change in _found(making) if change.day <= making.day]
    return sorted(sorted(found, key=lambda one: one.name), key=lambda one: one.day, reverse=True)


def changes_page(making: Making) -> Page:
    """The page of changes, by year."""
    lead = "New versions of modules and rules, what countries changed, who signed, what was translated. Newest first."
    years: dict[int, list[str]] = {}
    for one in changes(making):
        line = f"- **{making.words.day(one.day)}** {link(one.title, one.target)}: {plain(one.says)}"
        years.setdefault(one.day.year, []).append(line)
    body = joined(
        "# Changes",
        f"{lead}\n{{: .lead }}",
        f'<p>A program can ask for them as a feed: <a href="{FEED}" type="application/atom+xml">{FEED}</a>.</p>',
        *(section(str(year), "\n".join(lines)) for year, lines in years.items()),
    )
    return Page("changes.md", "Changes", body, "page", lead)


def feed(making: Making, addresses: Addresses, hosting: Hosting) -> bytes:
    """The newest changes as Atom (RFC 4287). Without an address of the site, links are relative to the feed."""
    newest, publication = changes(making)[:_MOST], publication_of(making.catalogue)
    updated = max((one.day for one in newest), default=making.day)
    root = hosting.address(CORE, "index.html") or "index.html"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<id>{_name('feed ' + hosting.site_url)}</id>",
        f"<title>{escape(publication.title)}: changes</title>",
        f"<updated>{updated.isoformat()}T00:00:00Z</updated>",
        f"<author><name>{escape(publication.publisher)}</name></author>",
        f"<rights>{escape(LICENCE_NAME)}</rights>",
        f'<link rel="alternate" type="text/html" href={quoteattr(root)}/>',
    ]
    lines += [f'<link rel="self" type="application/atom+xml" href={quoteattr(hosting.address(CORE, FEED))}/>'] if hosting.site_url else []
    for one in newest:
        way, _ = addresses.way(one.target)
        lines += [
            "<entry>",
            f"<id>{_name(one.name)}</id>",
            f"<title>{_text(one.title)}</title>",
            f"<updated>{one.day.isoformat()}T00:00:00Z</updated>",
            f"<summary>{_text(one.says)}</summary>",
            f'<link rel="alternate" type="text/html" href={quoteattr(hosting.address(CORE, way) or way)}/>' if way else "",
            "</entry>",
        ]
    return ("\n".join(filter(None, lines)) + "\n</feed>\n").encode()


def sitemap(pages: Mapping[str, Sequence[Page]], hosting: Hosting) -> bytes:
    """Every page that is worth finding, with its other languages; only a site with an address can have one."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    where = {language: {page.path for page in held if not page.foreign} for language, held in pages.items()}
    for language, held in pages.items():
        for page in held:
            if not page.in_search:
                continue
            lines.append(f"<url><loc>{escape(hosting.address(language, page.address))}</loc>")
            lines += [
                f'<xhtml:link rel="alternate" hreflang={quoteattr(code)} href={quoteattr(address)}/>'
                for code, address in alternates(page, where, hosting)
            ]
            lines.append("</url>")
    return ("\n".join(lines) + "\n</urlset>\n").encode()


def alternates(page: Page, where: Mapping[str, Set[str]], hosting: Hosting, language: str = "") -> list[tuple[str, str]]:
    """The languages a page stands in, itself and the one for everybody else included; none where it stands in one alone.

    Whole addresses where the site has one, else the ways from the root of ``language``. English is for everybody else, and where a
    page is not in English, nothing is.
    """
    here = [code for code, paths in where.items() if page.path in paths]
    if len(here) < 2:
        return []

    def way(code: str) -> str:
        return hosting.address(code, page.address) or address_in(code, page.address, language)

    return [(code, way(code)) for code in here] + ([("x-default", way(CORE))] if CORE in here else [])


def address_in(code: str, address: str, language: str) -> str:
    """The way from the root of one language to an address in another.

    >>> address_in("fr", "a.html", "en"), address_in("en", "a.html", "fr"), address_in("ar", "a.html", "fr")
    ('fr/a.html', '../a.html', '../ar/a.html')
    """
    own = address if code == CORE else f"{code}/{address}"
    return own if language == CORE else address if code == language else f"../{own}"


def _name(text: str) -> str:
    """A name for ever that is the same on every host: a UUID of the eighth kind, made from a hash."""
    sign = hashlib.sha256(f"practicum {text}".encode()).hexdigest()
    return f"urn:uuid:{sign[:8]}-{sign[8:12]}-8{sign[13:16]}-8{sign[17:20]}-{sign[20:32]}"


def _text(text: str) -> str:
    return escape(_CONTROL.sub("", text))


def _found(making: Making) -> Iterator[Change]:
    catalogue = making.catalogue
    for id in making.modules():
        module = making.module(id)
        if module.status == "planned":
            continue
        for number, version in enumerate(module.versions):
            says = version.note or ("a new version" if number else "first version")
            title = f"{id} {module.title}, version {version.version}"
            yield Change(version.starts, f"module {id} {version.version}", title, says, f"module:{id}")
    for unit in catalogue.certifications.values():
        held = unit.value
        if held.role not in catalogue.roles:
            continue
        for rule in held.versions:
            name, target = f"rule {held.id} {rule.version}", f"role:{held.role}#certification"
            yield Change(rule.starts, name, f"{held.title}, rule {rule.version}", rule.says, target)
    for made in in_order(catalogue):
        says = sentence(made.value.says or "a new release of the whole curriculum")
        yield Change(made.value.day, f"release {made.id}", f"Release {made.id}", says, "page:releases")
    lands = making.editions if making.alone is None else {making.alone.country: making.alone}
    for code, view in lands.items():
        for one in view.applied:
            yield Change(
                one.patch.starts,
                f"country {code} {one.patch.id}",
                f"{making.country_name(code)}: {_unit_name(making, one.unit)}",
                sentence(one.patch.says),
                f"country:{code}",
            )
    for name, held_signs in making.signed.items():
        id, _, variant = name.partition("/")
        for standing in held_signs:
            sign = standing.signoff
            if id in catalogue.modules:
                says = f"{making.person_name(sign.person)} {SAYS[sign.word]}"
                target = f"module:{id}-{variant}" if variant in making.editions else f"module:{id}"
                yield Change(sign.day, f"sign {name} {sign.person} {sign.day}", f"{name} {making.module(id).title}", says, target)
    for language, ledger in catalogue.translations.items():
        for done in ledger.value.files:
            id = next((one for one in making.modules() if done.file.startswith(catalogue.folder_of(one) + "/")), "")
            if id:
                title = catalogue.lessons[done.file].title if done.file in catalogue.lessons else making.module(id).title
                says = f"translated: {language_name(language)}"
                yield Change(done.date, f"translation {language} {done.file}", f"{id} {title}", says, f"module:{id}")


def _unit_name(making: Making, unit: str) -> str:
    kind, _, id = unit.partition(":")
    catalogue = making.catalogue
    if kind == "module" and id in catalogue.modules:
        return f"{id} {catalogue.modules[id].value.title}"
    if kind == "role" and id in catalogue.roles:
        return catalogue.roles[id].value.title
    return catalogue.certifications[id].value.title if kind == "certification" and id in catalogue.certifications else id

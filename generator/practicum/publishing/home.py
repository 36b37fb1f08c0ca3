"""The home page of a language for which nobody wrote one: what can be learned here, and where help is."""

from __future__ import annotations

from dataclasses import replace

from practicum.publishing.configuring import CORE
from practicum.publishing.languages import language_index
from practicum.publishing.making import Making
from practicum.publishing.page import Page
from practicum.publishing.writing import badge, box, bullets, cards, joined, link, plain, section
from practicum.resolving import View

_FEW = 12


def plain_home(making: Making) -> Page:
    """Ways to programmes, modules, roles and help; in another language than the core's, first of all what is translated."""
    words, catalogue = making.words, making.catalogue
    title = words("What you can learn here")
    lead = words("Choose a programme or a module. There is nothing to log in to, and what you read can be kept on your device.")
    ways = [("Programmes", "programmes/index"), ("Modules", "modules/index"), ("Roles", "roles/index"), ("Where to get help now", "help")]
    doors = " ".join(f"{link(words(name), f'page:{target}')}{{ .button .quiet }}" for name, target in ways)
    translated = language_index(making, "<!-- translated -->").strip() if words.language != CORE else ""
    programmes = [
        f'{link(unit.value.title, f"programme:{id}")}{{ .title }}\n    <span class="text">{plain(unit.value.summary)}</span>'
        for id, unit in catalogue.programmes.items()
    ]
    shown = [id for id in making.modules() if making.lessons(id)][:_FEW]
    modules = cards((making.module_card(id) for id in shown), "cards compact") if words.language == CORE else ""
    listed = cards(programmes) if words.language == CORE else box("prose", bullets(_titles(making)))
    body = joined(
        box("hero", joined(f"# {title}", f"{lead}\n{{: .lead }}", f"{doors}\n{{: .doors }}")),
        section(words("What is translated"), box("prose", translated), anchor="translated") if translated else "",
        section(words("Programmes"), listed, anchor="programmes") if programmes else "",
        section(words("Modules"), modules, anchor="modules") if modules and not programmes else "",
    )
    return Page("index.md", title, body, "home", lead, template="home.html")


def _titles(making: Making) -> list[str]:
    """The programmes by their titles; a title that is still English is marked as such."""
    return [making.programme_link(id) for id in making.catalogue.programmes]


def country_home(making: Making, view: View, page: Page) -> Page:
    """A home page in the name of the country whose own site it is; any other page as it is."""
    if page.path != "index.md":
        return page
    code = view.country
    name = making.country_name(code)
    kind = f" {badge('fictional country', 'country')}" if making.is_invented(code) else ""
    what = link(f"What {name} changes", f"country:{code}")
    said = f"This is the curriculum as {plain(name)} has it, with its own rules, roles, modules and terms laid over the common core."
    note = box("country-site", joined(f"**{plain(name)}**{kind}", f"{said} {what}, and {link('where to get help now', 'page:help')}."))
    return replace(page, body=joined(note, page.body))


def abroad(making: Making, target: str) -> bool:
    """Whether a link that has no page here leads to a country, or to a country's edition of something."""
    scheme, _, id = target.partition(":")
    known = id.partition("#")[0].partition("/")[0].rpartition("-")[0]
    return scheme == "country" or (scheme in ("module", "lesson") and known in making.catalogue.modules)

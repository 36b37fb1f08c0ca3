"""What lets a reader judge a module: version, status, hours, who signed, when it changed, what countries change, licence, how to cite it.

All of it is authored. "Last change" is the newest day that somebody wrote down about the text (a version, a country's patch, a
sign-off, a translation), never a file's date or a commit: a copy on a memory card has neither, and the same input gives the same page.
"""

from __future__ import annotations

from datetime import date

from practicum.model.curriculum import Module, Version
from practicum.publishing.citing import LICENCE_NAME, module_citation
from practicum.publishing.making import Making
from practicum.publishing.signing import standing
from practicum.publishing.writing import attribute, box, facts, joined, link, plain
from practicum.reading.wording import sentence
from practicum.resolving.structured import LICENCE, last_dated


def country_of(making: Making, name: str) -> tuple[str, str]:
    """A module page's name as module and country; the country is empty for the core.

    A country's edition is called by both (`F10-NV`); no module's id ends so.
    """
    id, _, country = name.rpartition("-")
    return (id, country) if id in making.catalogue.modules and country in making.catalogue.countries else (name, "")


def as_taught(making: Making, id: str, country: str = "") -> tuple[Module, Version]:
    """A module and the version taught on the day, as the core or a country has them."""
    view = making.editions.get(country)
    return (view.catalogue.modules[id].value, view.version(id)) if view else (making.module(id), making.version(id))


def signed_as(making: Making, id: str, country: str = "") -> str:
    """How sign-offs call what a page of a module shows: the module, its edition, or its translation."""
    if making.differing(f"module:{id}") and making.words.language == "en" and making.alone is not None:
        country = making.alone.country
    source, language = making.module(id).language, making.words.language
    return f"{id}/{country}" if country else id if language == source or making.only_in(id) else f"{id}/{language}"


def last_change(making: Making, id: str, country: str = "") -> date | None:
    """The newest day up to today that somebody wrote down about a module, as the core, a country or a translation."""
    unit = signed_as(making, id, country)
    days = [standing.signoff.day for standing in making.signed.get(unit, ())]
    if country and country in making.editions:
        days += [one.patch.starts for one in making.editions[country].changes_to(f"module:{id}")]
    days += [one.patch.starts for one in making.differing(f"module:{id}")]
    return last_dated(making.catalogue, id, as_taught(making, id, country)[0], making.words.language, making.day, days)


def about(making: Making, id: str, country: str = "") -> str:
    """The section of a module's page that says what it is worth; in English every line, in a translation what has words there."""
    words = making.words
    module, version = making.module(id), making.version(id)
    unit = signed_as(making, id, country)
    changed = last_change(making, id, country)
    copied = f'class="citation" data-copy="{attribute(words("Copy"))}" data-copied="{attribute(words("Copied"))}"'
    shown = [
        (words("Version"), f"{plain(version.version)}, {words('taught since')} {words.day(version.starts)}"),
        (words("Status"), plain(words(module.status))),
        (words("Hours"), words.number(version.hours)),
        (words("Last dated change"), words.day(changed) if changed else ""),
        (words("Sign-offs"), link(standing(making, unit), f"module:{id}{'-' + country if country else ''}#sign-offs")),
        (words("Countries"), _countries(making, id) if not country else ""),
        (words("Thanks to"), "<br>".join(plain(one) for one in module.credits)),
        (words("Licence"), f"[{LICENCE_NAME}]({LICENCE})"),
    ]
    return joined(
        facts(shown),
        box("cite", joined(f"### {words('How to cite')} {{ #cite }}", f"<p {copied}>{attribute(citation(making, id, country))}</p>")),
        _doors(making, id),
    )


def _doors(making: Making, id: str) -> str:
    """Ways to mend it: the place of the file where the site knows it, and always what to name."""
    unit, hosting, words = making.catalogue.modules[id], making.hosting, making.words
    doors = []
    if edit := hosting.edit_address(unit.path):
        doors.append(f"[{words('Suggest a change')}]({edit}){{ .button .quiet }}")
    if hosting.report:
        doors.append(f"[{words('Report a problem')}]({hosting.report}){{ .button .quiet }}")
    said = words("Is something wrong or missing? Tell those who gave you these pages, with the module, its version and the page.")
    return " ".join(doors) + "\n{: .doors }" if doors else said


def citation(making: Making, id: str, country: str = "") -> str:
    """How a module is cited: who, which module, which version and since when, under which licence, and where."""
    module, version = as_taught(making, id, country)
    name = f"{id}/{country}" if country else id
    where = making.hosting.address(making.words.language, f"modules/{id}{'-' + country if country else ''}.html")
    return module_citation(making, id, f"{name} {sentence(module.title)}", version.version, version.starts, where)


def _countries(making: Making, id: str) -> str:
    """What differs by country, in a word each; where nothing does, the core holds everywhere."""
    held = [code for code, view in making.editions.items() if view.changes_to(f"module:{id}")]
    if not held:
        return making.words("the same everywhere") if making.editions else ""
    says = making.words("differs from the core")
    return "<br>".join(f"{link(making.country_name(code), f'module:{id}-{code}')}{making.words.colon}{says}" for code in held)


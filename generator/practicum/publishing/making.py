"""What every page writer is given: one View's things, how they hang together, and the site's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from practicum.model.catalogue import Catalogue, Unit
from practicum.model.curriculum import Module, Version
from practicum.model.lesson import Lesson
from practicum.publishing.configuring import CORE
from practicum.publishing.connections import Connections, shown_modules
from practicum.publishing.hosting import Hosting
from practicum.publishing.timetable import Meeting
from practicum.publishing.ways import Ways
from practicum.publishing.words import Words
from practicum.publishing.writing import badge, link, plain
from practicum.reading.wording import sentence
from practicum.remembering import Remembered
from practicum.resolving import AppliedPatch, View
from practicum.resolving.standing import StandingSignOff
from practicum.resolving.structured import competencies_in_order, lessons_in_order

_CODES = re.compile(r"\b(?:[A-Z]{3}-\d+|[A-Z]-[A-Z]{3}|[A-Z]\d{2})\b")


@dataclass(frozen=True)
class Making:
    """One language's pages in the making; ``editions`` holds what countries make of the core, by country code; ``downloads`` says
    whether this build makes the files that people carry away, so that pages may lead to them; ``sessions`` are the next ones by
    module, ``hosting`` where the site and its sources are reached; ``kept_releases`` are those that have pages of their own.
    """

    catalogue: Catalogue
    connections: Connections
    words: Words
    day: date
    editions: Mapping[str, View] = field(default_factory=dict)
    signed: Mapping[str, Sequence[StandingSignOff]] = field(default_factory=dict)
    translated: frozenset[str] = frozenset()
    downloads: bool = False
    memory: Remembered = field(default_factory=Remembered, compare=False, repr=False)
    hosting: Hosting = field(default_factory=Hosting)
    sessions: Mapping[str, Sequence[Meeting]] = field(default_factory=dict)
    # The country whose own site this is: then ``catalogue`` is the country's, and no other country is spoken of.
    alone: View | None = field(default=None, compare=False, repr=False)
    kept_releases: frozenset[str] = frozenset()

    @cached_property
    def ways(self) -> Ways:
        """The ways from role to role."""
        return Ways(self.catalogue, self.day)

    @cached_property
    def abroad(self) -> dict[str, Making]:
        """The same with the things of each country's View, by country code."""
        return {code: replace(self, catalogue=view.catalogue) for code, view in self.editions.items()}

    def differing(self, *units: str) -> tuple[AppliedPatch, ...]:
        """On a country's own site, what the country changes of some units (`module:F10`)."""
        return tuple(one for one in self.alone.applied if one.unit in units) if self.alone is not None else ()

    def module(self, id: str) -> Module:
        """A module's value."""
        return self.catalogue.modules[id].value

    def version(self, id: str) -> Version:
        """The version of a module that is taught on the day."""
        return self.connections.version(self.module(id))

    def modules(self) -> list[str]:
        """Ids of the modules that have pages."""
        return shown_modules(self.catalogue)

    def competencies(self) -> list[str]:
        """Ids of the competencies in the framework's order of domains."""
        return competencies_in_order(self.catalogue)

    def lessons(self, id: str) -> list[tuple[str, Lesson]]:
        """A module's lessons in the order of its session plan: file name and text."""
        return lessons_in_order(self.catalogue, id)

    def trainer(self, id: str) -> Lesson | None:
        """A module's trainer notes."""
        return self.catalogue.lessons.get(f"{self.catalogue.folder_of(id)}/trainer.md")

    def level(self, number: int) -> str:
        """A level's name."""
        return self._level(number)[0]

    def _level(self, number: int) -> tuple[str, str]:
        """A level's name, and the attribute that says in which language it is where that is another one."""
        for framework in self.catalogue.frameworks.values():
            for level in framework.value.levels:
                if level.level == number:
                    return level.name, self.foreign(framework)
        return "", ""

    def steps(self, number: int) -> str:
        """A level as a small mark and as words."""
        name, foreign = self._level(number)
        said = f"<span{foreign}>{plain(name.lower())}</span>" if foreign else plain(name.lower())
        return f'<span class="steps steps-{number}" aria-hidden="true"></span>{self.words("Level")} {number}' + (
            f", {said}" if name else ""
        )

    def status(self, id: str) -> str:
        """A badge with a module's status."""
        status = self.module(id).status
        return badge(self.words(status), status)

    def is_own(self, unit: Unit[Any]) -> bool:
        """Whether a thing's texts are in this language; in the core's all are."""
        return self.words.language == CORE or unit.path in self.translated

    def only_in(self, id: str) -> str:
        """On the English site, the language of a module that is written in another one and not translated; else empty."""
        unit = self.catalogue.modules[id]
        other = self.words.language == CORE and unit.value.language != CORE and unit.path not in self.translated
        return unit.value.language if other else ""

    def foreign(self, unit: Unit[Any]) -> str:
        """The attribute of an element that holds a thing's text: empty in this language, else the language it is in."""
        return "" if self.is_own(unit) else f' lang="{CORE}"'

    def named(self, unit: Unit[Any], text: str, target: str, look: str = "") -> str:
        """A link whose words are a thing's own, with ``look`` as its class; in another language than the page's it says so."""
        looks = " ".join(filter(None, [look, "" if self.is_own(unit) else f"lang={CORE}"]))
        return link(text, target) + (f"{{ {looks} }}" if looks else "")

    def module_link(self, id: str) -> str:
        """A link to a module by code and title; the code alone where the module is not known here."""
        if id not in self.catalogue.modules or self.module(id).legacy:
            return plain(id)
        mark = f" {self.status(id)}" if self.module(id).status == "planned" else ""
        return self.named(self.catalogue.modules[id], f"{id} {self.module(id).title}", f"module:{id}") + mark

    def module_card(self, id: str) -> str:
        """A module as a card's Markdown."""
        module, unit = self.module(id), self.catalogue.modules[id]
        mark = "" if self.is_own(unit) else f" {badge(self.words('not translated yet'), 'other')}"
        facts = f"{self.words.number(self.version(id).hours)} h"
        return (
            f'<span class="code">{id}</span> {self.status(id)}{mark}\n'
            f"    {self.named(unit, module.title, f'module:{id}', '.title')}\n"
            f'    <span class="text"{self.foreign(unit)}>{plain(module.summary)}</span>\n'
            f'    <span class="meta">{facts}</span>'
        )

    def competency_link(self, id: str) -> str:
        """A link to a competency by code and title."""
        if id not in self.catalogue.competencies:
            return plain(id)
        unit = self.catalogue.competencies[id]
        return self.named(unit, f"{id} {unit.value.title}", f"competency:{id}")

    def coded(self, text: str) -> str:
        """A sentence of plain text in which the codes of modules, competencies and roles lead to their pages."""

        def way(found: re.Match[str]) -> str:
            id = found[0]
            if id in self.catalogue.modules and not self.module(id).legacy:
                return link(id, f"module:{id}")
            if id in self.catalogue.competencies:
                return link(id, f"competency:{id}")
            return link(id, f"role:{id}") if id in self.catalogue.roles else id

        return _CODES.sub(way, plain(sentence(text)))

    def role_of(self, certification: str) -> str:
        """The role that a certification decides about; the same id where the certification is not known."""
        unit = self.catalogue.certifications.get(certification)
        return unit.value.role if unit is not None else certification

    def role_link(self, id: str) -> str:
        """A link to a role by its name."""
        unit = self.catalogue.roles.get(id)
        return self.named(unit, unit.value.title, f"role:{id}") if unit else plain(id)

    def programme_link(self, id: str) -> str:
        """A link to a programme by its name."""
        unit = self.catalogue.programmes.get(id)
        return self.named(unit, unit.value.title, f"programme:{id}") if unit else plain(id)

    def reference_link(self, id: str) -> str:
        """A link to a source by its title."""
        unit = self.catalogue.references.get(id)
        return self.named(unit, unit.value.title, f"reference:{id}") if unit else plain(id)

    def country_name(self, code: str) -> str:
        """A country's name, or its code where no file of it gives one."""
        return next((unit.value.name for unit in self.catalogue.countries.get(code, ()) if unit.value.name), code)

    def is_invented(self, code: str) -> bool:
        """Whether a country is invented: it is, unless a file of it says the opposite."""
        return all(unit.value.fictional is not False for unit in self.catalogue.countries.get(code, ()))

    def person_name(self, id: str) -> str:
        """A person with their organisation."""
        if id not in self.catalogue.people:
            return id
        person = self.catalogue.people[id].value
        body = self.catalogue.organisations.get(person.organisation or "")
        return f"{person.name}, {body.value.name}" if body else person.name

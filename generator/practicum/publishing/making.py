"""What every page writer is given: one View's things, how they hang together, and the site's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from practicum.model.catalogue import Catalogue
from practicum.model.curriculum import Module, Version
from practicum.model.lesson import Lesson
from practicum.publishing.connections import Connections, shown_modules
from practicum.publishing.hosting import Hosting
from practicum.publishing.timetable import Meeting
from practicum.publishing.ways import Ways
from practicum.publishing.words import Words
from practicum.publishing.writing import badge, hours, link, plain, sentence
from practicum.remembering import Remembered
from practicum.resolving import View
from practicum.resolving.standing import StandingSignOff

_CODES = re.compile(r"\b(?:[A-Z]{3}-\d+|[A-Z]-[A-Z]{3}|[A-Z]\d{2})\b")


@dataclass(frozen=True)
class Making:
    """One language's pages in the making; ``editions`` holds what countries make of the core, by country code; ``downloads`` says
    whether this build makes the files that people carry away, so that pages may lead to them; ``sessions`` are the next ones by
    module, ``hosting`` where the site and its sources are reached.
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

    @cached_property
    def ways(self) -> Ways:
        """The ways from role to role."""
        return Ways(self.catalogue, self.day)

    @cached_property
    def abroad(self) -> dict[str, Making]:
        """The same with the things of each country's View, by country code."""
        return {code: replace(self, catalogue=view.catalogue) for code, view in self.editions.items()}

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
        order = [domain for unit in self.catalogue.frameworks.values() for domain in unit.value.domains if domain in self.catalogue.domains]
        placed = [one.id for domain in order for one in self.catalogue.domains[domain].value.competencies]
        return [id for id in dict.fromkeys([*placed, *self.catalogue.competencies]) if id in self.catalogue.competencies]

    def lessons(self, id: str) -> list[tuple[str, Lesson]]:
        """A module's lessons in the order of its session plan: file name and text."""
        folder = self.catalogue.folder_of(id)
        named = [session.lesson for session in self.module(id).sessions if session.lesson]
        return [
            (name, self.catalogue.lessons[f"{folder}/{name}"])
            for name in dict.fromkeys(named)
            if f"{folder}/{name}" in self.catalogue.lessons
        ]

    def trainer(self, id: str) -> Lesson | None:
        """A module's trainer notes."""
        return self.catalogue.lessons.get(f"{self.catalogue.folder_of(id)}/trainer.md")

    def level(self, number: int) -> str:
        """A level's name."""
        for framework in self.catalogue.frameworks.values():
            for level in framework.value.levels:
                if level.level == number:
                    return level.name
        return ""

    def steps(self, number: int) -> str:
        """A level as a small mark and as words."""
        name = self.level(number)
        return f'<span class="steps steps-{number}" aria-hidden="true"></span>{self.words("Level")} {number}' + (
            f", {plain(name.lower())}" if name else ""
        )

    def status(self, id: str) -> str:
        """A badge with a module's status."""
        status = self.module(id).status
        return badge(self.words(status), status)

    def module_link(self, id: str) -> str:
        """A link to a module by code and title; the code alone where the module is not known here."""
        if id not in self.catalogue.modules or self.module(id).legacy:
            return plain(id)
        mark = f" {self.status(id)}" if self.module(id).status == "planned" else ""
        return link(f"{id} {self.module(id).title}", f"module:{id}") + mark

    def module_card(self, id: str) -> str:
        """A module as a card's Markdown."""
        module = self.module(id)
        facts = f"{hours(self.version(id).hours)} h"
        return (
            f'<span class="code">{id}</span> {self.status(id)}\n'
            f"    {link(module.title, f'module:{id}')}{{ .title }}\n"
            f'    <span class="text">{plain(module.summary)}</span>\n'
            f'    <span class="meta">{facts}</span>'
        )

    def competency_link(self, id: str) -> str:
        """A link to a competency by code and title."""
        if id not in self.catalogue.competencies:
            return plain(id)
        return link(f"{id} {self.catalogue.competencies[id].value.title}", f"competency:{id}")

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
        return link(self.catalogue.roles[id].value.title, f"role:{id}") if id in self.catalogue.roles else plain(id)

    def programme_link(self, id: str) -> str:
        """A link to a programme by its name."""
        return link(self.catalogue.programmes[id].value.title, f"programme:{id}") if id in self.catalogue.programmes else plain(id)

    def reference_link(self, id: str) -> str:
        """A link to a source by its title."""
        return link(self.catalogue.references[id].value.title, f"reference:{id}") if id in self.catalogue.references else plain(id)

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

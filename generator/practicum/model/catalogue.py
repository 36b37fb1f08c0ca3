"""Everything that is authored, by kind and id, as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from practicum.model.case_study import CaseStudy
from practicum.model.certification import Certification
from practicum.model.country import Country
from practicum.model.curriculum import Assessment, Module, Programme, Reference, Term, Words
from practicum.model.drawing import Drawing
from practicum.model.framework import Competency, Crosswalk, Domain, Framework, Level
from practicum.model.lesson import Lesson
from practicum.model.organisation import Organisation, Person, SignOffs
from practicum.model.release import Change, Publication, Release
from practicum.model.renamed import Renamed
from practicum.model.role import Role
from practicum.model.source import FieldPath, Tree, place
from practicum.model.topics import PracticeModel, Topic
from practicum.model.translation import Translations
from practicum.spans import Span

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Unit(Generic[T_co]):
    """One authored thing: its value, the tree it was built from and the file it stands in.

    ``path`` is the file; ``within`` the place of the thing inside the file's tree (a term of the glossary, say).
    """

    kind: str
    id: str
    path: str
    value: T_co
    tree: Tree
    within: FieldPath = ()

    def where(self, *fields: str | int, key: bool = False) -> Span:
        """Where a field of the thing is written."""
        return place(self.tree, fields, key=key)

    @property
    def name(self) -> str:
        """The thing as links and messages name it, such as ``module:F06``."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Lost:
    """A file that is there and cannot be used: what names its contents is not at fault as well.

    ``format`` is the name of its format (`lesson` for Markdown), ``ids`` what it seems to define; ``whole`` says that not
    even that could be seen. ``text`` is what could be read of it.
    """

    path: str
    format: str
    ids: frozenset[str] = frozenset()
    text: str = ""
    whole: bool = False


# In which formats a kind of thing is defined, where that is not the format of the same name.
_DEFINED_IN = {
    "competency": "domain",
    "reference": "references",
    "term": "glossary",
    "person": "people",
    "organisation": "organisations",
    "topic": "topics",
    "practice_model": "topics",
}


# What is not a module is written in it, and a module that says nothing else.
CORE_LANGUAGE = "en"


@dataclass(frozen=True)
class Catalogue:
    """All units by id. Countries hold one unit a file; lessons are by path, translations by language.

    ``modules`` and the rest hold core texts only: what a country, a day or a language makes of them is a View.
    """

    frameworks: Mapping[str, Unit[Framework]] = field(default_factory=dict)
    domains: Mapping[str, Unit[Domain]] = field(default_factory=dict)
    competencies: Mapping[str, Unit[Competency]] = field(default_factory=dict)
    crosswalks: Mapping[str, Unit[Crosswalk]] = field(default_factory=dict)
    roles: Mapping[str, Unit[Role]] = field(default_factory=dict)
    certifications: Mapping[str, Unit[Certification]] = field(default_factory=dict)
    countries: Mapping[str, tuple[Unit[Country], ...]] = field(default_factory=dict)
    modules: Mapping[str, Unit[Module]] = field(default_factory=dict)
    assessments: Mapping[str, Unit[Assessment]] = field(default_factory=dict)
    programmes: Mapping[str, Unit[Programme]] = field(default_factory=dict)
    case_studies: Mapping[str, Unit[CaseStudy]] = field(default_factory=dict)
    topics: Mapping[str, Unit[Topic]] = field(default_factory=dict)
    practice_models: Mapping[str, Unit[PracticeModel]] = field(default_factory=dict)
    references: Mapping[str, Unit[Reference]] = field(default_factory=dict)
    terms: Mapping[str, Unit[Term]] = field(default_factory=dict)
    # The one list of words, under the name `words`.
    words: Mapping[str, Unit[Words]] = field(default_factory=dict)
    # The one list of ids that were given up, under the name `renamed`.
    renamed: Mapping[str, Unit[Renamed]] = field(default_factory=dict)
    # What the curriculum as a whole is called, under the name `publication`.
    publication: Mapping[str, Unit[Publication]] = field(default_factory=dict)
    # Changes since the last release by the names of their files; releases by their versions.
    changes: Mapping[str, Unit[Change]] = field(default_factory=dict)
    releases: Mapping[str, Unit[Release]] = field(default_factory=dict)
    people: Mapping[str, Unit[Person]] = field(default_factory=dict)
    organisations: Mapping[str, Unit[Organisation]] = field(default_factory=dict)
    signoffs: tuple[Unit[SignOffs], ...] = ()
    translations: Mapping[str, Unit[Translations]] = field(default_factory=dict)
    # Markdown by path (`curriculum/modules/F06-x/01-y.md`), translations included under their own path.
    lessons: Mapping[str, Lesson] = field(default_factory=dict)
    # Translated YAML by (language, path of the original): only the fields that were translated.
    translated: Mapping[tuple[str, str], Tree] = field(default_factory=dict)
    # Diagrams by path, of all languages.
    drawings: Mapping[str, Drawing] = field(default_factory=dict)
    # Other files a page may link to (pictures, PDFs), by path.
    assets: frozenset[str] = frozenset()
    # Files that are there and could not be used.
    lost: tuple[Lost, ...] = ()
    # Kinds of which one id stands twice in a list: one of the two was to have another, by which others may name it.
    doubled: frozenset[str] = frozenset()

    def is_lost(self, kind: str, id: str) -> bool:
        """Whether a thing of this kind and id stands in a file that could not be used."""
        form = _DEFINED_IN.get(kind, kind)
        return any(one.format == form and (one.whole or id in one.ids) for one in self.lost)

    def lost_path(self, path: str) -> bool:
        """Whether this file is there and could not be used."""
        return any(one.path == path for one in self.lost)

    def units(self) -> Iterator[Unit[object]]:
        """Every unit, in a fixed order."""
        for group in (
            self.frameworks,
            self.domains,
            self.competencies,
            self.crosswalks,
            self.roles,
            self.certifications,
            self.modules,
            self.assessments,
            self.programmes,
            self.case_studies,
            self.topics,
            self.practice_models,
            self.references,
            self.terms,
            self.words,
            self.renamed,
            self.publication,
            self.changes,
            self.releases,
            self.people,
            self.organisations,
            self.translations,
        ):
            yield from group.values()
        for files in self.countries.values():
            yield from files
        yield from self.signoffs

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """By the folder of each module that is not written in English (with a slash at its end), the language in which it is."""
        return {f"{self.folder_of(id)}/": unit.value.language for id, unit in self.modules.items() if unit.value.language != CORE_LANGUAGE}

    def language_of(self, path: str) -> str:
        """The language of an original by its path."""
        return next((language for folder, language in self.sources.items() if path.startswith(folder)), CORE_LANGUAGE)

    @cached_property
    def own_frameworks(self) -> tuple[Unit[Framework], ...]:
        """The frameworks that are the project's own; those by others have an origin."""
        return tuple(unit for unit in self.frameworks.values() if unit.value.origin is None)

    @property
    def core_framework(self) -> Unit[Framework] | None:
        """The framework under whose base URL the project's things have their ids: its own first one, whatever others came in."""
        return next(iter(self.own_frameworks or tuple(self.frameworks.values())), None)

    @cached_property
    def _by_folder(self) -> Mapping[str, Unit[Framework]]:
        return {unit.path.rsplit("/", 1)[0]: unit for unit in self.frameworks.values()}

    def framework_of(self, competency: str) -> Unit[Framework] | None:
        """The framework in whose folder a competency is written; None where there is no such one."""
        unit = self.competencies.get(competency)
        return self._by_folder.get(unit.path.rsplit("/", 1)[0]) if unit is not None else None

    @cached_property
    def own_levels(self) -> Mapping[int, Level]:
        """The levels of the project's own frameworks by number, lowest first; the first framework decides. Without one, those of all."""
        units = self.own_frameworks or tuple(self.frameworks.values())
        found = {one.level: one for unit in reversed(units) for one in unit.value.levels}
        return dict(sorted(found.items()))

    def scale(self, competency: str) -> Mapping[int, Level]:
        """The levels of a competency's own framework by number, lowest first; of one that is nowhere, those of the project's own."""
        unit = self.framework_of(competency)
        return self.own_levels if unit is None else {one.level: one for one in unit.value.levels}

    def folder_of(self, module: str) -> str:
        """The folder of a module, without a slash at the end."""
        return self.modules[module].path.rsplit("/", 1)[0]

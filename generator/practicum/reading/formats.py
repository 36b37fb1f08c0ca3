"""Which file holds what: every authored path and the format it is read with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from practicum.model.case_study import CaseStudy
from practicum.model.certification import Certification
from practicum.model.country import Country
from practicum.model.curriculum import Assessment, Glossary, Module, Programme, References, Words
from practicum.model.framework import Crosswalk, Domain, Framework
from practicum.model.organisation import Organisations, People, SignOffs
from practicum.model.release import Change, Publication, Release
from practicum.model.renamed import Renamed
from practicum.model.role import Role
from practicum.model.topics import Topics
from practicum.model.translation import Translations


@dataclass(frozen=True, slots=True)
class Format:
    """An authored format: its name, what it builds and where its files lie.

    ``pattern`` is matched against the path from the project's root; its group `id` is what the file's own id has to be.
    """

    name: str
    kind: type[Any]
    pattern: str
    example_path: str
    says: str


# fmt: off
FORMATS: tuple[Format, ...] = (
    Format("framework", Framework, r"competencies/frameworks/(?P<id>[^/]+)/framework\.yaml", "competencies/frameworks/care-reform/framework.yaml", "a framework's scale and the order of its domains"),
    Format("domain", Domain, r"competencies/frameworks/[^/]+/(?P<id>[^/]+)\.yaml", "competencies/frameworks/care-reform/REL.yaml", "one domain and its competencies"),
    Format("crosswalk", Crosswalk, r"competencies/crosswalks/(?P<id>[^/]+)\.yaml", "competencies/crosswalks/epas-2022.yaml", "our framework beside another one"),
    Format("role", Role, r"competencies/roles/(?P<id>[^/]+)\.yaml", "competencies/roles/FSW.yaml", "a role or an endorsement"),
    Format("certification", Certification, r"competencies/certifications/(?P<id>[^/]+)\.yaml", "competencies/certifications/FSW.yaml", "the rule that decides who is certified"),
    Format("country", Country, r"competencies/countries/(?P<id>[A-Za-z]+)/[^/]+\.yaml", "competencies/countries/NV/F10.yaml", "a country and what it changes"),
    Format("module", Module, r"curriculum/modules/(?P<id>[A-Za-z][A-Za-z0-9]*)-[^/]+/module\.yaml", "curriculum/modules/F06-seeing-what-works/module.yaml", "a module's fields"),
    Format("assessment", Assessment, r"curriculum/modules/(?P<id>[A-Za-z][A-Za-z0-9]*)-[^/]+/assessment\.yaml", "curriculum/modules/F06-seeing-what-works/assessment.yaml", "how a module is assessed"),
    Format("programme", Programme, r"curriculum/programmes/(?P<id>[^/]+)\.yaml", "curriculum/programmes/bridge.yaml", "an ordered way through modules"),
    Format("case_study", CaseStudy, r"curriculum/cases/(?P<id>[^/]+)\.yaml", "curriculum/cases/home-no-3.yaml", "a case study for groups"),
    Format("topics", Topics, r"curriculum/topics\.yaml", "curriculum/topics.yaml", "what the founding texts ask for, and the models taught"),
    Format("references", References, r"curriculum/references\.yaml", "curriculum/references.yaml", "the sources"),
    Format("glossary", Glossary, r"curriculum/glossary\.yaml", "curriculum/glossary.yaml", "the words of the curriculum"),
    Format("words", Words, r"curriculum/words\.yaml", "curriculum/words.yaml", "the words that are not used, and sentences that modules may share"),
    Format("renamed", Renamed, r"curriculum/renamed\.yaml", "curriculum/renamed.yaml", "ids that were given up, and what is called so now"),
    Format("publication", Publication, r"curriculum/publication\.yaml", "curriculum/publication.yaml", "what the curriculum is called and who publishes it"),
    Format("change", Change, r"curriculum/changes/(?P<id>[^/]+)\.yaml", "curriculum/changes/f06-asks-the-child.yaml", "one change since the last release"),
    Format("release", Release, r"curriculum/releases/(?P<id>[^/]+)\.yaml", "curriculum/releases/2026.11.yaml", "the curriculum on a day, and what changed up to it"),
    Format("people", People, r"curriculum/people\.yaml", "curriculum/people.yaml", "who works on the curriculum"),
    Format("organisations", Organisations, r"curriculum/organisations\.yaml", "curriculum/organisations.yaml", "the bodies they belong to"),
    Format("signoffs", SignOffs, r"curriculum/signoffs/(?P<id>[^/]+)\.yaml", "curriculum/signoffs/F06.yaml", "who stands behind a unit, as it was"),
    Format("translations", Translations, r"curriculum/(?P<id>[a-z]{2,3}(?:-[A-Za-z0-9]+)*)/translations\.yaml", "curriculum/fr/translations.yaml", "the ledger of one language"),
)
# fmt: on
_COMPILED = tuple((re.compile(one.pattern), one) for one in FORMATS)
# `curriculum/fr/modules/…` and `competencies/fr/roles/…` mirror the paths of the originals.
_MIRROR = re.compile(r"(?P<top>curriculum|competencies)/(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]+)*)/(?P<rest>.+)")
_OURS = frozenset({"frameworks", "crosswalks", "roles", "certifications", "countries", "modules", "programmes", "cases", "signoffs", "changes", "releases"})


def format_of(path: str) -> tuple[Format, str] | None:
    """The format of an authored YAML file and the id its path gives, or None where no format lives there."""
    for pattern, one in _COMPILED:
        found = pattern.fullmatch(path)
        if found:
            return one, found.groupdict().get("id") or ""
    return None


def mirrored(path: str) -> tuple[str, str] | None:
    """For a translation, its language and the path of its original.

    >>> mirrored("curriculum/fr/modules/F06-seeing/01-a.md")
    ('fr', 'curriculum/modules/F06-seeing/01-a.md')
    """
    found = _MIRROR.fullmatch(path)
    if not found or found["language"] in _OURS or found["rest"] == "translations.yaml":
        return None
    return found["language"], f"{found['top']}/{found['rest']}"

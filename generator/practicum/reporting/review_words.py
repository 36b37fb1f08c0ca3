"""A change as it is told, and how its things are called in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from practicum.model.catalogue import Catalogue
from practicum.model.renamed import Renaming
from practicum.reporting.asking import Asked, who_is_asked
from practicum.reporting.naming import certification_title, module_title
from practicum.reporting.phrases import Part, Phrase
from practicum.resolving.agreement_changes import AgreementChange
from practicum.resolving.comparing import RuleChange
from practicum.resolving.consequences import Consequences

LONGEST = 90
CONSTITUENCIES = {
    "government": "government",
    "academia": "universities",
    "practice": "practice and NGOs",
    "lived_experience": "lived experience",
    "profession": "professional associations",
}
KINDS = {
    "competency": "competency", "framework": "framework", "role": "role", "certification": "certificate", "programme": "programme",
    "case_study": "case study", "crosswalk": "crosswalk", "topic": "topic", "practice_model": "practice model", "term": "glossary term",
    "reference": "source", "words": "list of words", "person": "person", "organisation": "organisation", "assessment": "assessment of",
    "module": "module", "country": "country",
}  # fmt: skip


@dataclass(frozen=True)
class Review:
    """A change as it is told: what it does, between which two catalogues, and what keeps it from being told whole.

    ``errors`` counts the errors that the proposal brings, ``unread`` names the files of either side that could not be read.
    """

    found: Consequences
    base: Catalogue
    head: Catalogue
    rules: tuple[RuleChange, ...] = ()
    errors: int = 0
    unread: tuple[str, ...] = ()
    # Things that have another id, and are compared as the same things.
    renamed: tuple[Renaming, ...] = ()

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Who is asked."""
        return who_is_asked(self.head, self.found)



def module_says(review: Review, id: str) -> str:
    """A module by its id and title."""
    side = review.head if id in review.head.modules else review.base
    return f"{id} {module_title(side, id)}" if id in side.modules else id


def stands(review: Review, unit: str) -> bool:
    """Whether a unit was not taken away; one whose file cannot be read was not."""
    module = unit.partition("/")[0]
    return module not in review.base.modules or module in review.head.modules or review.head.is_lost("module", module)


def competency_says(review: Review, id: str) -> str:
    """A competency by its id and title."""
    unit = review.head.competencies.get(id) or review.base.competencies.get(id)
    return f"{id} “{unit.value.title}”" if unit else id


def role_says(review: Review, id: str) -> str:
    """A role by its id and title."""
    unit = review.head.roles.get(id) or review.base.roles.get(id)
    return f"{id} {unit.value.title}" if unit else id


def certificate_says(review: Review, id: str) -> str:
    """A certification by its id and title."""
    side = review.head if id in review.head.certifications else review.base
    return f"{id} {certification_title(side, id)}"


def person_says(review: Review, id: str) -> str:
    """A person's name."""
    unit = review.head.people.get(id) or review.base.people.get(id)
    return unit.value.name if unit else id


def place_says(path: str) -> str:
    """A file by its folder and name."""
    return "/".join(path.split("/")[-2:])


def field_says(path: str) -> str:
    """A field in plain words."""
    return path.replace("_", " ").replace(".", " ")


def is_short(value: Any) -> bool:
    """Whether a value can be shown whole."""
    return not isinstance(value, (dict, list)) and len(str(value)) <= LONGEST // 2


def value_says(value: Any) -> str:
    """A value on one line, cut where it is long."""
    if value is None:
        return "nothing"
    said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    said = " ".join(said.split())
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def counted(count: int, one: str, many: str) -> str:
    """A count with its noun."""
    return f"{count} {one if count == 1 else many}"


def listed(names: list[str]) -> str:
    """Names in a row."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def joined(says: list[Phrase]) -> Iterator[Part]:
    """Sentences with semicolons between them."""
    for number, said in enumerate(says):
        if number:
            yield Part("; ")
        yield from said


def between(parts: list[Part]) -> Iterator[Part]:
    """Parts with commas between them."""
    for number, part in enumerate(parts):
        if number:
            yield Part(", ")
        yield part


def lacking(standing: AgreementChange) -> str:
    """What a unit's agreement still lacks, in words."""
    parts = []
    if standing.missing:
        parts.append("lacks " + listed([f"{count} of {CONSTITUENCIES[name]}" for name, count in standing.missing.items()]))
    if standing.objections:
        parts.append(f"{counted(len(standing.objections), 'objection has', 'objections have')} no answer")
    return ", and ".join(parts) or "lacks nothing"


def hours_say(value: float) -> str:
    """Hours without a needless decimal.

    >>> hours_say(12.0), hours_say(1.5)
    ('12', '1.5')
    """
    return f"{value:g}"

"""What the ids in records may refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from practicum.model.catalogue import Catalogue
from practicum.model.renamed import by_kind


@dataclass(frozen=True, slots=True)
class KnownIds:
    """The ids of the catalogue; None where a kind is not checked.

    ``modules`` gives each module's versions, legacy ones included; an empty set takes any version. ``planned`` are
    modules that have fields only: nobody can have completed them. ``renamed`` leads, by kind, from ids that were given up to
    those of today. ``titles`` leads, for roles and countries, from what only one of a kind is called, in small letters, to its id.
    """

    modules: Mapping[str, frozenset[str]] | None = None
    roles: frozenset[str] | None = None
    competencies: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    certifications: frozenset[str] | None = None
    learners: frozenset[str] | None = None
    planned: frozenset[str] = field(default=frozenset())
    renamed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue) -> KnownIds:
        """The ids that a catalogue defines."""
        return cls(
            modules={id: frozenset(version.version for version in unit.value.versions) for id, unit in catalogue.modules.items()},
            roles=frozenset(catalogue.roles),
            competencies=frozenset(catalogue.competencies),
            countries=frozenset(catalogue.countries),
            certifications=frozenset(catalogue.certifications),
            renamed=by_kind(catalogue.renamed["renamed"].value) if "renamed" in catalogue.renamed else {},
            titles={
                "role": _sole((unit.value.title, id) for id, unit in catalogue.roles.items()),
                "country": _sole((unit.value.name or code, code) for code, units in catalogue.countries.items() for unit in units),
            },
            planned=frozenset(id for id, unit in catalogue.modules.items() if unit.value.status == "planned"),
        )


def _sole(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What only one thing is called, as texts are compared, to its id."""
    found: dict[str, set[str]] = {}
    for title, id in named:
        found.setdefault(" ".join(title.casefold().split()), set()).add(id)
    return {title: next(iter(ids)) for title, ids in found.items() if len(ids) == 1}

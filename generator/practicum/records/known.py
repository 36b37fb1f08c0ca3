"""What the ids in records may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from practicum.model.catalogue import Catalogue
from practicum.model.renamed import by_kind


@dataclass(frozen=True, slots=True)
class KnownIds:
    """The ids of the catalogue; None where a kind is not checked.

    ``modules`` gives each module's versions, legacy ones included; an empty set takes any version. ``planned`` are
    modules that have fields only: nobody can have completed them. ``renamed`` leads, by kind, from ids that were given up to
    those of today.
    """

    modules: Mapping[str, frozenset[str]] | None = None
    roles: frozenset[str] | None = None
    competencies: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    certifications: frozenset[str] | None = None
    learners: frozenset[str] | None = None
    planned: frozenset[str] = field(default=frozenset())
    renamed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

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
            planned=frozenset(id for id, unit in catalogue.modules.items() if unit.value.status == "planned"),
        )

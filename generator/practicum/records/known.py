"""What the ids in records may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from practicum.model.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class KnownIds:
    """The ids of the catalogue; None where a kind is not checked.

    ``modules`` gives each module's versions, legacy ones included; an empty set takes any version. ``planned`` are
    modules that have fields only: nobody can have completed them.
    """

    modules: Mapping[str, frozenset[str]] | None = None
    roles: frozenset[str] | None = None
    competencies: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    certifications: frozenset[str] | None = None
    learners: frozenset[str] | None = None
    planned: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, catalogue: Catalogue) -> KnownIds:
        """The ids that a catalogue defines."""
        return cls(
            modules={id: frozenset(version.version for version in unit.value.versions) for id, unit in catalogue.modules.items()},
            roles=frozenset(catalogue.roles),
            competencies=frozenset(catalogue.competencies),
            countries=frozenset(catalogue.countries),
            certifications=frozenset(catalogue.certifications),
            planned=frozenset(id for id, unit in catalogue.modules.items() if unit.value.status == "planned"),
        )

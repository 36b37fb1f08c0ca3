"""What a role asks of who holds it: the levels it needs, those it inherits, and the certification that decides."""

from __future__ import annotations

from practicum.model.catalogue import Catalogue
from practicum.model.certification import Certification


def certification_of(catalogue: Catalogue, role: str) -> Certification | None:
    """The certification that decides who holds a role."""
    named = catalogue.roles[role].value.certification
    if named and named in catalogue.certifications:
        return catalogue.certifications[named].value
    return next((unit.value for unit in catalogue.certifications.values() if unit.value.role == role), None)


def inherited(catalogue: Catalogue, role: str, seen: tuple[str, ...] = ()) -> dict[str, tuple[int, str]]:
    """Levels a role needs: competency → (level, the role that asks for it); a single base role passes its levels on."""
    if role not in catalogue.roles or role in seen:
        return {}
    value = catalogue.roles[role].value
    needed = inherited(catalogue, value.base[0], (*seen, role)) if len(value.base) == 1 and value.kind == "role" else {}
    for level in value.levels:
        if level.level >= needed.get(level.competency, (0, ""))[0]:
            needed[level.competency] = (level.level, role)
    return needed

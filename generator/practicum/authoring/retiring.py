"""A competency that is asked for no more: what takes its place, and what that means for roles, records and crosswalks.

What lies in the past is never rewritten: modules go on to say what they taught, records what was shown, rules in force what they ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from practicum.authoring.drafting import Draft
from practicum.authoring.mentions import leaves
from practicum.authoring.naming import named
from practicum.authoring.refusing import Refused
from practicum.model.catalogue import Catalogue
from practicum.model.certification import Certification
from practicum.model.edit import Changes
from practicum.model.framework import Competency

MOST_NAMED = 5


def retire(draft: Draft, catalogue: Catalogue, id: str, replaced_by: Sequence[str], *, day: date) -> Changes:
    """Retire a competency; with several ``replaced_by`` it is split. Roles ask for those in its place, at the same level."""
    named(catalogue, "competency", id)
    unit = catalogue.competencies[id]
    if unit.value.retired is not None:
        raise Refused(
            f"`{id}` is retired since {unit.value.retired} ({unit.where('retired')})", "take `retired` out there to bring it back"
        )
    for one in replaced_by:
        named(catalogue, "competency", one, "what takes its place")
        if one == id or catalogue.competencies[one].value.retired is not None:
            raise Refused(f"`{one}` cannot take its place: it is {'the same' if one == id else 'retired itself'}", "name another")
    order = [name for name in Competency.__dataclass_fields__]
    draft.edit(draft.yaml(unit.path).set_field((*unit.within, "retired"), day, order=order))
    if replaced_by:
        draft.edit(draft.yaml(unit.path).set_field((*unit.within, "replaced_by"), list(dict.fromkeys(replaced_by)), order=order))
    roles = [role for role in catalogue.roles if _out_of_role(draft, catalogue, role, id, replaced_by)]
    instead = f"; in its place: {', '.join(replaced_by)}" if replaced_by else ""
    return draft.changes(
        f"competency {id} is retired since {day}{instead}",
        f"roles that asked for it: {', '.join(roles) or 'none'}",
        notes=tuple(_what_follows(catalogue, id, replaced_by)),
        next=("look at the change with `git diff`, then `practicum check`",),
    )


def _out_of_role(draft: Draft, catalogue: Catalogue, role: str, id: str, replaced_by: Sequence[str]) -> bool:
    """Let a role ask for what takes its place, at the higher of two levels where it asks for that already."""
    unit = catalogue.roles[role]
    asked = {one.competency: (position, one.level) for position, one in enumerate(unit.value.levels)}
    if id not in asked:
        return False
    position, level = asked[id]
    new = [one for one in replaced_by if one not in asked]
    for one in replaced_by:
        if one in asked and asked[one][1] < level:
            draft.edit(draft.yaml(unit.path).swap(("levels", asked[one][0], "level"), level))
    for one in reversed(new[1:]):
        draft.edit(draft.yaml(unit.path).add_entry(("levels",), {"competency": one, "level": level}, at=position + 1))
    if new:
        draft.edit(draft.yaml(unit.path).swap(("levels", position, "competency"), new[0]))
    else:
        draft.edit(draft.yaml(unit.path).take_out(("levels", position)))
    return True


def _what_follows(catalogue: Catalogue, id: str, replaced_by: Sequence[str]) -> Iterator[str]:
    """What happens to records, rules, modules and crosswalks, in a person's words."""
    yield (
        f"records of {id} stay as they are and are still read; they show nothing of {' or '.join(replaced_by)} by themselves: an assessor "
        "looks at them and records what they show"
        if replaced_by
        else f"records of {id} stay as they are and are still read"
    )
    taught = [
        module for module, unit in catalogue.modules.items() if any(one.competency == id for v in unit.value.versions for one in v.teaches)
    ]
    if taught:
        yield f"{_listed(taught)} taught it and still say so: give each a new version that teaches what takes its place"
    asking = [
        f"{rule.id} version {version.version}"
        for rule in catalogue.certifications.values()
        for number, version in enumerate(rule.value.versions)
        if any(
            leaf.field in ("CompetencyHeld.id", "Document.subject") and leaf.text.value == id and leaf.path[:2] == ("versions", number)
            for leaf in leaves(rule.tree, Certification)
        )
    ]
    if asking:
        yield f"the rules {_listed(asking)} ask for it until a new version does not: a rule in force is never rewritten"
    walks = [walk for walk, unit in catalogue.crosswalks.items() if any(one.competency == id for one in unit.value.links)]
    if walks:
        yield f"the crosswalks {_listed(walks)} keep their line for {id}; nothing was said there about others because of it"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more

"""Where authored YAML names things by their ids: which field names which kind, and every place that names one."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from practicum.model.fields import CODE
from practicum.model.source import FieldPath, Items, Text, Tree
from practicum.reading.building import fields_of, strip_none
from practicum.spans import Span

# Class and key of a field whose values, or for a map whose keys, are ids of a kind.
NAMES: Mapping[str, str] = {
    "Framework.domains": "domain", "Domain.part_of": "domain", "Competency.sources": "reference", "Competency.replaced_by": "competency",
    "Crosswalk.framework": "framework", "Crosswalk.reference": "reference", "Crosswalk.reviewer": "person",
    "CrosswalkLink.competency": "competency",
    "Role.base": "role", "Role.certification": "certification", "LevelNeeded.competency": "competency",
    "Certification.role": "role", "Requirement.role": "role", "Requirement.module": "module", "Requirement.modules": "module",
    "Exemption.module": "module", "CertificateHeld.any_of": "certification", "CompetencyHeld.id": "competency", "CompetencyHeld.by": "role",
    "ModuleCredit.module": "module", "SupervisedHours.module": "module", "SupervisedHours.not_before": "module",
    "SupervisedHours.supervisor_holds": "certification", "Experience.roles": "role", "Document.subject": "competency",
    "Equivalent.module": "module", "Provisional.module": "module", "RuleVersion.falls_with": "certification",
    "PriorLearning.assessor": "role", "PriorLearning.excluded": "module", "PriorLearning.practice": "module",
    "Country.regulated": "role",
    "Module.audience": "role", "Module.topics": "topic", "Module.renews": "module", "Module.supersedes": "module",
    "Prerequisite.module": "module", "Teaching.competency": "competency", "Evidence.reference": "reference",
    "Assessment.module": "module", "Assessment.assessor": "role", "Question.competency": "competency", "RubricRow.competency": "competency",
    "Programme.leads_to": "role", "Programme.leads_from": "role", "Programme.modules": "module", "Programme.brings": "module",
    "Electives.among": "module", "Stage.modules": "module", "CompetencyMapRow.competency": "competency",
    "CaseStudy.modules": "module", "CaseStudy.evidence": "reference", "Topic.source": "reference", "PracticeModel.source": "reference",
    "Term.see": "term", "Term.source": "reference", "LookedFor.leads_to": "module", "Person.organisation": "organisation",
    "SignOff.person": "person", "FastTrack.person": "person", "TranslatedFile.translator": "person", "TranslatedFile.reviewed_by": "person",
    "Module.authors": "person", "Module.author_bodies": "organisation", "Change.people": "person", "ReleasedChange.people": "person",
}  # fmt: skip
# The id of a thing itself, where it is one that can be renamed.
OWN: Mapping[str, str] = {
    "Framework.id": "framework", "Domain.id": "domain", "Competency.id": "competency", "Crosswalk.id": "crosswalk", "Role.id": "role",
    "Certification.id": "certification", "Module.id": "module", "Programme.id": "programme", "CaseStudy.id": "case_study",
    "Topic.id": "topic", "PracticeModel.id": "practice_model", "Reference.id": "reference", "Term.id": "term", "Person.id": "person",
    "Organisation.id": "organisation",
}  # fmt: skip
# Written as ids are, and ids of nothing that can be renamed: they live inside another thing, or are no ids at all.
INSIDE = frozenset(
    {
        "Requirement.id", "Band.id", "Provisional.until_met", "Patch.id", "Session.id", "Scenario.id", "Question.id", "Stage.id", "Part.id",
        "Renaming.was", "Renaming.now",
    }
)  # fmt: skip


class Mention(NamedTuple):
    """A place that names an id: the path of the field, what is written there, and where."""

    path: FieldPath
    text: str
    span: Span


class Leaf(NamedTuple):
    """A text of a file with its declared place: the path, ``Class.key`` of its field (empty where nothing is declared), the scalar."""

    path: FieldPath
    field: str
    text: Text


def leaves(tree: Tree, kind: Any, path: FieldPath = (), field: str = "") -> Iterator[Leaf]:
    """Every scalar below a tree with the field it belongs to; keys of a map of ids come as scalars too."""
    kind = strip_none(kind)
    origin = typing.get_origin(kind)
    if isinstance(tree, Text):
        yield Leaf(path, field, tree)
    elif isinstance(tree, Items):
        inner = typing.get_args(kind)[0] if origin is tuple else None
        for number, item in enumerate(tree.items):
            yield from leaves(item, inner, (*path, number), field)
    elif isinstance(kind, type) and dataclasses.is_dataclass(kind):
        known = fields_of(kind)
        for key, value in tree.entries.items():
            declared = known.get(key)
            yield from leaves(value, declared[1] if declared else None, (*path, key), f"{kind.__name__}.{key}" if declared else "")
    else:
        values = typing.get_args(kind)[1] if origin is dict else None
        for key, value in tree.entries.items():
            if field in NAMES:
                yield Leaf((*path, key), field, Text(key, tree.keys[key]))
                # What stands behind such a key is no id.
                yield from leaves(value, values, (*path, key), "")
            else:
                yield from leaves(value, values, (*path, key), field if values is str else "")


def naming(tree: Tree, format_kind: Any, kind: str, id: str) -> Iterator[Leaf]:
    """The scalars of a file that name the thing, its own id included."""
    for leaf in leaves(tree, format_kind):
        if leaf.text.value == id and (NAMES.get(leaf.field) == kind or OWN.get(leaf.field) == kind):
            yield leaf


def is_words(leaf: Leaf, kinds: Mapping[str, type]) -> bool:
    """Whether a scalar is read by people rather than looked up: a plain text without a pattern."""
    owner, _, key = leaf.field.partition(".")
    kind = kinds.get(owner)
    if kind is None or leaf.field in NAMES or leaf.field in OWN or leaf.field in INSIDE:
        return False
    declared = fields_of(kind).get(key)
    return (
        declared is not None and "pattern" not in declared[0].metadata and "str" in str(declared[1]) and "Literal" not in str(declared[1])
    )


def declared_kinds(*formats: Any) -> dict[str, type]:
    """Every declared thing of some formats, by the name of its class."""
    found: dict[str, type] = {}
    waiting = list(formats)
    while waiting:
        kind = strip_none(waiting.pop())
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            if kind.__name__ not in found:
                found[kind.__name__] = kind
                waiting += [declared for _, declared in fields_of(kind).values()]
        else:
            waiting += [one for one in typing.get_args(kind) if one is not Ellipsis]
    return found


def undeclared(kinds: Mapping[str, type]) -> list[str]:
    """Fields that are written as ids and are in none of the three tables: whoever adds one says here what it names."""
    return sorted(
        f"{name}.{key}"
        for name, kind in kinds.items()
        for key, (field, _) in fields_of(kind).items()
        if field.metadata.get("pattern") == CODE and f"{name}.{key}" not in {*NAMES, *OWN, *INSIDE}
    )


def as_word(id: str) -> re.Pattern[str] | None:
    """How an id is found in sentences; None where it could be an ordinary word there.

    >>> bool(as_word("F06").search("see F06, not F06-Q01")), as_word("abuse")
    (True, None)
    """
    if not re.fullmatch(r"[A-Z][A-Z-]*\d+|[A-Z]+-[A-Z0-9-]*\d", id):
        return None
    return re.compile(rf"(?<![\w/.-]){re.escape(id)}(?![\w/]|-\w|\.\w)")

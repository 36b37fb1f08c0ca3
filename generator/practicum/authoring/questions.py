"""Questions as they come from somewhere else: into the fields of `assessment.yaml`, with ids that continue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from practicum.authoring.drafting import Draft
from practicum.authoring.naming import named
from practicum.authoring.refusing import Refused
from practicum.model.catalogue import Catalogue
from practicum.model.edit import Changes
from practicum.model.fields import TO_WRITE

_KIND_ORDER = ("id", "kind", "competency", "prompt", "options", "answer", "feedback")


@dataclass(frozen=True, slots=True)
class NewOption:
    """An answer; ``right`` is None where the kind knows no right ones (order, match)."""

    text: str
    right: bool | None = None
    feedback: str = ""
    pair: str = ""


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question to be; without a ``competency`` it looks at the first one that the module teaches."""

    kind: str
    prompt: str
    options: Sequence[NewOption] = ()
    answer: str = ""
    feedback: str = ""
    competency: str = ""


def kind_of(options: Sequence[NewOption]) -> str:
    """The kind of a question with these answers; empty where none of them is marked right.

    >>> kind_of([NewOption("True", True), NewOption("False", False)]), kind_of([NewOption("a", True), NewOption("b", True)])
    ('true_false', 'multiple')
    """
    right = sum(option.right is True for option in options)
    if {option.text.lower().rstrip(".") for option in options} in _TRUE_FALSE and right == 1:
        return "true_false"
    return "single" if right == 1 else "multiple" if right else ""


_TRUE_FALSE = ({"true", "false"}, {"right", "wrong"}, {"yes", "no"}, {"vrai", "faux"})


def entries(module: str, questions: Sequence[NewQuestion], *, competency: str = "", after: int = 0) -> list[dict[str, object]]:
    """Questions as entries of `questions`, numbered on from ``after``; what is missing of them says that it is to be written."""
    found = []
    for number, one in enumerate(questions, start=after + 1):
        entry: dict[str, object] = {
            "id": f"{module}-Q{number:02d}", "kind": one.kind, "competency": one.competency or competency or None, "prompt": one.prompt,
            "options": [_option(option) for option in one.options] or None, "answer": one.answer or None,
            "feedback": one.feedback or (TO_WRITE if one.kind == "short" else None),
        }  # fmt: skip
        found.append({key: entry[key] for key in _KIND_ORDER if entry[key] is not None})
    return found


def _option(option: NewOption) -> dict[str, object]:
    fields: dict[str, object] = {"text": option.text}
    if option.pair:
        fields["pair"] = option.pair
    elif option.right is not None:
        fields["right"] = option.right
    return fields | {"feedback": option.feedback or TO_WRITE}


def add_questions(draft: Draft, catalogue: Catalogue, module: str, questions: Sequence[NewQuestion], *, source: str) -> Changes:
    """Append questions to the module's assessment; what is written there stays. Those whose words are there already are left out."""
    named(catalogue, "module", module)
    folder = catalogue.folder_of(module)
    path = f"{folder}/assessment.yaml"
    if not draft.has(path):
        raise Refused(f"module `{module}` has no {path}", "write the assessment's task and rubric first; questions are added to it", code=1)
    unit = next((one for one in catalogue.assessments.values() if one.path == path), None)
    if unit is None:
        raise Refused(f"{path} cannot be read", "run `practicum check` first", code=1)
    for one in questions:
        if one.competency:
            named(catalogue, "competency", one.competency, f"the question “{one.prompt[:40]}”")
    known = {" ".join(one.prompt.lower().split()) for one in unit.value.questions}
    new = []
    for one in questions:
        words = " ".join(one.prompt.lower().split())
        if words not in known:
            known.add(words)
            new.append(one)
    unsaid = [one for one in new if any(not option.feedback for option in one.options) or (one.kind == "short" and not one.feedback)]
    if unsaid and catalogue.modules[module].value.status != "planned":
        raise Refused(
            f"{source}: {len(unsaid)} questions have no feedback on an answer, such as “{unsaid[0].prompt[:60]}”, and `{module}` is more "
            "than a plan",
            "fill the columns Feedback 1, Feedback 2 … (and Feedback, for an open question); nothing was written", code=1,
        )  # fmt: skip
    taught = catalogue.modules[module].value.versions[-1].teaches
    numbers = [int(found[1]) for one in unit.value.questions if (found := re.search(r"-Q(\d+)\Z", one.id))]
    added = entries(module, new, competency=taught[0].competency if taught else "", after=max(numbers, default=0))
    if added:
        first = 0
        if not unit.value.questions:
            before = ("format", "module", "kind", "task", "pass", "attempts", "assessor")
            draft.edit(draft.yaml(path).add_entry(("questions",), added[0], order=before))
            first = 1
        yaml = draft.yaml(path)
        draft.edit([edit for entry in added[first:] for edit in yaml.add_entry(("questions",), entry)])
    notes = []
    if len(new) < len(questions):
        notes.append(f"{len(questions) - len(new)} of them were left out: a question with the same words is there already")
    if unsaid:
        notes.append(f"{len(unsaid)} questions have no feedback on an answer yet: `{TO_WRITE}` marks the places")
    says = f"{len(new)} questions from {source} added to {module}" + (f": {added[0]['id']} to {added[-1]['id']}" if added else "")
    return draft.changes(says, notes=notes, next=(f"read them in {path}",))

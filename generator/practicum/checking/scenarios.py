"""Practice scenarios: the list and the lessons agree, each has its three points, and no two of the curriculum are the same story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from practicum.checking.prose import WORD, Said
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import CORE_LANGUAGE
from practicum.model.lesson import Lesson, Passage
from practicum.spans import Span

# In the languages in which the site shows a scenario as one.
_HEADING = re.compile(r"(?:Sc[eé]nario|Escenario|Cenário)\s*:\s*(?P<title>.+)", re.IGNORECASE)
_LABEL = re.compile(r"\*\*([^*]+)\*\*")
# The three points, by what their labels in bold have to say.
POINTS = {
    "a strength that reduces a named danger": re.compile(r"reduces\b.*\bdanger"),
    "a strength that does not": re.compile(r"^(?:(?:a )?strength that )?does not$"),
    "a worry that no strength offsets": re.compile(r"\bno strength\b.*\boffsets"),
}


def _same(text: str) -> str:
    """A title as it is compared: its words in small letters, and its numbers."""
    return " ".join(re.findall(r"\w+", text.lower()))


def check_scenarios(said: Said) -> Iterator[Diagnostic]:
    """What the list of scenarios and the lessons of one module do not agree on, and points that a scenario lacks."""
    unit = said.unit
    by_name = {lesson.path.rpartition("/")[2]: lesson for lesson in said.lessons}
    stand_in = {name: headings(lesson) for name, lesson in by_name.items()}
    titles = {name: {_same(title) for title, _ in found} for name, found in stand_in.items()}
    listed: set[tuple[str, str]] = set()
    ids: dict[str, int] = {}
    for position, one in enumerate(unit.value.scenarios):
        if one.id in ids:
            yield Diagnostic(
                "duplicate-id", f"the scenario id `{one.id}` is used twice in `{unit.id}`", unit.where("scenarios", position, "id"),
                "again here", notes=(Note("first used here", unit.where("scenarios", ids[one.id], "id")),),
                help="give one of them another id",
            )
        ids.setdefault(one.id, position)
        listed.add((one.lesson, _same(one.title)))
        lesson = by_name.get(one.lesson)
        if _same(one.title) not in titles.get(one.lesson, ()):
            there = next((name for name, some in titles.items() if _same(one.title) in some), "")
            yield Diagnostic(
                "scenario-not-in-lesson",
                f"scenario `{one.id}` of `{unit.id}` does not stand in its lesson: `{one.lesson}`",
                unit.where("scenarios", position, "lesson" if there or lesson is None else "title"),
                "no such file" if lesson is None else f"no heading `Scenario: {one.title}`",
                help=f"did you mean `{there}`?" if there else f"write it there under `## Scenario: {one.title}`, or correct the title",
            )
            if there:
                listed.add((there, _same(one.title)))
    for name, lesson in by_name.items():
        for title, at in stand_in[name]:
            if (name, _same(title)) not in listed:
                yield Diagnostic(
                    "scenario-not-listed", f"module `{unit.id}` does not list the scenario `{title}`", _line(lesson, lesson.passages[at]),
                    help="list it under `scenarios` of module.yaml: how it begins, with whom, where it turns, what it teaches",
                )
            # The labels of the three points are known in English only.
            missing = _missing(lesson.passages, at) if unit.value.language == CORE_LANGUAGE else []
            if missing:
                yield Diagnostic(
                    "scenario-without-points",
                    f"the scenario `{title}` lacks {' and '.join(missing)}",
                    _line(lesson, lesson.passages[at]),
                    help="write the three points under `### What to notice`, each with its label in bold, such as "
                    "`- **A strength that does not:** …`",
                )


def headings(lesson: Lesson) -> list[tuple[str, int]]:
    """The titles of a lesson's scenarios and the positions of their headings among its passages."""
    if not any(_HEADING.match(heading.text) for heading in lesson.headings):
        return []
    return [
        (found["title"].strip(), at)
        for at, passage in enumerate(lesson.passages)
        if passage.level and (found := _HEADING.match(passage.text))
    ]


def _missing(passages: Sequence[Passage], at: int) -> list[str]:
    level = passages[at].level
    labels = []
    for passage in passages[at + 1 :]:
        if 0 < passage.level <= level:
            break
        label = _LABEL.match(passage.text)
        if label:
            labels.append(" ".join(WORD.findall(label[1].lower())))
    return [name for name, pattern in POINTS.items() if not any(pattern.search(label) for label in labels)]


def _line(lesson: Lesson, passage: Passage) -> Span:
    heading = next((one.span for one in lesson.headings if one.span.line == passage.line), None)
    return heading or Span(lesson.path, passage.line)


def check_twice(all_said: Sequence[Said]) -> Iterator[Diagnostic]:
    """Scenarios of the curriculum that begin, turn and are peopled alike."""
    first: dict[tuple[str, str, str], tuple[Said, int]] = {}
    for said in all_said:
        for position, one in enumerate(said.unit.value.scenarios):
            shape = (one.opening, one.family_shape, one.turning_point)
            if shape in first:
                other, number = first[shape]
                yield Diagnostic(
                    "scenario-twice",
                    f"scenario `{one.id}` of `{said.unit.id}` has the opening, family and turning point of another",
                    said.unit.where("scenarios", position, "turning_point"),
                    "the same story again",
                    notes=(Note(f"the other is `{other.unit.value.scenarios[number].id}` of `{other.unit.id}`",
                                other.unit.where("scenarios", number, "id")),),
                    help="let another kind of family come in another way, or let the story turn elsewhere",
                )
            first.setdefault(shape, (said, position))

"""What is written of each module, counted with the bounds that the checks use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practicum.checking.completeness import KEY_POINTS, QUESTION_KINDS, QUESTIONS, SCENARIOS
from practicum.checking.prose import Said, said_by_all
from practicum.checking.reading_level import LEAST_WORDS, lesson_words, lix_limit, within_guide, word_band
from practicum.model.catalogue import Catalogue
from practicum.resolving import version_in_force


@dataclass(frozen=True)
class ModuleContent:
    """The counts of one module; ``lix`` is its hardest lesson's, ``missed`` names the counts outside their bounds.

    A module that is planned or retired has counts and misses nothing.
    """

    id: str
    title: str
    status: str
    hours: float
    words: int
    words_least: int
    words_most: int
    lix: float
    lix_most: int
    questions: int
    kinds: int
    rubric_rows: int
    checklist: int
    scenarios: int
    key_points: int
    pictures: int
    trainer_words: int
    missed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScenarioPlace:
    """Where one scenario of the curriculum lies among openings, families and turning points."""

    module: str
    id: str
    opening: str
    family_shape: str
    turning_point: str


def contents(catalogue: Catalogue, today: date) -> list[ModuleContent]:
    """The counts of every module but legacy ones, by id."""
    return sorted((_of(catalogue, said, today) for said in said_by_all(catalogue)), key=lambda one: one.id)


def scenario_places(catalogue: Catalogue) -> list[ScenarioPlace]:
    """Every listed scenario, by opening, family and turning point."""
    found = [
        ScenarioPlace(unit.id, one.id, one.opening, one.family_shape, one.turning_point)
        for unit in catalogue.modules.values()
        for one in unit.value.scenarios
    ]
    return sorted(found, key=lambda one: (one.opening, one.family_shape, one.turning_point, one.module))


def _of(catalogue: Catalogue, said: Said, today: date) -> ModuleContent:
    module = said.unit.value
    unit = catalogue.assessments.get(module.id)
    assessment = unit.value if unit else None
    least, most = word_band(said, today)
    digests = [said.digests[lesson.path] for lesson in said.lessons]
    counts = {
        "words": lesson_words(said),
        "questions": len(assessment.questions) if assessment else 0,
        "kinds": len({question.kind for question in assessment.questions}) if assessment else 0,
        "rubric_rows": len(assessment.rubric) if assessment else 0,
        "checklist": len(assessment.checklist) if assessment else 0,
        "scenarios": len(module.scenarios),
        "key_points": len(module.key_points),
        "trainer_words": said.digests[said.trainer.path].words if said.trainer else 0,
    }
    lix = round(max((one.lix for one in digests if one.words >= LEAST_WORDS), default=0.0), 1)
    missed: list[str] = []
    if said.drafted:
        wanted = {
            "questions": QUESTIONS, "kinds": QUESTION_KINDS, "rubric_rows": 1, "checklist": 1, "scenarios": SCENARIOS,
            "key_points": KEY_POINTS, "trainer_words": 1,
        }  # fmt: skip
        missed = [name for name, bound in wanted.items() if counts[name] < bound]
        missed += [] if within_guide(counts["words"], least, most) else ["words"]
        missed += ["lix"] if lix > lix_limit(said) else []
    return ModuleContent(
        id=module.id, title=module.title, status=module.status, hours=version_in_force(module, today).hours, words_least=least,
        words_most=most, lix=lix, lix_most=lix_limit(said), pictures=sum(len(lesson.images) for lesson in said.lessons),
        missed=tuple(missed), **counts,
    )  # fmt: skip

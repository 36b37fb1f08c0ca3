"""What the curriculum covers: every competency at every level a role needs, every part of the models, every topic; and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from practicum.model.catalogue import Catalogue
from practicum.model.curriculum import Programme
from practicum.publishing.connections import Connections, requirements
from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.path_words import fold
from practicum.publishing.writing import badge, bullets, joined, link, plain, section, table
from practicum.reading.wording import sentence
from practicum.resolving.role_levels import certification_of
from practicum.resolving.view import in_force

MISSING = badge("missing", "missing")


@dataclass(frozen=True)
class Needed:
    """A competency at a level that roles need: where it is taught, practised and assessed, as ids of modules.

    ``portfolio`` says that no module grants the level. A module that teaches a higher level serves the lower one as well.
    """

    competency: str
    level: int
    roles: tuple[str, ...]
    taught: tuple[str, ...]
    practised: tuple[str, ...]
    assessed: tuple[str, ...]
    portfolio: bool = False

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing, in words."""
        if self.portfolio:
            return ()
        found = {"teaching": self.taught, "practice": self.practised, "assessment": self.assessed}
        return tuple(name for name, modules in found.items() if not modules)


def needed_levels(catalogue: Catalogue, connections: Connections, competencies: list[str]) -> list[Needed]:
    """Every competency at every level that a role or endorsement needs, or its certificate asks for, in order.

    One that nobody needs stands at no level.
    """
    asked = _asked_by_rules(catalogue, connections)
    found = []
    for id in competencies:
        roles: dict[int, list[str]] = {}
        for role, level in (*connections.needed_by.get(id, []), *asked.get(id, [])):
            if role not in roles.setdefault(level, []):
                roles[level].append(role)
        portfolio = {number for number, one in catalogue.scale(id).items() if one.granted_by == "portfolio"}
        for level in sorted(roles):
            taught = [module for module, reached in connections.taught_in.get(id, []) if reached >= level]
            found.append(
                Needed(
                    id,
                    level,
                    tuple(roles[level]),
                    tuple(module for module in taught if catalogue.modules[module].value.status != "planned"),
                    tuple(module for module in taught if practised(catalogue, module)),
                    tuple(module for module in taught if assessed(catalogue, module, id, level)),
                    level in portfolio,
                )
            )
    return found


def _asked_by_rules(catalogue: Catalogue, connections: Connections) -> dict[str, list[tuple[str, int]]]:
    """Competencies that certificates ask for on the day: competency → (role, level)."""
    asked: dict[str, list[tuple[str, int]]] = {}
    for role in catalogue.roles:
        certification = certification_of(catalogue, role)
        rule = in_force(certification.versions, connections.day) if certification is not None else None
        for part in (rule.award, rule.renew) if rule is not None else ():
            for requirement in requirements(part) if part is not None else ():
                if requirement.competency is not None:
                    asked.setdefault(requirement.competency.id, []).append((role, requirement.competency.level))
    return asked


def practised(catalogue: Catalogue, module: str) -> bool:
    """Whether learners do the work in a module: it is a practicum, or its plan has sessions of practice."""
    value = catalogue.modules[module].value
    return "practice" in value.modes or any(session.kind == "practice" for session in value.sessions)


def assessed(catalogue: Catalogue, module: str, competency: str, level: int) -> bool:
    """Whether the module's assessment looks at the competency at this level: in a rubric, or at level 1 by a question."""
    if module not in catalogue.assessments:
        return False
    held = catalogue.assessments[module].value
    if any(row.competency == competency and max(row.levels) >= level for row in held.rubric):
        return True
    return level == 1 and any(question.competency == competency for question in held.questions)


def practice_share(making: Making, programme: Programme) -> float | None:
    """The share of a programme's planned hours that is practice, from 0 to 1; None where too little is written to say.

    Practice is what the session plans call so, and supervised practice. Modules whose sessions are not written count as not known.
    """
    ids = [id for id in programme.modules if id in making.catalogue.modules]
    if not ids or any(not making.module(id).sessions for id in ids):
        return None
    minutes = practice = 0.0
    supervised = False
    for id in ids:
        value = making.module(id)
        whole = "practice" in value.modes
        supervised = supervised or whole
        for session in value.sessions:
            minutes += session.minutes
            practice += session.minutes if whole or session.kind == "practice" else 0
    # A practicum that is a module of the programme stands in its session plan already.
    beside = 0 if supervised else programme.practice_hours * 60
    return (practice + beside) / (minutes + beside) if minutes + beside else None


def coverage_page(making: Making, *, translated: bool = False) -> Page:
    """What is covered and what is missing, in tables; ``translated`` says that there is a page of translations to lead to."""
    needed = needed_levels(making.catalogue, making.connections, making.competencies())
    lacking = [one for one in needed if one.lacks]
    lead = "What the curriculum teaches, practises and assesses, set against what roles need and what its founding texts ask for."
    levels = len(needed)
    verdict = (
        f"{levels} pairs of competency and level are needed by a role or endorsement. "
        + (f"For {len(lacking)} of them something is still missing." if lacking else "None lacks teaching, practice or assessment.")
    )
    body = joined(
        "# Coverage",
        f"{lead}\n{{: .lead }}",
        verdict,
        "How it is counted: a module teaches a level where its present version names that level or a higher one. It practises what it "
        "teaches where it has practice sessions; which competency each of these is about is not recorded. It assesses a level where a row "
        "of its rubric reaches it, or, for the first level, where a question asks about it.",
        section("Still missing", bullets(_lacking(making, one) for one in lacking)) if lacking else "",
        *[section(plain(making.catalogue.domains[id].value.title), _domain(making, id, needed)) for id in making.catalogue.domains],
        section("Models, part by part", joined(*_models(making))),
        section("Topics of the founding texts", _topics(making)),
        section("Practice beside theory", _shares(making)),
        section("Translations", f"{link('How far each translation has come', 'page:translations')}.") if translated else "",
    )
    return Page("coverage.md", "Coverage", body, "index", lead, (Step("Competencies", "page:competencies/index"),))


def _lacking(making: Making, one: Needed) -> str:
    return f"{making.competency_link(one.competency)} at level {one.level}: no {' and no '.join(one.lacks)}"


def _domain(making: Making, domain: str, needed: list[Needed]) -> str:
    held = {competency.id for competency in making.catalogue.domains[domain].value.competencies}
    rows = [
        [
            link(one.competency, f"competency:{one.competency}"),
            str(one.level),
            ", ".join(link(role, f"role:{role}") for role in one.roles),
            *(("by portfolio",) * 3 if one.portfolio else (_modules(one.taught), _modules(one.practised), _modules(one.assessed))),
        ]
        for one in needed
        if one.competency in held
    ]
    shown = table(
        f"Coverage of {making.catalogue.domains[domain].value.title}",
        ["Competency", "Level", "Needed by", "Taught in", "Practised in", "Assessed in"],
        rows,
    )
    return _folded(shown, len(rows), "pair of competency and level", "pairs of competency and level")


def _folded(shown: str, count: int, one: str, many: str) -> str:
    """A long table that opens by what it holds; without a script too."""
    missing = shown.count(MISSING)
    said = f"{count} {one if count == 1 else many}" + (f", {missing} times something is missing" if missing else "")
    return fold(said, shown) if shown else ""


def _modules(ids: tuple[str, ...]) -> str:
    return ", ".join(link(id, f"module:{id}") for id in ids) or MISSING


def _models(making: Making) -> Iterator[str]:
    for unit in making.catalogue.practice_models.values():
        model = unit.value
        rows = [
            [plain(part.title), ", ".join(_lesson(making, named) for named in part.lessons) or MISSING]
            for part in model.parts
        ]
        about = f"{plain(sentence(model.says))} Source: {making.reference_link(model.source)}."
        parts = _folded(table(model.title, ["Part", "Taught in"], rows), len(rows), "part", "parts")
        yield section(plain(model.title), joined(about, parts), 3, f"model-{unit.id}")


def _lesson(making: Making, named: str) -> str:
    module, _, file = named.partition("/")
    if module not in making.catalogue.modules:
        return plain(named)
    lesson = making.catalogue.lessons.get(f"{making.catalogue.folder_of(module)}/{file}")
    return link(f"{module} {lesson.title}", f"lesson:{named}") if lesson is not None else link(module, f"module:{module}")


def _topics(making: Making) -> str:
    taught: dict[str, list[str]] = {}
    for id in making.modules():
        for topic in making.module(id).topics:
            taught.setdefault(topic, []).append(id)
    rows = [
        [
            plain(sentence(unit.value.title)),
            making.reference_link(unit.value.source),
            _modules(tuple(taught[id])) if id in taught else plain(unit.value.answered_by or "") or MISSING,
        ]
        for id, unit in making.catalogue.topics.items()
    ]
    by_source: dict[str, list[list[str]]] = {}
    for row in rows:
        by_source.setdefault(row[1], []).append([row[0], row[2]])
    folds = []
    for source, held in by_source.items():
        shown = _folded(table("Topics", ["Topic", "Answered by"], held), len(held), "topic", "topics")
        folds.append(joined(f"Asked for by {source}:", shown))
    return joined(*folds)


def _shares(making: Making) -> str:
    rows = []
    for id, unit in making.catalogue.programmes.items():
        share = practice_share(making, unit.value)
        if share is not None:
            rows.append([making.programme_link(id), f"{share:.0%}"])
    about = (
        "The share of a programme's hours in which learners do the work, with others or under supervision. "
        "The rest is reading, listening, discussion, reflection and assessment."
    )
    return joined(about, table("Practice by programme", ["Programme", "Practice"], rows)) if rows else ""

"""Modules, assessments, programmes, references and glossary terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from practicum.model.fields import CODE, LANGUAGE, Authored, told

Status = Literal["planned", "draft", "pilot", "adopted", "retired"]


@dataclass(frozen=True, kw_only=True)
class Teaching(Authored):
    """A competency and the level up to which a module teaches it."""

    competency: str = told("The competency's id.", "REL-2", pattern=CODE)
    level: int = told("The level taught; level 4 is never granted by a module.", 1, ge=1, le=9)
    shown_by: str | None = told("How the learner shows it.", "three annotated conversations", default=None)


@dataclass(frozen=True, kw_only=True)
class Version(Authored):
    """A module as it was taught from one day on."""

    version: str = told("The version's name.", "2")
    starts: date = told("The first day on which it was taught.", "2024-01-01", alias="from")
    until: date | None = told("The last day on which it was taught.", "2026-12-31", default=None)
    counts_until: date | None = told("The last day on which a completion of it still counts.", "2025-12-31", default=None)
    hours: float = told("Learner hours.", 6, gt=0, le=2000)
    valid_months: int | None = told("Months a completion stays valid; without it, it does not expire.", 24, default=None, ge=1, le=600)
    ends: Literal["day_before", "anniversary"] = told(
        "`anniversary`: valid through the same day n months on; `day_before`: through the day before it.",
        "anniversary",
        default="day_before",
    )
    teaches: tuple[Teaching, ...] = told("What it teaches.", [{"competency": "REL-2", "level": 1}])
    note: str | None = told("What changed against the version before.", "adds harm online", default=None)


@dataclass(frozen=True, kw_only=True)
class Prerequisite(Authored):
    """A module that has to be held before this one counts."""

    module: str = told("The module's id.", "F01", pattern=CODE)
    order: Literal["any", "strict"] = told(
        "`any`: early work counts from the day the prerequisite is held; `strict`: it has to come first.", "any", default="any"
    )


@dataclass(frozen=True, kw_only=True)
class Equivalent(Authored):
    """A directed edge: a completion of another module that counts as one of this."""

    module: str = told("The id of the module or legacy item that counts.", "C00", pattern=CODE)
    version: str | None = told("Only this version of it.", "1", default=None)
    completed_from: date | None = told("The first completion day that counts.", "2016-01-01", default=None)
    completed_until: date | None = told("The last completion day that counts.", "2021-12-31", default=None)
    valid_months: int | None = told("Months of validity instead of the module's own.", 24, default=None, ge=1, le=600)


SessionKind = Literal["taught", "practice", "reflection", "self_study", "assessment"]


@dataclass(frozen=True, kw_only=True)
class Session(Authored):
    """One stretch of the session plan."""

    id: str = told("The session's id inside the module.", "s1", pattern=CODE)
    title: str = told("What the session is about.", "What we look for is what we see", max_length=140)
    minutes: int = told("How long it takes.", 90, ge=5, le=60000)
    kind: SessionKind = told("What kind of time it is.", "taught")
    lesson: str | None = told(
        "The lesson read in it, a file of the module's folder.", "01-what-we-look-for.md", default=None, pattern=r"^[^/\\]+\.md$"
    )
    classroom: str | None = told("How to run it in a room.", "pairs, then the whole group", default=None)
    distance: str | None = told("How to run it at a distance.", "a phone call in pairs", default=None)


# How a practice scenario begins: who or what brings the child to the worker's mind.
Opening = Literal[
    "own_request", "family_request", "neighbour", "community_notice", "school", "health", "police_or_court", "other_agency", "faith_group",
    "child_tells", "relative_comes", "carer_calls", "colleague", "supervision", "file_or_review", "home_visit", "planned_move",
    "data_or_audit", "service_change", "classroom",
]  # fmt: skip
# Words of small letters joined by `_`, so that two authors who mean the same write the same.
_SHAPE = r"^[a-z0-9]+(_[a-z0-9]+)*$"


@dataclass(frozen=True, kw_only=True)
class Scenario(Authored):
    """A practice scenario of a lesson: how it begins, with whom, where it turns, and what it teaches about strengths and dangers."""

    id: str = told("The scenario's id inside the module.", "bread-before-six", pattern=CODE)
    title: str = told("Its title, as in the lesson's heading after `Scenario:`.", "Bread before six", max_length=140)
    lesson: str = told("The lesson it stands in, a file of the module's folder.", "01-what-we-look-for.md", pattern=r"^[^/\\]+\.md$")
    opening: Opening = told("How it begins.", "community_notice")
    family_shape: str = told("With what family, team or service, in a few words joined by `_`.", "grandmother_with_three", pattern=_SHAPE)
    turning_point: str = told("The moment when the story turns, in a few words joined by `_`.", "child_cannot_wake_parent", pattern=_SHAPE)
    reduces: str = told("A strength and the named danger it reduces.", "a fenced yard keeps Wim from the canal until noon")
    does_not: str = told("A strength that reduces no danger.", "reading in the evening is good, and keeps nobody from the water")
    remains: str = told("The worry that no strength offsets.", "after noon no adult can act")
    content_warning: str | None = told("What hard matters appear in it.", "A child near deep water.", default=None)


@dataclass(frozen=True, kw_only=True)
class Picture(Authored):
    """A photograph of the module's folder, and who agreed to its being shown. Drawings (SVG) need none."""

    file: str = told("The picture's file, in the module's folder.", "yard.jpg", pattern=r"^[^/\\]+$")
    shows: str = told("Who and what can be seen.", "an empty yard with a bench")
    consent: str = told("Who agreed, when, and who keeps the paper; or that nobody can be seen.", "nobody can be seen")


@dataclass(frozen=True, kw_only=True)
class Evidence(Authored):
    """A source the module draws on, and what may be done with it."""

    reference: str = told("The reference's id.", "S2", pattern=CODE)
    use: str = told("What was taken from it.", "the idea of working on four planes")
    type: str = told("What kind of source it is.", "practice_report")
    permission: str = told("What the licence allows.", "ideas_only")


@dataclass(frozen=True, kw_only=True)
class Module(Authored):
    """A unit of learning: its fields; the lessons are the Markdown files beside it."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    id: str = told("The module's id, the first part of its folder's name.", "F06", pattern=CODE)
    title: str = told("The module's title.", "Strengths-based practice 1: seeing what works", max_length=100)
    status: Status = told("How far it has come; a planned module has fields only.", "draft")
    legacy: bool = told("Kept only so that old records can be read.", False, default=False)
    risk: Literal["ordinary", "high"] = told("High where wrong teaching can get a child hurt.", "ordinary", default="ordinary")
    summary: str = told("One or two sentences for a card.", "Learn to see what already works.", max_length=200)
    purpose: str = told("Why it exists and what will be different afterwards.", "After this module …")
    audience: tuple[str, ...] = told("Ids of the roles it is for.", ["PAR", "FSW"], default=())
    before_you_start: tuple[str, ...] = told("What to bring, know or arrange.", ["Bring one case you know well."], default=())
    modes: tuple[Literal["classroom", "distance", "practice"], ...] = told("How it can be taken.", ["classroom"], default=("classroom",))
    reading_age: int | None = told("The reading age the lessons are written for.", 13, default=None, ge=6, le=20)
    content_warning: str | None = told("What hard matters appear.", "Describes neglect of a small child.", default=None)
    language: str = told(
        "The language in which it is written: its fields, lessons and assessment; other languages are translations.", "en", default="en",
        pattern=LANGUAGE,
    )
    languages: tuple[str, ...] = told("Languages it is available in.", ["en", "fr"], default=("en",))
    topics: tuple[str, ...] = told("Rows of the topic list it answers.", ["0-9"], default=())
    prerequisites: tuple[Prerequisite, ...] = told("Modules held before it counts.", [{"module": "F01"}], default=())
    versions: tuple[Version, ...] = told("Its versions, oldest first.", [{"version": "1", "from": "2024-01-01"}], min_length=1)
    equivalents: tuple[Equivalent, ...] = told("Other completions that count as this one.", [{"module": "C00"}], default=())
    renews: str | None = told("The module whose completion this one renews while it is in date.", "F02", default=None, pattern=CODE)
    supersedes: tuple[str, ...] = told("Legacy items it takes the place of.", ["X90"], default=())
    sessions: tuple[Session, ...] = told("The session plan; its minutes add up to the hours.", [{"id": "s1"}], default=())
    key_points: tuple[str, ...] = told("What to remember, short enough to send as messages.", ["Name the worry plainly."], default=())
    scenarios: tuple[Scenario, ...] = told("The practice scenarios of its lessons.", [{"id": "bread-before-six"}], default=())
    pictures: tuple[Picture, ...] = told("Its photographs, with the consent of those they show.", [{"file": "yard.jpg"}], default=())
    materials: tuple[str, ...] = told("What the trainer brings.", ["a wall and chalk"], default=())
    evidence: tuple[Evidence, ...] = told("The sources it draws on.", [{"reference": "S2"}], default=())
    assessment_planned: str | None = told("How a planned module will be assessed.", "case study", default=None)
    authors: tuple[str, ...] = told("Ids of the people who wrote it, in the order in which citations name them.", ["P-AMIN"], default=())
    author_bodies: tuple[str, ...] = told("Ids of the organisations that wrote it.", ["O-COLLEGE"], default=())
    credits: tuple[str, ...] = told("Who is to be thanked.", ["Reviewed by two care leavers"], default=())


QuestionKind = Literal["single", "multiple", "true_false", "order", "match", "short"]


@dataclass(frozen=True, kw_only=True)
class Option(Authored):
    """One answer that a learner can choose, and what it teaches."""

    text: str = told("The answer.", "Call the duty worker now")
    right: bool | None = told("Whether it is right; left out for order and match.", True, default=None)
    pair: str | None = told("What it belongs with, in a match question.", "indicator", default=None)
    feedback: str = told("What the learner reads after choosing it.", "Yes: danger now comes before paperwork.")


@dataclass(frozen=True, kw_only=True)
class Question(Authored):
    """A question of an assessment or self-check."""

    id: str = told("The question's id, never reused.", "F02-Q01", pattern=CODE)
    kind: QuestionKind = told("What kind of question it is.", "single")
    competency: str | None = told("The competency it looks at.", "CHI-2", default=None, pattern=CODE)
    prompt: str = told("The question.", "What do you do first?")
    options: tuple[Option, ...] = told("The answers, each with feedback; in order where the kind is `order`.", [{"text": "…"}], default=())
    answer: str | None = told("A model answer, where the kind is `short`.", "I would …", default=None)
    feedback: str | None = told("What every learner reads afterwards.", "Safety comes first.", default=None)


@dataclass(frozen=True, kw_only=True)
class Pass(Authored):
    """What decides that the assessment is passed."""

    mark: float | None = told("The pass mark in percent.", 70, default=None, ge=0, le=100)
    rule: str = told("The rule in one plain sentence.", "Level 1 on every row of the rubric.")


@dataclass(frozen=True, kw_only=True)
class RubricRow(Authored):
    """What an assessor sees at each level, for one indicator."""

    competency: str = told("The competency's id.", "REL-2", pattern=CODE)
    indicator: str = told("The indicator, as the framework words it.", "records strengths as specific, evidenced and usable")
    not_yet: str = told("What it looks like before the first level.", "lists praise without an example")
    levels: dict[int, str] = told("What it looks like at each level.", {1: "writes down one strength with its evidence"}, min_length=1)


AssessmentKind = Literal["quiz", "written", "case_study", "portfolio", "observed_practice", "simulation", "practicum", "project"]


@dataclass(frozen=True, kw_only=True)
class Assessment(Authored):
    """How a module is assessed."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    module: str = told("The module's id.", "F06", pattern=CODE)
    kind: tuple[AssessmentKind, ...] = told("What kinds of assessment it combines.", ["portfolio"], min_length=1)
    task: str = told("What the learner does.", "Hold three conversations and annotate them.")
    passing: Pass = told("What decides that it is passed.", {"rule": "…"}, alias="pass")
    attempts: int | None = told("How many attempts there are; without it, no limit.", 3, default=None, ge=1, le=20)
    assessor: str = told("The role of the person who assesses.", "TRA", pattern=CODE)
    questions: tuple[Question, ...] = told("Questions with feedback on every answer.", [{"id": "F06-Q01"}], default=())
    rubric: tuple[RubricRow, ...] = told("What is seen at each level.", [{"competency": "REL-2"}], default=())
    checklist: tuple[str, ...] = told("What an observer ticks, on paper.", ["Explained why she came"], default=())


@dataclass(frozen=True, kw_only=True)
class Stage(Authored):
    """A stretch of a programme that ends at a gate."""

    id: str = told("The stage's id inside the programme.", "shared-ground", pattern=CODE)
    title: str = told("The stage's title.", "Shared ground", max_length=80)
    months: str | None = told("When it happens, in months from the start.", "1–3", default=None)
    content: str = told("What happens in it.", "The modules every worker shares.")
    modules: tuple[str, ...] = told("The modules taken in it, in order.", ["F03", "F04"], default=())
    gate: str | None = told("What has to be true before the next stage.", "assessments passed", default=None)


@dataclass(frozen=True, kw_only=True)
class Electives(Authored):
    """A choice among modules."""

    choose: int = told("How many have to be taken.", 2, ge=1)
    among: tuple[str, ...] = told("The modules to choose from.", ["I02", "I05"], min_length=1)


@dataclass(frozen=True, kw_only=True)
class RoleMapRow(Authored):
    """What somebody who changes role keeps, adapts, learns and lets go."""

    area: Literal["knowledge", "skill", "role"] = told("The area.", "skill")
    keep: str = told("What they bring.", "a calm presence")
    adapt: str = told("What they carry over in another form.", "shift notes become a case record")
    learn: str = told("What is new.", "home visiting")
    let_go: str = told("What they leave behind.", "control of doors and visits")


@dataclass(frozen=True, kw_only=True)
class CompetencyMapRow(Authored):
    """What somebody who changes role keeps, adapts, learns and lets go in one competency."""

    competency: str = told("The competency's id.", "REL-1", pattern=CODE)
    keep: str = told("What they bring.", "being there when they said")
    adapt: str = told("What they carry over in another form.", "the evening talk becomes a talk with a parent")
    learn: str = told("What is new.", "saying why one came")
    let_go: str = told("What they leave behind.", "being needed most")


@dataclass(frozen=True, kw_only=True)
class ChecklistPart(Authored):
    """What an organisation sees to at one time of a programme."""

    when: str = told("When it is seen to.", "Before the first day", max_length=80)
    items: tuple[str, ...] = told("What is seen to, each a line to tick.", ["A room that a wheelchair can enter."], min_length=1)


@dataclass(frozen=True, kw_only=True)
class Programme(Authored):
    """An ordered way through modules to a role or endorsement."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    id: str = told("The programme's id, the name of its file.", "bridge", pattern=CODE)
    title: str = told("The programme's title.", "Bridge: residential to family-based work", max_length=80)
    phase: Literal["pre_service", "in_service", "strengths_based", "retraining"] = told(
        "Which part of the curriculum it belongs to.", "retraining"
    )
    summary: str = told("One or two sentences for a card.", "For residential workers moving to families.", max_length=240)
    for_whom: str = told("Who it is for.", "Workers of homes that change or close.")
    leads_to: tuple[str, ...] = told("Roles or endorsements it leads to.", ["FSW"], default=())
    leads_from: tuple[str, ...] = told("Roles whose holders it is made for; empty where it is open to everybody.", ["RCW"], default=())
    modules: tuple[str, ...] = told("The modules in order.", ["R01", "F03"])
    brings: tuple[str, ...] = told("Modules that its learners hold before they begin.", ["F07"], default=())
    electives: Electives | None = told("A choice among further modules.", {"choose": 2, "among": ["I02"]}, default=None)
    stages: tuple[Stage, ...] = told("Its stages and gates, where it has them.", [{"id": "place"}], default=())
    taught_hours: float = told("Taught hours without electives.", 192, ge=0)
    practice_hours: float = told("Hours of supervised practice.", 120, default=0, ge=0)
    role_map: tuple[RoleMapRow, ...] = told("What to keep, adapt, learn and let go.", [{"area": "skill"}], default=())
    competency_map: tuple[CompetencyMapRow, ...] = told(
        "The same for each competency of the new role.", [{"competency": "REL-1"}], default=()
    )
    safeguards: tuple[str, ...] = told("What has to hold whatever the timetable.", ["Vetting is repeated."], default=())
    checklist: tuple[ChecklistPart, ...] = told(
        "What an organisation that runs it sees to, in order of time.", [{"when": "Before the first day", "items": ["A room."]}], default=()
    )
    group: int | None = told("How many learn together; the cost page begins with it.", 16, default=None, ge=1, le=200)
    notes: tuple[str, ...] = told("What else to know.", ["May be split over weekends."], default=())


@dataclass(frozen=True, kw_only=True)
class Reference(Authored):
    """A source: where it is and what its licence allows."""

    id: str = told("The reference's id.", "un-guidelines-2009", pattern=CODE)
    title: str = told("Its title.", "Guidelines for the Alternative Care of Children")
    authors: tuple[str, ...] = told("Who wrote it.", ["United Nations General Assembly"])
    year: str = told("When it was published, or about when.", "2009")
    publisher: str | None = told("Who published it.", "United Nations", default=None)
    identifier: str | None = told("A document number or DOI.", "A/RES/64/142", default=None)
    url: str | None = told("Where it can be read.", "https://digitallibrary.un.org/record/673583", default=None)
    type: str = told("What kind of source it is.", "international_standard")
    permission: str = told("What may be done with it.", "cite and quote with source")
    note: str | None = told("What a reader must know.", "Read the two tests first.", default=None)


@dataclass(frozen=True, kw_only=True)
class References(Authored):
    """The list of sources."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    references: tuple[Reference, ...] = told("The sources.", [{"id": "S2"}])


@dataclass(frozen=True, kw_only=True)
class Term(Authored):
    """A word that is used in one sense only."""

    id: str = told("The term's id.", "gatekeeping", pattern=CODE)
    term: str = told("The word.", "gatekeeping", max_length=80)
    definition: str = told("What it means here.", "Checking that a placement is needed and right before it happens.")
    see: tuple[str, ...] = told("Ids of related terms.", ["family-strengthening"], default=())
    source: str | None = told("The reference it rests on.", "un-guidelines-2009", default=None)


@dataclass(frozen=True, kw_only=True)
class Glossary(Authored):
    """The words of the curriculum."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    terms: tuple[Term, ...] = told("The terms.", [{"id": "gatekeeping"}])


@dataclass(frozen=True, kw_only=True)
class Avoided(Authored):
    """Words that hurt the people they are said of, and what is written instead."""

    language: str = told("The language's code.", "en", pattern=LANGUAGE)
    words: tuple[str, ...] = told("The forms to avoid, in small letters.", ["drug addict", "drug addicts"], min_length=1)
    write: str = told("What to write instead.", "a person who uses drugs")
    why: str | None = told("Why, where it is not plain.", "the person is more than the use", default=None)
    fine_in: tuple[str, ...] = told("Phrases in which the word is meant otherwise.", ["case study"], default=())


@dataclass(frozen=True, kw_only=True)
class LookedFor(Authored):
    """The plain words by which people look for something, and what the site's search shows them for these words."""

    language: str = told("The language's code.", "en", pattern=LANGUAGE)
    words: tuple[str, ...] = told("What people type, in small letters, a word each.", ["scared", "afraid"], min_length=1)
    leads_to: tuple[str, ...] = told(
        "Modules by their ids; `help` for the page that says where to get help now.", ["help", "I03"], min_length=1
    )


@dataclass(frozen=True, kw_only=True)
class Words(Authored):
    """The words that are not used, those by which people look for something, and the sentences that may stand in several modules."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    avoid: tuple[Avoided, ...] = told("Words that are not used.", [{"language": "en"}], default=())
    looked_for: tuple[LookedFor, ...] = told(
        "Plain words by which the search finds modules and help.", [{"language": "en"}], default=()
    )
    quoted_columns: tuple[str, ...] = told("Heads of table columns whose words are shown to be replaced.", ["instead of"], default=())
    boilerplate: tuple[str, ...] = told("Sentences that several modules may share.", ["Danger today: stop and make safe."], default=())

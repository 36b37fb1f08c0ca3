"""Invented verdicts and intakes for the report's tests: a small catalogue, single cases, and a whole workforce."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from practicum.model.catalogue import Catalogue, Unit
from practicum.model.certification import Certification
from practicum.model.civil_day import day_number
from practicum.model.country import Country
from practicum.model.curriculum import Module, Prerequisite, Teaching, Version
from practicum.model.plan import Prices
from practicum.model.record import SetAside
from practicum.model.requirement import RuleTables
from practicum.model.role import Role
from practicum.model.source import Text
from practicum.planning.dating import Pace
from practicum.planning.learners import gaps_of, plan_everybody, steps_by_certification
from practicum.planning.needs import HELD, Asked, Verdict, courses_of
from practicum.reporting import Plans
from practicum.spans import Span

AS_OF = date(2026, 10, 15)
TODAY = (AS_OF - date(1970, 1, 1)).days

# id, title, hours, prerequisites, competency and level taught
MODULES: tuple[tuple[str, str, float, tuple[str, ...], str], ...] = (
    ("F01", "Children's rights, dignity and why we do this work", 6, (), "VAL-1@1"),
    ("F02", "Safeguarding essentials: notice, act, refer", 6, (), "CHI-2@1"),
    ("F03", "Child development, attachment and the early years", 12, ("F01",), "CHI-1@2"),
    ("F04", "Families under pressure and unequal systems", 12, ("F01",), "CHI-3@2"),
    ("F05", "Relationships and honest communication", 18, ("F01",), "REL-1@2"),
    ("F06", "Strengths-based practice 1: seeing what works", 12, ("F01",), "REL-2@1"),
    ("F07", "The case-management cycle and recording", 18, ("F02",), "ASM-4@2"),
    ("F08", "Working with communities, agencies and faith groups", 12, ("F01",), "COL-2@2"),
    ("F09", "Supervision, peers and staying well", 6, (), "PRO-2@1"),
    ("F10", "Law, policy and the care continuum", 12, ("F01",), "VAL-3@2"),
    ("I02", "Disability-inclusive family support", 6, ("F04",), "CHI-4@2"),
    ("I03", "Trauma-aware response and de-escalation", 12, ("F02",), "REL-5@2"),
    ("I04", "Preventing separation: gatekeeping, early help and practical support", 18, ("F04", "F07"), "FAM-2@2"),
    ("I05", "Family network decision-making", 18, ("F05",), "FAM-4@2"),
    ("I08", "Kinship and foster care: recruit, prepare, support", 18, ("F03",), "ALT-3@2"),
    ("I10", "Safeguarding refresher", 3, ("F02",), "CHI-2@1"),
    ("B01", "Strengths-based practice 2: assessing and planning with families", 18, ("F06", "F07"), "REL-2@2"),
    ("R01", "Care reform and my place in it: change, prior learning and co-design", 12, (), "PRO-4@1"),
    ("R03", "Working with families at home: visits, parenting support, prevention", 30, ("F02", "F05"), "FAM-1@2"),
    ("R04", "Redeployment practicum", 120, ("R01", "R03", "F07"), "PRO-4@2"),
    ("C01", "Preparing to foster or care for kin", 27, (), "ALT-5@2"),
)
ROLES = {
    "CSW": "Child and family social worker",
    "FSW": "Family-strengthening worker",
    "PAR": "Para-professional social service worker",
    "RCW": "Residential care worker",
    "CAR": "Foster or formal kinship carer",
    "VOL": "Community child-protection volunteer",
    "SUP": "Practice supervisor",
    "ALL": "Allied professional",
    "TRA": "Trainer and practice assessor",
}
COUNTRIES = {"NV": "Norvale", "BM": "Belmora", "TM": "Tamaru"}
AGENCIES = {
    "NV": ("Hart Council", "Mere Council", "Lantern", "Willow Fostering"),
    "BM": ("North Territorial Agency", "South Territorial Agency", "Family First Partnership", "Home No. 3"),
    "TM": ("National Children's Commission", "Lower District Office", "Faith Network for Families", "College of Social Practice"),
}


def unit(kind: str, name: str, value: object) -> Unit[object]:
    """A catalogue unit that was written nowhere."""
    return Unit(kind, name, f"{kind}.yaml", value, Text(None, Span(f"{kind}.yaml")))


def module(name: str, title: str, hours: float, before: tuple[str, ...], teaches: str) -> Module:
    """A module with one version."""
    competency, _, level = teaches.partition("@")
    taught = (Teaching(competency=competency, level=int(level)),)
    return Module(
        format=1,
        id=name,
        title=title,
        status="planned" if name == "R04" else "draft",
        summary="",
        purpose="",
        renews="F02" if name == "I10" else None,
        versions=(Version(version="1", starts=date(2020, 1, 1), hours=hours, teaches=taught),),
        prerequisites=tuple(Prerequisite(module=first) for first in before),
    )


def catalogue() -> Catalogue:
    """Titles, hours and prerequisites of a small curriculum."""
    roles = {
        name: unit("role", name, Role(format=1, id=name, title=title, holder="", mandate="", levels=(), certification=name))
        for name, title in ROLES.items()
    }
    countries = {code: (unit("country", code, Country(format=1, country=code, name=name)),) for code, name in COUNTRIES.items()}
    modules = {row[0]: unit("module", row[0], module(*row)) for row in MODULES}
    certifications: dict[str, Unit[Certification]] = {}
    return Catalogue(modules=modules, roles=roles, countries=countries, certifications=certifications)  # type: ignore[arg-type]  # units of one kind each


@dataclass
class MadeVerdicts:
    """Verdicts as matching hands them over: rows that can be read once."""

    certificate_rows: list[Mapping[str, object]] = field(default_factory=list)
    requirement_rows: list[Mapping[str, object]] = field(default_factory=list)
    manifest: Mapping[str, object] = field(default_factory=lambda: {"engine": "made up", "rules": "3f9c00aa11bb"})

    @property
    def certificates(self) -> Iterable[Mapping[str, object]]:
        """Certificate rows."""
        return iter(self.certificate_rows)

    @property
    def requirements(self) -> Iterable[Mapping[str, object]]:
        """Requirement rows."""
        return iter(self.requirement_rows)

    def certificate(self, learner: str, certification: str = "PAR", state: str = "never", **more: object) -> MadeVerdicts:
        """Add a certificate row."""
        self.certificate_rows.append(
            {
                "learner": learner,
                "certification": certification,
                "role": certification,
                "country": "BM",
                "agency": "Home No. 3",
                "state": state,
                "also": None,
                "reason": None,
                "valid_from": None,
                "valid_until": None,
                "deadline": None,
                "started_by": None,
                "disagreement": None,
                "rule_version": "1",
                "not_evaluated": 0,
                "requirements_met": False,
            }
            | more
        )
        return self

    def requirement(self, learner: str, requirement: str, state: str = "not_met", **more: object) -> MadeVerdicts:
        """Add a requirement row; kind, part, subject and certification are read off the id unless they are given."""
        certification, part, *_ = requirement.split("/")
        position = sum(1 for row in self.requirement_rows if row["learner"] == learner)
        self.requirement_rows.append(
            {
                "learner": learner,
                "certification": certification,
                "requirement": requirement,
                "parent": None,
                "part": part,
                "position": position,
                "depth": 0,
                "kind": "module",
                "subject": requirement.rsplit("/", 1)[-1],
                "says": f"{requirement.rsplit('/', 1)[-1]} passed.",
                "state": state,
                "reason": None if state.startswith("met") else "NO_RECORD",
                "deciding_record": None,
                "via": None,
                "valid_from": None,
                "valid_until": None,
                "missing": None,
                "missing_unit": None,
                "deadline": None,
                "advisory": False,
                "rule_version": "1",
                "best_loser": None,
                "best_loser_reason": None,
            }
            | more
        )
        return self


@dataclass(frozen=True)
class MadeCounts:
    """Row counts of a file."""

    file: str
    rows_in: int
    used: int
    set_aside: int
    collapsed: int
    mended: int
    table: str = ""


@dataclass(frozen=True)
class MadeRefusal:
    """A file that was not read."""

    file: str
    message: str
    help: str


@dataclass(frozen=True)
class MadeMerge:
    """Ids of one person."""

    kept: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class MadeIntake:
    """An intake that adds up."""

    set_aside: tuple[SetAside, ...] = ()
    counts: tuple[MadeCounts, ...] = (MadeCounts("completions.csv", 10, 7, 2, 1, 3),)
    refused: tuple[MadeRefusal, ...] = ()
    merged: tuple[MadeMerge, ...] = ()
    missing_files: tuple[str, ...] = ()


# How often each state occurs in a made-up workforce; the report must cope with rare ones.
STATES = (
    ("certified", 44),
    ("due", 18),
    ("grace", 4),
    ("provisional", 5),
    ("bridging", 4),
    ("restricted", 4),
    ("lapsed", 8),
    ("never", 10),
    ("unknown", 3),
)
CORE = ("F01", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "I04")


def workforce(learners: int = 500, seed: int = 7) -> tuple[MadeVerdicts, MadeIntake]:
    """A made-up workforce with every state, choices, routes, advice, requirements not judged, and untidy rows."""
    chance = random.Random(seed)
    made = MadeVerdicts(
        manifest={"engine": "made up", "rules": "3f9c00aa11bb", "inputs": {"completions.csv": "00ff"}, "learners": learners}
    )
    states = [state for state, weight in STATES for _ in range(weight)]
    for number in range(learners):
        learner = f"L{number + 1:04d}"
        country = chance.choice(tuple(COUNTRIES))
        agency = chance.choice(AGENCIES[country])
        for certification in [chance.choice(tuple(ROLES))] + (["FSW"] if number % 23 == 0 else []):
            _add_case(made, chance, learner, certification, country, agency, chance.choice(states))
    files = ("completions.csv", "posts.csv", "cpd.csv", "Supervision log (South).xlsx")
    columns, reasons = ("date", "module", "quantity", "learner"), ("DATE_FORM", "UNKNOWN_MODULE", "UNIT_IN_NUMBER", "DUPLICATE")
    done = ("mended", "set_aside", "mended", "collapsed")
    aside, counts = [], []
    for file in files:
        tally = {"set_aside": 0, "mended": 0, "collapsed": 0}
        for _ in range(chance.randrange(20, 60)):
            which = chance.randrange(4)
            tally[done[which]] += 1
            aside.append(
                SetAside(
                    file,
                    chance.randrange(2, 4000),
                    columns[which],
                    reasons[which],
                    f"`{columns[which]}` could not stand as it was",
                    done[which],
                )
            )  # type: ignore[arg-type]  # words of the closed list
        counts.append(
            MadeCounts(file, 4000, 4000 - tally["set_aside"] - tally["collapsed"], tally["set_aside"], tally["collapsed"], tally["mended"])
        )
    refused = (MadeRefusal("old-register.xls", "the file is in a format of before 2007", "save it as XLSX or CSV"),)
    return made, MadeIntake(tuple(aside), tuple(counts), refused, (MadeMerge("L0003", ("X0003",)),), ("rpl",))


def _add_case(made: MadeVerdicts, chance: random.Random, learner: str, certification: str, country: str, agency: str, state: str) -> None:
    held = state in {"certified", "due", "grace", "restricted", "lapsed"}
    start = TODAY - chance.randrange(100, 700) - (600 if state == "lapsed" else 0)
    until = {
        "lapsed": TODAY - chance.randrange(61, 500),
        "grace": TODAY - chance.randrange(1, 60),
        "due": TODAY + chance.randrange(0, 90),
    }.get(state, TODAY + chance.randrange(91, 500))
    deadline = until + 60 if state == "grace" else until if state in {"due", "provisional", "bridging"} else None
    reason = {
        "lapsed": "RENEWAL_MISSED",
        "restricted": "NOT_ALWAYS_IN_DATE",
        "never": "NO_RECORD",
        "unknown": "NOT_EVALUATED",
        "grace": "EXPIRED",
    }
    made.certificate(
        learner,
        certification,
        state,
        country=country,
        agency=agency,
        reason=reason.get(state),
        valid_from=start if held else None,
        valid_until=until if held else None,
        deadline=deadline,
        also=["due"] if state == "restricted" and chance.random() < 0.3 else None,
        rule_version="2" if country == "BM" else "1",
        not_evaluated=2 if state in {"unknown", "never"} else 0,
        requirements_met=state == "certified",
    )
    base = f"{certification}/award"
    fresh = {"certification": certification}
    made.requirement(
        learner, f"{base}/all", "met" if held else "not_met", kind="all", says="Everything for the award.", reason=None, **fresh
    )
    for name in CORE:
        met = held or chance.random() < 0.6
        made.requirement(learner, f"{base}/{name}", "met" if met else "not_met", parent=f"{base}/all", **fresh)
    if certification == "FSW" and not held:
        made.requirement(
            learner,
            f"{base}/electives",
            "not_met",
            parent=f"{base}/all",
            kind="any",
            says="Any 2 of I02, I05 and I08.",
            missing=2,
            missing_unit="module",
            reason="TOO_FEW",
            **fresh,
        )
        for name in ("I02", "I05", "I08"):
            made.requirement(learner, f"{base}/{name}", "not_met", parent=f"{base}/electives", **fresh)
        made.requirement(
            learner,
            f"{base}/way-in",
            "not_met",
            parent=f"{base}/all",
            kind="routes",
            says="One whole route: the bridge or promotion.",
            **fresh,
        )
        for route, names in (("bridge", ("R01", "R04")), ("promotion", ())):
            made.requirement(
                learner, f"{base}/{route}", "not_met", parent=f"{base}/way-in", kind="all", says=f"The route “{route}”.", **fresh
            )
            for name in names:
                made.requirement(learner, f"{base}/{name}", "not_met", parent=f"{base}/{route}", **fresh)
            made.requirement(
                learner,
                f"{base}/{route}-hours",
                "unknown",
                parent=f"{base}/{route}",
                kind="supervised",
                reason="NOT_EVALUATED",
                subject="",
                says="80 signed hours of supervised practice.",
                **fresh,
            )
        made.requirement(
            learner,
            f"{base}/par",
            "not_met",
            parent=f"{base}/promotion",
            kind="certificate",
            subject="PAR",
            reason="CERTIFICATE_NOT_HELD",
            says="A certificate as PAR that is in date.",
            **fresh,
        )
    if state in {"due", "grace", "lapsed"}:
        short = chance.choice((1, 1.5, 6, 12.25))
        made.requirement(
            learner,
            f"{certification}/renew/cpd",
            "due" if state == "due" else "not_met",
            kind="hours",
            subject="",
            reason="TOO_FEW",
            missing=short,
            missing_unit="hour",
            deadline=deadline,
            says="30 hours of learning in each cycle, at least 12 of them in family practice.",
            **fresh,
        )
        made.requirement(
            learner,
            f"{certification}/renew/i10",
            "due" if state == "due" else "not_met",
            subject="I10",
            deadline=deadline,
            valid_until=until - 30,
            reason=chance.choice(("EXPIRED", "BASE_EXPIRED", "UNVERIFIED")),
            best_loser=f"r{chance.randrange(9999)}",
            best_loser_reason="UNVERIFIED",
            says="Safeguarding refreshed in the last 24 months.",
            **fresh,
        )
    if state == "restricted":
        made.requirement(
            learner,
            f"{certification}/always_in_date/i03",
            "not_met",
            subject="I03",
            reason="EXPIRED",
            valid_until=TODAY - 1,
            says="I03 in date at all times: at most 12 months old.",
            **fresh,
        )
    if chance.random() < 0.1:
        made.requirement(
            learner,
            f"{certification}/renew/contacts",
            "not_met",
            kind="contacts",
            subject="",
            reason="TOO_FEW",
            missing=2,
            missing_unit="contact",
            advisory=True,
            says="At least 4 supervision contacts a year.",
            **fresh,
        )


def plans_for(made: MadeVerdicts, held: Mapping[str, Collection[str]] | None = None) -> Plans:
    """What the planner says of made-up verdicts, as a report takes it; ``held`` names modules a learner holds beside those in a row."""
    verdicts: dict[str, dict[str, Verdict]] = {}
    for row in made.certificate_rows:
        mine = [
            {"counted": None, **each, "parent": each["parent"] or ""}
            for each in made.requirement_rows
            if (each["learner"], each["certification"]) == (row["learner"], row["certification"])
        ]
        verdicts.setdefault(str(row["learner"]), {})[str(row["certification"])] = Verdict({"band": "", **row}, mine)
    day, asked = day_number(AS_OF), Asked(RuleTables())
    courses = {"": courses_of(catalogue(), day)}
    gaps = []
    for learner, theirs in sorted(verdicts.items()):
        rows = [row for verdict in theirs.values() for row in verdict.requirements]
        holds = {row["subject"] for row in rows if row["kind"] == "module" and row["state"] in HELD} | set((held or {}).get(learner, ()))
        if found := gaps_of(learner, theirs, asked, courses, holds, day=day):
            gaps.append(found)
    planned = plan_everybody(gaps, courses, Prices(), Pace(), day=day)
    steps = {
        (plan.learner, name): each
        for plan, one in zip(planned.plans, gaps, strict=True)
        for name, each in steps_by_certification(plan, one, courses[""]).items()
    }
    return Plans({plan.learner: plan for plan in planned.plans}, steps)

"""Invented rules and facts: enough of each kind to meet every turn of the contract, the same for the same seed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache
from typing import Any

from practicum.model.catalogue import Unit
from practicum.model.certification import Certification, Exemption, Requirement, RuleVersion, Validity, ValidityChange, Within
from practicum.model.civil_day import day_number
from practicum.model.curriculum import Assessment, Equivalent, Module, Pass, Prerequisite, Teaching, Version
from practicum.model.requirement import RuleTables
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.vector_rules import unit

START = date(2018, 1, 1)
MODULES = ("A", "B", "C", "D", "E", "F", "G", "AX", "BX", "AR")
Records = dict[str, list[dict[str, Any]]]


def _module(
    name: str,
    *,
    months: int | None = None,
    needs: tuple[tuple[str, str], ...] = (),
    same: tuple[Equivalent, ...] = (),
    renews: str | None = None,
    two: bool = False,
    teaches: tuple[Teaching, ...] = (),
) -> Module:
    terms: dict[str, Any] = {"hours": 6, "valid_months": months, "teaches": teaches}
    versions = [Version(version="1", starts=date(2015, 1, 1), counts_until=date(2021, 6, 30) if two else None, **terms)]
    if two:
        versions.append(Version(version="2", starts=date(2020, 1, 1), **terms))
    return Module(
        format=1,
        id=name,
        title=name,
        status="draft",
        summary="",
        purpose="",
        versions=tuple(versions),
        equivalents=same,
        renews=renews,
        prerequisites=tuple(Prerequisite(module=module, order=order) for module, order in needs),  # type: ignore[arg-type]
    )


def modules() -> tuple[Module, ...]:
    """Ten modules: prerequisites of both orders, equivalents with and without dates, a refresher with two, two versions, competencies."""
    return (
        _module(
            "A",
            months=24,
            same=(
                Equivalent(module="AX", completed_from=date(2019, 3, 1), completed_until=date(2020, 9, 30), valid_months=18),
                Equivalent(module="BX"),
            ),
        ),
        _module("B", needs=(("A", "any"),)),
        _module("C", needs=(("A", "strict"),)),
        _module("D", needs=(("B", "any"), ("E", "any"))),
        _module("E", months=12, teaches=(Teaching(competency="Q1", level=2),)),
        _module("F", months=12, two=True),
        _module("G", teaches=(Teaching(competency="Q2", level=1),)),
        _module("AX"),
        _module("BX"),
        _module("AR", renews="A", same=(Equivalent(module="F", completed_from=date(2019, 6, 1)), Equivalent(module="G", valid_months=9))),
    )


def papers() -> dict[str, Unit[Assessment]]:
    """The assessments of the modules that have one."""
    paper = Assessment(format=1, module="D", kind=("quiz",), task="", passing=Pass(mark=50, rule=""), assessor="TRA")
    return {"D": unit("assessment", "D", paper)}


@cache
def rules() -> RuleTables:
    """A dozen certifications over ten modules."""
    window = Validity(months=12, window_days=60, grace_days=20)
    trees: dict[str, tuple[Requirement, dict[str, Any]]] = {
        "PLAIN": (Requirement(module="A", valid=Validity(months=12)), {}),
        "WINDOW": (Requirement(module="A", valid=window), {}),
        "MONTHS": (
            Requirement(module="A", valid=Validity(months=1, ends="anniversary", window_days=5, grace_days=10, grace_backdates=True)),
            {},
        ),
        "YEARLY": (Requirement(module="E", valid=Validity(cycle="fixed_year", year_starts="12-01", window_months=2)), {}),
        "FIXED": (Requirement(module="E", valid=Validity(months=6, first_due=date(2018, 8, 31), min_active_months=2)), {}),
        "MARK": (Requirement(module="G", pass_mark=60, attempts=3, valid=Validity(months=18)), {}),
        "LATEST": (Requirement(module="G", pass_mark=60, latest_attempt=True, valid=Validity(months=18, window_months=3)), {}),
        "PROOF": (Requirement(module="B", evidence="verified"), {}),
        "STRICT": (Requirement(module="C", valid=Validity(months=24)), {}),
        "CHANGED": (
            Requirement(
                module="E",
                valid=Validity(
                    months=24,
                    window_days=30,
                    changes=(
                        ValidityChange(since=date(2019, 6, 1), months=12),
                        ValidityChange(since=date(2020, 3, 1), months=6, retroactive=True),
                        ValidityChange(since=date(2021, 1, 1), months=9, by="due"),
                    ),
                ),
            ),
            {},
        ),
        "GROUP": (
            Requirement(
                all=(
                    Requirement(module="A", id="a"),
                    Requirement(
                        id="pair",
                        any=2,
                        of=(
                            Requirement(module="B"),
                            Requirement(module="E", valid=window),
                            Requirement(module="F"),
                            Requirement(module="D", role="R2"),
                        ),
                    ),
                    Requirement(module="G", id="g", starts=date(2019, 7, 1), until=date(2021, 3, 31)),
                    Requirement(module="C", id="c", advisory=True),
                )
            ),
            {"valid": Validity(window_days=45, grace_days=15), "bridge_days": 40},
        ),
        "ROUTES": (
            Requirement(
                routes={
                    "one": Requirement(modules=("A", "E")),
                    "two": Requirement(
                        all=(
                            Requirement(module="F"),
                            Requirement(module="G", exempt_if=(Exemption(module="BX", completed_before=date(2019, 1, 1)),)),
                        )
                    ),
                }
            ),
            {"always_in_date": (Requirement(module="E", id="e", valid=Validity(months=12, ends="anniversary")),)},
        ),
        "POST": (
            Requirement(
                all=(
                    Requirement(module="A", role="R1", within=Within(of="appointed", days=50)),
                    Requirement(module="E", within=Within(of="appointed", months=3, first_time_only=True)),
                )
            ),
            {},
        ),
    }
    certifications = {
        name: unit(
            "certification",
            name,
            Certification(
                format=1,
                id=name,
                role="R1",
                title=name,
                versions=(RuleVersion(version="1", starts=date(2000, 1, 1), says="", award=tree, **more),),
            ),
        )
        for name, (tree, more) in trees.items()
    }
    return compile_rules(certifications, {module.id: unit("module", module.id, module) for module in modules()}, papers())


def certifications() -> tuple[str, ...]:
    """The ids of all certifications."""
    return tuple(row["certification"] for row in rules().rows("rules"))


def facts(seed: int, learners: int) -> Records:
    """The tidy tables of some learners."""
    chance = random.Random(seed)
    records: Records = {"completions": [], "decisions": [], "posts": []}
    for number in range(learners):
        name = f"L{number}"
        ids: list[str] = []
        for index in range(chance.randrange(0, 14)):
            record = f"{name}-{index}"
            records["completions"].append(_completion(chance, name, record, ids))
            ids.append(record)
        for index in range(chance.choice((0, 0, 1, 2))):
            records["decisions"].append(_decision(chance, name, f"{name}-d{index}", ids))
        for index in range(chance.choice((0, 1, 2))):
            first = any_day(chance)
            records["posts"].append(
                {
                    "learner": name,
                    "record_id": f"{name}-p{index}",
                    "role": chance.choice(("R1", "R2")),
                    "agency": "X",
                    "start": first,
                    "end": first + chance.randrange(0, 500) if chance.random() < 0.6 else None,
                }
            )
    return records


def any_day(chance: random.Random) -> int:
    return day_number(START) + chance.randrange(0, 1500)


def _completion(chance: random.Random, learner: str, record: str, ids: list[str]) -> dict[str, Any]:
    day = any_day(chance)
    bare = bool(ids) and chance.random() < 0.04
    return {
        "learner": learner,
        "record_id": record,
        "module": None if bare else chance.choice((*MODULES, "A", "A", "E", "E", "G")),
        "date": None if bare else day,
        "version": chance.choice((None, None, "1", "2", "9")),
        "score": chance.choice((None, 20.0, 55.0, 60.0, 90.0, 90.0, 90.0)),
        "result": chance.choice((None, None, "passed", "failed")) if chance.random() < 0.3 else None,
        "evidence": chance.choice((None, "self", "supervisor", "verified", "verified")),
        "source": chance.choice(("lms", "form")),
        "issuer_end": day + chance.randrange(-5, 500) if chance.random() < 0.12 else None,
        "recorded_at": day + chance.randrange(0, 200) if chance.random() < 0.5 else None,
        "voids": chance.choice(ids) if bare or (ids and chance.random() < 0.08) else None,
    }


def _decision(chance: random.Random, learner: str, record: str, ids: list[str]) -> dict[str, Any]:
    kind = chance.choice(("waiver", "exemption", "revocation"))
    first = any_day(chance)
    subject = (
        chance.choice(ids)
        if kind == "revocation" and ids
        else chance.choice((*MODULES[:7], "GROUP/award/pair", "GROUP/award/a", "ROUTES/award/two"))
    )
    return {
        "learner": learner,
        "record_id": record,
        "kind": kind,
        "subject": subject,
        "decision": "granted",
        "from": first,
        "approver": chance.choice(("board", "board", "board", None)),
        "until": first + chance.randrange(0, 400) if kind == "waiver" or chance.random() < 0.3 else None,
        "reason": "stated",
        "recorded_at": first + chance.randrange(0, 100) if chance.random() < 0.4 else None,
    }


def asks(seed: int, learners: int) -> list[dict[str, Any]]:
    """One question for each learner and certification, each on its own day."""
    chance = random.Random(seed + 1)
    found = []
    for number in range(learners):
        as_of = START + timedelta(days=chance.randrange(200, 1800))
        known = as_of + timedelta(days=chance.randrange(-60, 200)) if chance.random() < 0.4 else None
        found += [
            {"learner": f"L{number}", "certification": name, "as_of": as_of, "known_at": known, "role": "R1"} for name in certifications()
        ]
    return found

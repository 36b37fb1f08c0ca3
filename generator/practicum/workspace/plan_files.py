"""`practicum plan` from records to files: what the user gave is read, everybody is planned, sessions are chosen, all of it is written."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.model.civil_day import civil, day_number
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.model.plan import CandidateSession, CohortTask, Prices, Timetable, Trainer
    from practicum.planning.given import Figure
    from practicum.planning.handing_on import Sheet
    from practicum.planning.what_if import WhatIf
    from practicum.workspace.learners import Matched
    from practicum.workspace.planning import Planning
    from practicum.workspace.project import Checked

_ITEMS = ("module", "cpd", "supervised", "contact", "observation", "review")


@dataclass(frozen=True)
class Given:
    """What the user gave beside the records; ``unpriced`` names what has no price though prices were given, and so counts as free."""

    prices: Prices
    sessions: tuple[CandidateSession, ...] | None = None
    trainers: tuple[Trainer, ...] = ()
    languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    budget: float | None = None
    floor: float = 0.0
    what_if: tuple[WhatIf, ...] = ()
    seconds: float = 60.0
    unpriced: tuple[str, ...] = ()


def read_given(
    checked: Checked,
    *,
    as_of: date,
    prices: Path | None = None,
    sessions: Path | None = None,
    trainers: Path | None = None,
    figures: Path | None = None,
    budget: float | None = None,
    floor: float = 0.0,
    what_if: Sequence[str] = (),
    seconds: float = 60.0,
) -> Given:
    """The user's tables, read before any long work. Raises Trouble with every fault at its line (code 1), or for misuse (code 2)."""
    from practicum.model.plan import Prices
    from practicum.planning import given
    from practicum.planning.figures import known_figures
    from practicum.planning.telling import BESIDE
    from practicum.planning.what_if import NotUnderstood, parse

    catalogue = checked.catalogue
    modules = [name for name, unit in catalogue.modules.items() if not unit.value.legacy]
    countries = sorted(catalogue.countries)
    if sessions is None and (trainers is not None or budget is not None or what_if or floor):
        raise Trouble(
            "trainers, a budget, a floor and what-if are about sessions, and none were given", "name the table with `--sessions FILE`"
        )
    faults: list[Any] = []

    def read(path: Path, reader: Callable[[str, bytes], tuple[Any, Sequence[Any]]]) -> Any:
        found, wrong = reader(path.name, _bytes(path))
        faults.extend((path, fault) for fault in wrong)
        return found

    day = day_number(as_of)
    try:
        asked = tuple(parse(text) for text in what_if)
    except NotUnderstood as error:
        raise Trouble(str(error), error.help) from error
    items = (*modules, *_ITEMS, *BESIDE)
    found = Given(
        prices=read(prices, lambda name, data: given.read_prices(name, data, items=items)) if prices else Prices(),
        sessions=read(sessions, lambda name, data: given.read_sessions(name, data, modules=modules, countries=countries, day=day))
        if sessions
        else None,
        trainers=read(trainers, lambda name, data: given.read_trainers(name, data, modules=modules, countries=countries))
        if trainers
        else (),
        figures=read(figures, lambda name, data: given.read_figures(name, data, known=known_figures(catalogue.roles))) if figures else {},
        budget=budget,
        floor=floor,
        what_if=asked,
        seconds=seconds,
    )
    if faults:
        raise Trouble(_faults_say(faults), "mend the lines named above and run again", code=1)
    return replace(found, unpriced=_unpriced(found.prices, modules))


def _unpriced(prices: Prices, modules: Sequence[str]) -> tuple[str, ...]:
    """The modules and kinds of learning without a price, where others have one."""
    priced = {*prices.each, *prices.hourly}
    names = [name for name in sorted(modules) if name not in priced] if "module" not in priced else []
    return (*names, *(name for name in ("cpd", "supervised") if name not in priced)) if prices else ()


def with_languages(given: Given, result: Matched, path: Path | None) -> Given:
    """The same with the languages of agencies, which are known only once the records are read."""
    from practicum.planning.given import read_languages

    if path is None:
        return given
    agencies = sorted({str(name) for name in result.intake.tables["agencies"]["agency"].to_pylist()})
    found, faults = read_languages(path.name, _bytes(path), agencies=agencies)
    if faults:
        raise Trouble(_faults_say([(path, fault) for fault in faults]), "mend the lines named above and run again", code=1)
    return replace(given, languages=found)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Trouble(
            f"{path.name} cannot be read: {error.strerror or error}", "see that the file is there and that you may read it"
        ) from error


def _faults_say(faults: Sequence[tuple[Path, Any]]) -> str:
    from practicum.diagnostics import text

    said = []
    for path, fault in faults[:20]:
        texts = path.suffix.lower() in {".csv", ".tsv", ".yaml", ".yml"}
        lines = path.read_bytes().decode("utf-8", "replace").splitlines() if texts else []

        def line(_: str, number: int, lines: list[str] = lines) -> str | None:
            # A line of a thousand characters would push the message out of sight.
            return lines[number - 1][:160] if number <= len(lines) else None

        said.append(text.render(fault, line))
    more = f"\nand {len(faults) - 20:,} more" if len(faults) > 20 else ""
    return f"what was given has {'1 fault' if len(faults) == 1 else f'{len(faults):,} faults'}\n" + "\n".join(said) + more


@dataclass(frozen=True)
class Arranged:
    """The base timetable and what-if beside it; nothing where no sessions were given."""

    task: CohortTask | None = None
    runs: tuple[tuple[str, Timetable], ...] = ()

    @property
    def base(self) -> Timetable | None:
        """The timetable itself."""
        return self.runs[0][1] if self.runs else None


def arrange(planning: Planning, given: Given, *, as_of: date, tell: Callable[[int, int], None] = lambda done, total: None) -> Arranged:
    """The sessions that are held for these plans, and each what-if. Raises Trouble where one makes no sense."""
    from practicum.model.plan import CohortTask
    from practicum.planning.cohort import timetable, urgency
    from practicum.planning.handing_on import places_of
    from practicum.planning.what_if import NotUnderstood, changed

    if given.sessions is None:
        return Arranged()
    day, modules = day_number(as_of), sorted({name for taught in planning.courses.values() for name in taught})
    needs = {name: course.needs for taught in planning.courses.values() for name, course in taught.items()}
    # What was due before today is overdue, and every session would be too late for it: it counts as most urgent, and any day serves.
    weigh = {step.by: urgency(step.by, day) for plan in planning.planned.plans for step in plan.steps}
    places = places_of(planning.planned.plans, needs, given.languages, weigh, day=day)
    task = CohortTask(tuple(places), given.sessions, given.trainers, given.budget, given.floor)
    tell(0, 1 + len(given.what_if))
    try:
        others = [(what.says, changed(task, what, modules=modules)) for what in given.what_if]
    except NotUnderstood as error:
        raise Trouble(str(error), error.help) from error
    runs = [("base", timetable(task, seconds=given.seconds))]
    for done, (says, other) in enumerate(others, 1):
        tell(done, 1 + len(given.what_if))
        runs.append((says, timetable(other, seconds=given.seconds, explain=False)))
    return Arranged(task, tuple(runs))


def plan_files(
    result: Matched, planning: Planning, arranged: Arranged, given: Given, *, as_of: date, about: Sequence[str]
) -> dict[str, bytes]:
    """The files of a plan by name; the same input gives the same bytes. Raises Trouble where a figure makes no sense."""
    from practicum.planning import figures as sums
    from practicum.planning import handing_on as out
    from practicum.planning.plan_book import write_plan_book
    from practicum.tables.writing import write_csv

    day, plans = day_number(as_of), planning.planned.plans
    titles = {name: unit.value.title for name, unit in result.catalogue.modules.items()}
    base = arranged.base
    seats = {(place.learner, place.module): session for place, session in base.seated} if base else {}
    sheets: dict[str, tuple[str, Sheet]] = {
        "Plans": ("plans.csv", out.plans_sheet(plans)),
        "Steps": ("steps.csv", out.steps_sheet(plans, titles, seats, day=day)),
    }
    timetables: dict[str, tuple[str, Sheet]] = {}
    if base is not None:
        timetables["Timetable"] = ("timetable.csv", out.timetable_sheet(base, titles))
        timetables["For the site"] = ("sessions-for-site.csv", out.site_sheet(base))
        timetables["Seats"] = ("seats.csv", out.seats_sheet(base))
        timetables["Unmet"] = ("unmet.csv", out.unmet_sheet(base))
        timetables["Agencies"] = ("", out.floors_sheet(base))
        timetables["What if"] = ("what-if.csv", out.comparison_sheet(arranged.runs))
    posts = result.intake.tables["posts"].select(["learner", "role", "start", "end"]).to_pylist()
    try:
        workforce = sums.workforce_sheet(posts, given.figures, day=day, year=as_of.year)
        home = sums.return_home_sheet(given.figures)
    except ValueError as error:
        raise Trouble(f"a figure makes no sense: {error}", "mend it in the table of figures", code=1) from error
    cost = sums.cost_sheet(plans, planning.courses, given.figures, base)
    for title, name, sheet in (
        ("Cost", "cost.csv", cost),
        ("Workforce", "workforce.csv", workforce),
        ("Workforce measured", "workforce-measured.csv", sums.measured_sheet(posts, day=day)),
        ("Return home", "return-home.csv", home),
    ):
        if sheet is not None:
            sheets[title] = (name, sheet)
    files: dict[str, bytes] = {}
    for name, (heading, rows) in (*sheets.values(), *timetables.values()):
        if name:
            stream = io.BytesIO()
            write_csv(stream, heading, rows)
            files[name] = stream.getvalue()
    late = sum(plan.late for plan in plans)
    figures: dict[str, list[tuple[int, str, Any]]] = {
        "plans.xlsx": [
            (len(plans), "people with a plan", "soft"),
            (sum(len(plan.steps) for plan in plans), "steps", "soft"),
            (round(sum(plan.hours for plan in plans)), "hours in all", "soft"),
            (late, "miss a deadline", "bad" if late else "good"),
        ],
        "timetable.xlsx": [
            (len(base.held), "sessions are held", "soft"),
            (len(base.seated), "needs have a seat", "good"),
            (len(base.unmet), "needs have none", "bad" if base.unmet else "good"),
        ]
        if base is not None
        else [],
    }
    for name, title, chosen in (("plans.xlsx", "Plans", sheets), ("timetable.xlsx", "Timetable", timetables)):
        if chosen:
            stream = io.BytesIO()
            book = {sheet_name: sheet for sheet_name, (_, sheet) in chosen.items()}
            write_plan_book(stream, title, about, book, private=not result.intake.synthetic, figures=figures[name])
            files[name] = stream.getvalue()
    if base is not None:
        files["timetable.ics"] = out.calendar(base.held, titles, day=day)
    files["plans.json"] = _json(planning, arranged, about, as_of)
    return files


def _json(planning: Planning, arranged: Arranged, about: Sequence[str], as_of: date) -> bytes:
    """Everything for programs, days as ISO texts; `schema` names the shape."""
    learners = [
        {
            "learner": plan.learner,
            "certifications": list(plan.certifications),
            "profile": plan.profile,
            "hours": plan.hours,
            "price": plan.price,
            "finish": civil(plan.finish).isoformat(),
            "proof": plan.proof.status,
            "shorter_if": plan.instead,
            "steps": [
                {
                    "kind": step.kind,
                    "what": step.what,
                    "quantity": step.quantity,
                    "unit": step.unit,
                    "category": step.category,
                    "price": step.price,
                    "begins": civil(step.begins).isoformat(),
                    "done_by": civil(step.done_by).isoformat(),
                    "needed_by": civil(step.by).isoformat() if step.by is not None else None,
                    "late": step.late,
                    "confirmed": step.confirmed,
                    "closes": list(step.requirements),
                }
                for step in plan.steps
            ],
        }
        for plan in planning.planned.plans
    ]
    told = {
        "schema": "practicum.plans/1",
        "as_of": as_of.isoformat(),
        "about": list(about),
        "profiles": len(planning.planned.profiles),
        "promised": planning.promised,
        "confirmed": planning.kept,
        "learners": learners,
        "timetables": [
            {"case": name, "held": [session.id for session, _ in found.held], "seated": len(found.seated), "unmet": len(found.unmet)}
            for name, found in arranged.runs
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"

"""Plans and timetables as tables and as a calendar: what is written into files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from practicum.model.civil_day import civil
from practicum.model.plan import CandidateSession, LearnerPlan, Place, Timetable, Unmet
from practicum.planning.dating import PRACTISED
from practicum.planning.telling import REASONS, confirmed_says, instead_says, late_says, proof_says, step_says

Cell: TypeAlias = "str | int | float | bool | date | None"
Sheet: TypeAlias = "tuple[tuple[str, ...], list[tuple[Cell, ...]]]"
Seats: TypeAlias = "Mapping[tuple[str, str], CandidateSession]"
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})\s*(?:to|-|–|until)\s*(\d{1,2})[:.h](\d{2})")


def steps_sheet(plans: Sequence[LearnerPlan], titles: dict[str, str], seats: Seats, *, day: int) -> Sheet:
    """One row a step, in the order in which it is done; with a timetable the session in which somebody sits."""
    heading = (
        "learner",
        "agency",
        "country",
        "certification",
        "step",
        "kind",
        "what",
        "says",
        "amount",
        "unit",
        "category",
        "price",
        "begins",
        "done_by",
        "needed_by",
        "in_time",
        "engine_confirms",
        "session",
        "session_begins",
        "session_ends",
        "closes",
    )
    rows: list[tuple[Cell, ...]] = []
    for plan in plans:
        for position, step in enumerate(plan.steps, 1):
            session = seats.get((plan.learner, step.what)) if step.kind == "module" else None
            late = late_says(step, day)
            rows.append(
                (
                    plan.learner,
                    plan.agency,
                    plan.country,
                    " ".join(plan.certifications),
                    position,
                    step.kind,
                    step.what.partition(":")[0],
                    step_says(step, titles),
                    step.quantity,
                    step.unit,
                    step.category,
                    step.price,
                    civil(step.begins),
                    civil(step.done_by),
                    civil(step.by) if step.by is not None else None,
                    late or "yes",
                    confirmed_says(step),
                    session.id if session else "",
                    civil(session.begins) if session else None,
                    civil(session.ends) if session else None,
                    " ".join(step.requirements),
                )
            )
    return heading, rows


def plans_sheet(plans: Sequence[LearnerPlan]) -> Sheet:
    """One row a learner: what the plan comes to, when it ends, and the proof."""
    heading = (
        "learner",
        "agency",
        "country",
        "certification",
        "profile",
        "steps",
        "modules",
        "hours",
        "price",
        "finish",
        "deadline",
        "in_time",
        "engine_confirms",
        "beside",
        "proof",
        "shorter_if",
    )
    rows: list[tuple[Cell, ...]] = []
    for plan in plans:
        promised = [step for step in plan.steps if step.kind != "beside"]
        rows.append(
            (
                plan.learner,
                plan.agency,
                plan.country,
                " ".join(plan.certifications),
                plan.profile,
                len(plan.steps),
                sum(step.kind == "module" for step in plan.steps),
                plan.hours,
                plan.price,
                civil(plan.finish),
                civil(plan.deadline) if plan.deadline is not None else None,
                not plan.late,
                f"{sum(step.confirmed is True for step in promised)} of {len(promised)}",
                len(plan.steps) - len(promised),
                proof_says(plan.proof),
                instead_says(plan),
            )
        )
    return heading, rows


def timetable_sheet(found: Timetable, titles: Mapping[str, str]) -> Sheet:
    """The sessions that are held; the columns are those of the table of sessions, with the title and how many sit in each."""
    heading = (
        "id",
        "module",
        "title",
        "begins",
        "ends",
        "time",
        "place",
        "room",
        "mode",
        "language",
        "country",
        "agencies",
        "trainer",
        "seats",
        "taken",
        "minimum",
        "price",
        "seat_price",
        "ask",
        "note",
    )
    taken: dict[str, int] = {}
    for _, session in found.seated:
        taken[session.id] = taken.get(session.id, 0) + 1
    rows: list[tuple[Cell, ...]] = [
        (
            one.id,
            one.module,
            titles.get(one.module, ""),
            civil(one.begins),
            civil(one.ends),
            one.time,
            one.place,
            one.room,
            one.mode,
            one.language,
            one.country,
            " ".join(one.agencies),
            trainer,
            one.seats,
            taken.get(one.id, 0),
            one.minimum,
            one.price,
            one.seat_price,
            one.ask,
            one.note,
        )
        for one, trainer in found.held
    ]
    return heading, rows


def site_sheet(found: Timetable) -> Sheet:
    """The sessions that are held with the columns that a site shows, and nothing else: no trainer, no price."""
    rows: list[tuple[Cell, ...]] = [
        (one.module, civil(one.begins), civil(one.ends), one.time, one.place, one.mode, one.language, one.country, one.ask, one.note)
        for one, _ in found.held
    ]
    return ("module", "begins", "ends", "time", "place", "mode", "language", "country", "ask", "note"), rows


def seats_sheet(found: Timetable) -> Sheet:
    """Who sits where."""
    rows: list[tuple[Cell, ...]] = [
        (place.learner, place.agency, place.module, one.id, civil(one.begins), civil(one.ends), _day(place.by))
        for place, one in found.seated
    ]
    return ("learner", "agency", "module", "session", "begins", "ends", "needed_by"), rows


def unmet_sheet(found: Timetable) -> Sheet:
    """The needs for a seat that are unmet, each with what keeps it so, the most urgent first."""
    ordered = sorted(found.unmet, key=lambda one: (-one.place.weight, one.place.by or 10**9, one.place.learner, one.place.module))
    rows: list[tuple[Cell, ...]] = [
        (
            one.place.learner,
            one.place.agency,
            one.place.module,
            _day(one.place.by),
            " ".join(one.reasons),
            unmet_says(one),
        )
        for one in ordered
    ]
    return ("learner", "agency", "module", "needed_by", "reason", "says"), rows


def unmet_says(one: Unmet) -> str:
    """Why a need is unmet: bounds of which each alone would do, or some that would only do together."""
    if one.together:
        return "; and ".join(REASONS[reason] for reason in one.together)
    return "; or ".join(REASONS[reason] for reason in one.reasons)


def floors_sheet(found: Timetable) -> Sheet:
    """How many of the seats that are needed each agency has."""
    rows: list[tuple[Cell, ...]] = [(agency, done, many, round(done / many, 4) if many else 0.0) for agency, done, many in found.floors]
    return ("agency", "seated", "needed", "share"), rows


def comparison_sheet(runs: Sequence[tuple[str, Timetable]]) -> Sheet:
    """What-if beside the base: seats, urgency, cost, and how much of each more than the base."""
    heading = ("case", "sessions", "seated", "unmet", "urgency", "cost", "more_seated", "more_urgency", "more_cost", "proof")
    base = runs[0][1]
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            len(one.held),
            len(one.seated),
            len(one.unmet),
            one.weight,
            one.cost,
            len(one.seated) - len(base.seated),
            one.weight - base.weight,
            round(one.cost - base.cost, 6),
            proof_says(one.proof),
        )
        for name, one in runs
    ]
    return heading, rows


def _day(number: int | None) -> date | None:
    return None if number is None else civil(number)


def calendar(held: Iterable[tuple[CandidateSession, str]], titles: Mapping[str, str], *, day: int) -> bytes:
    """The sessions as iCalendar (RFC 5545), without any learner; ``day`` stands as the day on which it was made.

    With hours an event stands at them, in whatever time zone the reader is; on several days it comes back daily. Without, it takes days.
    """
    from icalendar import Calendar, Event, vRecur

    book = Calendar()
    book.add("prodid", "-//Practicum//plans//EN")
    book.add("version", "2.0")
    stamp = datetime.combine(civil(day), time(), UTC)
    for one, trainer in held:
        event = Event()
        event.add("uid", f"{one.id}-{civil(one.begins).isoformat()}@practicum")
        event.add("dtstamp", stamp)
        event.add("summary", f"{one.module} {titles.get(one.module, '')}".strip())
        clock = _hours(one.time)
        first, last = civil(one.begins), civil(one.ends)
        if clock is None:
            event.add("dtstart", first)
            event.add("dtend", last + timedelta(days=1))
        else:
            event.add("dtstart", datetime.combine(first, clock[0]))
            event.add("dtend", datetime.combine(first, clock[1]))
            if last > first:
                event.add("rrule", vRecur(FREQ="DAILY", COUNT=(last - first).days + 1))
        if where := ", ".join(filter(None, (one.place, one.room))):
            event.add("location", where)
        told = [
            f"trainer: {trainer}" if trainer else "",
            one.language and f"language: {one.language}",
            one.ask and f"ask: {one.ask}",
            one.note,
        ]
        if any(told):
            event.add("description", "\n".join(filter(None, told)))
        book.add_component(event)
    written: bytes = book.to_ical()
    return written


def _hours(text: str) -> tuple[time, time] | None:
    """The hours in a text such as `9:00 to 15:00`.

    >>> _hours("9:00 to 15:30")
    (datetime.time(9, 0), datetime.time(15, 30))
    """
    found = _CLOCK.search(text)
    if found is None:
        return None
    one, two, three, four = (int(part) for part in found.groups())
    if not (one < 24 and two < 60 and three < 24 and four < 60 and (one, two) < (three, four)):
        return None
    return time(one, two), time(three, four)


def places_of(
    plans: Sequence[LearnerPlan],
    needs: Mapping[str, Sequence[str]],
    languages: Mapping[str, tuple[str, ...]],
    weigh: Mapping[int | None, float],
    *,
    day: int,
) -> list[Place]:
    """A need for a seat for each module step of the plans; what comes before it in the same plan has to be over first.

    A day that has passed is no bound any more: no session could keep it, and the need stays the most urgent.
    """
    found = []
    for plan in plans:
        mine = {step.what for step in plan.steps if step.kind == "module"}
        for step in plan.steps:
            # A practicum of which only practice is left is passed without a session.
            if step.kind == "module" and (step.quantity or step.says != PRACTISED):
                after = tuple(first for first in needs.get(step.what, ()) if first in mine)
                by = step.by if step.by is not None and step.by > day else None
                known = languages.get(plan.agency, ())
                found.append(Place(plan.learner, step.what, by, weigh[step.by], plan.agency, known, plan.country, after))
    return found

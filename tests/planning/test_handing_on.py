"""Timetables and calendars that are handed on: RFC 5545, without learners, the same bytes; what-if; days of a plan."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from icalendar import Calendar

from practicum.model.catalogue import Catalogue, Unit
from practicum.model.civil_day import civil, day_number
from practicum.model.curriculum import Module, Version
from practicum.model.plan import CandidateSession, CohortTask, Course, Need, Place, Prices, Profile, Trainer
from practicum.model.source import Text
from practicum.planning.cheapest import cheapest_way
from practicum.planning.cohort import timetable
from practicum.planning.dating import Pace, dated
from practicum.planning.given import SESSIONS
from practicum.planning.handing_on import calendar, comparison_sheet, site_sheet, timetable_sheet
from practicum.planning.what_if import NotUnderstood, changed, parse
from practicum.publishing.timetable import read_sessions
from practicum.spans import Span
from practicum.tables.writing import write_csv

# What the site asks of a catalogue: which modules there are.
_TAUGHT = Module(
    format=1,
    id="F02",
    title="F02",
    status="draft",
    summary="",
    purpose="",
    versions=(Version(version="1", starts=date(2020, 1, 1), hours=6, teaches=()),),
)
CATALOGUE_OF_ONE = Catalogue(modules={"F02": Unit("module", "F02", "module.yaml", _TAUGHT, Text(None, Span("module.yaml")))})
DAY = day_number(date(2026, 10, 15))
ONE = CandidateSession(
    "F02-1", "F02", DAY + 10, DAY + 11, 8, time="9:00 to 15:30", place="Town hall", ask="a@example.org", note="bring lunch"
)
TASK = CohortTask((Place("L0001", "F02", DAY + 30, 4.0), Place("L0002", "F02", None, 1.0)), (replace(ONE, seats=1, price=10.0),), (), 20.0)


def test_a_calendar_is_read_back_as_it_was() -> None:
    whole_days = replace(ONE, id="F01-1", module="F01", time="all day", begins=DAY + 20, ends=DAY + 22)
    data = calendar([(ONE, "T1"), (whole_days, "")], {"F02": "Safeguarding; notice, act"}, day=DAY)
    assert data == calendar([(ONE, "T1"), (whole_days, "")], {"F02": "Safeguarding; notice, act"}, day=DAY)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    first, second = Calendar.from_ical(data).walk("VEVENT")
    assert str(first["SUMMARY"]) == "F02 Safeguarding; notice, act"
    assert first["RRULE"]["COUNT"] == [2]
    assert str(first["DESCRIPTION"]).splitlines() == ["trainer: T1", "ask: a@example.org", "bring lunch"]
    assert (second.decoded("DTSTART"), second.decoded("DTEND")) == (civil(DAY + 20), civil(DAY + 23))
    assert b"L0001" not in data


def test_a_hostile_name_stays_one_line_of_text() -> None:
    hostile = replace(ONE, place="=cmd\nBEGIN:VEVENT", note="x" * 300)
    (event,) = Calendar.from_ical(calendar([(hostile, "")], {}, day=DAY)).walk("VEVENT")
    assert str(event["LOCATION"]) == "=cmd\nBEGIN:VEVENT"


def test_a_timetable_has_the_columns_of_sessions() -> None:
    heading, rows = timetable_sheet(timetable(TASK), {})
    assert set(heading) - {"title", "taken"} == set(SESSIONS)
    assert len(rows) == 1


def test_the_site_takes_what_is_for_it_and_sees_no_trainer() -> None:
    stream = io.BytesIO()
    held = replace(TASK, trainers=(Trainer("T-SECRET"),))
    write_csv(stream, *site_sheet(timetable(held)))
    assert b"T-SECRET" not in stream.getvalue()
    found, faults = read_sessions("s.csv", stream.getvalue(), CATALOGUE_OF_ONE)
    assert not faults
    assert [(one.module, one.ask) for one in found] == [("F02", "a@example.org")]


def test_what_if_beside_the_base() -> None:
    base = timetable(TASK, explain=False)
    more = timetable(changed(replace(TASK, budget=5.0), parse("budget+15"), modules=["F02"]), explain=False)
    _, rows = comparison_sheet([("base", base), ("budget+15", more)])
    assert [row[2] for row in rows] == [1, 1]
    assert changed(TASK, parse("deadline=F02:2026-12-01"), modules=["F02"]).places[1].by == day_number(date(2026, 12, 1))
    assert changed(TASK, parse("deadline+30"), modules=["F02"]).places[0].by == DAY + 60
    assert changed(TASK, parse("trainer=T9:F02:fr"), modules=["F02"]).trainers == (Trainer("T9", ("F02",), ("fr",)),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("money=3", "not understood"),
        ("budget=lots", "has no number"),
        ("budget-30", "less than nothing"),
        ("trainer=T1:F99", "no module is called `F99`"),
        ("trainer=:F02", "no new trainer"),
        ("deadline=F02:soon", "has no day"),
        ("x" * 300, "not understood: `" + "x" * 40 + "`"),
    ],
)
def test_a_what_if_that_is_not_understood(text: str, says: str) -> None:
    with pytest.raises(NotUnderstood, match=says):
        changed(TASK, parse(text), modules=["F02"])


def test_a_what_if_of_a_budget_needs_one() -> None:
    with pytest.raises(NotUnderstood, match="none was given"):
        changed(replace(TASK, budget=None), parse("budget+5"), modules=["F02"])


COURSES = {"F01": Course("F01", 10), "F05": Course("F05", 20, ("F01",)), "I10": Course("I10", 10, months=1)}


def test_days_follow_the_pace_and_the_order() -> None:
    needs = (Need("module", "r/F05", offers=("F05",)), Need("module", "r/I10", offers=("I10",)))
    way = cheapest_way(Profile(needs), COURSES)
    steps = dated(way, COURSES, Prices(), Pace(10), day=DAY, deadlines={"r/F05": DAY + 20})
    assert [(step.what, step.done_by - DAY) for step in steps] == [("F01", 7), ("F05", 21), ("I10", 28)]
    assert [step.late for step in steps] == [False, True, False]
    assert steps[0].by == DAY + 20, "what comes first is needed as early as what waits for it"


def test_what_runs_out_before_the_plan_ends_comes_last() -> None:
    needs = (Need("module", "r/F05", offers=("F05",)), Need("module", "r/I10", offers=("I10",)))
    way = cheapest_way(Profile(needs), COURSES)
    steps = dated(way, COURSES, Prices(), Pace(5), day=DAY, deadlines={"r/I10": DAY + 300})
    assert steps[-1].what == "I10"


def test_time_that_has_to_pass_has_its_earliest_day() -> None:
    need = Need("beside", "r/experience", says="experience:CSW:3", barrier=1.0, wait_months=3)
    (step,) = dated(cheapest_way(Profile((need,)), {}), {}, Prices(), Pace(), day=DAY, deadlines={})
    assert civil(step.done_by) == date(2027, 1, 15)

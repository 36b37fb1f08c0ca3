"""Column profiles: how a file of another system turns into one of the tidy tables.

A profile is written once for a kind of download and kept with the learner records, never beside the curriculum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from practicum.model.fields import CODE, Authored, told


@dataclass(frozen=True, kw_only=True)
class Reading(Authored):
    """One more table that the same rows state: a list of staff is a register of people and a list of posts at once.

    The file, its headings, encoding, days and rows that are no people are as the profile says; what is left out here is read by the
    headings that are known.
    """

    table: str = told("The tidy table the rows go to as well; each table once in a profile.", "posts")
    shape: Literal["long", "wide"] | None = told("One row a record, or one column an activity.", "wide", default=None)
    columns: dict[str, str] = told(
        "Heading to field of this table; a heading may be read for several tables.",
        {"Matricule": "learner", "Fonction": "role"},
        default=None,
    )
    constants: dict[str, str] = told(
        "Fields that have the same value in every row; left out, those of the profile.", {"role": "FSW"}, default=None
    )
    activities: dict[str, str] = told("Activity or course to module, as in a profile.", {"Safeguarding": "F02"}, default=None)
    activity_date: str | None = told("Where the day of an activity stands, as in a profile.", "next", default=None)
    completed: tuple[str, ...] = told("Words that say completed.", ["done"], default=())
    not_completed: tuple[str, ...] = told("Words that say not completed, beside those that are known.", ["à refaire"], default=())


@dataclass(frozen=True, kw_only=True)
class Profile(Authored):
    """How to read one kind of file.

    There are two shapes. In a long file a row is one record, and `columns` maps headings to fields. In a wide file a row
    is a person and every activity has a column; `activities` maps the headings of those columns to modules. Where the rows state more
    than one table, `also` says how they are read for the others.
    """

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    id: str = told("The profile's id.", "our-moodle", pattern=CODE)
    extends: str | None = told(
        "The profile whose fields hold where this one says nothing.", "moodle-course-completion", default=None, pattern=CODE
    )
    says: str | None = told("What it reads, in one plain sentence.", "The course completion report of our Moodle.", default=None)
    files: tuple[str, ...] = told("Patterns of file names it is for; case does not matter.", ["*completion*.csv"], default=())
    headings: tuple[str, ...] = told("Headings a file must have for the profile to fit.", ["Email address", "Course complete"], default=())
    table: str | None = told("The tidy table the rows go to.", "completions", default=None)
    shape: Literal["long", "wide"] | None = told("One row a record, or one column an activity.", "wide", default=None)
    encoding: str | None = told("The encoding, where it cannot be found out.", "cp1251", default=None)
    delimiter: str | None = told("The delimiter, where it cannot be found out.", ";", default=None, max_length=1)
    heading_row: int | None = told("The row that holds the headings, counted from 1.", 3, default=None, ge=1, le=1000)
    columns: dict[str, str] = told(
        "Heading to field of the table; `alias` for what another system calls a person, `completed` for a yes or no.",
        {"Email address": "alias", "Time completed": "date"},
        default=None,
    )
    constants: dict[str, str] = told(
        "Fields that have the same value in every row.", {"source": "our-moodle", "evidence": "verified"}, default=None
    )
    dates: tuple[str, ...] = told(
        "How dates are written, if not year-month-day; the signs are those of `strptime`, month and day names in English.",
        ["%A, %d %B %Y, %I:%M %p", "%d/%m/%y, %H:%M"],
        default=(),
    )
    day_order: Literal["day-first", "month-first"] | None = told(
        "Whether the day or the month comes first where both are numbers; needed where no row of a column shows it.",
        "day-first",
        default=None,
    )
    activities: dict[str, str] = told(
        "What the other system calls an activity or course, to the id of the module it stands for, or `none`.",
        {"Safeguarding, part 2": "F02"},
        default=None,
    )
    activity_date: str | None = told(
        "Where the day of an activity stands: `next` for the column after it, or the heading with `{activity}` in it.",
        "{activity} - Completion date",
        default=None,
    )
    completed: tuple[str, ...] = told("Words that say completed.", ["Completed", "Completed (achieved pass grade)"], default=())
    not_completed: tuple[str, ...] = told(
        "Words that say not completed, beside those that are known; an empty cell always does.", ["Not completed"], default=()
    )
    no_person: dict[str, tuple[str, ...]] = told(
        "Rows that are no people: heading to the values that show it; `(empty)` stands for an empty cell.",
        {"ID number": ["(empty)"]},
        default=None,
    )
    also: tuple[Reading, ...] = told(
        "Further tables that the same rows state, each with an account of its own.",
        [{"table": "posts", "columns": {"Staff ID": "learner", "Role": "role", "Agency": "agency", "Start date": "start"}}],
        default=(),
    )

"""Wide files: a row is a person, and every activity has a column of its own."""

from __future__ import annotations

from collections.abc import Sequence

from practicum.model.profile import Profile
from practicum.model.record import TABLES
from practicum.records.cells import trimmed
from practicum.records.days import read_day, read_serial
from practicum.records.headings import Vocabulary, columns_of, normal
from practicum.records.settling import mark_no_records
from practicum.records.stating import (
    Lines,
    forms_of,
    mark_no_persons,
    modules_named,
    position_of,
    refused_profile,
    says_not_completed,
    shown,
    title_of,
    words_of,
)
from practicum.tables import Body, Coded, Grid, Refusal, column_letters


def activities_in(names: Sequence[str], profile: Profile) -> list[str]:
    """Headings that look like activities: those with a column of dates as the profile describes it."""
    if profile.activity_date == "next":
        return [name for position, name in enumerate(names[:-1]) if name and not names[position + 1]]
    if profile.activity_date and "{activity}" in profile.activity_date:
        known = {normal(name) for name in names}
        return [name for name in names if name and normal(profile.activity_date.replace("{activity}", name)) in known]
    return []


def wide_lines(grid: Grid, body: Body, profile: Profile, table: str, words: Vocabulary) -> Lines | Refusal:
    """One row a person, one column an activity."""
    activities = {normal(name): module for name, module in modules_named(profile).items()}
    wanted = [position for position, name in enumerate(body.names) if name and normal(name) in activities]
    candidates = activities_in(body.names, profile)
    if not wanted:
        if candidates:
            first = body.names.index(candidates[0])
            return Refusal(
                grid.place,
                "UNMAPPED_ACTIVITY",
                f"nobody said which module an activity is; the activities found are {shown(candidates)}",
                f"write them under `activities:` of the profile `{profile.id}`, each with a module id behind it",
                body.heading_row,
                title_of(body, first),
            )
        return refused_profile(
            grid,
            profile,
            f"none of its activities is among the headings {shown(body.names)}",
            "write the headings as the file has them",
            body,
        )
    twice = next(
        (
            position
            for position in wanted
            if normal(body.names[position]) in {normal(body.names[other]) for other in wanted if other < position}
        ),
        None,
    )
    if twice is not None:
        return Refusal(
            grid.place,
            "TWO_COLUMNS",
            "two activities have the same heading, so nobody can tell them apart",
            "rename one of them in the file",
            body.heading_row,
            title_of(body, twice),
        )
    people = {name: position for heading, name in (profile.columns or {}).items() if (position := position_of(body, heading)) is not None}
    if not {"learner", "alias"} & set(people):
        listed = ", ".join(f"`{heading}`" for heading in profile.columns or {})
        return refused_profile(
            grid, profile, f"none of the columns that name a person ({listed}) is in the file", "map one to `learner` or `alias`", body
        )
    # A column of days beside the activities is the day of each that has none of its own.
    shared = people.pop("date", None)
    own = {position: _date_position(body, position, profile) for position in wanted}
    dates = {position: shared if at is None else at for position, at in own.items()}
    lines = Lines(
        table,
        grid.place,
        body.numbers,
        {},
        {name: title_of(body, position) for name, position in people.items()},
        forms_of(profile),
        {position: (column_letters(len(body.names)), "TOO_MANY_CELLS") for position in body.overlong},
        0,
        (),
        profile.id,
        activity=[],
    )
    mark_no_records(lines, body, words)
    mark_no_persons(lines, body, profile)
    done, undone = words_of(profile)
    rows: list[int] = []
    origin: list[int] = []
    modules: list[str] = []
    texts: list[str] = []
    headings: list[str] = []
    trouble: dict[int, tuple[str, str]] = {}

    def add(row: int, module: str, day: str, heading: str) -> None:
        rows.append(body.numbers[row])
        origin.append(row)
        modules.append(module)
        texts.append(day)
        headings.append(heading)

    cells = {position: list(body.columns[position]) for position in {*wanted, *dates.values()} if position is not None}
    faulty: dict[str, bool] = {}
    idle: dict[str, bool] = {}
    for row in range(len(body.numbers)):
        if row in lines.trouble:
            trouble[len(rows)] = lines.trouble[row]
            add(row, "", "", lines.trouble[row][0])
            continue
        before = len(rows)
        for position in wanted:
            module = activities[normal(body.names[position])]
            text = trimmed(cells[position][row])[0]
            if text not in idle:
                idle[text] = says_not_completed(text, done, undone)
            if not module or idle[text]:
                lines.undone += bool(module and text)
                continue
            at = dates[position]
            day = trimmed(cells[at][row])[0] if at is not None else ""
            title = title_of(body, at if at is not None else position)
            if text.casefold() not in done:
                if text not in faulty:
                    faulty[text] = read_day(text, lines.forms).fault == "BAD_DATE" and read_serial(text) is None
                if faulty[text]:
                    trouble[len(rows)] = (title_of(body, position), "BAD_WORD")
                if not day or own[position] is None:
                    # The day in the cell itself goes before one that is beside all activities.
                    day, title = text, title_of(body, position)
            elif at is None:
                trouble[len(rows)] = (title_of(body, position), "DAY_MISSING")
            add(row, module, day, title)
        lines.idle += len(rows) == before
    lines.rows, lines.trouble, lines.activity = rows, trouble, headings
    lines.fields = {name: body.columns[position].taken(origin) for name, position in people.items()}
    lines.fields |= {"module": Coded.of(modules), "date": Coded.of(texts)}
    names = {column.name for column in columns_of(TABLES[table])}
    constants = profile.constants or {}
    lines.fields |= {
        name: Coded.same(value, len(rows)) for name, value in constants.items() if name in names and name not in lines.fields
    }
    mapped = {normal(body.names[position]) for position in wanted}
    lines.unused = tuple(name for name in candidates if normal(name) not in mapped)
    return lines


def _date_position(body: Body, position: int, profile: Profile) -> int | None:
    """Where the day of the activity at ``position`` stands, if it has a column of its own."""
    if profile.activity_date == "next":
        return position + 1 if position + 1 < len(body.names) and not body.names[position + 1] else None
    if profile.activity_date:
        return position_of(body, profile.activity_date.replace("{activity}", body.names[position]))
    return None

"""Grids to lines: which table a file states and which heading is which field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from practicum.model.profile import Profile
from practicum.model.record import TABLES
from practicum.records.days import compiled_form
from practicum.records.fitting import heading_row_for, nearly, passed_over, row_with
from practicum.records.headings import (
    Vocabulary,
    any_known,
    columns_of,
    is_ours,
    match_headings,
    nearest,
    private_fields,
    shipped_vocabulary,
    table_of,
)
from practicum.records.profiling import own_profiles, readings_of
from practicum.records.settling import mark_no_records, remarks_on
from practicum.records.shared_rows import share_rows
from practicum.records.stating import (
    Lines,
    forms_of,
    keep_rows,
    mark_no_persons,
    modules_named,
    position_of,
    refused_profile,
    says_not_completed,
    shown,
    title_of,
    words_of,
)
from practicum.records.wide import activities_in, wide_lines
from practicum.tables import Body, Coded, Grid, Refusal, Remark, column_letters, rows_left


def readings_in(
    grid: Grid, profiles: Sequence[Profile], ready: Sequence[Profile], words: Vocabulary | None = None
) -> list[Lines | Refusal]:
    """The records a grid states, a list for each table it is read for, or why it is refused.

    A file is read through the first profile that fits, or by its name. A profile may read it for several tables (`also`); one of them
    that is refused leaves the others as they are.
    """
    known = words or shipped_vocabulary()
    for profile in (*profiles, *own_profiles()):
        heading_row = heading_row_for(grid, profile)
        if heading_row:
            return _all_through(grid, grid.under(heading_row), profile, profiles, known)
    table = table_of(grid.file, grid.sheet)
    if not table:
        refusal = _unknown(grid, ready, known)
        near = next((said for profile in profiles if (said := nearly(grid, profile))), "")
        return [replace(refusal, message=f"{refusal.message}; your profile {near}") if near else refusal]
    body = grid.under(best_heading_row(grid, table, known))
    lines = _remarked(_tidy(grid, body, table, None, known), grid, body)
    if isinstance(lines, Lines):
        lines.remarks += passed_over(grid, None, body.heading_row, profiles)
    return [lines]


def _all_through(grid: Grid, body: Body, profile: Profile, profiles: Sequence[Profile], words: Vocabulary) -> list[Lines | Refusal]:
    readings = readings_of(profile)
    tables = [reading.table or table_of(grid.file, grid.sheet) for reading in readings]
    twice = next((table for at, table in enumerate(tables) if table in tables[:at]), "")
    if twice:
        return [refused_profile(grid, profile, f"it reads `{twice}` twice", "leave one of the two under `also:` out", body)]
    found = [_remarked(_through(grid, body, reading, words), grid, body) for reading in readings]
    if len(found) > 1:
        both = zip(found, tables, strict=True)
        found = [replace(one, message=f"as `{table}`: {one.message}") if isinstance(one, Refusal) else one for one, table in both]
        share_rows([one for one in found if isinstance(one, Lines)])
    first = next((one for one in found if isinstance(one, Lines)), None)
    if first is not None:
        first.remarks += passed_over(grid, profile, body.heading_row, profiles)
    return found


def _remarked(lines: Lines | Refusal, grid: Grid, body: Body) -> Lines | Refusal:
    if isinstance(lines, Lines):
        lines.remarks = [*remarks_on(grid, body), *lines.remarks]
        if not lines.profile:
            lines.remarks += [Remark("UNUSED_COLUMN", body.heading_row, title) for title in lines.unused]
    return lines


def best_heading_row(grid: Grid, table: str, words: Vocabulary | None = None) -> int:
    """The row, counted from 1, that holds most headings of a table."""
    best, most = grid.likely_heading(), 0
    for number, row in enumerate(grid.rows[:20], start=1):
        found = len(match_headings(TABLES[table], row, words)[0])
        if found > most:
            best, most = number, found
    return best


def _found(names: list[str], words: Vocabulary) -> str:
    """What stands in the row of the headings; where nothing in it is a heading we know it may be a row of values, and is not shown."""
    if any_known(names, words):
        return f"the headings found are {shown(names)}"
    return "no cell of its first row is a heading that is known here, and what stands there may be records, so it is not shown"


def _unknown(grid: Grid, ready: Sequence[Profile], words: Vocabulary) -> Refusal:
    heading_row = grid.likely_heading()
    names = [name.strip() for name in grid.rows[heading_row - 1]]
    # The profile that asks for most headings says most about a file.
    for profile in sorted(ready, key=lambda one: len(one.headings), reverse=True):
        row = row_with(grid, profile.headings)
        if row:
            found = grid.under(row)
            found_activities = activities_in(found.names, profile) if profile.shape == "wide" else []
            if profile.shape == "wide" and not found_activities:
                continue
            mapped = shown(found_activities) if found_activities else "the courses it names"
            return Refusal(
                grid.place,
                "NEEDS_PROFILE",
                f"the headings are those of the ready profile `{profile.id}`, but nobody said which module an activity is",
                "let `practicum records profile` propose a profile, or write one, a text file such as our-moodle.yaml with `format: 1`, "
                f"`id: our-moodle`, `extends: {profile.id}`, and under `activities:` {mapped}, each with a module id behind it; "
                "then name it with `--profile`",
                row,
                found_activities[0] if found_activities else title_of(found, 0),
            )
    return Refusal(
        grid.place,
        "UNKNOWN_FILE",
        f"no table has this name and no profile fits; {_found(names, words)}",
        f"rename it to one of {', '.join(f'`{name}.csv`' for name in TABLES)}, or let `practicum records profile` propose how to read it",
        heading_row,
        column_letters(0),
    )


def _tidy(grid: Grid, body: Body, table: str, profile: Profile | None, words: Vocabulary) -> Lines | Refusal:
    """A long file whose headings are ours or harmless variants of them."""
    shape = TABLES[table]
    found, implied, clashes = match_headings(shape, body.names, words)
    if clashes:
        one, other = clashes[0]
        return Refusal(
            grid.place,
            "TWO_COLUMNS",
            f"columns {column_letters(one)} and {column_letters(other)} both look like the same field of `{table}`",
            "rename or delete one of them",
            body.heading_row,
            title_of(body, other),
        )
    lines = _long(grid, body, table, found, {**implied, **((profile.constants or {}) if profile else {})}, profile, words)
    if isinstance(lines, Lines):
        foreign = [position for name, position in found.items() if not is_ours(body.names[position], name)]
        lines.remarks += [Remark("HEADING_READ", body.heading_row, title_of(body, position)) for position in sorted(foreign)]
    return lines


def _long(
    grid: Grid,
    body: Body,
    table: str,
    found: dict[str, int],
    constants: dict[str, str],
    profile: Profile | None,
    words: Vocabulary,
) -> Lines | Refusal:
    names = {column.name for column in columns_of(TABLES[table])}
    for column in TABLES[table].columns:
        if column.required and column.name not in found and column.name not in constants:
            if column.name == "learner" and "alias" in found:
                continue
            near = nearest(column.name, body.names)
            hint = f"is `{near}` meant? rename it to `{column.name}`" if near else f"add a column `{column.name}` ({column.says})"
            return Refusal(
                grid.place,
                "MISSING_COLUMN",
                f"`{table}` needs a column `{column.name}`; {_found(body.names, words)}",
                f"{hint}, or map the column in a profile",
                body.heading_row,
                column.name,
            )
    fields = {name: body.columns[position] for name, position in found.items()}
    for name, value in constants.items():
        if name in names and name not in fields:
            fields[name] = Coded.same(value, len(body.numbers))
    used = set(found.values())
    lines = Lines(
        table,
        grid.place,
        body.numbers,
        fields,
        {name: title_of(body, position) for name, position in found.items()},
        forms_of(profile),
        {position: (column_letters(len(body.names)), "TOO_MANY_CELLS") for position in body.overlong},
        0,
        tuple(title_of(body, position) for position in range(len(body.names)) if position not in used),
        profile.id if profile else "",
    )
    mark_no_records(lines, body, words)
    return lines


def _through(grid: Grid, body: Body, profile: Profile, words: Vocabulary) -> Lines | Refusal:
    """A file read through a profile."""
    bad = next((form for form in profile.dates if compiled_form(form) is None), None)
    if bad is not None:
        return refused_profile(
            grid, profile, f"its date form `{bad}` names no whole day", "write it with the signs of strptime, such as `%d/%m/%Y`", body
        )
    table = profile.table or table_of(grid.file, grid.sheet)
    if table not in TABLES:
        return refused_profile(grid, profile, "it names no table", f"write `table:` with one of {', '.join(TABLES)}", body)
    if profile.shape == "wide":
        return wide_lines(grid, body, profile, table, words)
    if not profile.columns:
        return _tidy(grid, body, table, profile, words)
    positions: dict[str, int] = {}
    for heading, field_name in profile.columns.items():
        position = position_of(body, heading)
        if position is None:
            continue
        if field_name not in {column.name for column in columns_of(TABLES[table])} | {"alias", "completed"} | private_fields(table):
            return refused_profile(grid, profile, f"`{table}` has no field `{field_name}`", "look up the fields of the table", body)
        positions[field_name] = position
    kept = {name: position for name, position in positions.items() if name != "completed"}
    lines = _long(grid, body, table, kept, profile.constants or {}, profile, words)
    if isinstance(lines, Refusal):
        return lines
    mark_no_persons(lines, body, profile)
    if "completed" in positions:
        said = title_of(body, positions["completed"])
        lines.unused = tuple(title for title in lines.unused if title != said)
        _drop_not_completed(lines, body.columns[positions["completed"]], title_of(body, positions["completed"]), profile)
    return _name_modules(grid, body, lines, profile) if profile.activities is not None else lines


def _drop_not_completed(lines: Lines, texts: Coded, title: str, profile: Profile) -> None:
    """Rows that say not completed state no record; they are counted and left out."""
    done, undone = words_of(profile)
    words = texts.mapped(lambda text: text.strip().casefold())
    says_not = frozenset(word for word in words.values if says_not_completed(word, done, undone))
    idle = [row for row in words.where(lambda word: word in says_not) if row not in lines.trouble]
    lines.undone += sum(1 for row in idle if words[row])
    for row in words.where(lambda word: word not in says_not and word not in done):
        lines.trouble.setdefault(row, (title, "BAD_WORD"))
    lines.idle += len(idle)
    keep_rows(lines, rows_left(len(texts), idle))


def _name_modules(grid: Grid, body: Body, lines: Lines, profile: Profile) -> Lines | Refusal:
    """What the other system calls courses, as module ids."""
    known = {name.strip().casefold(): module for name, module in modules_named(profile).items()}
    column = lines.fields.get("module")
    if column is None:
        return lines
    title = lines.titles.get("module", "module")
    if len(column) and not any(text.strip().casefold() in known for text in column.used()):
        return Refusal(
            grid.place,
            "UNMAPPED_ACTIVITY",
            f"nobody said which module the courses in column `{title}` are",
            f"write each of them under `activities:` of the profile `{profile.id}`, with a module id behind it",
            lines.rows[0],
            title,
        )
    names = column.mapped(lambda text: text.strip().casefold())
    idle = [row for row in names.where(lambda name: known.get(name) == "") if row not in lines.trouble]
    for row in names.where(lambda name: name not in known):
        lines.trouble.setdefault(row, (title, "UNMAPPED_ACTIVITY"))
    lines.idle += len(idle)
    lines.fields["module"] = names.mapped(lambda name: known.get(name) or "")
    keep_rows(lines, rows_left(len(names), idle))
    return lines

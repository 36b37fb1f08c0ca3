"""A column profile proposed for a file nobody has described: what each column seems to be, and what that rests on.

Nothing is decided here that a person could not check: every choice has its evidence, and what is only likely is said to be unsure. No value
of a cell is part of a proposal, but for the names of courses and activities, which stand for modules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from practicum.model.profile import Profile, Reading
from practicum.model.record import TABLES
from practicum.records.beside import ABOUT_PEOPLE, REGISTERS, Beside, beside_in
from practicum.records.cells import trimmed, word_meant
from practicum.records.choosing import (
    MOST,
    Choice,
    choices_in,
    distinct_in,
    has_headings,
    is_day,
    key_of,
    place_of,
    share_of,
    title_at,
    values_under,
)
from practicum.records.day_columns import seen_in
from practicum.records.days import Order, plain_word
from practicum.records.headings import (
    Vocabulary,
    best_headings,
    columns_of,
    fields_of,
    normal,
    private_fields,
    shipped_vocabulary,
    table_of,
)
from practicum.records.known import KnownIds
from practicum.records.module_names import Named, named_module
from practicum.records.profiling import extended, ready_profiles, shipped_words
from practicum.records.wide import activities_in
from practicum.tables import Body, Grid

# Tables in the order in which a file without a name of ours is tried; the first of those that fit equally well is taken.
_LIKELY = (
    "completions",
    "posts",
    "cpd",
    "supervised",
    "supervision",
    "certificates",
    "observations",
    "rpl",
    "learners",
    "agencies",
    "identities",
)


@dataclass(frozen=True)
class Proposal:
    """A profile for the tables that a file states, with the evidence for each choice and what stayed open."""

    profile: Profile
    place: str
    heading_row: int
    table_evidence: str
    choices: tuple[Choice, ...]
    activities: tuple[Named, ...] = ()
    order_evidence: str = ""
    unsure: tuple[str, ...] = ()
    unused: tuple[str, ...] = field(default=())
    beside: tuple[Beside, ...] = ()

    @property
    def every_choice(self) -> tuple[Choice, ...]:
        """What each column was taken for, in whatever table; a column may be read for several."""
        return (*self.choices, *(choice for one in self.beside for choice in one.choices))


def propose(
    grid: Grid,
    known: KnownIds,
    titles: Mapping[str, Sequence[str]],
    *,
    id: str,
    table: str = "",
    columns: Mapping[str, str] | None = None,
    activities: Mapping[str, str] | None = None,
    dates: Order = "",
    words: Vocabulary | None = None,
) -> Proposal | None:
    """A profile for a grid, or None where nothing of it looks like a table of records.

    ``titles`` gives what each module is called, its title first; ``table``, ``columns`` (heading to field), ``activities`` (name to module)
    and ``dates`` are what somebody has already said, and are not questioned.
    """
    vocabulary = words or shipped_vocabulary()
    ready = _ready(grid, columns or {})
    found: Proposal | None
    if ready is not None:
        found = _of_ready(grid, *ready, known, titles, activities or {}, id)
    else:
        found = _of_columns(grid, known, titles, vocabulary, id, table, columns or {}, activities or {})
    return _with_order(grid, found, dates) if found is not None else None


def _ready(grid: Grid, columns: Mapping[str, str]) -> tuple[Profile, int] | None:
    """The ready profile whose headings the file has, the one that asks for most, and the row of the headings."""
    if columns:
        return None
    for profile in sorted(ready_profiles(), key=lambda one: len(one.headings), reverse=True):
        for number in range(1, min(20, len(grid.rows)) + 1):
            names = {normal(name) for name in grid.rows[number - 1]}
            if profile.headings and all(normal(name) in names for name in profile.headings):
                body = grid.under(number)
                if profile.shape != "wide" or activities_in(body.names, profile):
                    return profile, number
    return None


def _of_ready(
    grid: Grid, ready: Profile, row: int, known: KnownIds, titles: Mapping[str, Sequence[str]], said: Mapping[str, str], id: str
) -> Proposal:
    body = grid.under(row)
    whole = extended([ready], ready_profiles())[0]
    named: tuple[Named, ...] = ()
    if not ready.activities and ready.id.startswith("moodle"):
        module = next((heading for heading, name in (whole.columns or {}).items() if name == "module"), "")
        names = activities_in(body.names, whole) if whole.shape == "wide" else values_under(body, module)
        whole_course = [name for name in whole.headings if whole.shape == "wide" and normal(name) == "course_complete"]
        named = tuple(named_module(name, known, titles, said) for name in [*names, *whole_course])
    choices = tuple(
        Choice(heading, position, name, f"the ready profile `{ready.id}` says so")
        for heading, name in (whole.columns or {}).items()
        for position in [place_of(body, heading)]
        if position is not None
    )
    mine = [one.name for one in named if whole.shape == "wide"]
    profile = Profile(
        format=1,
        id=id,
        extends=ready.id,
        files=("*",),
        headings=tuple(dict.fromkeys([*ready.headings, *mine])),
        activities={one.name: one.module or "none" for one in named},
    )
    evidence = f"row {row} has the headings of the ready profile `{ready.id}`"
    return Proposal(profile, grid.place, row, evidence, choices, named, unsure=_open_names(named))


def _of_columns(
    grid: Grid,
    known: KnownIds,
    titles: Mapping[str, Sequence[str]],
    words: Vocabulary,
    id: str,
    table: str,
    columns: Mapping[str, str],
    said: Mapping[str, str],
) -> Proposal | None:
    named_table = table or table_of(grid.file, grid.sheet)
    tables = [named_table] if named_table else list(_LIKELY)
    row = best_headings(grid.rows, tables, words) or grid.likely_heading()
    body = grid.under(row)
    if not body.names or not body.numbers or not has_headings(body, known, words):
        return None
    wide = _wide_names(body, known, titles, said) if named_table in ("", "completions") else []
    tried = []
    for number, one in enumerate(["completions"] if len(wide) > 1 else tables):
        choices = choices_in(body, one, known, words, _meant_for(columns, one), titles)
        if len(wide) > 1:
            choices = _with_person(choices)
        needed = {column.name for column in TABLES[one].columns if column.required} - ({"module", "date"} if len(wide) > 1 else set())
        got = {choice.field for choice in choices}
        got |= {"learner"} if "alias" in got else set()
        tried.append((len(needed & got) / max(len(needed), 1), len(got), -number, one, choices, sorted(needed - got)))
    share, _, _, chosen, choices, missing = max(tried)
    if share == 0:
        return None
    taken = {choice.position for choice in choices}
    unsure = [f"no column was found for `{name}`, which `{chosen}` needs" for name in missing]
    doubted = [choice for choice in choices if not choice.sure]
    unsure += [f"column `{title_at(body, choice.position)}` may not be `{choice.field}`: {choice.evidence}" for choice in doubted]
    profile = Profile(
        format=1,
        id=id,
        headings=tuple(dict.fromkeys(body.names[choice.position] for choice in choices if body.names[choice.position])),
        table=chosen,
        shape="wide" if len(wide) > 1 else "long",
        encoding=grid.encoding if grid.guessed else None,
        heading_row=None,
        columns={key_of(body, choice.position): choice.field for choice in choices},
        constants={} if any(choice.field == "source" for choice in choices) else {"source": id},
    )
    if "evidence" not in {choice.field for choice in choices} and chosen == "completions":
        unsure.append("nothing says how well they are evidenced; write `evidence: verified` under `constants` if somebody checked them")
    where = "you said so" if table else f"the file is named after `{chosen}`" if named_table else f"its columns fit `{chosen}` best"
    activities: tuple[Named, ...] = ()
    if len(wide) > 1:
        activities = tuple(wide)
        dates = _date_heading(body, [one.name for one in wide])
        positions = {place_of(body, one.name) for one in wide}
        profile = replace(
            profile,
            activities={one.name: one.module or "none" for one in wide},
            activity_date=dates,
            headings=tuple(dict.fromkeys([*profile.headings, *(one.name for one in wide)])),
            columns={heading: name for heading, name in (profile.columns or {}).items() if place_of(body, heading) not in positions},
        )
        done, undone = _status_words(body, [position for position in positions if position is not None])
        profile = replace(profile, completed=done, not_completed=undone)
        choices = [choice for choice in choices if choice.position not in positions]
        taken |= {position for position in positions if position is not None}
    else:
        status = _status_column(body, taken) if chosen == "completions" else None
        if status is not None:
            heading = key_of(body, status)
            done, undone = _status_words(body, [status])
            mapped = {**(profile.columns or {}), heading: "completed"}
            profile = replace(profile, columns=mapped, completed=done, not_completed=undone)
            choices.append(Choice(body.names[status], status, "completed", "its cells are words for completed and not completed"))
            taken.add(status)
        module = next((choice.position for choice in choices if choice.field == "module"), None)
        if module is not None and chosen in ("completions", "rpl") and known.modules is not None:
            names = [name for name in distinct_in(body, module) if name.strip().casefold() not in {one.casefold() for one in known.modules}]
            if names:
                activities = tuple(named_module(name, known, titles, said) for name in distinct_in(body, module))
                profile = replace(profile, activities={one.name: one.module or "none" for one in activities})
    if all(choice.sure and normal(choice.heading) == choice.field for choice in choices):
        # Headings of our own tell no files apart: it is for this file and its like of other days, and leaves the others alone.
        profile = replace(profile, files=(_like(grid.file),))
    # Who has said which table it is has said that it is no other; and what lacks a column for its own table is not asked for more.
    alone = bool(table or missing)
    beside, lacking = ((), ()) if alone else beside_in(body, chosen, choices, taken, known, words, columns, titles)
    unsure += lacking
    if beside:
        # What the register tells of the person need not be read a second time.
        told_there = {one.position for told in beside if told.table == "learners" for one in told.choices}
        choices = [one for one in choices if not (one.position in told_there and one.field in ABOUT_PEOPLE)]
        kept = {key_of(body, one.position) for one in choices}
        mapped = {heading: name for heading, name in (profile.columns or {}).items() if heading in kept or name == "completed"}
        profile = replace(profile, columns=mapped)
        also = tuple(Reading(table=told.table, columns={key_of(body, one.position): one.field for one in told.choices}) for told in beside)
        headings = [body.names[choice.position] for one in beside for choice in one.choices]
        profile = replace(profile, also=also, headings=tuple(dict.fromkeys(name for name in (*profile.headings, *headings) if name)))
        taken |= {choice.position for one in beside for choice in one.choices}
    unused = tuple(title_at(body, position) for position in range(len(body.names)) if position not in taken)
    unsure += _open_names(activities)
    return Proposal(profile, grid.place, row, where, tuple(choices), activities, "", tuple(unsure), unused, beside)


def _meant_for(columns: Mapping[str, str], table: str) -> dict[str, str]:
    """What somebody said of columns, but for fields that only another table of a list of staff has."""
    own = fields_of(TABLES[table]) | private_fields(table) | {"completed"}
    elsewhere = {field for other in REGISTERS for field in fields_of(TABLES[other]) | private_fields(other)}
    return {heading: field for heading, field in columns.items() if field in own or field not in elsewhere}


def _like(file: str) -> str:
    """The pattern of a file's name with any numbers in it, or behind it.

    >>> _like("in/Completions-North 2026-10.csv")
    'Completions-North *-**.csv'
    """
    stem, dot, ending = file.replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")
    safe = re.sub(r"[\[\]?*]", "?", stem or ending)
    return re.sub(r"\d+", "*", safe) + "*" + (dot + ending if stem else "")


def _open_names(named: Sequence[Named]) -> tuple[str, ...]:
    return tuple(
        f"`{one.name}` may be {' or '.join(one.candidates)}" if one.candidates else f"nobody said which module `{one.name}` is"
        for one in named
        if not one.sure
    )


def _wide_names(body: Body, known: KnownIds, titles: Mapping[str, Sequence[str]], said: Mapping[str, str]) -> list[Named]:
    """The columns that stand for modules: their headings name one, and their cells are days or words for completed."""
    found = []
    for position, heading in enumerate(body.names):
        if not heading:
            continue
        named = named_module(heading, known, titles, said)
        passed, filled = share_of(body, position, _is_state)
        if named.module and passed >= (0.5 if named.sure else MOST) * filled and (filled or named.sure):
            found.append(named)
    # A heading and its heading for days name one module; the shorter one is the activity.
    short = [one for one in found if not any(other is not one and normal(one.name).startswith(normal(other.name) + "_") for other in found)]
    return short


def _with_person(choices: Sequence[Choice]) -> list[Choice]:
    """The choices in a sheet of one row a person: an id of the row is that of the person, where nothing else names one."""
    if {"learner", "alias"} & {choice.field for choice in choices}:
        return list(choices)
    says = "a row is a person here, and nothing else names one"
    return [replace(one, field="learner", evidence=says, sure=False) if one.field == "record_id" else one for one in choices]


def _is_state(text: str) -> bool:
    return bool(word_meant(text, ("completed", "not_completed"))) or is_day(text)


def _date_heading(body: Body, names: Sequence[str]) -> str | None:
    """Where the days of activities stand beside them, as profiles write it."""
    positions = [position for name in names if (position := place_of(body, name)) is not None]
    if all(position + 1 < len(body.names) and not body.names[position + 1] for position in positions):
        return "next"
    patterns: dict[str, int] = {}
    for name in names:
        for other in body.names:
            if other != name and name and name in other:
                pattern = other.replace(name, "{activity}")
                patterns[pattern] = patterns.get(pattern, 0) + 1
    best = max(patterns, key=lambda pattern: patterns[pattern], default=None)
    return best if best is not None and patterns[best] == len(names) else None


def _status_column(body: Body, taken: set[int]) -> int | None:
    for position in range(len(body.names)):
        passed, filled = share_of(body, position, lambda text: bool(word_meant(text, ("completed", "not_completed"))))
        if position not in taken and filled > 1 and passed == filled and len(body.columns[position].values) < 50:
            return position
    return None


def _status_words(body: Body, positions: Sequence[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words for completed and for not completed that stand in some columns, and those of the list in their languages."""
    listed = shipped_words().words or {}
    here = sorted({trimmed(text)[0] for position in positions for text in distinct_in(body, position)} - {""})
    known = {kind: {plain_word(word) for word in listed.get(kind, ())} for kind in ("completed", "not_completed")}
    undone = tuple(word for word in here if plain_word(word) in known["not_completed"])
    done = tuple(word for word in here if plain_word(word) in known["completed"] and word not in undone)
    return done or ("Completed",), undone or ("Not completed",)


def _with_order(grid: Grid, found: Proposal, dates: Order) -> Proposal:
    """The proposal with the order of day and month, where its columns of days show one or somebody said it."""
    body = grid.under(found.heading_row)
    if dates:
        told = replace(found.profile, day_order="day-first" if dates == "day" else "month-first")
        return replace(found, profile=told, order_evidence="you said so")
    dated = {choice.position for choice in found.every_choice if choice.field in _DAYS}
    dated |= {position for one in found.activities for position in _dates_of(body, found.profile, one.name)}
    seen = {position: seen_in(body.columns[position]) for position in sorted(dated)}
    orders = {one.order for one in seen.values() if one.order}
    if len(orders) == 1:
        position, shows = next((position, one) for position, one in seen.items() if one.order)
        order = orders.pop()
        row = body.numbers[shows.shown_by] if shows.shown_by is not None else found.heading_row
        count = shows.first or shows.second
        more = f", nor can {count - 1:,} more" if count > 1 else ""
        evidence = f"row {row} of column `{title_at(body, position)}` cannot be read the other way round{more}"
        shown = replace(found.profile, day_order="day-first" if order == "day" else "month-first")
        return replace(found, profile=shown, order_evidence=evidence)
    if any(one.open for one in seen.values()):
        said = "no row shows whether the day or the month comes first; say `--dates day-first` or `--dates month-first`"
        both = "days are written in both orders; one column or the other is wrong"
        return replace(found, unsure=(*found.unsure, both if orders else said))
    return found


_DAYS = frozenset(column.name for shape in TABLES.values() for column in columns_of(shape) if column.kind == "day")


def _dates_of(body: Body, profile: Profile, name: str) -> list[int]:
    """The columns in which the day of an activity may stand."""
    position = place_of(body, name)
    if position is None:
        return []
    whole = extended([profile], ready_profiles())[0]
    if whole.activity_date == "next":
        return [position, position + 1] if position + 1 < len(body.names) else [position]
    beside = place_of(body, whole.activity_date.replace("{activity}", name)) if whole.activity_date else None
    return [position] if beside is None else [position, beside]

"""What a file states, before any cell is read: its records, their places and headings; and what profiles share."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from practicum.model.profile import Profile
from practicum.records.cells import trimmed, word_meant
from practicum.records.day_columns import DayReader
from practicum.records.days import compiled_form
from practicum.records.headings import normal
from practicum.tables import Body, Coded, Grid, Refusal, Remark, column_letters

# A file without headings shows its first row in their place; what looks like a person's cell is not repeated.
_PRIVATE = re.compile(r"@|^\d[\d\s./:-]*$|^=")


@dataclass(slots=True)
class Lines:
    """Records as a file states them: for each field a column of texts, and the place of each record.

    ``titles`` are the headings as people see them; ``trouble`` holds records that cannot be used whatever their cells say
    (position → heading, reason); ``idle`` counts rows that state no record, such as people who completed nothing, and ``undone`` cells
    that say in words that something is not completed.
    """

    table: str
    file: str
    rows: Sequence[int]
    fields: dict[str, Coded]
    titles: dict[str, str]
    forms: tuple[re.Pattern[str], ...] = ()
    trouble: dict[int, tuple[str, str]] = field(default_factory=dict)
    idle: int = 0
    unused: tuple[str, ...] = ()
    profile: str = ""
    # How each field of days is read.
    days: dict[str, DayReader] = field(default_factory=dict)
    # Rows and columns of the file that were dealt with and are worth a look.
    remarks: list[Remark] = field(default_factory=list)
    undone: int = 0
    # In wide files: the heading of the activity each record came from.
    activity: list[str] | None = None
    # Whether the rows are read for other tables as well; then they list what agencies there are by the way, and not all of them.
    beside: bool = False


def keep_rows(lines: Lines, keep: Sequence[int]) -> None:
    """Leave only the records at these positions, which ascend; what is known of each moves with it."""
    if len(keep) == len(lines.rows):
        return
    kept = list(keep)
    places = {old: bisect_left(kept, old) for old in lines.trouble}
    places = {old: new for old, new in places.items() if new < len(kept) and kept[new] == old}
    lines.rows = [lines.rows[row] for row in keep]
    lines.fields = {name: column.taken(keep) for name, column in lines.fields.items()}
    lines.trouble = {places[row]: said for row, said in lines.trouble.items() if row in places}
    if lines.activity is not None:
        lines.activity = [lines.activity[row] for row in keep]


def recorded_by(lines: Lines, day: int) -> bool:
    """Leave out the records that were written down after a day; whether the file held anything by then.

    A record that does not say when, or says it so vaguely that it may have been by then, stays.
    """
    texts = lines.fields.get("recorded_at")
    if texts is None:
        return True
    read = lines.days.get("recorded_at") or DayReader(lines.forms)
    later = {text for text in texts.used() if (first := read(trimmed(text)[0]).first) is not None and first > day}
    if later:
        keep_rows(lines, texts.where(lambda text: text not in later))
    return bool(lines.rows) or not len(texts) or bool(lines.idle)


def shown(names: Sequence[str]) -> str:
    """Headings as messages list them; empty ones, and cells that are no headings, are only counted.

    >>> shown(["ID", "", "ada@example.invalid"])
    '`ID`, …, …'
    """
    listed = [f"`{name}`" if name and not _PRIVATE.search(name) and len(name) <= 60 else "…" for name in names[:30]]
    return ", ".join(listed) + (" and more" if len(names) > 30 else "")


def title_of(body: Body, position: int) -> str:
    """A heading as messages name it; the letter of the column where nothing stands over it."""
    name = body.names[position] if position < len(body.names) else ""
    return name if name and not _PRIVATE.search(name) else column_letters(position)


def forms_of(profile: Profile | None) -> tuple[re.Pattern[str], ...]:
    """The profile's forms of dates, as patterns."""
    compiled = [compiled_form(form) for form in profile.dates] if profile else []
    return tuple(one for one in compiled if one is not None)


def refused_profile(grid: Grid, profile: Profile, message: str, help: str, body: Body) -> Refusal:
    """The refusal of a file because its profile cannot be used."""
    return Refusal(
        grid.place, "BAD_PROFILE", f"the profile `{profile.id}` cannot be used: {message}", help, body.heading_row, column_letters(0)
    )


def position_of(body: Body, heading: str) -> int | None:
    """Where a heading stands; `#3` is the third column, for headings that are empty."""
    if re.fullmatch(r"#\d{1,4}", heading):
        position = int(heading[1:]) - 1
        return position if position < len(body.names) else None
    wanted = normal(heading)
    return next((position for position, name in enumerate(body.names) if normal(name) == wanted), None)


def mark_no_persons(lines: Lines, body: Body, profile: Profile) -> None:
    """Set aside the rows that the profile says are no people."""
    for heading, values in (profile.no_person or {}).items():
        position = position_of(body, heading)
        if position is None:
            continue
        marks = {value.strip().casefold().replace("(empty)", "") for value in values}
        words = body.columns[position].mapped(lambda text: text.strip().casefold())
        for row in words.where(marks.__contains__):
            lines.trouble.setdefault(row, (title_of(body, position), "NO_PERSON"))


def modules_named(profile: Profile) -> dict[str, str]:
    """The profile's activities with the module each stands for; an empty text where it stands for none."""
    return {name: "" if module.strip().lower() in ("", "none") else module.strip() for name, module in (profile.activities or {}).items()}


def words_of(profile: Profile) -> tuple[frozenset[str], frozenset[str]]:
    """The words for completed and for not completed, as cells are compared with them."""
    return (
        frozenset(word.strip().casefold() for word in profile.completed),
        frozenset(word.strip().casefold() for word in profile.not_completed) | {""},
    )


def says_not_completed(text: str, done: frozenset[str], undone: frozenset[str]) -> bool:
    """Whether a cell says that nothing was completed: in the profile's words, else in those that are known in any language."""
    word = text.strip().casefold()
    return word in undone or (word not in done and bool(word_meant(text, ("not_completed",))))

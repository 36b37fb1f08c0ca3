"""Which profile a file is read through, and why another one that seems meant for it is not."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from practicum.model.profile import Profile
from practicum.records.headings import normal
from practicum.records.profiling import readings_of
from practicum.records.stating import shown
from practicum.tables import Grid, Remark

# Headings stand in one of the first rows.
ROWS_LOOKED_AT = 20


def fits(name: str, profile: Profile) -> bool:
    """Whether the profile's patterns take a file name."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].casefold()
    return any(fnmatchcase(last, pattern.casefold()) for pattern in profile.files)


def heading_row_for(grid: Grid, profile: Profile) -> int:
    """The row of the headings, counted from 1, if the profile fits the grid, else 0."""
    if profile.files and not fits(grid.file, profile):
        return 0
    if not profile.files and not profile.headings:
        return 0
    if profile.heading_row:
        return profile.heading_row if not _missing(grid, profile.heading_row, profile.headings) else 0
    return row_with(grid, profile.headings) if profile.headings else grid.likely_heading()


def row_with(grid: Grid, wanted: Sequence[str]) -> int:
    """The first row that holds all of some headings, counted from 1; 0 where none does."""
    rows = range(1, min(ROWS_LOOKED_AT, len(grid.rows)) + 1) if wanted else ()
    return next((number for number in rows if not _missing(grid, number, wanted)), 0)


def _missing(grid: Grid, number: int, wanted: Sequence[str]) -> list[str]:
    names = {normal(name) for name in grid.rows[number - 1]} if number <= len(grid.rows) else set()
    return [name for name in wanted if normal(name) not in names]


def passed_over(grid: Grid, used: Profile | None, heading_row: int, profiles: Sequence[Profile]) -> list[Remark]:
    """The other profiles that seem meant for a file read through ``used``, or through none, each with why it is not used."""
    found = []
    for other in profiles:
        if other is used:
            continue
        if used is not None and heading_row_for(grid, other):
            found.append(Remark("PROFILE_NOT_USED", heading_row, says=_second(used, other)))
        elif used is None or fits(grid.file, other):
            said = nearly(grid, other)
            if said:
                found.append(Remark("PROFILE_MISSED", heading_row, says=said))
    return found


def _second(used: Profile, other: Profile) -> str:
    more = len(used.headings) - len(other.headings)
    why = "asks for more headings" if more > 0 else "comes before it"
    tables = {reading.table for reading in readings_of(used)}
    if other.table and other.table not in tables and not other.extends:
        way_on = f"to read `{other.table}` too, write the table and columns of `{other.id}` under `also:` of `{used.id}`"
    else:
        way_on = f"to read it through `{other.id}`, name that with `--profile`, or take `{used.id}` out of your profiles"
    return f"`{other.id}` fits too, but `{used.id}` {why}; {way_on}"


def nearly(grid: Grid, profile: Profile) -> str:
    """Why a profile does not fit a file that it seems to be meant for: by the name of the file, or all but a few of its headings."""
    wanted = profile.headings
    if not wanted or (profile.files and not fits(grid.file, profile)):
        return ""
    rows = (profile.heading_row,) if profile.heading_row else range(1, min(ROWS_LOOKED_AT, len(grid.rows)) + 1)
    lacking = min((_missing(grid, number, wanted) for number in rows), key=len, default=list(wanted))
    named = bool(profile.files) and "*" not in profile.files
    if not lacking or (3 * len(lacking) > len(wanted) and not named):
        return ""
    which = f"a heading {shown(lacking)}" if len(lacking) == 1 else f"headings {shown(lacking)}"
    return f"`{profile.id}` asks for {which}, which this file has not; write its `headings:` as the file has them"

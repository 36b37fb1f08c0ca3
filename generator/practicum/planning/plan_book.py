"""Plans and timetables as workbooks that people open: a cover that says what they rest on, and sheets with only the columns in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO

from practicum.planning.handing_on import Sheet
from practicum.tables.designed import Cover, SheetColumn, write_designed
from practicum.tables.designed import Sheet as DesignedSheet

# Sheet → what it says, and what it does not say.
SAYS = {
    "Plans": ("One row a person: what closes all their gaps together, and when it is done at a steady pace.", "What somebody will do."),
    "Steps": ("One row a step, in the order in which it can be done.", "Steps of different people belong together only in the timetable."),
    "Timetable": ("The sessions that are held, with room for everybody who is named in Seats.", "Who comes."),
    "For the site": ("The same sessions with the columns that a site shows.", "Any learner: this sheet may be handed on."),
    "Seats": ("Who sits in which session.", "Whether they were told."),
    "Unmet": ("Needs without a seat, and each bound that alone keeps it so.", "How people compare: urgency belongs to requirements."),
    "Agencies": ("Seats that the people of each agency need and have.", "Which agency is better."),
    "What if": ("The timetable under other bounds, beside the base.", "That a bound can be moved."),
    "Cost": ("What closing the gaps costs, by your figures.", "Anything for which you gave no figure."),
    "Workforce": ("Workers in the years ahead, against children and the children a worker serves, with ranges.", "Who leaves."),
    "Workforce measured": ("What the records say of joining and leaving, with the range in which the true rate lies (95 %).", "Why."),
    "Return home": ("Support for children who go home, against what a breakdown costs, by your figures.", "What a child needs."),
}
TITLES = {
    "in_time": "In time?",
    "engine_confirms": "The rules engine confirms",
    "beside": "Besides learning",
    "shorter_if": "Shorter, where it is true",
    "says": "What to do",
    "profile": "Set of gaps",
}
TONES: Mapping[str, Mapping[str, Any]] = {
    "in_time": {"yes": "good", "no": "bad"},
    "engine_confirms": {"yes": "good", "waits for what lies beside": "watch", "no": "bad"},
    "proof": {"proved to be the best": "good", "there is no way": "bad"},
}
# Columns for programs, which the CSV beside it has: people read the sentence.
LEFT_TO_CSV = {"Steps": frozenset({"kind", "what", "category", "closes", "country"}), "Plans": frozenset({"country"})}
# What each line of what the plans rest on is about.
ABOUT = ("Plans", "Deadlines", "Sessions", "What if")
# Words of the files that programs read, as people write them.
CODED = frozenset({"kind", "reason", "reasons", "together", "what", "unit", "category"})
LEAST, MOST = 9, 58
# A word as a rule, and a sentence in few rows.
WRAPPED = {"in_time": 30, "engine_confirms": 26}


def write_plan_book(
    stream: BinaryIO,
    title: str,
    about: Sequence[str],
    sheets: Mapping[str, Sheet],
    *,
    private: bool,
    figures: Sequence[tuple[int, str, Any]] = (),
) -> None:
    """Write a workbook: its cover tells ``about`` in its lines; a ``private`` one says so on every printed page."""
    warning = "Names single people: keep it in the private folder." if private else "The people in it are invented."
    facts = [(ABOUT[min(number, len(ABOUT) - 1)], line[:1].upper() + line[1:]) for number, line in enumerate(about[1:])]
    cover = Cover(title, about[0] if about else "", warning, figures, facts, CAVEATS)
    write_designed(stream, cover, [_sheet(name, *sheet) for name, sheet in sheets.items()])


CAVEATS = (
    "A plan closes what can be closed by learning and practice. What no module gives stands in it with what to do.",
    "Days follow from the pace that is named above: one thing after the other, without holidays.",
    "Nothing has a price but what you gave.",
)


def _sheet(name: str, heading: Sequence[str], rows: Sequence[Sequence[Any]]) -> DesignedSheet:
    """A sheet with the columns that say something; the CSV beside it has all."""
    left = LEFT_TO_CSV.get(name, frozenset())
    used = [place for place, key in enumerate(heading) if key not in left and (not rows or any(_tells(key, row[place]) for row in rows))]
    keys = ["why" if key == "says" and name == "Unmet" else key for key in heading]
    columns = [_column(keys[place], [row[place] for row in rows]) for place in used]
    says, not_said = SAYS.get(name, ("", ""))
    group = "people" if name in {"Plans", "Steps", "Seats", "Unmet"} else ""
    whole = {place for place, column in zip(used, columns, strict=True) if column.kind == "whole"}
    cells = [[_cell(keys[place], row[place], whole=place in whole) for place in used] for row in rows]
    beyond = f"Not said here: {not_said[:1].lower()}{not_said[1:]}" if not_said else ""
    return DesignedSheet(name, says, beyond, columns, cells, group=group)


def _cell(key: str, value: Any, *, whole: bool) -> Any:
    if key in CODED and isinstance(value, str):
        return value.replace("_", " ")
    if key == "says" and isinstance(value, str):
        return value[:1].upper() + value[1:]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return int(value) if whole and value not in (None, "") else value


def _tells(key: str, value: Any) -> bool:
    return value not in (None, "") and not (key in {"price", "cost", "seat_price", "beside"} and value == 0)


def _column(key: str, values: Sequence[Any]) -> SheetColumn:
    title = TITLES.get(key, key.replace("_", " ").capitalize())
    told = [value for value in values if value not in (None, "")]
    numbers = [value for value in told if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if told and len(numbers) == len(told):
        if key.removesuffix("_low").removesuffix("_high").endswith("rate"):
            return SheetColumn(title, "share", max(LEAST, min(14, len(title) * 0.8 + 2)))
        kind: Any = "whole" if all(float(value).is_integer() for value in numbers) else "number"
        return SheetColumn(title, kind, max(LEAST, min(14, len(title) * 0.8 + 2)))
    if told and all(isinstance(value, date) for value in told):
        return SheetColumn(title, "day", 13.5)
    longest = max((len(value) if isinstance(value, str) else 3 for value in told), default=0)
    width = max(LEAST, min(WRAPPED.get(key, MOST), longest * 1.05 + 3), min(16, len(title) * 0.8 + 3))
    return SheetColumn(title, "text", width, TONES.get(key, {}))

"""``report.xlsx``: a cover that says what, when, by which rules and with what caveats, and one sheet a view."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from practicum.reporting.page import Setting
from practicum.reporting.showing.speaking import DONE, Speaking
from practicum.reporting.views import View, ViewColumn, ViewTable
from practicum.reporting.views.shapes import SHOWN_STATES
from practicum.reporting.wording import CERTIFICATE_STATES, count_says, state_title
from practicum.tables.designed import CellKind, Cover, Sheet, SheetColumn, Tone, write_designed

WARNING = "Contains learner data: do not publish."
STATE_TONES: dict[str, Tone] = {
    "certified": "good", "due": "good", "grace": "watch", "provisional": "soft", "bridging": "soft", "restricted": "watch",
    "lapsed": "bad", "never": "bad", "unknown": "quiet",
}  # fmt: skip
_OF_STATES: Mapping[str, Tone] = {CERTIFICATE_STATES[state][0]: tone for state, tone in STATE_TONES.items()}
TONES: Mapping[str, Mapping[str, Tone]] = {
    "state": _OF_STATES,
    "before": _OF_STATES,
    "now": _OF_STATES,
    "covered": {
        "Taught": "good", "Only planned": "watch", "Taught, but lower": "watch", "By portfolio only": "soft", "Not taught": "bad",
    },
    "done": {DONE["set_aside"]: "bad", DONE["mended"]: "soft", DONE["collapsed"]: "quiet"},
}  # fmt: skip
WIDTHS = {
    "country": 16, "agency": 32, "certification": 30, "role": 30, "programme": 32, "competency": 44, "reason": 52, "says": 52, "title": 48,
    "modules": 34, "roles": 30, "basis": 46, "stage": 28, "places": 44, "file": 26, "column": 18, "measure": 22, "month": 12,
    "covered": 18, "grouped_by": 14, "unit": 14,
}  # fmt: skip
PIVOTS = {"competency_role": "certification", "competency_agency": "agency"}
# A sheet with more rows is cut, and says so: a spreadsheet holds about a million, and nobody reads a tenth of that.
MOST_ROWS = 100_000
MOST_ACROSS = 40
# Views whose titles are longer than a sheet's may be.
SHEETS = {"changes": "What changed", "bridge": "Bridge stages", "bridge_months": "Bridge months", "forecast": "Forecast 24 months"}
GROUPS = {"data-quality.html": "quality"}


def workbook(
    tables: Mapping[str, ViewTable], speaking: Speaking, setting: Setting, facts: Sequence[tuple[str, str]], caveats: Sequence[str],
    people: Sequence[Sheet] = (),
) -> bytes:  # fmt: skip
    """The bytes of ``report.xlsx``; ``people`` are sheets that name learners, where there are not too many of them."""
    sheets = [sheet_of(table, speaking) for table in tables.values() if table.view.name != "overview"]
    out = io.BytesIO()
    write_designed(out, cover_of(tables, setting, facts, caveats), [*people, *sheets])
    return out.getvalue()


def cover_of(tables: Mapping[str, ViewTable], setting: Setting, facts: Sequence[tuple[str, str]], caveats: Sequence[str]) -> Cover:
    """The cover: the figures of the overview, the facts and the caveats."""
    value = {row["measure"]: int(row["value"]) for row in tables["overview"].dicts}
    figures: list[tuple[int, str, Tone]] = [
        (value[f"state_{state}"], state_title(state), STATE_TONES[state]) for state in SHOWN_STATES if value[f"state_{state}"]
    ]
    figures += [(value["passed"], "Deadlines passed", "bad"), (value["next_30"], "Due in 30 days", "watch")]
    figures.append((value["next_90"], "Due in 90 days", "soft"))
    warning = WARNING + (" Synthetic people: nobody in it exists." if setting.synthetic else "")
    line = f"{setting.when}. {count_says(value['certificates'], 'certificate')} of {count_says(value['people'], 'person', 'people')}."
    return Cover("Gap report", line, warning, figures, facts, caveats)


def sheet_of(table: ViewTable, speaking: Speaking, rows: Sequence[Mapping[str, Any]] | None = None) -> Sheet:
    """A view as a sheet, in the words of the pages; competencies as a grid where it fits."""
    view, shown = table.view, list(table.dicts if rows is None else rows)
    group = GROUPS.get(view.page, "views")
    if view.name in PIVOTS and len({row[PIVOTS[view.name]] for row in shown}) <= MOST_ACROSS:
        return _grid(view, shown, speaking, PIVOTS[view.name], group)
    idle = {state for state in SHOWN_STATES if state in view.kinds and not any(row[state] for row in shown)}
    columns = [column for column in view.columns if column.name not in idle]
    cut = shown[:MOST_ROWS]
    more = f" The first {MOST_ROWS:,} of {len(shown):,} rows; all are in tables/{view.name}.csv." if len(shown) > len(cut) else ""
    cells = [[_cell(column, row[column.name], speaking, view) for column in columns] for row in cut]
    title, total = SHEETS.get(view.name, view.title), _total(view, columns, shown)
    return Sheet(title, view.says + more, view.not_said, [_column(one) for one in columns], cells, total, group=group)


def _cell(column: ViewColumn, value: Any, speaking: Speaking, view: View) -> Any:
    if value is None or (value == "" and view.name == "workforce"):
        return None
    if column.kind in ("whole", "number", "share", "day"):
        return value
    return speaking.word(column.name, value)


def _column(column: ViewColumn) -> SheetColumn:
    kinds: dict[str, CellKind] = {"whole": "whole", "number": "number", "share": "share", "day": "day"}
    kind = kinds.get(column.kind, "text")
    default = 13 if kind == "day" else max(11.5, min(16, len(column.title) * 0.62 + 4)) if kind != "text" else 20
    return SheetColumn(column.title, kind, WIDTHS.get(column.name, default), TONES.get(column.name, {}))


# Sums of these would count somebody or something twice.
NO_SUM = frozenset(
    {"learners", "with_open", "level", "place", "ratio", "ready", "on_the_way", "in_force_without", "in_force_with", "hours"}
)
NO_TOTAL = frozenset({"workforce", "bridge_months", "forecast", "renewal_rates", "coverage", "programme", "quality"})


def _total(view: View, columns: Sequence[ViewColumn], rows: Sequence[Mapping[str, Any]]) -> list[Any] | None:
    if len(rows) < 2 or view.name in NO_TOTAL:
        return None
    sums: list[Any] = [
        sum(row[column.name] or 0 for row in rows) if column.kind in ("whole", "number") and column.name not in NO_SUM else None
        for column in columns
    ]
    if "in_order" in view.kinds:
        whole = sum(row["certificates"] for row in rows)
        ordered = sum(row["certified"] + row["due"] for row in rows)
        sums[[column.name for column in columns].index("in_order")] = round(ordered / whole, 4) if whole else None
    return ["Total", *sums[1:]]


def _grid(view: View, rows: Sequence[Mapping[str, Any]], speaking: Speaking, across: str, group: str) -> Sheet:
    """Shares with competencies down and roles or agencies across."""
    names = list(dict.fromkeys(sorted((row.get("country", ""), row[across]) for row in rows)))
    cells = {(row["competency"], row[across]): row["share"] for row in rows}
    competencies = sorted({row["competency"] for row in rows})
    grid = [[speaking.word("competency", one), *(cells.get((one, name)) for _, name in names)] for one in competencies]
    columns = [SheetColumn("Competency", "text", 46)]
    columns += [SheetColumn(speaking.word(across, name), "share", 14) for _, name in names]
    says = f"{view.says} Each cell is the share at the level needed; an empty one: not asked for."
    return Sheet(SHEETS.get(view.name, view.title), says, view.not_said, columns, grid, scale=True, group=group)

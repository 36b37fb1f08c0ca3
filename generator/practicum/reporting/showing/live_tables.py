"""Tables that can be searched, filtered and sorted where scripts run, and read as they are where none does."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.showing.speaking import Speaking
from practicum.reporting.views import View, ViewTable
from practicum.reporting.wording import count_says

# More rows than this are left to the files beside the page; a browser on a phone takes no more.
MOST_ROWS = 2_000
NUMBERS = frozenset({"whole", "number", "share"})
FILTERED = frozenset(
    {"country", "agency", "certification", "role", "programme", "state", "reason", "covered", "file", "done", "grouped_by"}
)
# Columns of which at most so many values can be chosen from.
MOST_CHOICES = 60


def view_table(
    table: ViewTable, speaking: Speaking, *, rows: Sequence[Mapping[str, Any]] | None = None, without: Collection[str] = (),
    caption: str = "", links: Mapping[str, str] | None = None, up: str = "", foot: bool = False,
) -> Markup:  # fmt: skip
    """A view as a table. ``rows`` are some of its rows; ``without`` leaves columns out; ``links`` names a page for agencies by id.

    Columns of which every cell is empty or nought are left out where they are states; ``foot`` adds up the whole numbers.
    """
    view, shown = table.view, list(table.dicts if rows is None else rows)
    hidden = set(without) | _idle(view, shown)
    columns = [column for column in view.columns if column.name not in hidden]
    head = [
        el(
            "th", column.title, scope="col", class_="n" if column.kind in NUMBERS else None, title=_capital(column.says),
            data_filter=column.name if _filtered(column.name, shown) else None,
        )
        for column in columns
    ]  # fmt: skip

    def cell(name: str, kind: str, row: Mapping[str, Any]) -> tuple[Markup | str, str | None]:
        value = row[name]
        said = "" if value == "" and view.name == "workforce" else speaking.cell(name, kind, value)
        if name == "agency" and links and value in links:
            said = el("a", said, href=f"{up}{links[value]}")
        plain = kind in NUMBERS or kind in ("day", "month")
        return said, ("" if value is None else str(value)) if plain else None

    def line(row: Mapping[str, Any]) -> Markup:
        cells = []
        for place, column in enumerate(columns):
            said, order = cell(column.name, column.kind, row)
            number = "n" if column.kind in NUMBERS else None
            if place == 0:
                cells.append(el("th", said, scope="row", data_v=order))
            else:
                cells.append(el("td", said, class_=number, data_v=order))
        return el("tr", *cells)

    cut = shown[:MOST_ROWS]
    title = caption or view.title
    body = el(
        "table",
        el("caption", title),
        el("thead", el("tr", *head)),
        el("tbody", *(line(row) for row in cut)),
        _foot(columns, shown, speaking) if foot and len(shown) > 1 else None,
    )
    more = None
    if len(shown) > len(cut):
        where = el("a", f"tables/{view.name}.csv", href=f"{up}tables/{view.name}.csv")
        more = el("p", f"The first {len(cut):,} of {count_says(len(shown), 'row')} are shown; all are in ", where, ".", class_="hint")
    live = len(cut) > 8
    return joined(el("div", body, class_="scroll", tabindex="0", role="region", aria_label=title, data_live="yes" if live else None), more)


def _capital(says: str) -> str:
    return f"{says[:1].upper()}{says[1:]}"


def _idle(view: View, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    from practicum.reporting.views.shapes import SHOWN_STATES

    return {name for name in SHOWN_STATES if name in view.kinds and not any(row[name] for row in rows)}


def _filtered(name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    if name not in FILTERED or len(rows) < 12:
        return False
    return 1 < len({row[name] for row in rows}) <= MOST_CHOICES


def _foot(columns: Sequence[Any], rows: Sequence[Mapping[str, Any]], speaking: Speaking) -> Markup:
    cells: list[Markup] = []
    for place, column in enumerate(columns):
        # People are counted once in each row, so that their sum would count some of them twice.
        adds = column.kind == "whole" and column.name not in ("learners", "with_open", "level", "place")
        said = speaking.plain(sum(row[column.name] or 0 for row in rows)) if adds else ""
        cells.append(el("th", "Total", scope="row") if place == 0 else el("td", said, class_="n" if column.kind in NUMBERS else None))
    return el("tfoot", el("tr", *cells))


def told(table: ViewTable) -> Markup:
    """What a view says and does not say, under its heading."""
    return joined(el("p", table.view.says), el("p", table.view.not_said, class_="hint"))


def files_of(table: ViewTable, up: str = "") -> Markup:
    """Where the same rows lie as files."""
    name = table.view.name
    return el(
        "p",
        "The same rows as ",
        el("a", "CSV", href=f"{up}tables/{name}.csv"),
        " and ",
        el("a", "Parquet", href=f"{up}tables/{name}.parquet"),
        ", and as a sheet of the workbook ",
        el("a", "report.xlsx", href=f"{up}report.xlsx"),
        ".",
        class_="hint",
    )

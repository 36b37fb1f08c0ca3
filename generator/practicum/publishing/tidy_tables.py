"""The handbook's page of tidy tables: every column that goes into a run and that comes out, from the lists the program itself uses."""

from __future__ import annotations

from practicum.model.record import SHARED, TABLES, Column, TableShape
from practicum.model.tidy import LAST
from practicum.model.verdict_tables import CERTIFICATES, REQUIREMENTS
from practicum.publishing.page import Page, Step
from practicum.publishing.writing import joined, plain, section, table

_KINDS = {
    "code": "text",
    "text": "text",
    "day": "day",
    "number": "number",
    "whole": "whole number",
    "flag": "true or false",
}


def tidy_tables_page() -> Page:
    """Every tidy table and the two tables of verdicts, with their columns."""
    given = [_section(shape) for shape in TABLES.values()]
    found = [_section(shape, without=("ask",), prefix="out-") for shape in (CERTIFICATES, REQUIREMENTS)]
    body = joined(
        "What `practicum records tidy` writes and `practicum verdicts` reads: one Parquet file a table, `completions.parquet`, or a folder "
        "`completions` with any number of Parquet files. A table that is left out says nothing about "
        "anybody: what it would show is unknown.",
        "**Days** are whole numbers, the days since 1970-01-01, or Parquet dates. A day that is known only as a month or a year stands as "
        f"its first day, and beside it, in a column that ends on `{LAST}`, the last day that it can be. Any cell may be empty but those of "
        "columns that have to be filled; only a row that says nothing but `voids` leaves them empty. Other columns are ignored.",
        section("In every table", _columns(SHARED, "In every table")),
        *given,
        section(
            "What comes out",
            "A folder for each table of verdicts, with files `part-0001.parquet` and so on. Rows stand in the order of learner and "
            "certification, whatever the number of parts; together the two say which question a row answers.",
            anchor="out",
        ),
        *found,
    )
    return Page(
        path="handbook/tidy-tables.md",
        title="Tidy tables",
        body=body,
        kind="handbook",
        summary="Every column of the tables that records become, and of the verdicts.",
        crumbs=(Step("Handbook", "page:handbook/index"),),
    )


def _section(shape: TableShape, *, without: tuple[str, ...] = (), prefix: str = "") -> str:
    columns = [column for column in shape.columns if column.name not in without]
    says = plain(shape.says[0].upper() + shape.says[1:]) + "."
    return section(shape.name, joined(says, _columns(columns, shape.name)), anchor=f"{prefix}{shape.name}")


def _columns(columns: tuple[Column, ...] | list[Column], title: str) -> str:
    rows = [
        (
            f"<code>{column.name}</code>" + (" (has to be filled)" if column.required else ""),
            _KINDS[column.kind],
            plain(column.says),
            ", ".join(f"<code>{choice}</code>" for choice in column.choices),
        )
        for column in columns
    ]
    return table(title, ("Column", "Kind", "What it says", "One of"), rows)

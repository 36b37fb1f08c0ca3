"""The people of one agency on pages of their own, so many rows a page: what a workforce of any size can be looked through by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from practicum.reporting.markup import Markup, el
from practicum.reporting.page import Heading, Setting, asset, page, private, state_mark, table
from practicum.reporting.people import people_sql
from practicum.reporting.showing.live_tables import view_table
from practicum.reporting.showing.pages import Tables, state_bars
from practicum.reporting.showing.speaking import Speaking, slug_of
from practicum.reporting.wording import count_says, day_says, reason_says, state_title
from practicum.tables.querying import Querying

ROWS_A_PAGE = 500
PRIVATE = "It lists single people by their ids. Send each agency its own, and only that."
# What is open is named up to so many letters; all of it is in `gaps.csv` and in the agency's own file.
MOST_SAID = 400


def agency_links(agencies: Sequence[str]) -> dict[str, str]:
    """The page of each agency, by its id."""
    taken: set[str] = set()
    found = {}
    for agency in sorted(agencies):
        slug = slug_of(agency, taken)
        taken.add(slug)
        found[agency] = f"agencies/{slug}.html"
    return found


def people_by_agency(asking: Querying) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Each agency with its people; one agency is held at a time."""
    rows = (row for part in asking.in_parts(people_sql()) for row in part)
    for agency, group in groupby(rows, key=lambda row: row[0]):
        yield agency, list(group)


def agency_pages(
    asking: Querying, tables: Tables, speaking: Speaking, setting: Setting, links: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """The pages of every agency, one after the other."""
    of_agency = {name: _grouped(tables[name]) for name in ("standing", "reasons", "expiring", "supervision")}
    for agency, people in people_by_agency(asking):
        first = links[agency]
        count = max(1, -(-len(people) // ROWS_A_PAGE))
        files = [first, *(first.replace(".html", f"-{number}.html") for number in range(2, count + 1))]
        for number, file in enumerate(files):
            part = people[number * ROWS_A_PAGE : (number + 1) * ROWS_A_PAGE]
            body: list[Markup] = [_pages(files, number)] if count > 1 else []
            if number == 0:
                body += _counts(tables, {name: found.get(agency, []) for name, found in of_agency.items()}, speaking)
            body += [el("h2", "People"), _people(part, speaking, setting)]
            title = speaking.agency(agency) + (f", page {number + 1}" if number else "")
            lead = f"{count_says(len(people), 'certificate')} of {count_says(len({row[1] for row in people}), 'person', 'people')}."
            yield file, page(file, title, lead, body, setting, banner=private(PRIVATE), script=asset("tables.js"), up="../")


def _grouped(view: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in view.dicts:
        found.setdefault(row["agency"], []).append(row)
    return found


def _pages(files: Sequence[str], here: int) -> Markup:
    links = [
        el("li", el("a", f"Page {number + 1}", href=file.partition("/")[2], aria_current="page" if number == here else None))
        for number, file in enumerate(files)
    ]
    return el("nav", el("ul", *links, class_="pages"), aria_label="Pages of this agency")


def _counts(tables: Tables, rows: Mapping[str, list[dict[str, Any]]], speaking: Speaking) -> list[Markup]:
    roles = rows["standing"]
    drawn = [(speaking.word("certification", row["certification"]), row) for row in roles]
    without = ("country", "agency")
    found = [
        el("h2", "Roles"),
        state_bars("Certificates by role", "In order means certified or due.", drawn, view_table(tables["standing"], speaking, rows=roles,
                   without=without, foot=True)),
    ]  # fmt: skip
    for name in ("reasons", "expiring", "supervision"):
        if rows[name]:
            found += [el("h2", tables[name].view.title), view_table(tables[name], speaking, rows=rows[name], without=without)]
    return found


def _people(rows: Sequence[tuple[Any, ...]], speaking: Speaking, setting: Setting) -> Markup:
    lines = []
    for _, learner, certification, state, reason, until, deadline, count, says, _ in rows:
        said = says if len(says) <= MOST_SAID else f"{says[:MOST_SAID].rsplit(' ', 1)[0]} …"
        lines.append(
            (
                learner, speaking.word("certification", certification), state_mark(state, state_title(state)), reason_says(reason),
                day_says(until), day_says(deadline), f"{count:,}", said,
            )
        )  # fmt: skip
    heads: list[Heading | str] = ["Learner", Heading("Role", filtered=True), Heading("State", filtered=True), "Why", "Valid until"]
    heads += ["Next deadline", Heading("Open", number=True), "What is open"]
    return table("People and what is open", heads, lines, live=len(lines) > 8)

"""The pages of a report, each made of views: places, roles, what is restricted, competencies, the workforce, what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from practicum.reporting.closing import Plans
from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.page import Setting, asset, bars, page, private, state_mark
from practicum.reporting.showing.charts import Series, heat_map, months_chart
from practicum.reporting.showing.live_tables import files_of, told, view_table
from practicum.reporting.showing.speaking import Speaking, month_in_words, share_says
from practicum.reporting.views import ViewTable
from practicum.reporting.views.shapes import SHOWN_STATES
from practicum.reporting.wording import count_says, day_says, number_says, state_title

Tables = Mapping[str, ViewTable]
PRIVATE = "Small groups in it can tell of single people. Keep it in the private folder."


def state_bars(title: str, says: str, rows: Sequence[tuple[str, Mapping[str, Any]]], behind: Markup) -> Markup:
    """Stacked bars of states, one a row of a view."""
    drawn = []
    for label, row in rows:
        ordered = row["certified"] + row["due"]
        segments = [(state, state_title(state), row[state]) for state in SHOWN_STATES]
        drawn.append((label, f"{ordered:,} of {row['certificates']:,} in order", segments))
    return bars(title, says, drawn, behind)


def shown(table: ViewTable, speaking: Speaking, body: Markup | None = None, **how: Any) -> Markup:
    """A view as a section: heading, what it says, a chart where there is one, its table and its files."""
    content = body if body is not None else view_table(table, speaking, **how)
    if not table.rows:
        content = el("p", "There is nothing to show here.")
    return el("section", el("h2", table.view.title), told(table), content, files_of(table) if table.rows else None)


def whole_page(file: str, title: str, lead: str, body: Sequence[object], setting: Setting, *, up: str = "") -> bytes:
    """A private page whose tables can be searched and sorted."""
    return page(file, title, lead, body, setting, banner=private(PRIVATE), script=asset("tables.js"), up=up)


def places_page(tables: Tables, speaking: Speaking, setting: Setting, links: Mapping[str, str]) -> bytes:
    """``places.html``: countries, their agencies, and the roles in each, one inside the other."""
    country, agency, standing = tables["country"], tables["agency"], tables["standing"]
    rows = [(speaking.word("country", row["country"]), row) for row in country.dicts]
    by_country: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in agency.dicts:
        by_country[row["country"]].append(row)
    drill = []
    for row in country.dicts:
        inside = by_country[row["country"]]
        name = speaking.word("country", row["country"])
        listed = [(speaking.agency(one["agency"]), one) for one in inside[:60]]
        table = view_table(agency, speaking, rows=inside, without=("country",), caption=f"Agencies: {name}", links=links, foot=True)
        title = f"{name}: certificates by agency"
        drill.append(
            el(
                "details",
                el(
                    "summary", el("strong", name),
                    el("span", f"{count_says(row['certificates'], 'certificate')} of {count_says(row['learners'], 'person', 'people')}"),
                    el("span", f"{share_says(row['in_order'])} in order", class_="soft"),
                ),
                state_bars(title, "", listed, table) if len(inside) <= 60 else table,
                class_="drill", open=len(country.rows) <= 3,
            )
        )  # fmt: skip
    body = [
        shown(
            country, speaking,
            state_bars("Certificates by country", "In order means certified or due.", rows, view_table(country, speaking, foot=True)),
        ),
        el("section", el("h2", agency.view.title), told(agency), *drill, files_of(agency)),
        shown(standing, speaking, links=links, foot=True),
    ]  # fmt: skip
    lead = "From country to agency to role, and on to the people of an agency. Places stand in order of their names; nobody is ranked."
    return whole_page("places.html", "Places", lead, body, setting)


def roles_page(tables: Tables, speaking: Speaking, setting: Setting) -> bytes:
    """``roles.html``: roles, programmes and the modules that are open."""
    role, modules = tables["role"], tables["modules"]
    rows = [(speaking.word("certification", row["certification"]), row) for row in role.dicts]
    needed = [
        (f"{row['module']} {row['title']}", count_says(row["learners"], "person", "people"), [("needed", "people", row["learners"])])
        for row in modules.dicts[:12]
    ]
    by_role = state_bars("Certificates by role", "In order means certified or due.", rows, view_table(role, speaking, foot=True))
    lacking = bars("People who lack a module", "The twelve that most people lack.", needed, view_table(modules, speaking))
    body = [shown(role, speaking, by_role), shown(tables["programme"], speaking), shown(modules, speaking, lacking)]
    return whole_page(
        "roles.html", "Roles and programmes", "Each role and endorsement, the programmes that lead to it, and what is open.", body, setting
    )


def by_month(table: ViewTable, *names: str) -> tuple[list[str], dict[str, list[float | None]]]:
    """Numbers of a view summed over everything but the month; a column without any number in a month has none there."""
    found: dict[str, dict[str, float | None]] = {}
    for row in table.dicts:
        sums = found.setdefault(row["month"], dict.fromkeys(names))
        for name in names:
            if row[name] is not None:
                sums[name] = (sums[name] or 0) + row[name]
    months = sorted(found)
    return months, {name: [found[month][name] for month in months] for name in names}


def ahead_sections(tables: Tables, speaking: Speaking, links: Mapping[str, str]) -> list[Markup]:
    """Deadlines by month, what expires soon, and the forecast."""
    deadlines, expiring, forecast = tables["deadlines"], tables["expiring"], tables["forecast"]
    months, numbers = by_month(deadlines, "deadlines", "passed")
    ahead = [(whole or 0) - (passed or 0) for whole, passed in zip(numbers["deadlines"], numbers["passed"], strict=True)]
    first = max(0, next((place for place, number in enumerate(ahead) if number), len(months)) - 6)
    cut = slice(first, first + 30)
    chart = months_chart(
        "Deadlines by month", "Passed ones before the day of the report, the others ahead of it; older and later ones are in the table.",
        months[cut], view_table(deadlines, speaking, links=links, foot=True),
        columns=[Series("passed", "already passed", numbers["passed"][cut]), Series("ahead", "ahead", ahead[cut])],
    )  # fmt: skip
    return [
        shown(deadlines, speaking, chart),
        shown(expiring, speaking, links=links, foot=True),
        shown(forecast, speaking, forecast_chart(forecast, speaking)),
        shown(tables["renewal_rates"], speaking),
    ]


def forecast_chart(forecast: ViewTable, speaking: Speaking) -> Markup:
    """What ends in each month, and what stays in force with and without renewals."""
    months, numbers = by_month(forecast, "ending", "in_force_without", "in_force_with")
    last = {name: next((number for number in reversed(numbers[name]) if number is not None), None) for name in numbers}
    says = f"If nobody renews, {last['in_force_without'] or 0:,.0f} certificates are in force at the end"
    if last["in_force_with"] is not None:
        says += f"; at the rates below, {last['in_force_with']:,.0f}. Roles for which there is no rate are left out of that line"
    lines = [Series("with", "in force, with renewals", numbers["in_force_with"])] if last["in_force_with"] is not None else []
    lines.append(Series("without", "in force, no renewals", numbers["in_force_without"]))
    columns = [Series("ending", "ending", numbers["ending"])]
    return months_chart(forecast.view.title, f"{says}.", months, view_table(forecast, speaking), columns=columns, lines=lines)


def restricted_page(tables: Tables, speaking: Speaking, setting: Setting, links: Mapping[str, str]) -> bytes:
    """``restricted.html``: who may not practise, or not without limits, by reason; counts only."""
    table = tables["reasons"]
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for row in table.dicts:
        counted[row["state"], row["reason"]] += row["certificates"]
    rows = [
        (f"{state_title(state)}: {speaking.word('reason', reason)}", count_says(count, "certificate"), [(state, state_title(state), count)])
        for (state, reason), count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    ]
    body = [shown(table, speaking, bars("Why", "", rows, view_table(table, speaking, links=links, foot=True)))]
    total = sum(counted.values())
    lead = f"{count_says(total, 'certificate')} restricted, in grace or lapsed. Restricted ones can often be mended with one course."
    return whole_page("restricted.html", "Restricted and lapsed", lead, body, setting)


def competencies_page(tables: Tables, speaking: Speaking, setting: Setting, links: Mapping[str, str]) -> bytes:
    """``competencies.html``: the heat maps, and what the curriculum covers."""
    role, agency, coverage = tables["competency_role"], tables["competency_agency"], tables["coverage"]
    competencies = [(name, speaking.word("competency", name)) for name in sorted({row["competency"] for row in role.dicts})]
    certifications = [(name, name) for name in sorted({row["certification"] for row in role.dicts})]
    says = "The share at the level needed, in each cell; the tint repeats the number. A dash: the role does not ask for it."
    by_role = heat_map(
        "Share at the level needed, by competency and role", says, competencies, certifications,
        {(row["competency"], row["certification"]): row for row in role.dicts},
    )  # fmt: skip
    places = sorted({(row["country"], row["agency"]) for row in agency.dicts})
    shown_places = [(place[1], speaking.agency(place[1])) for place in places[:16]]
    by_agency = heat_map(
        "Share at the level needed, by competency and agency", says, competencies, shown_places,
        {(row["competency"], row["agency"]): row for row in agency.dicts},
    )  # fmt: skip
    more = (
        el("p", f"The first 16 of {len(places):,} agencies are drawn; all are in the table.", class_="hint") if len(places) > 16 else None
    )
    short = [row for row in coverage.dicts if row["covered"] != "taught"]
    body = [
        shown(role, speaking, joined(by_role, _folded("All numbers by role", view_table(role, speaking)))),
        shown(agency, speaking, joined(by_agency, more, _folded("All numbers by agency", view_table(agency, speaking, links=links)))),
        shown(coverage, speaking, joined(
            el("p", el("strong", f"{count_says(len(short), 'need')} without a module that is taught and reaches the level.")),
            view_table(coverage, speaking),
        )),
    ]  # fmt: skip
    lead = "What people show or were taught, beside what their roles ask for. It describes records and rates nobody."
    return whole_page("competencies.html", "Competencies", lead, body, setting)


def _folded(title: str, content: Markup) -> Markup:
    return el("details", el("summary", title), content)


def workforce_page(tables: Tables, speaking: Speaking, setting: Setting, links: Mapping[str, str]) -> bytes:
    """``workforce.html``: supervision, the bridge, and who came and went."""
    supervision, bridge, months = tables["supervision"], tables["bridge"], tables["bridge_months"]
    without = [row for row in supervision.dicts if row["supervised"] and not row["may_supervise"]]
    body = [
        shown(
            supervision, speaking,
            joined(
                el("p", el("strong", f"{count_says(len(without), 'agency has', 'agencies have')} people in a role under supervision "
                   "and nobody who may supervise today."), class_="warning") if without else None,
                _ratio_bars(supervision, speaking), view_table(supervision, speaking, links=links, foot=False),
            ),
        ),
        shown(bridge, speaking, _bridge_bars(bridge, speaking)),
        shown(months, speaking, joined(*_bridge_charts(months, speaking))),
        shown(tables["workforce"], speaking, links=links),
    ]  # fmt: skip
    lead = "People to a supervisor, the bridge to family-based work, and who came and went."
    return whole_page("workforce.html", "Workforce", lead, body, setting)


def _ratio_bars(table: ViewTable, speaking: Speaking) -> Markup:
    rows = sorted((row for row in table.dicts if row["ratio"]), key=lambda row: -row["ratio"])[:15]
    drawn = [
        (
            speaking.agency(row["agency"]),
            f"{number_says(row['ratio'])} to one",
            [("needed", "people to a supervisor", round(row["ratio"] * 100))],
        )
        for row in rows
    ]
    behind = view_table(table, speaking, rows=rows, caption="The agencies in the chart")
    return bars("People to a supervisor who may supervise today", "Where there is one; most people first.", drawn, behind)


def _bridge_bars(table: ViewTable, speaking: Speaking) -> Markup:
    rows = [
        (row["stage"], f"{count_says(row['learners'], 'person', 'people')}, {number_says(row['hours_left'] + row['practice_left'])} h left",
         [("needed", "people", row["learners"])])
        for row in table.dicts
    ]  # fmt: skip
    return bars(table.view.title, "By the first stage that is not complete.", rows, view_table(table, speaking, without=("place",)))


def _bridge_charts(table: ViewTable, speaking: Speaking) -> list[Markup]:
    found = []
    for programme in sorted({row["programme"] for row in table.dicts}):
        rows = [row for row in table.dicts if row["programme"] == programme]
        closing = {row["month"]: f"closes {day_says(row['closing'])}" for row in rows if row["closing"]}
        says = f"At {number_says(rows[0]['hours_a_month'])} hours a month, the pace of the programme: {rows[-1]['ready']:,} ready by "
        says += f"{month_in_words(rows[-1]['month'], long=True)}."
        for row in rows:
            if row["closing"]:
                says += f" On the closing day of {day_says(row['closing'])}: {row['ready']:,} ready, {row['on_the_way']:,} on the way."
        lines = [
            Series("ready", "ready by then", [row["ready"] for row in rows]),
            Series("way", "still on the way", [row["on_the_way"] for row in rows]),
        ]
        columns = [Series("finishing", "finishing in the month", [row["finishing"] for row in rows])]
        behind = view_table(table, speaking, rows=rows)
        title = speaking.word("programme", programme)
        found.append(months_chart(title, says, [row["month"] for row in rows], behind, columns=columns, lines=lines, marks=closing))
    return found


def changes_page(tables: Tables, speaking: Speaking, setting: Setting, since: str) -> bytes:
    """``changes.html``: what changed since an earlier report; ``since`` is its day, empty where none was named."""
    table = tables["changes"]
    moved = [row for row in table.dicts if row["before"] != row["now"]]
    if since:
        counted: dict[tuple[str, str], int] = defaultdict(int)
        for row in moved:
            counted[row["before"], row["now"]] += row["certificates"]
        same = sum(row["certificates"] for row in table.dicts) - sum(counted.values())
        listed = [
            el("li", el("b", f"{count:,}"), speaking.cell("before", "code", before), " → ", speaking.cell("now", "code", now))
            for (before, now), count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        ]
        body = [
            el("section", el("h2", "At a glance"), el("ul", *listed, class_="first") if listed else el("p", "No state changed.")),
            shown(table, speaking, rows=moved, foot=True),
        ]
        lead = f"Since the report of {since}: {count_says(sum(counted.values()), 'certificate')} changed, {same:,} stand as they stood."
    else:
        body = [
            el("section", el("h2", "No earlier report was named"),
               el("p", "Name one with ", el("code", "--since FOLDER"), ": its folder, or the folder of an earlier run that was kept.")),
        ]  # fmt: skip
        lead = "This page compares with an earlier report, where one is named."
    return whole_page("changes.html", "What changed", lead, body, setting)


def first_of_all(tables: Tables, plans: Plans | None = None) -> Markup:
    """What to look at first, with the page it stands on; late awards where ``plans`` tell of them."""
    value = {row["measure"]: int(row["value"]) for row in tables["overview"].dicts}
    without = sum(1 for row in tables["supervision"].dicts if row["supervised"] and not row["may_supervise"])
    asked = [
        (value["state_restricted"], "restricted: something that must be in date is not", "restricted.html"),
        (value["state_lapsed"], "lapsed certificates", "restricted.html"),
        (value["passed"], "deadlines have passed", "deadlines.html"),
        (value["next_30"], "deadlines in the next 30 days", "deadlines.html"),
        (value["next_90"], "deadlines in the next 90 days", "deadlines.html"),
        (without, "agencies where nobody may supervise", "workforce.html"),
        (value["unknown"], "requirements that the records do not answer", "data-quality.html"),
    ]
    if plans is not None and plans.late_awards:
        have = "has" if plans.earned == 1 else "have"
        earned = f": {plans.earned:,} {have} earned it and can ask for it now" if plans.earned else " when the rest of their plan is done"
        asked.insert(2, (plans.late_awards, f"people need a decision on a late award{earned}", "who-lacks-what.html"))
    items = [el("li", el("b", f"{count:,}"), el("a", says, href=target), class_=None if count else "calm") for count, says, target in asked]
    return el("section", el("h2", "What to look at first"), el("ul", *items, class_="first"))


def directory(tables: Tables, setting: Setting) -> Markup:
    """Every view with the page it stands on."""
    items = [
        el("li", el("a", table.view.title, href=table.view.page), el("span", table.view.says))
        for table in tables.values()
        if table.view.page not in setting.without
    ]
    return el("section", el("h2", "All views"), el("ul", *items, class_="directory"))


def certificate_states(tables: Tables) -> Markup:
    """One card a state."""
    value = {row["measure"]: int(row["value"]) for row in tables["overview"].dicts}
    cards = [
        el("li", el("span", f"{value[f'state_{state}']:,}", class_="big"), state_mark(state, state_title(state)))
        for state in SHOWN_STATES
        if value[f"state_{state}"]
    ]
    return el("section", el("h2", "At a glance"), el("ul", *cards, class_="cards"))

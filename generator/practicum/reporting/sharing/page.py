"""The shareable page: everything that may be handed on, on one page that needs no other file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.page import Heading, Setting, asset, bars, page, shared, state_mark, table
from practicum.reporting.sharing.audit_files import AUDIT_HTML, AUDIT_JSON
from practicum.reporting.sharing.reading_back import ROWS, TABLES, Published
from practicum.reporting.sharing.sums import MINIMUM
from practicum.reporting.sharing.tables import TOTAL, Key, Release, SharedTable
from practicum.reporting.sharing.writing import NOTE, SCHEMA_FILE, WORKBOOK, csv_name, title
from practicum.reporting.wording import count_says

SHARED = f"It holds counts only. Groups under {MINIMUM} are hidden, with whatever would give them away, and that was audited."
LEAD = "Who may practise, who may not, and what is due, in counts that give nobody away."
# From how large a share on a competency has which depth of colour; the number stands in every cell.
LEVELS = ((0, "nothing open"), (1, "up to a tenth"), (10, "up to a third"), (33, "up to two thirds"), (66, "more"))


def number(count: int | None) -> Markup | str:
    """A count, or that it is hidden."""
    return el("span", "hidden", class_="gone") if count is None else f"{count:,}"


def shareable_page(published: Published, setting: Setting, why: Sequence[tuple[str, str]], *, left_out: Sequence[str] = ()) -> bytes:
    """``index.html``, from what the files say; ``why`` is what is hidden and why, ``left_out`` are titles of tables that show nothing."""
    release = published.release
    by_name = {one.name: one for one in release.tables}
    sections: list[tuple[str, str, list[Markup]]] = []
    for name, draw in DRAWN.items():
        if name in by_name:
            sections.append((name, by_name[name].title, list(draw(release, by_name[name]))))
    contents = [*((name, heading) for name, heading, _ in sections), ("files", "Files")]
    if left_out:
        why = [*why[:-1], ("Left out", f"Tables of which every count would be hidden: {', '.join(left_out)}."), why[-1]]
    body = [
        *at_a_glance(release, by_name.get("country-role-state")),
        el("ul", *(el("li", el("a", heading, href=f"#{name}")) for name, heading in contents), class_="contents"),
        el("h2", "What is hidden, and why"),
        el("div", *(el("div", el("h3", heading), el("p", says)) for heading, says in why), class_="why"),
        *(
            el("section", el("h2", heading), el("p", by_name[name].says, class_="hint"), *drawn, id=name)
            for name, heading, drawn in sections
        ),
        files_section(release, published.rows is not None),
    ]
    styled = replace(setting, palette_css=f"{setting.palette_css}\n{asset('sharing.css')}")
    return page("index.html", "Overview to share", LEAD, body, styled, banner=shared(SHARED), alone=True)


def at_a_glance(release: Release, told: SharedTable | None) -> Iterator[Markup]:
    """A card for each standing."""
    if told is None:
        return
    whole = (TOTAL,) * (len(told.dimensions) - 1)
    cards = [
        el("li", el("span", number(told.cells.get((*whole, code))), class_="big"), state_mark(code, says))
        for code, says in release.dimensions[told.tells].codes.items()
    ]
    total = told.cells.get((*whole, TOTAL))
    yield el("p", el("strong", "Certificates: "), number(total), ". A person with two roles has one in each.")
    yield el("ul", *cards, class_="cards")


def grid(
    release: Release, told: SharedTable, caption: str, first: str, rows: Sequence[tuple[object, Key]], *, foot: Key | None = None
) -> Markup:
    """Groups down and what is told across; each row is a label and the key of its total."""
    place = told.dimensions.index(told.tells)
    codes = [code for code in release.dimensions[told.tells].codes if any(key[place] == code for key in told.cells)]
    headings = [
        Heading(first),
        *(Heading(release.dimensions[told.tells].codes[code], number=True) for code in codes),
        Heading("All", number=True),
    ]

    def cells(label: object, group: Key) -> list[object]:
        return [label, *(number(told.cells.get((*group[:place], code, *group[place + 1 :]), 0)) for code in (*codes, TOTAL))]

    return table(caption, headings, [cells(label, group) for label, group in rows], foot=cells("All", foot) if foot else None)


def chart(release: Release, told: SharedTable, caption: str, rows: Sequence[tuple[str, Key]], behind: Markup) -> Markup:
    """Stacked bars of groups; what is hidden is one piece, as long as the shown sum leaves it."""
    place = told.dimensions.index(told.tells)
    drawn: list[tuple[str, str, Sequence[tuple[str, str, int]]]] = []
    for label, group in rows:
        whole = told.cells.get(group)
        if whole is None:
            drawn.append((label, "hidden", []))
            continue
        counts = {code: told.cells.get((*group[:place], code, *group[place + 1 :])) for code in release.dimensions[told.tells].codes}
        segments = [(code, title(release, told.tells, code), count or 0) for code, count in counts.items()]
        segments.append(("hidden", "hidden counts", whole - sum(count for _, _, count in segments)))
        in_order = counts.get("in_order")
        drawn.append((label, f"{whole:,} in all" if in_order is None else f"{in_order:,} of {whole:,} in order", segments))
    return bars(caption, "", drawn, behind)


def _roles(release: Release, told: SharedTable) -> Iterator[Markup]:
    roles = [(says, (TOTAL, code, TOTAL)) for code, says in release.dimensions["role"].codes.items()]
    countries = [(says, (code, TOTAL, TOTAL)) for code, says in release.dimensions["country"].codes.items()]
    whole = (TOTAL, TOTAL, TOTAL)
    yield chart(
        release, told, "By role or endorsement", roles, grid(release, told, "All countries", "Role or endorsement", roles, foot=whole)
    )
    yield chart(release, told, "By country", countries, grid(release, told, "All roles", "Country", countries, foot=whole))
    for code, says in release.dimensions["country"].codes.items():
        rows = [
            (name, (code, role, TOTAL))
            for role, name in release.dimensions["role"].codes.items()
            if told.cells.get((code, role, TOTAL)) != 0
        ]
        inside = grid(release, told, f"{says}: by role and standing", "Role or endorsement", rows, foot=(code, TOTAL, TOTAL))
        yield el("details", el("summary", el("h3", says)), inside, class_="month")


def _agencies(release: Release, told: SharedTable) -> Iterator[Markup]:
    agency = release.dimensions["agency"]
    rows = [
        (
            joined(says, el("span", f" {title(release, 'country', agency.parents[code])}", class_="soft")),
            (agency.parents[code], code, TOTAL),
        )
        for code, says in agency.codes.items()
    ]
    yield grid(release, told, "By agency, in order of country", "Agency", rows, foot=(TOTAL, TOTAL, TOTAL))


def _programmes(release: Release, told: SharedTable) -> Iterator[Markup]:
    rows = [(says, (code, TOTAL)) for code, says in release.dimensions["programme"].codes.items()]
    yield grid(release, told, "Certificates to which programmes lead", "Programme", rows)


def _line(
    release: Release, told: SharedTable, keys: Mapping[str, Key], caption: str, first: str, style: str, unit: tuple[str, str]
) -> Markup:
    """A bar for each code, with its table."""
    rows = []
    for code, key in keys.items():
        count = told.cells.get(key)
        says = "hidden" if count is None else count_says(count, *unit)
        drawn = ("passed", "already passed") if code == "passed" else (style, unit[1])
        rows.append((title(release, first, code), says, [(*drawn, count or 0)]))
    cells = [(title(release, first, code), number(told.cells.get(key))) for code, key in keys.items()]
    behind = table(caption, [release.dimensions[first].title, Heading("Count", number=True)], cells)
    return bars(caption, "", rows, behind)


def _deadlines(release: Release, told: SharedTable) -> Iterator[Markup]:
    month = release.dimensions["month"]
    keys = {code: (month.parents[code], code) for code in month.codes if code != "no_day"}
    yield _line(release, told, keys, "Next deadlines by month", "month", "month", ("certificate", "certificates"))
    windows = [(says, number(told.cells.get((code, TOTAL)))) for code, says in release.dimensions["window"].codes.items()]
    yield table("Deadlines by quarter and half-year", ["When", Heading("Certificates", number=True)], windows)


def _expiring(release: Release, told: SharedTable) -> Iterator[Markup]:
    rows = [(says, (code, TOTAL)) for code, says in release.dimensions["role"].codes.items()]
    yield grid(release, told, "When certificates end, by role", "Role or endorsement", rows, foot=(TOTAL, TOTAL))


def _competencies(release: Release, told: SharedTable) -> Iterator[Markup]:
    """The heat map: of each role and competency how many have something open, in words and colour."""
    roles = [
        code
        for code in release.dimensions["role"].codes
        if any(_asked(told, code, name) != 0 for name in release.dimensions["competency"].codes)
    ]
    headings = [Heading("Competency"), *(Heading(title(release, "role", code), number=True) for code in roles)]
    lines: list[Sequence[object]] = []
    for name, says in release.dimensions["competency"].codes.items():
        lines.append([says, *(_level(told, code, name) for code in roles)])
    key = el("ul", *(el("li", el("span", says, class_=f"level level-{at}")) for at, (_, says) in enumerate(LEVELS)), class_="key")
    yield el("p", "Each cell says how many have something open, of how many who are asked. A dash: the role is not asked for it.")
    yield key
    yield el("div", table("Competencies with something open, by role", headings, lines), class_="heat")


def _asked(told: SharedTable, role: str, name: str) -> int | None:
    parts = [told.cells.get((role, name, code), 0) for code in ("open", "closed")]
    return None if None in parts else sum(part or 0 for part in parts)


def _level(told: SharedTable, role: str, name: str) -> Markup:
    open_ones, asked = told.cells.get((role, name, "open"), 0), _asked(told, role, name)
    if asked == 0:
        return el("span", "–", class_="level level-none")
    if open_ones is None or asked is None:
        return el("span", "hidden" if open_ones is None else joined(f"{open_ones:,}"), class_="level level-none gone")
    share = 100 * open_ones / asked
    level = max(at for at, (least, _) in enumerate(LEVELS) if (share > least if at > 1 else open_ones >= at))
    return el("span", f"{open_ones:,} of {asked:,}", class_=f"level level-{level}")


def _bridge(release: Release, told: SharedTable) -> Iterator[Markup]:
    roles = list(dict.fromkeys(key[1] for key in told.cells))
    for role in roles:
        keys = {code: (TOTAL, role, code) for code in release.dimensions["stage"].codes}
        yield _line(
            release, told, keys, f"{title(release, 'role', role)}: next stage of the bridge", "stage", "stage", ("person", "people")
        )
        rows = [(says, (code, role, TOTAL)) for code, says in release.dimensions["country"].codes.items()]
        yield grid(release, told, "By country and next stage", "Country", rows, foot=(TOTAL, role, TOTAL))


def _supervision(release: Release, told: SharedTable) -> Iterator[Markup]:
    keys = {code: (code,) for code in release.dimensions["band"].codes}
    yield _line(release, told, keys, "Supervisors by people supervised", "band", "band", ("supervisor", "supervisors"))


def _quality(release: Release, told: SharedTable) -> Iterator[Markup]:
    done = release.dimensions["done"].codes
    headings = [Heading("Reason"), *(Heading(says, number=True) for says in done.values()), Heading("All", number=True)]
    rows: list[Sequence[object]] = [
        (el("code", code), *(number(told.cells.get((way, code), 0)) for way in (*done, TOTAL)))
        for code in (*release.dimensions["reason"].codes,)
    ]
    yield table("Rows by reason", headings, rows, foot=("All", *(number(told.cells.get((way, TOTAL), 0)) for way in (*done, TOTAL))))


DRAWN = {
    "country-role-state": _roles,
    "agency-state": _agencies,
    "programme": _programmes,
    "deadlines": _deadlines,
    "expiring": _expiring,
    "competencies": _competencies,
    "bridge": _bridge,
    "supervision": _supervision,
    "data-quality": _quality,
}


def files_section(release: Release, rows: bool) -> Markup:
    """What lies beside the page."""
    listed = [
        (WORKBOOK, "all tables as a workbook"),
        (TABLES, "all tables for programs"),
        (SCHEMA_FILE, f"what {TABLES} looks like (JSON Schema)"),
        *((csv_name(one), one.title) for one in release.tables),
        *([(ROWS, "rows under pseudonyms, for research")] if rows else []),
        (AUDIT_HTML, "what was checked before this was shared"),
        (AUDIT_JSON, "the same for programs"),
        (NOTE, "what is hidden and why"),
    ]
    links = [(el("a", name, href=name), says) for name, says in listed]
    return el(
        "section", el("h2", "Files"), el("div", table("Files beside this page", ["File", "What it is"], links), class_="files"), id="files"
    )

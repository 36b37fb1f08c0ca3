"""A file for each agency or supervisor, ready to send: a workbook and a page with their own people and nobody else's."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any, Literal

from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.page import Setting, asset, page, private, state_mark
from practicum.reporting.people import shortly
from practicum.reporting.showing.speaking import Speaking, slug_of
from practicum.reporting.views.counting import DAY
from practicum.reporting.wording import count_says, day_says, missing_says, reason_says, state_title
from practicum.reporting.workbook import STATE_TONES, TONES, WARNING
from practicum.tables.designed import Cover, Sheet, SheetColumn, Tone, write_designed
from practicum.tables.querying import Querying

By = Literal["agency", "supervisor"]
# The file of people who are nobody's; no id of an agency or supervisor becomes a name that begins so. It is sent to nobody.
TO_NOBODY = "_nobody"
NOBODY = {"agency": "No agency on record", "supervisor": "No supervisor on record"}
# Whoever signed or met a learner last, within so many days, is taken for their supervisor.
SUPERVISED_DAYS = 365
# So many letters name who lacks something, in one cell.
MOST_NAMED = 220
PEOPLE = (
    SheetColumn("Learner", "text", 16),
    SheetColumn("Role or endorsement", "text", 34),
    SheetColumn("State", "text", 16, TONES["state"]),
    SheetColumn("Why", "text", 52),
    SheetColumn("Valid until", "day", 14),
    SheetColumn("Next deadline", "day", 14),
    SheetColumn("Open", "whole", 9),
)
REQUIREMENT_TONES: dict[str, Tone] = {"Not met": "bad", "Due": "watch", "Unknown": "quiet"}
OPEN = (
    SheetColumn("Learner", "text", 16),
    SheetColumn("Role or endorsement", "text", 34),
    SheetColumn("What is open", "text", 64),
    SheetColumn("State", "text", 14, REQUIREMENT_TONES),
    SheetColumn("Why", "text", 52),
    SheetColumn("Still missing", "text", 26),
    SheetColumn("Deadline", "day", 14),
)
BY_REQUIREMENT = (
    SheetColumn("What is open", "text", 64),
    SheetColumn("Role or endorsement", "text", 34),
    SheetColumn("People", "whole", 9),
    SheetColumn("First deadline", "day", 15),
    SheetColumn("Who", "text", 60),
)
PEOPLE_SAYS = ("Your people and how their certificates stand, by deadline.", "It compares records with rules, and rates nobody.")
BY_REQUIREMENT_SAYS = (
    "Each requirement once, with everybody who lacks it: what to arrange for several people together.",
    "Where only a paper is missing, nobody has to take a course again.",
)
OPEN_SAYS = (
    "Person by person, each requirement that is open; a choice stands once. Filter by a learner or a role.",
    "Where only a paper is missing, send it: no course is repeated.",
)


def split_files(asking: Querying, speaking: Speaking, setting: Setting, by: By) -> Iterator[tuple[str, bytes]]:
    """``split/<by>/<name>.xlsx`` and ``.html`` for each agency or supervisor, one after the other; only one is held at a time.

    Whoever has none stands in ``_nobody``, which is for whoever made the report.
    """
    _assign(asking, by, setting)
    taken: set[str] = set()
    words = _Words(speaking)
    open_rows = _groups(asking, _OPEN_SQL)
    waiting = next(open_rows, None)
    for key, people in _groups(asking, _PEOPLE_SQL):
        open_here: list[tuple[Any, ...]] = []
        if waiting is not None and waiting[0] == key:
            open_here, waiting = waiting[1], next(open_rows, None)
        name = (speaking.agency(key) if by == "agency" else key) if key else NOBODY[by]
        slug = slug_of(key, taken) if key else TO_NOBODY
        taken.add(slug)
        told = words.people(people), words.open(open_here)
        yield f"split/{by}/{slug}.xlsx", _workbook(name, people, told, setting, to_nobody=not key)
        yield f"split/{by}/{slug}.html", _page(f"split/{by}/{slug}.html", name, people, told, setting, to_nobody=not key)


def _assign(asking: Querying, by: By, setting: Setting) -> None:
    """`assigned`: whose each certificate is."""
    if by == "agency":
        asking.keep("assigned", "select learner, certification, agency as key from cert")
        return
    from practicum.reporting.wording import epoch_day

    since = epoch_day(setting.as_of) - SUPERVISED_DAYS
    asking.keep(
        "assigned",
        f"""with met as (
            select learner, supervisor, "date" as day from r_supervision where supervisor <> '' and "date" >= {since}
            union all select learner, supervisor, "date" from r_supervised where supervisor <> '' and "date" >= {since}
        ), last_ as (
            select learner, supervisor from met where supervisor <> learner
            qualify row_number() over (partition by learner order by day desc, supervisor) = 1
        )
        select c.learner, c.certification, coalesce(l.supervisor, '') as key from cert c left join last_ l on l.learner = c.learner""",
    )


_PEOPLE_SQL = f"""select a.key, c.learner, c.certification, c.state, c.reason, {DAY.format("c.valid_until")},
    {DAY.format("coalesce(least(c.deadline, w.deadline), c.deadline, w.deadline)")} as next_, coalesce(w.open, 0)
    from cert c join assigned a on a.learner = c.learner and a.certification = c.certification
    left join (select learner, certification, count(*) as open, min(deadline) as deadline from open group by all) w
    on w.learner = c.learner and w.certification = c.certification order by a.key, next_ nulls last, c.learner, c.certification"""
_OPEN_SQL = f"""select a.key, o.learner, o.certification, o.says, o.state, o.reason, o.missing, o.missing_unit, {DAY.format("o.deadline")}
    from open o join assigned a on a.learner = o.learner and a.certification = o.certification
    order by a.key, o.learner, o.certification, o.position, o.requirement"""


def _groups(asking: Querying, sql: str) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    rows = (row for part in asking.in_parts(sql) for row in part)
    for key, group in groupby(rows, key=lambda row: row[0]):
        yield key, list(group)


class _Words:
    """Rows in words; each code is put into words once."""

    def __init__(self, speaking: Speaking) -> None:
        self._speaking = speaking
        self._known: dict[tuple[str, str], str] = {}

    def _word(self, column: str, value: str) -> str:
        found = self._known.get((column, value))
        if found is None:
            said = {"state": state_title, "reason": reason_says}.get(column)
            found = self._known[column, value] = said(value) if said else self._speaking.word(column, value)
        return found

    def people(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows of the people as the columns of ``PEOPLE``."""
        word = self._word
        return [
            (learner, word("certification", role), word("state", state), word("reason", reason), until, deadline, count)
            for _, learner, role, state, reason, until, deadline, count in rows
        ]

    def open(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows of what is open as the columns of ``OPEN``."""
        word = self._word
        return [
            (learner, word("certification", role), says, word("state", state), word("reason", reason), missing_says(amount, unit), deadline)
            for _, learner, role, says, state, reason, amount, unit, deadline in rows
        ]


def by_requirement(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows of ``OPEN`` as the columns of ``BY_REQUIREMENT``, what most people lack first."""
    grouped: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for row in rows:
        grouped.setdefault((row[2], row[1]), []).append(row)
    found = []
    for (says, role), lacking in grouped.items():
        who = list(dict.fromkeys(row[0] for row in lacking))
        first = min((row[6] for row in lacking if row[6] is not None), default=None)
        found.append((says, role, len(who), first, shortly("; ".join(who), MOST_NAMED)))
    return sorted(found, key=lambda row: (-row[2], row[1], row[0]))


Told = tuple[Sequence[tuple[Any, ...]], Sequence[tuple[Any, ...]]]


def _counted(people: Sequence[tuple[Any, ...]]) -> list[tuple[int, str, Tone]]:
    counts: dict[str, int] = {}
    for row in people:
        counts[row[3]] = counts.get(row[3], 0) + 1
    return [(counts[state], state_title(state), STATE_TONES[state]) for state in STATE_TONES if state in counts]


def _workbook(name: str, people: Sequence[tuple[Any, ...]], told: Told, setting: Setting, *, to_nobody: bool) -> bytes:
    whose = " Send it to nobody: these people have none." if to_nobody else f" Only people of {name} are in it."
    cover = Cover(
        name, f"{setting.when}.", WARNING + whose, _counted(people), (),
        ("Lists go by deadline; nobody is ranked.", "“Unknown” is not “not met”: the records do not allow an answer.",
         "Something is wrong? Send back the record that is missing, with its date."),
    )  # fmt: skip
    sheets = (
        Sheet("People", *PEOPLE_SAYS, PEOPLE, told[0], group="people", many=True),
        Sheet("By requirement", *BY_REQUIREMENT_SAYS, BY_REQUIREMENT, by_requirement(told[1]), group="people", many=True),
        Sheet("What is open", *OPEN_SAYS, OPEN, told[1], group="people", many=True),
    )
    out = io.BytesIO()
    write_designed(out, cover, sheets)
    return out.getvalue()


def _page(file: str, name: str, people: Sequence[tuple[Any, ...]], told: Told, setting: Setting, *, to_nobody: bool) -> bytes:
    cards = [
        el("li", el("span", f"{count:,}", class_="big"), Markup(_MARKS.get(title) or str(el("span", title, class_="state"))))
        for count, title, _ in _counted(people)
    ]
    body: list[Markup | None] = [
        el("ul", *cards, class_="cards"),
        el("h2", "People"),
        _table("Your people", PEOPLE, told[0]),
        el("h2", "By requirement") if told[1] else None,
        _table("What is open, and who lacks it", BY_REQUIREMENT, by_requirement(told[1])) if told[1] else None,
        el("h2", "What is open"),
        _table("What is open", OPEN, told[1]) if told[1] else el("p", "Nothing is open."),
    ]
    lead = f"{count_says(len(people), 'certificate')}, and what is open in them. Only people of {name} are on this page."
    whose = "It is for the one it was made for, and nobody else."
    if to_nobody:
        whose = "It is for you, to see who is without: send it to nobody."
    banner = private(f"It names people by their ids. {whose}")
    return page(file, name, lead, body, setting, banner=banner, script=asset("tables.js"), alone=True)


_MARKS: dict[str, str] = {state_title(state): str(state_mark(state, state_title(state))) for state in (*STATE_TONES, "not_met")}


def _table(caption: str, columns: Sequence[SheetColumn], rows: Sequence[tuple[Any, ...]]) -> Markup:
    """A table of many rows, written without an element object a cell: these pages are made by the thousand."""
    head = "".join(
        str(
            el(
                "th",
                column.title,
                scope="col",
                class_="n" if column.kind == "whole" else None,
                data_filter="yes" if column.title == "State" else None,
            )
        )
        for column in columns
    )
    # The same role, state, reason or day stands in many rows and is put into HTML once.
    known: dict[Any, str] = {None: "<td></td>", "": "<td></td>"}

    def cell(value: Any) -> str:
        if isinstance(value, str):
            found = f"<td>{_MARKS.get(value) or escape(value, quote=False)}</td>"
        else:
            found = f'<td class="n">{value}</td>' if isinstance(value, int) else f'<td class="d">{day_says(value)}</td>'
        known[value] = found
        return found

    lines = [
        f'<tr><th scope="row">{escape(row[0], quote=False)}</th>{"".join([known.get(value) or cell(value) for value in row[1:]])}</tr>'
        for row in rows
    ]
    live = ' data-live="yes"' if len(rows) > 8 else ""
    whole = f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    region = f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"{live}>{whole}</div>'
    return joined(Markup(region))

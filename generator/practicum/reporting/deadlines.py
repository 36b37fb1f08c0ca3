"""Deadlines by month: what has to be done, by whom, and by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from practicum.model.catalogue import Catalogue
from practicum.reporting.cases import Case, Cases
from practicum.reporting.gaps import lines
from practicum.reporting.markup import Markup, el
from practicum.reporting.naming import certification_title, country_title
from practicum.reporting.page import Setting, asset, page, private, state_mark, table
from practicum.reporting.wording import count_says, day_says, epoch_day, month_says, state_title

PRIVATE = "It lists single people by their ids."
PASSED = "Already passed"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something has to be done in one case, and what."""

    day: int
    case: Case
    what: tuple[str, ...]


def deadlines_of(case: Case) -> tuple[Deadline, ...]:
    """The deadlines of one case; what is due on one day stands together."""
    due: dict[int, list[str]] = defaultdict(list)
    if case.deadline is not None:
        due[case.deadline] = []
    for line in lines(case.gaps):
        # A way of a choice has the deadline of the choice.
        if line.gap.deadline is not None and not line.gap.advisory and not line.gap.choice:
            due[line.gap.deadline].append(line.gap.says)
    return tuple(Deadline(day, case, tuple(dict.fromkeys(what))) for day, what in sorted(due.items()))


def what_says(deadline: Deadline) -> str:
    """What is due, shortened where it is much."""
    if not deadline.what:
        return "Certificate: renewal" if deadline.case.state in {"certified", "due", "grace", "restricted"} else "Certificate"
    shown = "; ".join(says.rstrip(".") for says in deadline.what[:3])
    return shown if len(deadline.what) <= 3 else f"{shown}; and {len(deadline.what) - 3} more"


def month_table(title: str, found: list[Deadline], catalogue: Catalogue, setting: Setting) -> Markup:
    """The deadlines of one month."""
    rows = [
        (
            deadline.case.learner,
            day_says(deadline.day),
            certification_title(catalogue, deadline.case.certification),
            ", ".join(part for part in (setting.agency(deadline.case.agency), country_title(catalogue, deadline.case.country)) if part),
            state_mark(deadline.case.state, state_title(deadline.case.state)),
            what_says(deadline),
        )
        for deadline in found
    ]
    return table(f"Deadlines: {title}", ["Learner", "Day", "Role", "Place", "State", "What"], rows)


def deadlines_page(cases: Cases | None, catalogue: Catalogue, setting: Setting, ahead: Sequence[Markup]) -> bytes:
    """``deadlines.html``: the views on what lies ahead, and then whose deadlines they are; without ``cases`` only the views."""
    today = epoch_day(setting.as_of)
    found = sorted(
        (deadline for case in (cases.cases if cases else ()) for deadline in deadlines_of(case)),
        key=lambda one: (one.day, one.case.learner, one.case.certification),
    )
    passed = [deadline for deadline in found if deadline.day < today]
    months = [
        (title, list(group)) for title, group in groupby((one for one in found if one.day >= today), key=lambda one: month_says(one.day))
    ]
    body: list[Markup] = [*ahead]
    if cases:
        body.append(el("h2", "Whose deadlines"))
    sections = [(PASSED, passed, False)] if passed else []
    sections += [(title, group, place == 0) for place, (title, group) in enumerate(months)]
    for title, group, opened in sections:
        body.append(
            el(
                "details",
                el("summary", el("h3", title), el("span", count_says(len(group), "deadline"), class_="soft")),
                month_table(title, group, catalogue, setting),
                class_="month",
                open=opened,
            )
        )
    if cases and not found:
        body.append(el("p", "No deadline is known."))
    lead = "What ends when, and what would stay in force."
    if cases:
        lead = f"{count_says(len(found) - len(passed), 'deadline')} ahead, {count_says(len(passed), 'deadline')} already passed."
    return page("deadlines.html", "Deadlines", lead, body, setting, banner=private(PRIVATE), script=asset("tables.js"))

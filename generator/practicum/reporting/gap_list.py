"""Who lacks what: every learner with what is open, why, by when, and what closes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from practicum.model.catalogue import Catalogue
from practicum.reporting.both_sides import both_sides_section
from practicum.reporting.cases import Case, Cases
from practicum.reporting.cells import Row
from practicum.reporting.closing import Closing
from practicum.reporting.gaps import Gap, lines
from practicum.reporting.intake import Intake, merged_ids
from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.naming import certification_title, country_title
from practicum.reporting.page import Heading, Setting, asset, data_block, page, private, table
from practicum.reporting.telling import listed
from practicum.reporting.wording import (
    CERTIFICATE_STATES,
    PARTS,
    REQUIREMENT_STATES,
    day_says,
    disagreement_says,
    epoch_day,
    missing_says,
    number_says,
    reason_says,
    state_title,
)

PRIVATE = "It lists single people by their ids. Keep it in the private folder and hand on only what a person needs."


class Pool:
    """Texts numbered in order of first use, so that data names each text once."""

    def __init__(self) -> None:
        self.numbers: dict[object, int] = {}

    def __call__(self, value: object) -> int:
        return self.numbers.setdefault(value, len(self.numbers))

    @property
    def values(self) -> list[object]:
        """What was pooled, in order of its numbers."""
        return list(self.numbers)


def gap_cells(gap: Gap, depth: int, texts: Pool) -> list[object]:
    """One gap, as the script reads it."""
    missing = listed(gap.waits_for) or missing_says(gap.missing, gap.missing_unit)
    cells: list[object] = [
        texts(gap.requirement),
        texts(gap.says),
        texts(gap.part),
        texts(gap.state),
        texts(gap.reason),
        depth,
        texts(missing),
        gap.deadline,
        gap.valid_until,
        texts(gap.best_loser),
        texts(gap.best_loser_reason),
        int(bool(gap.choice)),
        int(gap.advisory),
        texts(gap.kind),
        texts(gap.deciding_record),
    ]
    return cells


def closing_cells(closing: Closing, texts: Pool) -> list[object]:
    """What closes a case, as the script reads it."""
    path = [[texts(step.module), texts(step.title), step.hours, int(step.because == "needed_first")] for step in closing.path]
    return [path, [texts(way) for way in closing.otherwise], closing.by_hand, closing.hours, texts(closing.instead)]


def case_cells(case: Case, texts: Pool) -> list[object]:
    """One case, as the script reads it."""
    return [
        texts(case.certification),
        texts(case.country),
        texts(case.agency),
        texts(case.state),
        [texts(state) for state in case.also],
        texts(case.reason),
        case.valid_from,
        case.valid_until,
        case.deadline,
        case.next_deadline,
        texts(case.rule_version),
        case.not_evaluated,
        texts(disagreement_says(case.disagreement)),
        case.open_count,
        int(case.requirements_met),
        [gap_cells(line.gap, line.depth, texts) for line in lines(case.gaps)],
        closing_cells(case.closing, texts),
        texts(case.role),
    ]


def page_data(cases: Cases, intake: Intake, catalogue: Catalogue, setting: Setting) -> dict[str, object]:
    """Everything the script shows, each text once."""
    texts = Pool()
    texts("")
    people = [
        [learner, [case_cells(case, texts) for case in group]] for learner, group in groupby(cases.cases, key=lambda case: case.learner)
    ]
    reasons = {
        code
        for case in cases.cases
        for code in (case.reason, *(code for line in lines(case.gaps) for code in (line.gap.reason, line.gap.best_loser_reason)))
    }
    return {
        "asOf": epoch_day(setting.as_of),
        "texts": texts.values,
        "states": {state: title for states in (REQUIREMENT_STATES, CERTIFICATE_STATES) for state, (title, _) in states.items()},
        "parts": PARTS,
        "reasons": {code: reason_says(code) for code in sorted(reasons) if code},
        "certifications": {name: certification_title(catalogue, name) for name in sorted({case.certification for case in cases.cases})},
        "agencies": dict(setting.agency_names),
        "countries": {name: country_title(catalogue, name) for name in sorted({case.country for case in cases.cases})},
        "merged": {one.kept: list(one.also) for one in merged_ids(intake)},
        "people": people,
    }


def choices(label: str, name: str, options: Sequence[tuple[str, str]], *, every: str) -> Markup:
    """A labelled choice; the first option leaves the list as it is."""
    return el(
        "div",
        el("label", label, for_=f"f-{name}"),
        el(
            "select",
            el("option", every, value=""),
            *(el("option", title, value=value) for value, title in options),
            id=f"f-{name}",
            name=name,
        ),
        class_="field",
    )


def filters(cases: Cases, catalogue: Catalogue, setting: Setting) -> Markup:
    """The controls over the list; they stay hidden where no script runs."""
    states = states_seen(cases.cases)
    countries = sorted({(case.country, country_title(catalogue, case.country)) for case in cases.cases if case.country})
    agencies = sorted({(case.country, case.agency) for case in cases.cases if case.agency})
    roles = [(name, certification_title(catalogue, name)) for name in sorted({case.certification for case in cases.cases})]
    deadlines = [
        ("passed", "Already passed"), ("30", "In the next 30 days"), ("90", "In the next 90 days"), ("365", "In the next 12 months"),
        ("none", "No deadline"),
    ]  # fmt: skip
    places = [
        (agency, setting.agency(agency) + (f" ({country_title(catalogue, country)})" if len(countries) > 1 else ""))
        for country, agency in agencies
    ]
    search = el("input", type="search", id="f-search", name="search", autocomplete="off", spellcheck="false")
    choice = el(
        "div",
        choices("Country", "country", countries, every="All countries"),
        choices("Agency", "agency", places, every="All agencies"),
        choices("Role or endorsement", "role", roles, every="All roles"),
        choices("State", "state", list(states.items()), every="All states"),
        choices("Deadline", "deadline", deadlines, every="Any or none"),
        choices("Requirements", "open", [("all", "All, nothing open as well")], every="Something open"),
        choices("Order", "order", [("learner", "By learner id")], every="By deadline"),
        el("div", el("button", "Clear", type="reset"), class_="field"),
        class_="choices",
    )
    return el(
        "form",
        el("div", el("label", "Find a learner by id", for_="f-search"), search, class_="field"),
        el("details", el("summary", "Filter and order"), choice, id="choices"),
        id="filters",
        class_="filters",
        hidden=True,
        aria_label="Filter the list",
    )


def gap_line(gap: Gap) -> str:
    """An open requirement in one line of text."""
    missing = listed(gap.waits_for) or missing_says(gap.missing, gap.missing_unit)
    return "; ".join(
        part
        for part in (gap.says.rstrip("."), state_title(gap.state).lower(), f"{missing} missing" if missing else "", reason_says(gap.reason))
        if part
    )


def closing_line(closing: Closing) -> str:
    """What closes a case in one line of text."""
    path = " → ".join(f"{step.module} ({number_says(step.hours)} h)" for step in closing.path)
    shorter = (closing.instead,) if closing.instead else ()
    return "; ".join((path or "no course closes this", *closing.otherwise, *shorter))


def plain_table(cases: Cases, catalogue: Catalogue, setting: Setting) -> Markup:
    """The list where no script runs: one row a case."""
    rows = [
        (
            case.learner,
            certification_title(catalogue, case.certification),
            f"{setting.agency(case.agency)}, {country_title(catalogue, case.country)}".strip(", "),
            state_title(case.state),
            day_says(case.next_deadline),
            joined(*(el("div", gap_line(gap)) for gap in case.gaps)),
            closing_line(case.closing),
        )
        for case in sorted(cases.cases, key=by_deadline)
        if case.gaps or case.closing.otherwise
    ]
    return table("Learners with something open", ["Learner", "Role", "Place", "State", "Deadline", "Open", "What closes it"], rows)


def states_seen(cases: Sequence[Case]) -> dict[str, str]:
    """The states in which somebody is, by their codes, with their titles; in the order of the list of states."""
    seen = {case.state for case in cases}
    ordered = [state for state in CERTIFICATE_STATES if state in seen] + sorted(seen - set(CERTIFICATE_STATES))
    return {state: state_title(state) for state in ordered}


def by_deadline(case: Case) -> tuple[float, str, str]:
    """The order of the lists: what is due first comes first; people are never ranked."""
    return (float("inf") if case.next_deadline is None else case.next_deadline, case.learner, case.certification)


def exact_counts(cases: Cases, catalogue: Catalogue) -> Markup:
    """Counts by role, country and state as they are; this page is private, so nothing is hidden."""
    states = states_seen(cases.cases)
    counted = Counter((case.certification, case.country, case.state) for case in cases.cases)
    groups = sorted({(case.certification, case.country) for case in cases.cases})
    rows = [
        (
            f"{certification_title(catalogue, certification)}, {country_title(catalogue, country)}",
            *(f"{counted[certification, country, state]:,}" for state in states),
            f"{sum(counted[certification, country, state] for state in states):,}",
        )
        for certification, country in groups
    ]
    headings: list[Heading | str] = [
        "Role and country",
        *(Heading(title, number=True) for title in states.values()),
        Heading("Total", number=True),
    ]
    return el(
        "details", el("summary", "Counts by role, country and state"), table("Certificates by role, country and state", headings, rows)
    )


def gap_list_page(cases: Cases, intake: Intake, catalogue: Catalogue, setting: Setting, disagreements: Sequence[Row] = ()) -> bytes:
    """``who-lacks-what.html``; ``disagreements`` are rows of the verdicts' table of that name."""
    body = [
        exact_counts(cases, catalogue),
        el("h2", "Learners"),
        filters(cases, catalogue, setting),
        el("p", id="shown", role="status", class_="hint"),
        el("ul", id="people", class_="people"),
        el(
            "p",
            el("button", "Show more", type="button", id="more"),
            " ",
            el("button", "Show all", type="button", id="all"),
            id="paging",
            hidden=True,
        ),
        el(
            "noscript",
            el("p", "Scripts are off, so the list cannot be filtered here. The same rows are in gaps.csv."),
            plain_table(cases, catalogue, setting),
        ),
        both_sides_section(disagreements),
        data_block("data", page_data(cases, intake, catalogue, setting)),
    ]
    lead = (
        "Every learner with what is open, since when, why, and the modules that close it in order. Lists go by deadline; nobody is ranked."
    )
    return page("who-lacks-what.html", "Who lacks what", lead, body, setting, banner=private(PRIVATE), script=asset("gap-list.js"))

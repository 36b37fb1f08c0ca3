"""The overview to hand on: how things stand in counts that may be shared, and how far they can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from practicum.model.catalogue import Catalogue
from practicum.reporting.cases import Cases
from practicum.reporting.intake import Intake, account_of_all, accounts, missing_tables, refused_files
from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.naming import certification_title, country_title
from practicum.reporting.page import Heading, Setting, bars, page, shared, state_mark, table
from practicum.reporting.suppression import MINIMUM
from practicum.reporting.tallies import Group, Tables, modules_needed, protected_tables
from practicum.reporting.unasked import Unasked, left_out
from practicum.reporting.wording import NOT_SENT, count_says, number_says

HIDDEN = el("span", "hidden", class_="hidden-count", title=f"under {MINIMUM}, or needed to protect a count under {MINIMUM}")
SHARED = f"It holds counts only, and groups of 1 to {MINIMUM - 1} are hidden, with whatever would give them away."
LEAD = "who may practise, who may not, and what would change it."
IN_ORDER = "In order means certified or due."


def number(count: int | None) -> Markup | str:
    """A count, or the word for a hidden one."""
    return HIDDEN if count is None else f"{count:,}"


Labelled: TypeAlias = Sequence[tuple[Markup | str, Group]]


def counts_table(caption: str, first: str, groups: Labelled, columns: Mapping[str, str], foot: Group | None) -> Markup:
    """A table of counts."""
    headings = [Heading(first), *(Heading(title, number=True) for title in columns.values()), Heading("Total", number=True)]

    def cells(label: object, group: Group) -> list[object]:
        return [label, *(number(group.by_column.get(key, 0)) for key in columns), number(group.total)]

    return table(caption, headings, [cells(label, group) for label, group in groups], foot=cells("Total", foot) if foot else None)


def counts_chart(title: str, says: str, first: str, groups: Sequence[tuple[str, Group]], tables: Tables) -> Markup:
    """Bars of counts with their table; what is hidden is drawn as one piece, whose length the totals give away anyway."""
    rows: list[tuple[str, str, list[tuple[str, str, int]]]] = []
    for label, group in groups:
        if group.total is None:
            rows.append((label, "hidden: a small group", []))
            continue
        segments = [(key, name, group.by_column.get(key) or 0) for key, name in tables.columns.items()]
        segments.append(("hidden", "hidden: small groups", group.total - sum(count for _, _, count in segments)))
        in_order = [group.by_column[key] for key in ("certified", "due", "in_order") if key in group.by_column]
        known = [count for count in in_order if count is not None]
        sentence = f"{sum(known):,} of {group.total:,} in order" if len(known) == len(in_order) else f"{group.total:,} in all"
        rows.append((label, sentence, segments))
    return bars(title, says, rows, counts_table(title, first, groups, tables.columns, tables.everybody))


def at_a_glance(tables: Tables) -> Markup:
    """One card a column."""
    cards = [
        el("li", el("span", number(tables.everybody.by_column.get(key, 0)), class_="big"), state_mark(key, title))
        for key, title in tables.columns.items()
    ]
    return el("section", el("h2", "At a glance"), el("ul", *cards, class_="cards"))


def by_role_and_country(tables: Tables, catalogue: Catalogue) -> tuple[Markup, Markup]:
    """The charts by role and by country."""
    by_role = [(certification_title(catalogue, group.key), group) for group in tables.by_certification]
    by_country = [(country_title(catalogue, group.key), group) for group in tables.by_country]
    return (
        el(
            "section",
            el("h2", "By role and endorsement"),
            counts_chart("Certificates by role and endorsement", IN_ORDER, "Role or endorsement", by_role, tables),
        ),
        el("section", el("h2", "By country"), counts_chart("Certificates by country", IN_ORDER, "Country", by_country, tables)),
    )


def by_agency(tables: Tables, catalogue: Catalogue, setting: Setting) -> Markup:
    """The table by agency, always with small groups hidden: agencies are compared in counts, not in people."""
    groups = [
        (joined(setting.agency(group.key), el("span", f" {country_title(catalogue, group.inside)}", class_="soft")), group)
        for group in tables.by_agency
    ]
    return el(
        "section",
        el("h2", "By agency"),
        el("p", "In order of country and name. Groups of 1 to 4 are hidden, and what would give them away."),
        counts_table("Certificates by agency", "Agency", groups, tables.columns, tables.everybody),
    )


def modules_section(cases: Cases, *, at_least: int) -> Markup:
    """The modules that most learners need, with the hours they take together."""
    needed = modules_needed(cases.cases, at_least=at_least)[:12]
    if not needed:
        return el("section", el("h2", "Which modules would close most"), el("p", "No module is needed by enough learners to show."))
    behind = table(
        "Modules on closing paths",
        ["Module", Heading("Learners", number=True), Heading("Hours each", number=True), Heading("Learner hours", number=True)],
        [
            (f"{need.module} {need.title}", f"{need.learners:,}", number_says(need.hours), f"{need.hours * need.learners:,.0f}")
            for need in needed
        ],
    )
    rows = [
        (f"{need.module} {need.title}", count_says(need.learners, "learner"), [("needed", "learners", need.learners)]) for need in needed
    ]
    return el(
        "section",
        el("h2", "Which modules would close most"),
        el(
            "p",
            "Counted over the closing path of every learner, prerequisites included. "
            "Where there is a choice, the ways with the fewest hours are counted.",
        ),
        bars("Learners who need a module", "", rows, behind),
    )


def unread(intake: Intake, *, to_share: bool) -> Markup | None:
    """A warning about files that were not read; what they say is missing from every verdict."""
    refused = refused_files(intake)
    if not refused:
        return None
    said = count_says(len(refused), "file or sheet was", "files or sheets were")
    more = None if to_share else joined(" ", el("a", "See which, and what each one needs", href="data-quality.html"), ".")
    return el("p", el("strong", f"{said} not read."), " What they say is missing here, so somebody may lack less.", more, class_="warning")


def trust_section(cases: Cases, intake: Intake, setting: Setting, unasked: Unasked, *, to_share: bool) -> Markup:
    """Whether the rows add up, what was not judged, and what to keep in mind."""
    whole = account_of_all(accounts(intake))
    missing = sum(cases.not_evaluated.values())
    rows_in = f"{count_says(whole.rows_in, 'row')} in = {whole.used:,} used + {whole.set_aside:,} set aside + {whole.collapsed:,} collapsed"
    warning = "" if not whole.unaccounted else " Please do not rely on this report."
    return el(
        "section",
        el("h2", "How far to trust this"),
        el("h3", "Do the rows add up?"),
        el(
            "p",
            el("strong", rows_in),
            f": it {whole.verdict}.{warning} {count_says(whole.mended, 'row was', 'rows were')} mended before use. ",
            None if to_share else joined(el("a", "See every one of them", href="data-quality.html"), "."),
            class_="warning" if warning else None,
        ),
        unread(intake, to_share=to_share),
        el("p", f"No file came for: {', '.join(missing_tables(intake))}. {NOT_SENT}") if missing_tables(intake) else None,
        left_out(unasked, to_share=to_share),
        el("h3", "What was not judged?"),
        el("p", not_judged(missing, cases.requirements, cases.not_evaluated), class_="warning" if missing else None),
        el("h3", "What to keep in mind"),
        el("ul", *(el("li", caveat) for caveat in caveats(cases, setting))),
    )


def shareable_page(cases: Cases, intake: Intake, catalogue: Catalogue, setting: Setting, unasked: Unasked) -> bytes:
    """``shareable.html``: the same overview by standing, with small groups hidden; it can be read without the other pages."""
    tables = protected_tables(cases.cases)
    body = [
        at_a_glance(tables),
        *by_role_and_country(tables, catalogue),
        by_agency(tables, catalogue, setting),
        modules_section(cases, at_least=MINIMUM),
        trust_section(cases, intake, setting, unasked, to_share=True),
    ]
    total = tables.everybody.total
    judged = count_says(total, "certificate") if total is not None else "A small group of certificates"
    return page("shareable.html", "Overview to share", f"{judged}: {LEAD}", body, setting, banner=shared(SHARED), alone=True)


def not_judged(missing: int, all_of_them: int, by_kind: Mapping[str, int]) -> str:
    """How many requirements were not evaluated, in words."""
    if not missing:
        return f"All {all_of_them:,} requirements that apply were evaluated."
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in by_kind.items())
    return (
        f"{missing:,} of {all_of_them:,} requirements were not evaluated, because Practicum does not judge their kind yet ({kinds}). "
        "They are shown as unknown, never as met or not met: somebody has to look at them."
    )


def caveats(cases: Cases, setting: Setting) -> list[str]:
    """What a reader has to know before using the numbers."""
    found = ["A person with two roles or an endorsement has several certificates and is counted once in each."]
    if cases.left_out:
        found.append(f"{count_says(cases.left_out, 'verdict')} of “does not apply” are left out of all counts.")
    if setting.known_at is None:
        found.append("No day of knowledge was set: what was recorded late counts as if it had been known on the day itself.")
    found.append("“Unknown” is not “not met”: the records do not allow an answer.")
    found.append("The rules are demonstration rules of a demonstration curriculum; no authority has issued them.")
    return found

"""How far a report can be trusted: whether the rows add up, what was not judged, what to keep in mind."""

from __future__ import annotations

from collections.abc import Mapping

from practicum.reporting.cases import Cases
from practicum.reporting.intake import Intake, account_of_all, accounts, missing_tables, refused_files
from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.page import Setting
from practicum.reporting.unasked import Unasked, left_out
from practicum.reporting.wording import NOT_SENT, count_says


def unread(intake: Intake) -> Markup | None:
    """A warning about files that were not read; what they say is missing from every verdict."""
    refused = refused_files(intake)
    if not refused:
        return None
    said = count_says(len(refused), "file or sheet was", "files or sheets were")
    more = joined(" ", el("a", "See which, and what each one needs", href="data-quality.html"), ".")
    return el("p", el("strong", f"{said} not read."), " What they say is missing here, so somebody may lack less.", more, class_="warning")


def trust_section(cases: Cases, intake: Intake, setting: Setting, unasked: Unasked) -> Markup:
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
            joined(el("a", "See every one of them", href="data-quality.html"), "."),
            class_="warning" if warning else None,
        ),
        unread(intake),
        el("p", f"No file came for: {', '.join(missing_tables(intake))}. {NOT_SENT}") if missing_tables(intake) else None,
        left_out(unasked),
        el("h3", "What was not judged?"),
        el("p", not_judged(missing, cases.requirements, cases.not_evaluated), class_="warning" if missing else None),
        el("h3", "What to keep in mind"),
        el("ul", *(el("li", caveat) for caveat in caveats(cases, setting))),
    )


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

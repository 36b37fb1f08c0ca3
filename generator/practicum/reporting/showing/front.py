"""The first page: how things stand, what to look at first, where everything is, and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from practicum.reporting.closing import Plans
from practicum.reporting.markup import Markup, coded, el
from practicum.reporting.page import Setting, facts, page, private
from practicum.reporting.showing.live_tables import view_table
from practicum.reporting.showing.pages import Tables, certificate_states, directory, first_of_all, state_bars
from practicum.reporting.showing.speaking import Speaking
from practicum.reporting.wording import count_says

PRIVATE = "It shows small groups, and the pages behind it name people by their ids."
# Both clocks stand above every page already.
SAID = frozenset({"as_of", "known_at", "everything_known", "not_evaluated", "synthetic", "schema"})
# What the entries of the manifest are called; a requirement row is also a group, or one that does not apply.
CALLED = {
    "certificates": "Verdicts on certificates, “does not apply” included",
    "requirements": "Rows of requirements, groups and “does not apply” included",
    "long_chains": "Chains of refreshers longer than is followed",
}
NOBODY = (
    "By these records nothing is asked of anybody on this day. What is asked follows from posts and appointments: "
    "see that `posts` or `appointments` is among the files, and that the day lies within them."
)
# What lies beside the pages, by name: what it is, and whether it names people.
FILES: dict[str, tuple[str, bool]] = {
    "report.xlsx": ("every view as a sheet of one workbook, with a cover", False),
    "report.json": ("every view for programs, under the published schema practicum-report/1", False),
    "gaps.csv": ("a row for each open requirement of each learner", True),
    "certificates.csv": ("a row for each learner and certification, and for each person or role of whom nothing is asked", True),
    "set-aside.csv": ("a row for each row or cell that was set aside, mended or collapsed; no values", False),
    "gaps.json": ("everybody with what is open and what closes it, for programs", True),
}


def origin_section(rules: str, manifest: Mapping[str, object], setting: Setting, there: Iterable[str]) -> Markup:
    """What the report was made from, and the files beside it; ``there`` are the files of this report."""
    pairs = {"Day": setting.when, "Rules": rules, **dict(made_from(manifest, setting)[1:])}
    have = set(there)
    files = [
        el("li", el("a", name, href=name), f": {says}. ", el("b", "Contains learner data.") if names_people else None)
        for name, (says, names_people) in FILES.items()
        if name in have
    ]
    folders = {
        "tables": "every view as CSV and Parquet",
        "plans": "“my plan” for each person",
        "split": "a file for each agency or supervisor",
    }
    files += [
        el("li", el("code", f"{folder}/"), f": {says}.")
        for folder, says in folders.items()
        if any(name.startswith(f"{folder}/") for name in have)
    ]
    return el(
        "section",
        el("h2", "What this was made from"),
        facts(pairs),
        el("h3", "Files beside this page"),
        el("ul", *files),
    )


def made_from(manifest: Mapping[str, object], setting: Setting) -> list[tuple[str, str]]:
    """The day, and what the manifest of a run says in single lines."""
    return [
        ("Day", setting.when),
        *(
            (CALLED.get(name, str(name).replace("_", " ").capitalize()), manifest_value(value))
            for name, value in manifest.items()
            if is_plain(value) and name not in SAID and not (name == "long_chains" and not value)
        ),
    ]


def front_page(
    tables: Tables, speaking: Speaking, setting: Setting, *, trust: Markup | None, origin: Markup, asked: bool = True,
    plans: Plans | None = None,
) -> bytes:  # fmt: skip
    """``index.html``; ``asked`` is false where nothing is asked of anybody."""
    role, country = tables["role"], tables["country"]
    roles = [(speaking.word("certification", row["certification"]), row) for row in role.dicts]
    countries = [(speaking.word("country", row["country"]), row) for row in country.dicts]
    in_order = "In order means certified or due."
    body = [
        el("p", el("strong", "Nobody is judged here."), " ", coded(NOBODY), class_="warning") if not asked else None,
        certificate_states(tables),
        first_of_all(tables, plans),
        el("section", el("h2", "By role and endorsement"),
           state_bars("Certificates by role and endorsement", in_order, roles, view_table(role, speaking, foot=True))),
        el("section", el("h2", "By country"),
           state_bars("Certificates by country", in_order, countries, view_table(country, speaking, foot=True))),
        directory(tables, setting),
        trust,
        origin,
    ]  # fmt: skip
    value = {row["measure"]: int(row["value"]) for row in tables["overview"].dicts}
    judged = f"{count_says(value['certificates'], 'certificate')} of {count_says(value['people'], 'learner')}"
    lead = f"{judged}: who may practise, who may not, and what would change it."
    return page("index.html", "Overview", lead, body, setting, banner=private(PRIVATE))


def rule_versions(seen: Iterable[tuple[str, str]]) -> str:
    """Which rule versions decided, from pairs of a certification and a version.

    >>> rule_versions([("PAR", "2"), ("PAR", "1"), ("FSW", "1")]), rule_versions([])
    ('FSW version 1, PAR version 1 and 2', 'none named')
    """
    by_rule: dict[str, list[str]] = {}
    for certification, version in sorted({(name, version) for name, version in seen if version}):
        by_rule.setdefault(certification, []).append(version)
    return ", ".join(f"{name} version {' and '.join(versions)}" for name, versions in by_rule.items()) or "none named"


def is_plain(value: object) -> bool:
    """Whether a manifest entry can be shown in a line."""
    return isinstance(value, (str, int, float)) and not (isinstance(value, str) and not value)


def manifest_value(value: object) -> str:
    """A manifest entry in a line."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)

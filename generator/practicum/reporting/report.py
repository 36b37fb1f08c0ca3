"""A whole gap report as files in memory; whoever asked for it decides where they go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from practicum.model.catalogue import Catalogue
from practicum.model.explanation import Explanation
from practicum.model.requirement import RuleTables
from practicum.reporting.about import about_page
from practicum.reporting.cases import Verdicts, cases_of
from practicum.reporting.cells import Row, text
from practicum.reporting.data_quality import data_quality_page
from practicum.reporting.deadlines import deadlines_page
from practicum.reporting.downloads import certificates_csv, gaps_csv, gaps_json, set_aside_csv
from practicum.reporting.gap_list import gap_list_page
from practicum.reporting.gaps import lines
from practicum.reporting.intake import Intake
from practicum.reporting.overview import overview_page, shareable_page
from practicum.reporting.page import Setting
from practicum.reporting.unasked import unasked_in

# What a report is made of; a folder that holds anything else is no report.
REPORT_FILES = frozenset(
    {
        "index.html",
        "shareable.html",
        "who-lacks-what.html",
        "deadlines.html",
        "data-quality.html",
        "about.html",
        "gaps.csv",
        "certificates.csv",
        "set-aside.csv",
        "gaps.json",
        "manifest.json",
        "shareable",
        "sharing-audit.html",
        "sharing-audit.json",
    }
)


def report(
    verdicts: Verdicts,
    intake: Intake,
    catalogue: Catalogue,
    *,
    as_of: date,
    known_at: date | None,
    synthetic: bool,
    palette_css: str,
    held: Mapping[str, Collection[str]] | None = None,
    agency_names: Mapping[str, str] | None = None,
    disagreements: Iterable[Row] = (),
    unasked: Iterable[Row] = (),
    rules: RuleTables | None = None,
    explained: Iterable[Explanation] = (),
    closings: Iterable[Row] = (),
) -> dict[str, bytes]:
    """The files of a gap report by name; the same input gives the same bytes.

    ``palette_css`` sets colours and type and is put after the report's own style. ``held`` names modules that a learner
    holds beside those in a requirement, so that they are not asked again as prerequisites; ``agency_names`` says
    how an agency is called where its id says little. ``disagreements`` are rows of the verdicts' table of that name; they stand on private
    pages only. ``unasked`` are those of people of whom nothing is asked; the page to share has their number alone. ``rules`` are those of
    the run; ``explained`` are explanations of certificates that are over: what closes them is the first way they tell;
    ``closings`` are rows of the verdicts' table of that name.
    """
    setting = Setting(as_of, known_at, synthetic, palette_css, agency_names or {})
    cases = cases_of(verdicts, catalogue, as_of=as_of, held=held, rules=rules, explained=explained, closings=closings)
    seen = {case.reason for case in cases.cases} | {
        code for case in cases.cases for line in lines(case.gaps) for code in (line.gap.reason, line.gap.best_loser_reason)
    }
    manifest = verdicts.manifest
    differing = list(disagreements)
    apart = unasked_in(unasked, {text(row, "learner") for row in verdicts.certificates})
    return {
        "index.html": overview_page(cases, intake, catalogue, manifest, setting, apart),
        "shareable.html": shareable_page(cases, intake, catalogue, setting, apart),
        "who-lacks-what.html": gap_list_page(cases, intake, catalogue, setting, differing),
        "deadlines.html": deadlines_page(cases, catalogue, setting),
        "data-quality.html": data_quality_page(intake, setting, len(differing), apart),
        "about.html": about_page(setting, seen=frozenset(seen - {""})),
        "gaps.csv": gaps_csv(cases.cases, as_of),
        "certificates.csv": certificates_csv((*cases.cases, *apart.people), as_of),
        "set-aside.csv": set_aside_csv(intake),
        "gaps.json": gaps_json(cases, intake, catalogue, manifest, setting, apart),
    }

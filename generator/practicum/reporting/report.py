"""A whole gap report as files in memory; whoever asked for it decides where they go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from practicum.model.catalogue import Catalogue
from practicum.model.requirement import RuleTables
from practicum.reporting.about import about_page
from practicum.reporting.cases import Cases, Verdicts, cases_of
from practicum.reporting.cells import Row, text
from practicum.reporting.closing import Plans
from practicum.reporting.data_quality import data_quality_page
from practicum.reporting.deadlines import deadlines_page
from practicum.reporting.downloads import certificates_csv, gaps_csv, gaps_json, set_aside_csv
from practicum.reporting.gap_list import gap_list_page
from practicum.reporting.gaps import lines
from practicum.reporting.intake import Intake, account_rows, quality_rows, rows_said
from practicum.reporting.my_plan import plan_files
from practicum.reporting.page import Setting
from practicum.reporting.people import people_sheet, people_sql
from practicum.reporting.showing.agencies import agency_links, agency_pages
from practicum.reporting.showing.front import front_page, made_from, origin_section, rule_versions
from practicum.reporting.showing.pages import (
    ahead_sections,
    changes_page,
    competencies_page,
    places_page,
    restricted_page,
    roles_page,
    workforce_page,
)
from practicum.reporting.showing.speaking import Speaking
from practicum.reporting.splitting import By, split_files
from practicum.reporting.trust import caveats, trust_section
from practicum.reporting.unasked import unasked_in
from practicum.reporting.views import Given, ViewTable, computed, laid_out
from practicum.reporting.views.files import report_json, view_files
from practicum.reporting.workbook import workbook

# What a report is made of, at the top of its folder; a folder that holds anything else is no report.
REPORT_FILES = frozenset(
    {
        "index.html",
        "who-lacks-what.html",
        "places.html",
        "roles.html",
        "deadlines.html",
        "restricted.html",
        "competencies.html",
        "workforce.html",
        "changes.html",
        "data-quality.html",
        "about.html",
        "gaps.csv",
        "certificates.csv",
        "set-aside.csv",
        "gaps.json",
        "manifest.json",
        "shareable",
        # A page of earlier versions; a report that has it can still be taken the place of.
        "shareable.html",
        "sharing-audit.html",
        "sharing-audit.json",
        "report.json",
        "report.xlsx",
        "agencies",
        "tables",
        "split",
        "plans",
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
    plans: Plans | None = None,
    agency_names: Mapping[str, str] | None = None,
    disagreements: Iterable[Row] = (),
    unasked: Iterable[Row] = (),
    rules: RuleTables | None = None,
    closings: Iterable[Row] = (),
    records: Mapping[str, Any] | None = None,
    earlier: Sequence[tuple[str, str, str]] | None = None,
    since: date | None = None,
    split: Iterable[By] = (),
) -> dict[str, bytes]:
    """The files of a gap report by name; the same input gives the same bytes.

    ``palette_css`` sets colours and type and is put after the report's own style. ``plans`` are what the planner says: closing paths and
    "my plan" show them; ``agency_names`` says how an agency is called where its id says little. ``disagreements`` are rows of the
    verdicts' table of that name; they stand in the list of gaps and on the page of data quality. ``unasked`` are those of people of whom
    nothing is asked. ``rules`` are those of the run; ``closings`` are rows of the verdicts' table of that name. ``records`` are the tidy
    tables that views read beside the verdicts; ``earlier`` are (learner, certification, state) of an earlier report, made on the day
    ``since``; ``split`` asks for a file for each agency or supervisor.
    """
    setting = Setting(as_of, known_at, synthetic, palette_css, agency_names or {})
    cases = cases_of(verdicts, catalogue, as_of=as_of, plans=plans, closings=closings)
    seen = {case.reason for case in cases.cases} | {
        code for case in cases.cases for line in lines(case.gaps) for code in (line.gap.reason, line.gap.best_loser_reason)
    }
    manifest = verdicts.manifest
    differing = list(disagreements)
    apart = unasked_in(unasked, {text(row, "learner") for row in verdicts.certificates})
    given = Given(
        verdicts.certificates,
        verdicts.requirements,
        catalogue,
        as_of,
        known_at,
        records=records or {},
        rules=rules or RuleTables(),
        agency_names=agency_names or {},
        earlier=earlier,
        window_from=since,
        accounts=account_rows(intake),
        quality=quality_rows(intake),
        people=apart.counts,
    )
    speaking = Speaking(catalogue, setting.agency_names)
    with laid_out(given) as asking:
        tables = computed(asking, given)
        links = agency_links(sorted(set(tables["agency"].column("agency"))))
        files = dict(agency_pages(asking, tables, speaking, setting, links))
        rows = asking.rows(people_sql())
        files |= {name: data for by in split for name, data in split_files(asking, speaking, setting, by)}
    files |= view_pages(tables, speaking, setting, links, since)
    files |= {
        "who-lacks-what.html": gap_list_page(cases, intake, catalogue, setting, differing),
        "deadlines.html": deadlines_page(cases, catalogue, setting, ahead_sections(tables, speaking, links)),
        "data-quality.html": data_quality_page(intake, setting, tables, speaking, len(differing), apart),
        "about.html": about_page(setting, seen=frozenset(seen - {""})),
        "gaps.csv": gaps_csv(cases.cases, as_of),
        "certificates.csv": certificates_csv((*cases.cases, *apart.people), as_of),
        "set-aside.csv": set_aside_csv(intake),
        "gaps.json": gaps_json(cases, intake, catalogue, manifest, setting, apart),
    }
    files |= dict(plan_files(cases.cases, catalogue, setting, plans or Plans({}, {})))
    files |= report_files(tables, setting, manifest)
    facts = (("Rules", rule_versions(_versions(cases))), *made_from(manifest, setting), ("Rows", rows_said(intake)))
    people = [people_sheet(rows, speaking)]
    files["report.xlsx"] = workbook(tables, speaking, setting, facts, caveats(cases, setting), people)
    trust = trust_section(cases, intake, setting, apart)
    origin = origin_section(rule_versions(_versions(cases)), manifest, setting, files)
    files["index.html"] = front_page(tables, speaking, setting, trust=trust, origin=origin, asked=bool(cases.cases), plans=plans)
    return files


def view_pages(
    tables: Mapping[str, ViewTable], speaking: Speaking, setting: Setting, links: Mapping[str, str], since: date | None
) -> dict[str, bytes]:
    """The pages that are made of views alone."""
    from practicum.reporting.wording import day_says

    return {
        "places.html": places_page(tables, speaking, setting, links),
        "roles.html": roles_page(tables, speaking, setting),
        "restricted.html": restricted_page(tables, speaking, setting, links),
        "competencies.html": competencies_page(tables, speaking, setting, links),
        "workforce.html": workforce_page(tables, speaking, setting, links),
        "changes.html": changes_page(tables, speaking, setting, day_says(since)),
    }


def report_files(tables: Mapping[str, ViewTable], setting: Setting, manifest: Mapping[str, object]) -> dict[str, bytes]:
    """Every view as CSV, Parquet and JSON."""
    about = {
        "synthetic": setting.synthetic,
        "as_of": setting.as_of.isoformat(),
        "known_at": setting.known_at.isoformat() if setting.known_at else None,
        "manifest": dict(manifest),
    }
    return {**view_files(tables), "report.json": report_json(tables, about)}


def _versions(cases: Cases) -> list[tuple[str, str]]:
    return [(case.certification, case.rule_version) for case in cases.cases]

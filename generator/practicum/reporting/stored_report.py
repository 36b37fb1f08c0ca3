"""A report on verdicts that are stored as Parquet: every view, and people on pages of their agency, whatever the size of a workforce.

Nothing here holds everybody at once: views are sums, and the pages and files of one agency are made and handed over one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from practicum.reporting.about import about_page
from practicum.reporting.deadlines import deadlines_page
from practicum.reporting.markup import Markup, el
from practicum.reporting.page import Setting
from practicum.reporting.report import report_files, view_pages
from practicum.reporting.showing.agencies import agency_links, agency_pages
from practicum.reporting.showing.front import front_page, made_from, origin_section, rule_versions
from practicum.reporting.showing.live_tables import told, view_table
from practicum.reporting.showing.pages import Tables, ahead_sections, shown, whole_page
from practicum.reporting.showing.speaking import Speaking
from practicum.reporting.splitting import By, split_files
from practicum.reporting.views import Given, computed, laid_out
from practicum.reporting.wording import count_says
from practicum.reporting.workbook import workbook

CAVEATS = (
    "A person with two roles or an endorsement has several certificates and is counted once in each.",
    "Verdicts of “does not apply” are left out of all counts.",
    "“Unknown” is not “not met”: the records do not allow an answer.",
    "The rules are demonstration rules of a demonstration curriculum; no authority has issued them.",
)
# Pages that name everybody on one page, or need each learner's closing path.
WITHOUT = frozenset({"who-lacks-what.html"})


def stored_report(
    given: Given,
    setting: Setting,
    manifest: Mapping[str, object],
    *,
    since: date | None = None,
    split: Iterable[By] = (),
    pages: bool = True,
    scratch: Path | None = None,
    memory: str | None = None,
) -> Iterator[tuple[str, bytes]]:
    """The files of a report, one after the other; without ``pages`` those of views alone.

    What does not fit in memory goes to ``scratch``.
    """
    speaking = Speaking(given.catalogue, setting.agency_names)
    names: list[str] = []
    with laid_out(given, scratch=scratch, memory=memory) as asking:
        tables = computed(asking, given)
        links = agency_links(sorted(set(tables["agency"].column("agency")))) if pages else {}
        rules = rule_versions(_versions(manifest))
        files = report_files(tables, setting, manifest)
        facts = [("Rules", rules), *made_from(manifest, setting), ("Rows", _rows_said(tables))]
        files["report.xlsx"] = workbook(tables, speaking, setting, facts, CAVEATS)
        files |= view_pages(tables, speaking, setting, links, since)
        files["deadlines.html"] = deadlines_page(None, given.catalogue, setting, ahead_sections(tables, speaking, links))
        files["data-quality.html"] = _quality_page(tables, speaking, setting)
        files["about.html"] = about_page(setting, seen=frozenset(tables["reasons"].column("reason")) - {""})
        names += files
        yield from files.items()
        if pages:
            yield from agency_pages(asking, tables, speaking, setting, links)
        for by in split:
            names.append(f"split/{by}")
            yield from split_files(asking, speaking, setting, by)
    origin = origin_section(rules, manifest, setting, names)
    yield "index.html", front_page(tables, speaking, setting, trust=_trust(tables), origin=origin, asked=bool(tables["role"].rows))


def _versions(manifest: Mapping[str, object]) -> list[tuple[str, str]]:
    said = manifest.get("rule_versions")
    return [(str(name), str(version)) for name, version in said.items()] if isinstance(said, Mapping) else []


def _rows_said(tables: Tables) -> str:
    sums = {name: sum(tables["accounts"].column(name)) for name in ("rows_in", "used", "set_aside", "collapsed")}
    return f"{sums['rows_in']:,} in = {sums['used']:,} used + {sums['set_aside']:,} set aside + {sums['collapsed']:,} collapsed"


def _trust(tables: Tables) -> Markup:
    return el(
        "section",
        el("h2", "How far to trust this"),
        el("p", el("strong", _rows_said(tables)), ". ", el("a", "See why", href="data-quality.html"), "."),
        el("ul", *(el("li", caveat) for caveat in CAVEATS)),
    )


def _quality_page(tables: Tables, speaking: Speaking, setting: Setting) -> bytes:
    accounts, quality = tables["accounts"], tables["quality"]
    body = [
        el("section", el("h2", accounts.view.title), told(accounts), view_table(accounts, speaking, foot=True)),
        shown(quality, speaking),
        el("p", "Where a row stands is in set-aside.csv beside the tidy tables."),
    ]
    lead = f"{count_says(sum(accounts.column('rows_in')), 'row')} came in: {_rows_said(tables)}."
    return whole_page("data-quality.html", "Data quality", lead, body, setting)

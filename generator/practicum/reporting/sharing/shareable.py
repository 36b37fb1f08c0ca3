"""The shareable part of a report: counted, hidden, written, read back, audited; or refused."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from practicum.reporting.page import Setting
from practicum.reporting.sharing.audit import ALONE, Audit, audit
from practicum.reporting.sharing.audit_files import AUDIT_HTML, AUDIT_JSON, audit_html, audit_json
from practicum.reporting.sharing.counting import Counting, Material, codes_of
from practicum.reporting.sharing.handed_out import cases_held
from practicum.reporting.sharing.hiding import blanked, hidden_facts
from practicum.reporting.sharing.page import shareable_page
from practicum.reporting.sharing.pseudonyms import Pseudonyms
from practicum.reporting.sharing.reading_back import ROWS, TABLES, Published, read_published
from practicum.reporting.sharing.rows import Person, ResearchRows, choices_of_rows
from practicum.reporting.sharing.sums import Own
from practicum.reporting.sharing.tables import Key, Release
from practicum.reporting.sharing.writing import (
    NOTE,
    SCHEMA_FILE,
    WORKBOOK,
    csv_name,
    note,
    rows_csv,
    schema_json,
    table_csv,
    tables_json,
    why_hidden,
    workbook,
)

Rowed = tuple[str, str]
# So many tables are left out at the most when a way out is looked for, and so many of those that findings name tried each time.
MOST_LEFT_OUT, MOST_TRIED = 3, 3


@dataclass(frozen=True)
class Shareable:
    """The files of the shareable part by name, and the audit; where it did not pass, there are no files.

    ``way_out`` names the tables without which it would pass, those that were left out anyway included; it was tried. Empty where it
    passed, and where no such tables were found.
    """

    files: Mapping[str, bytes]
    audit: Audit
    refused_html: bytes = b""
    left_out: tuple[str, ...] = ()
    without_rows: bool = False
    way_out: tuple[str, ...] = ()


def shareable(
    material: Material,
    setting: Setting,
    *,
    earlier: Sequence[Published] = (),
    handed_out: Mapping[str, Collection[Rowed]] | None = None,
    pseudonyms: Pseudonyms | None = None,
    without: Collection[str] = (),
) -> Shareable:
    """Make the shareable part.

    ``earlier`` are releases shared before. ``handed_out`` names whoever was handed rows, and of which learner and certification
    (by id or title) these are.
    With ``pseudonyms`` there is a file of rows as well, unless no coarsening of it passes the audit. ``without`` are names of tables.
    """

    def made(without: Collection[str]) -> Shareable:
        return _made(material, setting, earlier=earlier, handed_out=handed_out or {}, pseudonyms=pseudonyms, without=without)

    found = made(without)
    if found.audit.passed:
        return found
    names = {said: table.name for table in Counting(material, without=without).release().tables for said in (table.name, table.title)}
    way_out = _way_out(found.audit, made, without, names)
    return replace(found, way_out=way_out, refused_html=audit_html(found.audit, setting, way_out))


def _way_out(
    refused: Audit, made: Callable[[Collection[str]], Shareable], without: Collection[str], names: Mapping[str, str]
) -> tuple[str, ...]:
    """The fewest tables to leave out so that the rest passes, as far as trying those that findings name goes.

    ``names`` gives a table's name for whatever findings call it. What these tables tell by themselves no leaving out mends: then hiding
    failed.
    """
    if any(one.known_to == ALONE for one in refused.findings):
        return ()
    out, findings = list(without), refused.findings
    for _ in range(MOST_LEFT_OUT):
        tried: list[tuple[int, str, Audit]] = []
        named = Counter(names[one.table] for one in findings if one.table in names)
        for name in [name for name, _ in named.most_common() if name not in out][:MOST_TRIED]:
            audited = made([*out, name]).audit
            if audited.passed:
                return tuple(sorted({*out, name}))
            tried.append((len(audited.findings), name, audited))
        if not tried:
            break
        # The one that leaves least to be worked out, and then one more beside it.
        _, name, audited = min(tried, key=lambda one: one[:2])
        out, findings = [*out, name], audited.findings
    return ()


def _made(
    material: Material,
    setting: Setting,
    *,
    earlier: Sequence[Published],
    handed_out: Mapping[str, Collection[Rowed]],
    pseudonyms: Pseudonyms | None,
    without: Collection[str],
) -> Shareable:
    counting = Counting(material, without=without)
    true = counting.release()
    held = {holder: cases_held(rows, material.cases, material.catalogue) for holder, rows in sorted(handed_out.items())}
    holders = [_own(counting, number, rows, material) for number, rows in enumerate(held.values(), start=1) if rows]
    hidden = hidden_facts(true, people=counting.people(true), owners=holders, earlier=[one.release for one in earlier])
    release, left_out = _shown(blanked(true, hidden))
    choices: list[ResearchRows | None] = [*_rows(material, pseudonyms, earlier), None] if pseudonyms else [None]
    for rows in choices:
        files = _data_files(release, rows, setting)
        result = audit(files, earlier=earlier, holders=holders)
        if result.passed:
            published = read_published(files)
            why = why_hidden(published.release, published.rows, material.not_read)
            files["index.html"] = shareable_page(published, setting, why, left_out=left_out)
            files[WORKBOOK] = workbook(published.release, why)
            files[SCHEMA_FILE] = schema_json()
            files[AUDIT_JSON], files[AUDIT_HTML] = audit_json(result), audit_html(result, setting)
            files[NOTE] = note(why, sorted([*files, NOTE]))
            return Shareable(dict(sorted(files.items())), result, b"", left_out, pseudonyms is not None and rows is None)
    return Shareable({}, result, left_out=left_out)


def _own(counting: Counting, number: int, rows: Collection[Rowed], material: Material) -> Own:
    """What the holder of rows counts in them, and the agencies of which these are all rows."""
    mine = set(rows)
    theirs = counting.release(mine)
    counts = {theirs.fact(table, key): count for table in theirs.tables for key, count in table.cells.items() if count}
    by_agency: dict[str, set[Rowed]] = defaultdict(set)
    for case in material.cases:
        by_agency[codes_of(case, material.as_of)["agency"]].add((case.learner, case.certification))
    whole = [agency for agency, all_of_them in sorted(by_agency.items()) if all_of_them <= mine]
    titles = counting.dimensions["agency"].codes
    # A file may bear the id of a supervisor, which is nobody's to read here: an agency has a public name.
    holder = ", ".join(titles[agency] for agency in whole) or f"file {number} of rows"
    return Own(holder, counts, frozenset(whole))


def _shown(release: Release) -> tuple[Release, tuple[str, ...]]:
    """The release without tables of which every count is hidden, and the titles of these."""
    empty = [table for table in release.tables if all(count is None for count in table.cells.values())]
    kept = tuple(table for table in release.tables if table not in empty)
    return Release(release.as_of, release.dimensions, kept), tuple(table.title for table in empty)


def _rows(material: Material, pseudonyms: Pseudonyms, earlier: Sequence[Published]) -> Iterator[ResearchRows]:
    people = [
        Person(case.learner, pseudonyms.of(case.learner, case.certification), codes_of(case, material.as_of)) for case in material.cases
    ]
    before: list[dict[str, Key]] = [dict(one.rows.rows) for one in earlier if one.rows is not None and one.rows.lasting and pseudonyms.last]
    return choices_of_rows(people, lasting=pseudonyms.last, earlier=before)


def _data_files(release: Release, rows: ResearchRows | None, setting: Setting) -> dict[str, bytes]:
    files = {csv_name(table): table_csv(release, table) for table in release.tables}
    files[TABLES] = tables_json(release, rows, synthetic=setting.synthetic)
    if rows is not None:
        files[ROWS] = rows_csv(rows)
    return files

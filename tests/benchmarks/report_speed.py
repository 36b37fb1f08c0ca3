"""Reports beside pandas, beside the matching they are made of, and beside XlsxWriter writing the same cells.

What is compared runs in turns in one process, on the same files; the reading of the rules lies outside, as in the other benchmarks.
`python tests/benchmarks/report_speed.py --records 10000000` measures the workforce of 250,000 that the goals speak of.
"""

from __future__ import annotations

import argparse
import io
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import routes
from lines import Line, table
from workforce import RECORDS_A_LEARNER, write_workforce

ROUNDS = 3
LONG = 60.0
ROOT = Path(__file__).parents[2]
DAY = date(2026, 10, 15)
GOAL_LEARNERS = 250_000
REPORT, VIEWS, SPLITS = 3.0, 1.0, 1.3


def measure(records: int, data: Path | None = None) -> Iterator[Line]:
    """The lines of the table; ``records`` are those of the larger workforce, kept in ``data`` between runs."""
    with tempfile.TemporaryDirectory(prefix="practicum-bench-report-") as made:
        scratch = Path(made)
        yield from _small(scratch)
        folder = (data or scratch) / f"report-{records}"
        if not (folder / "manifest.json").is_file():
            _say(f"writing {records:,} records")
            write_workforce(folder, records)
        yield from _large(folder, scratch, records)


def _turns(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, str]:
    """The median of the rounds' ratios, and the times in words; a long round is made once."""
    found = []
    for _ in range(rounds):
        found.append((_timed(ours), _timed(theirs)))
        if max(found[-1]) > LONG:
            break
    said = " beside ".join(f"{statistics.median(pair[place] for pair in found):.2f} s" for place in (0, 1))
    return statistics.median(one / other for one, other in found), f"{said}, {len(found)} {'round' if len(found) == 1 else 'rounds'}"


def _timed(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def _say(text: str) -> None:
    print(f"  … {text}", file=sys.stderr, flush=True)


def _small(scratch: Path) -> Iterator[Line]:
    import pandas

    from practicum.records.sample import sample
    from practicum.workspace.learners import match_records, take_in, write_report
    from practicum.workspace.project import check_project, find_project
    from practicum.workspace.reports import report_files

    records = scratch / "sample"
    records.mkdir()
    for name, data in dict(sample(random.Random(2026))).items():
        (records / name).write_bytes(data)
    project = find_project(ROOT)
    checked = check_project(project, day=DAY)

    def report() -> None:
        result = match_records(checked, take_in(checked, records), as_of=DAY, known_at=None, engine="auto")
        write_report(scratch / "report", report_files(project, result, as_of=DAY, known_at=None), private=False)

    report()
    verdicts = match_records(checked, take_in(checked, records), as_of=DAY, known_at=None, engine="auto").verdicts
    tables = {name: getattr(verdicts, name).arrow.to_pandas() for name in ("requirements", "certificates")}

    def pandas_writes(name: str) -> Callable[[], None]:
        def write() -> None:
            for file in sorted(records.glob("*.csv")):
                pandas.read_csv(file)
            tables[name].to_excel(scratch / f"{name}.xlsx", engine="xlsxwriter", index=False)

        return write

    counts = {name: len(rows) for name, rows in tables.items()}
    rows = f"500 learners; {counts['requirements']:,} rows of verdicts on requirements"
    measured, told = _turns(report, pandas_writes("requirements"))
    note = f"{told}; ours reads, judges and writes every page, sheet and plan"
    yield Line("report / pandas reading the files and to_excel of the verdicts", measured, REPORT, rows=rows, note=note)
    measured, told = _turns(report, pandas_writes("certificates"), 1)
    yield Line("the same, to_excel of the certificates alone", measured, rows=f"{counts['certificates']:,} rows of certificates", note=told)


def _large(folder: Path, scratch: Path, records: int) -> Iterator[Line]:
    from practicum.reporting.stored_report import stored_report
    from practicum.workspace.bulk import judged_into
    from practicum.workspace.bulk_report import given_of, setting_of
    from practicum.workspace.project import check_project, find_project
    from practicum.workspace.tidying import find_tidy

    project = routes.Project(ROOT, DAY)
    found, tidy = find_project(ROOT), find_tidy(folder)
    checked = check_project(found, day=DAY)
    verdicts, learners = scratch / "verdicts", records // RECORDS_A_LEARNER

    def matching() -> None:
        shutil.rmtree(verdicts, ignore_errors=True)
        verdicts.mkdir()
        asked = routes.asked_of(folder, DAY, scratch=verdicts)
        judged_into(verdicts, project.rules, asked, known=project.known(asked))

    def views() -> None:
        given, manifest = given_of(checked, tidy, verdicts, rules=project.rules)
        setting = setting_of(found, given, tidy)
        out = scratch / "views"
        shutil.rmtree(out, ignore_errors=True)
        for name, data in stored_report(given, setting, manifest, pages=False):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(data)

    other = "" if learners == GOAL_LEARNERS else f" (goal: {GOAL_LEARNERS:,})"
    matching()
    measured, told = _turns(views, matching)
    note = f"{told}; ours writes every view as page, sheet, CSV, Parquet and JSON"
    yield Line("aggregated views / matching", measured, VIEWS, rows=f"{learners:,} learners{other}", note=note)
    yield from _splits(given_of(checked, tidy, verdicts, rules=project.rules)[0], setting_of, found, tidy, other)


def _splits(given: Any, setting_of: Callable[..., Any], found: Any, tidy: Any, other: str) -> Iterator[Line]:
    from practicum.reporting.showing.speaking import Speaking
    from practicum.reporting.splitting import split_files
    from practicum.reporting.views import laid_out

    setting = setting_of(found, given, tidy)
    speaking = Speaking(given.catalogue, setting.agency_names)
    with laid_out(given) as asking:
        books = [data for name, data in split_files(asking, speaking, setting, "agency") if name.endswith(".xlsx")]
        cells = [_cells(data) for data in books]

        def ours() -> None:
            for _name, data in split_files(asking, speaking, setting, "agency"):
                assert data

        def theirs() -> None:
            for sheets in cells:
                _written(sheets)

        measured, told = _turns(ours, theirs)
    count = sum(len(row) for sheets in cells for rows in sheets.values() for row in rows)
    rows = f"{len(books):,} workbooks, {count:,} cells{other}"
    note = f"{told}; ours asks for the rows and writes a page beside each workbook"
    yield Line("splits / XlsxWriter writing the same cells", measured, SPLITS, rows=rows, note=note)


def _cells(data: bytes) -> dict[str, list[list[Any]]]:
    """The cells of a workbook by sheet, as another program reads them."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def _written(sheets: dict[str, list[list[Any]]]) -> bytes:
    """The same cells written plainly by XlsxWriter, row by row."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for place, row in enumerate(rows):
            for across, value in enumerate(row):
                if isinstance(value, date):
                    page.write(place, across, value, day)
                elif value != "":
                    page.write(place, across, value)
    book.close()
    return out.getvalue()


def main(given: Sequence[str]) -> int:
    """Measure from the command line; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="Measure reports beside others.")
    parser.add_argument("--records", type=int, default=200_000, help="records of the larger workforce; the goals speak of 10,000,000")
    parser.add_argument("--data", type=Path, help="where the invented workforce is kept between runs")
    asked = parser.parse_args(given)
    lines = []
    for line in measure(asked.records, asked.data):
        _say(f"{line.name}: {line.measured:.3f} ({line.note})" if line.measured is not None else line.name)
        lines.append(line)
    print(table(lines))
    return int(any(not line.held for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

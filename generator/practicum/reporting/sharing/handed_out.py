"""What files that were handed out tell their holders: rows about people, read from CSV files and workbooks as they were sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from practicum.model.catalogue import Catalogue
from practicum.reporting.cases import Case
from practicum.reporting.naming import certification_title
from practicum.reporting.sharing.reading_back import lines_of

# The headings of a person's id, and of what they are certified for, in the files that a report is split into.
LEARNER = ("learner", "Learner")
CERTIFICATION = ("certification", "Role or endorsement")
_HEADING_WITHIN = 12


def rows_in(files: Mapping[str, bytes]) -> dict[str, set[tuple[str, str]]]:
    """For each holder the rows in their files: a learner and a certification, by its id or its title.

    The keys of ``files`` are paths below the folder of what was handed out; a holder is a file, whatever its ending. Pages say what
    the workbook beside them says; files that name no learner tell of nobody.
    """
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for path, data in files.items():
        holder = PurePosixPath(path).with_suffix("").as_posix()
        if path.endswith(".csv"):
            found[holder].update(_of_lines([dict(line) for line in lines_of(data)]))
        elif path.endswith(".xlsx"):
            found[holder].update(_of_workbook(path, data))
    return {holder: rows for holder, rows in found.items() if rows}


def _of_lines(lines: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    for line in lines:
        learner = next((line[name] for name in LEARNER if line.get(name)), "")
        if learner:
            yield learner, next((line[name] for name in CERTIFICATION if line.get(name)), "")


def _of_workbook(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    from practicum.tables import Refusal, open_grids

    grids = open_grids(path, data)
    for grid in () if isinstance(grids, Refusal) else grids:
        rows = [list(row) for row in grid.rows]
        for number, row in enumerate(rows[:_HEADING_WITHIN]):
            if any(name in row for name in LEARNER):
                yield from _of_lines([dict(zip(row, cells, strict=False)) for cells in rows[number + 1 :]])
                break


def cases_held(rows: Collection[tuple[str, str]], cases: Sequence[Case], catalogue: Catalogue) -> set[tuple[str, str]]:
    """The cases (learner and certification) that rows are about; a row without a certification is about all of the learner's."""
    titles = {case.certification: certification_title(catalogue, case.certification) for case in cases}
    known = set(rows)
    return {
        (case.learner, case.certification)
        for case in cases
        if (case.learner, case.certification) in known or (case.learner, titles[case.certification]) in known or (case.learner, "") in known
    }

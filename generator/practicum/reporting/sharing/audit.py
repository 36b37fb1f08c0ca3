"""The audit: what could be worked out from everything that is shared, and whether it is too much.

It reads the files and nothing else. For each hidden count, and for each group how many do not stand as the others do, the lowest and the
highest value are worked out that fit all tables together: alone, with earlier releases beside them, and for each holder of rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from practicum.planning.bounding import Contradiction, intervals, solver
from practicum.reporting.sharing.reading_back import Published, read_published
from practicum.reporting.sharing.rows import told_by_rows
from practicum.reporting.sharing.sums import MINIMUM, Disagreement, Knowledge, Own, known_from
from practicum.reporting.sharing.tables import TOTAL, Release

METHOD = (
    "Linear bounds: every cell of every table is an unknown of 0 or more, every sum a row; the least and the greatest whole value of each "
    "hidden cell, and of the rest of each group, are worked out by the simplex method, and by branching where a corner is not whole."
)
HIDE_MORE = "hide more around it, coarsen a dimension, or leave the table out"
ALONE = "anybody who has these tables"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that can be worked out too closely: where, by whom, between what, and what to do."""

    table: str
    says: str
    known_to: str
    to_do: str = HIDE_MORE
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at and found; ``narrowest`` is the width of the narrowest interval of a hidden cell (None: nothing is hidden)."""

    as_of: str
    cells: int
    hidden: int
    narrowest: float | None
    looked_for: int
    earlier: int
    holders: int
    rows: int
    solver: str
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether it may be shared."""
        return not self.findings


def audit(files: Mapping[str, bytes], *, earlier: Sequence[Published] = (), holders: Sequence[Own] = ()) -> Audit:
    """Audit the files of a shareable part, by their names in its folder.

    ``earlier`` are releases shared before; ``holders`` those who were handed rows, which they know exactly. Raises Unreadable where the
    files cannot be read.
    """
    try:
        published = read_published(files)
    except Disagreement as error:
        return Audit("", 0, 0, None, 0, len(earlier), len(holders), 0, solver(), (_contradicts(str(error), ALONE),))
    release, rows = published.release, published.rows
    # The same once more tells nothing new.
    earlier = [one for one in earlier if (one.release, one.rows) != (release, rows)]
    findings: list[Finding] = []
    measured = list(published.measured)
    if rows is not None:
        measured += told_by_rows(rows, release, _whole(release))
        findings += _rows_stand_out(published, earlier)
    narrowest, looked_for = inf, 0
    views: list[tuple[str, Sequence[Release], Own | None]] = [(ALONE, [release], None)]
    if earlier:
        said = "whoever has what was shared earlier as well"
        views.append((said, [release, *(one.release for one in earlier)], None))
    views += [(f"the holder of the rows of “{own.holder}”", [release], own) for own in holders]
    for known_to, releases, own in views:
        try:
            knowledge = known_from(releases, own=own, measured=measured)
            found, least = _looked_at(knowledge, known_to)
            if len(releases) > 1:
                out_already = _out_already(releases[1:])
                found = [one for one in found if one.says not in out_already]
        except Disagreement as error:
            found, least = [_contradicts(str(error), known_to)], inf
        except Contradiction:
            found, least = [_contradicts("the tables contradict what stands beside them", known_to)], inf
        else:
            looked_for += len(knowledge.wanted)
        findings += [one for one in found if one.says not in {before.says for before in findings}]
        narrowest = min(narrowest, least)
    cells = [count for table in release.tables for count in table.cells.values()]
    hidden = sum(count is None for count in cells)
    width = None if narrowest == inf else narrowest
    listed = len(rows.rows) if rows else 0
    return Audit(release.as_of, len(cells), hidden, width, looked_for, len(earlier), len(holders), listed, solver(), tuple(findings))


def _looked_at(knowledge: Knowledge, known_to: str) -> tuple[list[Finding], float]:
    """What is too narrow, and the width of the narrowest interval of a hidden cell."""
    findings = [Finding(says.split(":")[0], says, known_to) for says in knowledge.plain]
    cells = [one for one in knowledge.wanted if not one.rest]
    rests = [one for one in knowledge.wanted if one.rest]
    least = inf
    for group in (cells, rests):
        found = intervals(knowledge.system, [one.unknown for one in group], enough=MINIMUM)
        for one in group:
            interval = found[one.unknown]
            least = least if one.rest else min(least, interval.width)
            if interval.width < MINIMUM and not (one.rest and interval.low >= MINIMUM):
                says = f"{one.label} can be worked out to within less than {MINIMUM}"
                findings.append(Finding(one.table, says, known_to, low=interval.low, high=interval.high))
    return findings, least


def _out_already(releases: Sequence[Release]) -> set[str]:
    """What earlier releases give away by themselves: that is out, whatever is shared now."""
    try:
        found, _ = _looked_at(known_from(releases), "")
    except (Disagreement, Contradiction):
        return set()
    first = f" (shared as of {releases[0].as_of}) can be worked"
    return {one.says if " (shared as of " in one.says else one.says.replace(" can be worked", first) for one in found}


def _contradicts(says: str, known_to: str) -> Finding:
    return Finding(says.split(":")[0], says, known_to, "make the tables again from the records; do not change files by hand")


def _whole(release: Release) -> int | None:
    """How many certificates there are in all, where that is shown."""
    for table in release.tables:
        for key, count in table.cells.items():
            if table.unit == "certificates" and set(key) == {TOTAL} and count is not None:
                return count
    return None


def _rows_stand_out(published: Published, earlier: Sequence[Published]) -> list[Finding]:
    """Combinations in the file of rows that too few share, also together with earlier files of the same pseudonyms."""
    rows = published.rows
    if rows is None:
        return []
    before = [dict(one.rows.rows) for one in earlier if one.rows is not None and one.rows.lasting and rows.lasting]
    groups: dict[object, int] = {}
    for pseudonym, codes in rows.rows:
        together = (codes, tuple(one.get(pseudonym) for one in before))
        groups[together] = groups.get(together, 0) + 1
    found = []
    if any(many < MINIMUM for many in groups.values()):
        says = f"certificates.csv: a combination of columns is shared by fewer than {MINIMUM} rows"
        found.append(Finding("certificates.csv", says, ALONE, "coarsen a column, or leave the file out"))
    if len(dict(rows.rows)) < len(rows.rows):
        found.append(Finding("certificates.csv", "certificates.csv: a pseudonym stands twice", ALONE, "make the file again"))
    if 0 < rows.left_out < MINIMUM:
        says = f"certificates.csv: fewer than {MINIMUM} rows are left out"
        found.append(Finding("certificates.csv", says, ALONE, "leave out a whole group more"))
    return found

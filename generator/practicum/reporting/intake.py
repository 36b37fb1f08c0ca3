"""What became of every row that came in, and whether the sums agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from practicum.model.record import SetAside
from practicum.reporting.wording import count_says


class RowCounts(Protocol):
    """What became of the rows of one file."""

    @property
    def file(self) -> str:
        """The file's name."""

    @property
    def table(self) -> str:
        """The table its rows went to."""

    @property
    def rows_in(self) -> int:
        """Rows read, the heading left out."""

    @property
    def used(self) -> int:
        """Rows used, mended ones among them."""

    @property
    def set_aside(self) -> int:
        """Rows that could not be used."""

    @property
    def collapsed(self) -> int:
        """Rows that said again what another row says."""

    @property
    def mended(self) -> int:
        """Rows used after a cell was mended."""


class RefusedFile(Protocol):
    """A file that was not read at all."""

    @property
    def file(self) -> str:
        """The file's name."""

    @property
    def message(self) -> str:
        """Why it was not read."""

    @property
    def help(self) -> str:
        """What to do about it."""


class MergedIds(Protocol):
    """Ids that turned out to be one person's."""

    @property
    def kept(self) -> str:
        """The id under which all records stand."""

    @property
    def also(self) -> Sequence[str]:
        """The other ids."""


class Intake(Protocol):
    """What the report needs of reading records.

    It may also tell of ``refused`` files, ``merged`` ids and ``missing_files``; an intake without them has none to tell of.
    """

    @property
    def set_aside(self) -> Sequence[SetAside]:
        """Every row or cell that was set aside, mended or collapsed."""

    @property
    def counts(self) -> Sequence[RowCounts] | Mapping[str, RowCounts]:
        """Row counts, an entry a file."""


def intake_reasons() -> Mapping[str, str]:
    """The reasons for which rows are set aside, mended or collapsed, each with its sentence."""
    from practicum.records import REASONS  # only a report needs the room that reads records

    return REASONS


def refused_files(intake: Intake) -> Sequence[RefusedFile]:
    """Files that were not read."""
    found: Sequence[RefusedFile] = getattr(intake, "refused", ())
    return found


def merged_ids(intake: Intake) -> Sequence[MergedIds]:
    """Ids of one person."""
    found: Sequence[MergedIds] = getattr(intake, "merged", ())
    return found


def missing_tables(intake: Intake) -> Sequence[str]:
    """Tables for which no file was sent."""
    found: Sequence[str] = getattr(intake, "missing_files", ())
    return found


def noted(intake: Intake) -> Sequence[SetAside]:
    """What is odd about files and was dealt with; no row is lost by it."""
    found: Sequence[SetAside] = getattr(intake, "noted", ())
    return found


def fingerprint(intake: Intake) -> str:
    """What stands for the files, profiles and options that were read, as `practicum records look` shows it; empty where it is not known."""
    return str(getattr(intake, "fingerprint", ""))


@dataclass(frozen=True, slots=True)
class FileAccount:
    """The rows of one file, accounted for."""

    file: str
    rows_in: int
    used: int
    set_aside: int
    collapsed: int
    mended: int

    @property
    def unaccounted(self) -> int:
        """Rows that went missing, or that were counted twice where it is negative.

        >>> FileAccount("posts.csv", 10, 7, 2, 1, 3).unaccounted
        0
        """
        return self.rows_in - self.used - self.set_aside - self.collapsed

    @property
    def verdict(self) -> str:
        """Whether the sums agree, in words."""
        if not self.unaccounted:
            return "adds up"
        rows = count_says(abs(self.unaccounted), "row")
        return f"does not add up: {rows} {'missing' if self.unaccounted > 0 else 'too many'}"


def accounts(intake: Intake) -> tuple[FileAccount, ...]:
    """An account for each file, by name; one that was read for several tables has one for each, and the table's name behind it."""
    counts = list(intake.counts.values() if isinstance(intake.counts, Mapping) else intake.counts)
    times = Counter(one.file for one in counts)
    names = [f"{one.file} → {one.table}" if times[one.file] > 1 else one.file for one in counts]
    found = [
        FileAccount(name, one.rows_in, one.used, one.set_aside, one.collapsed, one.mended)
        for name, one in zip(names, counts, strict=True)
    ]
    return tuple(sorted(found, key=lambda account: account.file))


def account_of_all(files: Sequence[FileAccount]) -> FileAccount:
    """The account of all files together."""
    return FileAccount(
        "all files",
        sum(file.rows_in for file in files),
        sum(file.used for file in files),
        sum(file.set_aside for file in files),
        sum(file.collapsed for file in files),
        sum(file.mended for file in files),
    )


# So many rows of a reason are named by their numbers; the others are in `set-aside.csv`.
PLACES_NAMED = 20


def account_rows(intake: Intake) -> list[tuple[object, ...]]:
    """The accounts of all files as rows of the view of that name."""
    return [(one.file, one.rows_in, one.used, one.set_aside, one.collapsed, one.mended) for one in accounts(intake)]


def quality_rows(intake: Intake) -> list[tuple[object, ...]]:
    """What happened to which rows, by file, reason and column, as rows of the view of that name."""
    places: dict[tuple[str, str, str, str], list[int]] = {}
    for one in (*intake.set_aside, *noted(intake)):
        places.setdefault((one.file, one.done, one.reason, one.column), []).append(one.row)
    says = intake_reasons()
    found: list[tuple[object, ...]] = []
    for (file, done, reason, column), rows in sorted(places.items()):
        named = ", ".join(str(row) for row in sorted(rows)[:PLACES_NAMED])
        more = f" and {len(rows) - PLACES_NAMED:,} more" if len(rows) > PLACES_NAMED else ""
        found.append((file, done, reason, says.get(reason, reason), column, len(rows), named + more))
    return found


def rows_said(intake: Intake) -> str:
    """What became of all rows, in one line."""
    whole = account_of_all(accounts(intake))
    done = f"{whole.used:,} used + {whole.set_aside:,} set aside + {whole.collapsed:,} collapsed"
    return f"{count_says(whole.rows_in, 'row')} in = {done}; it {whole.verdict}. {whole.mended:,} were mended before use."

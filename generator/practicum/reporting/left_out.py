"""What an explanation does not rest on: rows about the learner that could not be used, and files that could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from practicum.model.record import SetAside
from practicum.reporting.intake import RefusedFile
from practicum.reporting.wording import count_says

# So many rows, or files, are named; `practicum records look` lists them all.
MOST_NAMED = 5


@dataclass(frozen=True)
class LeftOut:
    """The rows about one learner that were set aside, and the files of which nobody knows whom they are about."""

    rows: Sequence[SetAside] = ()
    files: Sequence[RefusedFile] = ()

    def sentences(self) -> Iterator[str]:
        """What was left out, in sentences for under an answer; none where nothing was.

        >>> list(LeftOut([SetAside("cpd.csv", 7, "date", "BAD_DATE", "the cell is not a day", "set_aside")]).sentences())
        ['1 row about this learner was set aside: cpd.csv row 7, date: the cell is not a day [BAD_DATE].']
        """
        if self.rows:
            # That the records may be two people's matters more than any one of them.
            rows = sorted(self.rows, key=lambda one: one.reason != "TWO_PEOPLE")
            named = [f"{one.file} row {one.row}{f', {one.column}' if one.column else ''}: {one.message} [{one.reason}]" for one in rows]
            verb = "was" if len(named) == 1 else "were"
            yield f"{count_says(len(named), 'row')} about this learner {verb} set aside: {_capped(named, '; ')}."
        if self.files:
            yield f"Not read, so that what it may say of this learner is missing: {_capped([one.file for one in self.files], ', ')}."

    def rows_json(self) -> list[dict[str, object]]:
        """The rows for programs, all of them."""
        return [{"file": one.file, "row": one.row, "column": one.column, "reason": one.reason, "message": one.message} for one in self.rows]

    def files_json(self) -> list[dict[str, object]]:
        """The files for programs."""
        return [{"file": one.file, "message": one.message, "help": one.help} for one in self.files]


NOTHING_LEFT_OUT = LeftOut()


def _capped(said: Sequence[str], between: str) -> str:
    more = len(said) - MOST_NAMED
    return between.join(said[:MOST_NAMED]) + (f"{between}and {more:,} more" if more > 0 else "")

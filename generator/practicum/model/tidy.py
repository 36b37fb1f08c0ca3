"""The columns of tidy tables as they lie in files: those of the model, and for each day the last day it can be."""

from __future__ import annotations

from practicum.model.record import SHARED, TABLES, Column

# Of a day that is known only as a month or a year, `date` is the first day it can be and `date_last` the last.
LAST = "_last"


def tidy_columns(table: str) -> dict[str, Column]:
    """Every column a file of a tidy table may have, by name.

    >>> list(tidy_columns("leave"))[:4], "start_last" in tidy_columns("leave")
    (['learner', 'start', 'end', 'kind'], True)
    """
    found = {column.name: column for column in (*TABLES[table].columns, *SHARED)}
    days = [column for column in found.values() if column.kind == "day"]
    return found | {
        f"{column.name}{LAST}": Column(f"{column.name}{LAST}", "day", f"the last day that `{column.name}` can be") for column in days
    }

"""Moodle's competency framework CSV as rows of 14 cells: their order, how PHP writes a cell, and what each row stands for.

Moodle knows columns by their position alone (`tool_lpimportcsv`): a file whose columns are in another order gives no competency and
no error. Cells are quoted as Moodle's own export quotes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from practicum.spans import Span

HEADINGS = (
    "Parent ID number", "ID number", "Short name", "Description", "Description format", "Scale values", "Scale configuration",
    "Rule type (optional)", "Rule outcome (optional)", "Rule config (optional)", "Cross-referenced competency ID numbers",
    "Exported ID (optional)", "Is framework", "Taxonomy",
)  # fmt: skip
# The most characters of an ID number or a short name: Moodle cuts what is longer and does not say so.
LONGEST = 100
# What Moodle calls the rows of each depth; it knows four.
TAXONOMY = "domain,competency,indicator,competency"
_QUOTED = frozenset(',"\\\n\r\t ')


class Cells(NamedTuple):
    """One row, a cell each, in Moodle's order."""

    parent: str = ""
    id: str = ""
    name: str = ""
    description: str = ""
    description_format: str = "1"
    scale: str = ""
    scale_configuration: str = ""
    rule_type: str = ""
    rule_outcome: str = ""
    rule_configuration: str = ""
    related: str = ""
    exported_id: str = ""
    is_framework: str = ""
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row and what it was made of; ``places`` says for cells by name where an author wrote what stands there.

    ``kind`` is framework, domain or competency; ``levels`` are the names of the scale, on the framework's row.
    """

    kind: str
    cells: Cells
    places: dict[str, Span]
    levels: tuple[tuple[str, Span], ...] = ()

    def where(self, cell: str) -> Span:
        """Where the text of a cell was written; where that is not known, the place of the row's id."""
        return self.places.get(cell, self.places["id"])


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows below Moodle's headings as UTF-8 with commas; lines end with LF, as Moodle writes them.

    >>> written([("", "REL", "Trust, and time", "a")]).decode().splitlines()[1]
    ',REL,"Trust, and time",a'
    """
    return "".join(",".join(map(_cell, row)) + "\n" for row in (HEADINGS, *rows)).encode()


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.intersection(text) else text

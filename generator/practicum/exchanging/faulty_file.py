"""A file of others with faults: all of them at once, each with its place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from practicum.authoring import Refused
from practicum.tables import Refusal


@dataclass(frozen=True, slots=True)
class FaultThere:
    """``place`` is where it stands in the file (a line, a cell, a JSON path), ``message`` what is wrong, ``help`` the fix."""

    place: str
    message: str
    help: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f"; {self.help}" if self.help else "")


class FaultyFile(Refused):
    """A file that cannot be taken; ``faults`` are all of its faults."""

    def __init__(self, name: str, faults: Sequence[FaultThere]) -> None:
        self.faults = tuple(faults)
        many = "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"
        super().__init__(f"{name} has {many}, so nothing was written", "mend what is named above, and import it again", code=1)


def no_table(refusal: Refusal, *, of_json: str = "") -> Refused:
    """Why a file is no table, as what an importer raises; ``of_json`` is the way on where the file is JSON."""
    help = of_json if of_json and refusal.message.startswith("the file is JSON") else refusal.help
    return Refused(str(refusal).removesuffix(f"; {refusal.help}"), f"{help}; nothing was written", code=1)

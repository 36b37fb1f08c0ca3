"""What a report says of certificates, as other systems are told it: one person, one certification, how it stands and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# In these states a certificate is held and nothing limits it: somebody who is restricted or in grace has one, and may not simply practise.
HELD = frozenset({"certified", "due"})


@dataclass(frozen=True, slots=True)
class Holding:
    """One learner and one certification on the day of a report; without a certification where nothing is asked of the person.

    ``open_count`` is how many requirements are open, 0 where nobody counted them; ``row`` is where it stands in the file it comes from.
    """

    learner: str
    certification: str
    role: str
    country: str
    agency: str
    state: str
    valid_from: date | None = None
    valid_until: date | None = None
    rule_version: str = ""
    reason: str = ""
    deadline: date | None = None
    open_count: int = 0
    row: int = 0

    def is_held(self, on: date) -> bool:
        """Whether the certificate is held on a day without anything that limits it."""
        begun = self.valid_from is not None and self.valid_from <= on
        return self.state in HELD and begun and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Holdings:
    """The certificates of a report; ``synthetic`` says that the people are invented, ``file`` where they stand row by row."""

    as_of: date
    synthetic: bool
    rows: tuple[Holding, ...]
    file: str = "certificates.csv"

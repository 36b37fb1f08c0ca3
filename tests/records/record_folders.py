"""Folders of records for tests: named files in memory, and short ways to read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from practicum.model.profile import Profile
from practicum.records import Intake, KnownIds, read_folder

TODAY = date(2026, 10, 15)
KNOWN = KnownIds(
    modules={"F01": frozenset({"1"}), "F02": frozenset({"1", "2"}), "S01": frozenset({"1"})},
    roles=frozenset({"CSW", "PAR"}),
    competencies=frozenset({"REL-2"}),
    countries=frozenset({"NV", "TM"}),
    certifications=frozenset({"CSW"}),
    planned=frozenset({"S01"}),
)
LEARNERS = "id,birth_year\nL1,1980\nL2,1990\n"


class Folder:
    """Files by name."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = files

    def list(self) -> Sequence[str]:
        return list(self.files)

    def open(self, name: str) -> bytes:
        data = self.files[name]
        return data.encode() if isinstance(data, str) else data


def read(
    files: Mapping[str, str | bytes],
    *,
    known: KnownIds = KNOWN,
    today: date = TODAY,
    zones: Mapping[str, str] | None = None,
    profiles: Sequence[Profile] = (),
) -> Intake:
    """Read a folder, and see that nothing vanished from any file."""
    intake = read_folder(Folder(files), catalogue_ids=known, today=today, zones=zones or {}, profiles=profiles)
    for count in (*intake.counts, intake.total):
        assert count.rows_in == count.used + count.set_aside + count.collapsed
    for done, number in (("set_aside", intake.total.set_aside), ("collapsed", intake.total.collapsed)):
        assert sum(1 for note in intake.set_aside if note.done == done) == number
    return intake


def aside(intake: Intake) -> list[tuple[int, str, str]]:
    """Row, column and reason of what was set aside."""
    return [(note.row, note.column, note.reason) for note in intake.set_aside if note.done == "set_aside"]


def mended(intake: Intake) -> list[tuple[int, str, str]]:
    """Row, column and reason of what was mended."""
    return [(note.row, note.column, note.reason) for note in intake.set_aside if note.done == "mended"]

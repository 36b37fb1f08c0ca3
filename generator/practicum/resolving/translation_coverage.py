"""How far the translation of each module has come, in passages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from practicum.model.catalogue import Catalogue, Unit
from practicum.resolving.ledgers import FileStanding, field_pieces
from practicum.resolving.view import KINDS, View


@dataclass(frozen=True)
class Covered:
    """Passages of one module (or, under an empty id, of the texts outside modules): ``gone`` is counted in no total.

    ``reviewed`` are translated passages of files that a second person has read. ``unsure`` are passages of files whose ledger
    cannot say which of them are as they were.
    """

    id: str
    title: str
    translated: int
    stale: int
    missing: int
    reviewed: int
    unsure: int = 0
    gone: int = 0

    @property
    def total(self) -> int:
        """All passages that the original has."""
        return self.translated + self.stale + self.missing + self.unsure


def coverage(view: View) -> list[Covered]:
    """Module by module in the order of their ids, then the other texts of which something is translated."""
    catalogue = view.untold or view.catalogue
    asked: dict[str, dict[str, int]] = {}
    ids = frozenset(unit.id for unit in catalogue.units())
    for id, unit in catalogue.modules.items():
        # Into English only what is written in another language is translated; what is written in a language is no translation.
        if catalogue.language_of(unit.path) == view.language:
            continue
        folder = catalogue.folder_of(id) + "/"
        begun = any(path.startswith(folder) for path in view.standings)
        # What is not written to its end is not asked for; what somebody began to translate of it is counted with the module.
        if unit.value.legacy or unit.value.status == "retired" or (unit.value.status == "planned" and not begun):
            continue
        asked[id] = {path: len(lesson.cuts) for path, lesson in catalogue.lessons.items() if path.startswith(folder)}
        for one in _files(catalogue, id):
            if one.path not in view.standings:
                asked[id][one.path] = len(field_pieces([one], KINDS, ids))
            else:
                asked[id][one.path] = len(view.standings[one.path].originals)
    inside = {path for files in asked.values() for path in files}
    found = [_counted(view, id, catalogue.modules[id].value.title, files) for id, files in sorted(asked.items())]
    others = {path: len(one.originals) for path, one in view.standings.items() if path not in inside}
    return [*found, *([_counted(view, "", "", others)] if others else [])]


def _files(catalogue: Catalogue, id: str) -> Iterable[Unit[object]]:
    yield catalogue.modules[id]
    if id in catalogue.assessments:
        yield catalogue.assessments[id]


def _counted(view: View, id: str, title: str, files: dict[str, int]) -> Covered:
    counts = dict.fromkeys(("translated", "stale", "missing", "gone", "reviewed", "unsure"), 0)
    for path, total in files.items():
        one = view.standings.get(path)
        if one is None:
            counts["missing"] += total
        elif one.trouble:
            counts["unsure"] += total
        else:
            for state in ("translated", "stale", "missing", "gone"):
                counts[state] += sum(each.state == state for each in one.passages)
            counts["reviewed"] += len(one.of("translated")) if one.reviewed else 0
    return Covered(id, title, **counts)


def summed(held: Iterable[Covered]) -> Covered:
    """All of them together."""
    every = list(held)
    names = ("translated", "stale", "missing", "reviewed", "unsure", "gone")
    return Covered("", "", **{name: sum(getattr(one, name) for one in every) for name in names})


def lines_of(one: FileStanding) -> list[tuple[str, str, str]]:
    """What is not as it should be in one file: state, where the original stands, where the translation stands."""
    return [
        (each.state, str(each.original.span) if each.original else "", str(each.translation.span) if each.translation else "")
        for each in one.passages if each.state != "translated"
    ]  # fmt: skip

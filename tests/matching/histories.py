"""Histories as a training lead writes them: rows become record files, are taken in as any folder is, and are judged.

A history is a map of tables to rows, in the words of the record files. Days are as they would stand in a file, so that
a year alone or an instant with a zone can be written too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.matching import evaluate_asks
from practicum.model.civil_day import civil
from practicum.model.requirement import RuleTables
from practicum.records import Intake, KnownIds, read_folder

History = Mapping[str, Sequence[Mapping[str, Any]]]
# What stands in a verdict as a day number.
_DAYS = frozenset({"valid_from", "valid_until", "deadline"})


@dataclass(frozen=True)
class Folder:
    """Record files in memory."""

    files: Mapping[str, bytes]

    def list(self) -> list[str]:
        return sorted(self.files)

    def open(self, name: str) -> bytes:
        return self.files[name]


def record_files(histories: Mapping[str, History], *, agencies: Mapping[str, str]) -> Folder:
    """The files of many learners; ``histories`` is by learner, ``agencies`` gives each agency's country.

    Rows get an id from their learner, table and place, and count as verified by one system, unless they say otherwise.
    """
    tables: dict[str, list[Mapping[str, Any]]] = {"agencies": [{"agency": name, "country": country} for name, country in agencies.items()]}
    for learner, history in histories.items():
        for table, rows in history.items():
            for place, row in enumerate(rows, 1):
                shared = {"learner": learner, "record_id": f"{learner}/{table}-{place}", "source": "lms", "evidence": "verified"}
                tables.setdefault(table, []).append({**shared, **row})
    files = {f"{table}.csv": _csv(rows) for table, rows in tables.items()}
    return Folder({**files, "manifest.json": b'{"synthetic": true}'})


def _csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    rows = list(rows)
    written = io.StringIO()
    writer = csv.DictWriter(written, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def taken_in(folder: Folder, *, known: KnownIds, today: date, zones: Mapping[str, str]) -> Intake:
    """The files as the records room reads them."""
    return read_folder(folder, catalogue_ids=known, today=today, zones=zones)


@dataclass(frozen=True)
class Verdict:
    """What was said to one question: the certificate's row, and each requirement's by the last part of its id."""

    certificate: Mapping[str, Any]
    requirements: Mapping[str, Mapping[str, Any]]
    losers: Mapping[str, Mapping[str, str]]

    def differences(self, expect: Mapping[str, Any] | str) -> list[str]:
        """Where the verdict is not the expected one; only what is written is compared.

        A text is the certificate's state. In a map `certificate` and the ids of requirements stand for a state, or for a map of
        fields; `missing` is `{unit: amount}`, `losers` the reason of each row that was not used, by the last part of its id.
        """
        if not self.certificate:
            return ["no verdict at all"]
        wanted = {"certificate": expect} if isinstance(expect, str) else expect
        found = []
        for name, fields in wanted.items():
            row = self.certificate if name == "certificate" else self.requirements.get(name)
            if row is None:
                found.append(f"{name}: no such requirement")
                continue
            for field, value in ({"state": fields} if isinstance(fields, str) else fields).items():
                got = dict(self.losers.get(name, {})) if field == "losers" else _shown(row, field)
                if got != value:
                    found.append(f"{name}.{field}: {got} instead of {value}")
        return found


def _shown(row: Mapping[str, Any], field: str) -> Any:
    if field == "missing":
        return {row["missing_unit"]: row["missing"]} if row["missing"] else {}
    value = row[field]
    return civil(value) if field in _DAYS and isinstance(value, int) else value


def judged(rules: RuleTables, intake: Intake, asks: Sequence[Mapping[str, Any]], engine: str) -> list[Verdict]:
    """One verdict an ask, all asked in one go."""
    verdicts = evaluate_asks(rules, intake.tables, [dict(ask) for ask in asks], engine=engine)
    certificates = {row["ask"]: row for row in verdicts.certificates.rows()}
    requirements: dict[int, dict[str, Mapping[str, Any]]] = {}
    for row in verdicts.requirements.rows():
        requirements.setdefault(row["ask"], {})[row["requirement"].rpartition("/")[2]] = row
    losers: dict[int, dict[str, dict[str, str]]] = {}
    for row in verdicts.losers.rows():
        mine = losers.setdefault(row["ask"], {}).setdefault(row["requirement"].rpartition("/")[2], {})
        mine.setdefault(row["record_id"].rpartition("/")[2], row["reason"])
    return [Verdict(certificates.get(number, {}), requirements.get(number, {}), losers.get(number, {})) for number in range(len(asks))]

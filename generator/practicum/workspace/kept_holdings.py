"""Certificates as they were judged and kept: of a report, or of a run of `practicum verdicts` for a large workforce."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from practicum.model.holding import Holding, Holdings
from practicum.workspace.bulk_report import parquet_of
from practicum.workspace.kept_report import kept_report
from practicum.workspace.parts import MANIFEST, SCHEMA
from practicum.workspace.trouble import Trouble

_EPOCH = date(1970, 1, 1)
_COLUMNS = (
    "learner", "certification", "role", "country", "agency", "state", "valid_from", "valid_until", "rule_version", "reason", "deadline",
)  # fmt: skip


def kept_holdings(folder: Path) -> Holdings:
    """The certificates of the report, or of the stored verdicts, in a folder. Raises Trouble where they cannot be used."""
    manifest = folder / MANIFEST
    try:
        said: Any = json.loads(manifest.read_bytes()) if manifest.is_file() else {}
    except (OSError, ValueError, RecursionError):
        said = {}
    return _of_run(folder, said) if isinstance(said, dict) and said.get("schema") == SCHEMA else kept_report(folder).holdings


def _of_run(folder: Path, said: Mapping[str, Any]) -> Holdings:
    from practicum.tables.parquet import rows_in

    found: list[Holding] = []
    again = "write the verdicts again with `practicum verdicts`"
    # No DuckDB here: the project is read after it, in other processes, which would take its threads along.
    for file in parquet_of(folder, "certificates"):
        try:
            for learner, certification, role, country, agency, state, begins, ends, version, reason, due in rows_in(file, _COLUMNS):
                found.append(
                    Holding(
                        learner, certification or "", role or "", country or "", agency or "", state, _day(begins), _day(ends),
                        version or "", reason or "", _day(due), 0, len(found) + 1,
                    )
                )  # fmt: skip
        except (TypeError, ValueError, OverflowError) as error:
            raise Trouble(f"{file} is not as it was written: {error}", again, code=1) from error
    try:
        return Holdings(date.fromisoformat(said["as_of"]), bool(said.get("synthetic")), tuple(found), "verdicts")
    except (KeyError, TypeError, ValueError) as error:
        raise Trouble(f"{folder / MANIFEST} is not as it was written", again, code=1) from error


def _day(number: int | None) -> date | None:
    return None if number is None else _EPOCH + timedelta(days=number)

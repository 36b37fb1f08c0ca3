"""A report as it is kept, made of a few rows: what the commands for other systems read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from practicum.reporting.contract import TABLES
from practicum.reporting.downloads import as_csv
from practicum.workspace.manifest import SCHEMA

DAY = "2026-10-15"
HELD = {
    "as_of": DAY, "learner": "L1", "certification": "FSW", "role": "FSW", "country": "NV", "agency": "NV-ONE", "state": "certified",
    "valid_from": "2025-03-01", "valid_until": "2027-02-28", "started_by": "rule", "requirements_met": "no", "open": 0, "not_evaluated": 0,
    "rule_version": "1",
}  # fmt: skip


def write_report(
    folder: Path, rows: Iterable[Mapping[str, Any]], gaps: Iterable[Mapping[str, Any]] = (), *, synthetic: bool = False,
    schema: str = SCHEMA,
) -> Path:
    """Write `certificates.csv`, `gaps.csv` and a manifest; each row of certificates is laid over one that is held."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "certificates.csv": as_csv(_names("certificates"), [_cells("certificates", {**HELD, **row}) for row in rows]),
        "gaps.csv": as_csv(_names("gaps"), [_cells("gaps", {"as_of": DAY, **row}) for row in gaps]),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = {"schema": schema, "synthetic": synthetic, "as_of": DAY, "files": hashes}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "gaps.json").write_text("{}", "utf-8")
    return folder


def _names(table: str) -> list[str]:
    return [field.name for field in TABLES[table].fields]


def _cells(table: str, row: Mapping[str, Any]) -> list[Any]:
    return [row.get(name) for name in _names(table)]

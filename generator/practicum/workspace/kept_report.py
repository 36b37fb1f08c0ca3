"""A report that is kept, read again for other systems: its files are held against its manifest and against the published contract."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from practicum.model.holding import Holding, Holdings
from practicum.workspace.manifest import MANIFEST, read_manifest, sha
from practicum.workspace.project import in_a_repository
from practicum.workspace.trouble import Trouble

PACKAGE = "datapackage.json"
# A manifest names files and hashes: some hundred bytes for each file of a report.
_MOST_BYTES = 100_000_000
_MOST_NAMED = 20


@dataclass(frozen=True)
class KeptReport:
    """The files of a report that other programs may rely on, with their rows as they are typed; ``data`` are their bytes."""

    as_of: date
    synthetic: bool
    data: Mapping[str, bytes]
    rows: Mapping[str, list[dict[str, Any]]]

    @property
    def holdings(self) -> Holdings:
        """The certificates, one row for each learner and certification."""
        return Holdings(self.as_of, self.synthetic, tuple(_holding(number, row) for number, row in enumerate(self.rows["certificates"], 2)))


def kept_report(folder: Path) -> KeptReport:
    """The report in a folder, or what `practicum export contract` made of one.

    Raises Trouble where the folder holds none, where a file of it was changed since it was made, and, with every fault by row and column,
    where a file does not meet the contract.
    """
    from practicum.reporting.contract import TABLES, read_table

    said = _about(folder)
    data: dict[str, bytes] = {}
    rows: dict[str, list[dict[str, Any]]] = {}
    faults: list[str] = []
    for name, table in TABLES.items():
        data[name] = _read(folder / table.file)
        rows[name], found = read_table(name, data[name])
        faults += map(str, found)
        days = {row["as_of"] for row in rows[name]} - {said.as_of}
        if days:
            faults.append(f"{table.file}: it has rows about another day than the report")
        if not found and sha(data[name]) != said.hashes.get(table.file):
            faults.append(f"{table.file}: it was changed after the report was made")
    if faults:
        again = "make the report again with `practicum gaps`, and correct what is wrong in the records, not in the report"
        raise unfit(f"the report in {folder} cannot be used", faults, again)
    return KeptReport(said.as_of, said.synthetic, data, rows)


def unfit(what: str, faults: Sequence[str], help: str) -> Trouble:
    """Trouble that names faults of a file, one a line, which say file, row and column and never a value; the first ones, where many are."""
    many = "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"
    more = [f"and {len(faults) - _MOST_NAMED:,} more"] if len(faults) > _MOST_NAMED else []
    return Trouble("\n  ".join([f"{what}: {many}", *faults[:_MOST_NAMED], *more]), help, code=1)


def private_place(out: Path, what: str, *, synthetic: bool) -> None:
    """Raise Trouble where learner data would lie inside a project or repository; invented people may lie anywhere."""
    if not synthetic and in_a_repository(out):
        raise Trouble(f"{what} learner data and may not lie inside a project or repository", "choose a place outside of it with `--out`")


@dataclass(frozen=True)
class _About:
    as_of: date
    synthetic: bool
    hashes: Mapping[str, str]


def _about(folder: Path) -> _About:
    if not folder.is_dir():
        what = "is a file, and the folder of a report is wanted" if folder.exists() else "is not there"
        raise Trouble(f"{folder} {what}", "name the folder of a report: the one with its index.html")
    manifest, package = folder / MANIFEST, folder / PACKAGE
    if not manifest.exists() and package.exists():
        return _about_package(package)
    if not manifest.exists() and not (folder / "gaps.json").exists():
        stored = (folder / "report.json").exists()
        why = f"{folder} is a report on stored verdicts, which has no list of people" if stored else f"there is no report in {folder}"
        help = "`practicum gaps RECORDS --as-of DATE` writes one; name its folder"
        raise Trouble(why, "badges and FHIR take the folder of the verdicts themselves" if stored else help)
    if manifest.exists() and manifest.stat().st_size > _MOST_BYTES:
        raise Trouble(f"{manifest} is too large for a manifest", "make the report again with `practicum gaps`", code=1)
    said = read_manifest(manifest)
    try:
        return _About(date.fromisoformat(said["as_of"]), bool(said["synthetic"]), dict(said["files"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Trouble(f"{manifest} is not as it was written", "make the report again with `practicum gaps`", code=1) from error


def _about_package(package: Path) -> _About:
    from practicum.reporting.contract import SCHEMA

    try:
        said = json.loads(_read(package))
        if said.get("practicum:schema") != SCHEMA:
            raise Trouble(f"{package} is of another version of the contract", f"this program reads {SCHEMA}", code=1)
        hashes = {one["path"]: str(one["hash"]).removeprefix("sha256:") for one in said["resources"]}
        return _About(date.fromisoformat(said["practicum:as_of"]), bool(said["practicum:synthetic"]), hashes)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Trouble(f"{package} is not as it was written", "export the report again", code=1) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        stored = path.with_name("report.json").exists() and not path.with_name("gaps.json").exists()
        why = "; a report on stored verdicts (`--verdicts`) has no lists of people" if stored else ""
        raise Trouble(f"{path} is missing{why}", "make a report with `practicum gaps RECORDS --as-of DATE`", code=1) from error
    except OSError as error:
        raise Trouble(f"{path} cannot be read: {error.strerror or 'the system refuses it'}", "close it where it is open") from error


def _holding(number: int, row: Mapping[str, Any]) -> Holding:
    return Holding(
        learner=row["learner"],
        certification=row["certification"] or "",
        role=row["role"] or "",
        country=row["country"] or "",
        agency=row["agency"] or "",
        state=row["state"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        rule_version=row["rule_version"] or "",
        reason=row["reason"] or "",
        deadline=row["deadline"],
        open_count=row["open"],
        row=number,
    )

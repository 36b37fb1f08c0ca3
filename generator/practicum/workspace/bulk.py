"""Verdicts on tidy tables of any size: part by part to Parquet, and again from an earlier run where little has changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.model.record import TABLES
from practicum.workspace.learners import rules_of
from practicum.workspace.outputs import fresh_folder, replaceable, writable
from practicum.workspace.parts import (
    FINGERPRINTS,
    MANIFEST,
    SCHEMA,
    Asked,
    Run,
    bytes_of,
    for_cutting,
    judge_everybody,
    program_version,
    rules_hash,
)
from practicum.workspace.project import Checked, Progress
from practicum.workspace.since import earlier_run, judged_since
from practicum.workspace.tidying import own_folder
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.model.requirement import RuleTables
    from practicum.tables.stored import Stored

_LEAST_MEMORY = 10**9


@dataclass(frozen=True)
class Ran:
    """What a run gave: its folder and manifest, and how much of it was judged anew."""

    folder: Path
    manifest: Mapping[str, Any]
    said: str = ""


def check_run(tidy: Path, out: Path, *, synthetic: bool, memory: str | None, since: Path | None) -> Path:
    """The folder for the verdicts. Raises Trouble, before any work is done, for whatever a run could not end well with."""
    from practicum.matching.parting import BESIDE, STORED

    given = bytes_of(memory)
    if given is not None and given < _LEAST_MEMORY:
        raise Trouble(f"{memory} of memory is too little for a run", "give at least 1GB with `--memory`")
    folder = own_folder(out, synthetic=synthetic)
    if folder.resolve() == tidy.resolve():
        raise Trouble("the verdicts would take the place of the records", "name another folder with `--out`")
    writable(folder)
    replaceable(folder, "a set of verdicts", mark=MANIFEST, says=f'"{SCHEMA}"', names=(MANIFEST, FINGERPRINTS, *BESIDE, *STORED))
    if since is not None:
        earlier_run(since)
    return folder


def judge_stored(checked: Checked, asked: Asked, out: Path, *, since: Path | None, tell: Progress) -> Ran:
    """Judge everybody in tidy tables and swap the verdicts in whole. Raises Trouble where the folder may not be written."""
    folder = check_run(asked.tidy.folder, out, synthetic=asked.tidy.synthetic, memory=asked.memory, since=since)
    rules = rules_of(checked, day=asked.as_of).without([name for name in TABLES if name not in asked.tidy.paths])
    if asked.engine == "spark":
        return _judged_by_spark(rules, asked, folder)
    with fresh_folder(folder, private=not asked.tidy.synthetic) as fresh:
        manifest, said = judged_into(fresh, rules, asked, known=_known(checked, asked), since=since, tell=tell)
    return Ran(folder, manifest, said)


def judged_into(
    fresh: Path,
    rules: RuleTables,
    asked: Asked,
    *,
    known: Mapping[str, Collection[str]],
    since: Path | None = None,
    tell: Progress = lambda done, total: None,
) -> tuple[dict[str, Any], str]:
    """Judge everybody into an empty folder; the manifest, and why an earlier run (``since``) could not be gone on from.

    ``known`` are the ids that exist, by what they are; see ``Stored``.
    """
    from practicum.tables.stored import Stored, plainly

    scratch = fresh / ".scratch"
    scratch.mkdir()
    paths = {name: [plainly(path) for path in files] for name, files in asked.tidy.paths.items() if name != "identities"}
    stored = Stored(paths, scratch, memory=for_cutting(bytes_of(asked.memory)), known=known)
    try:
        run = Run(asked, rules, stored, fresh, tell)
        how: dict[str, Any] = {"kind": "full"}
        said = ""
        if since is None:
            judge_everybody(run)
        else:
            how, said = judged_since(run, since)
        manifest = _manifest(run, how)
    finally:
        stored.close()
    shutil.rmtree(scratch, ignore_errors=True)
    (fresh / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return manifest, said


def _known(checked: Checked, asked: Asked) -> dict[str, Collection[str]]:
    """The ids of the catalogue; nobody can have completed what is only planned, but for invented people."""
    from practicum.records import KnownIds

    ids = KnownIds.of(checked.catalogue)
    return {
        "module": frozenset(ids.modules or ()),
        "role": ids.roles or frozenset(),
        "competency": ids.competencies or frozenset(),
        "certification": ids.certifications or frozenset(),
        "planned": frozenset() if asked.tidy.synthetic else ids.planned,
    }


def rows_accounted(stored: Stored) -> dict[str, dict[str, Any]]:
    """What became of the rows of each table: in = used + set aside."""
    return {
        name: {"in": stored.given[name], "used": stored.counts[name], "set_aside": stored.aside.get(name, {})}
        for name in sorted(stored.given)
    }


def _manifest(run: Run, how: Mapping[str, Any]) -> dict[str, Any]:
    from practicum.matching.parting import STORED
    from practicum.tables.fingerprints import counted, hashing_version, people_by_reason

    rows, states, blind = counted(run.stored, run.fresh, STORED)
    asked = run.asked
    return {
        "schema": SCHEMA,
        "synthetic": asked.tidy.synthetic,
        "as_of": asked.as_of.isoformat(),
        "known_at": asked.known_at.isoformat() if asked.known_at else None,
        "everything_known": asked.known_at is None,
        "practicum": program_version(),
        "duckdb": hashing_version(),
        "engine": run.engine,
        "rules": rules_hash(run.rules),
        **_about(run.rules, asked),
        "rows": rows_accounted(run.stored),
        "verdicts": rows,
        "states": states,
        "unasked": people_by_reason(run.stored, run.fresh / "unasked"),
        "not_evaluated": blind,
        "parts": how.get("parts", run.stored.parts),
        "run": dict(how),
    }


def _about(rules: RuleTables, asked: Asked) -> dict[str, Any]:
    return {
        "countries": list(rules.countries),
        "rule_versions": {f"{row['country'] or 'core'}/{row['certification']}": row["version"] for row in rules.rows("rules")},
        "missing_tables": [name for name in TABLES if name not in asked.tidy.paths and name != "identities"],
    }


def _judged_by_spark(rules: RuleTables, asked: Asked, folder: Path) -> Ran:
    """Hand the tables to Spark, which reads and writes them itself."""
    from practicum.matching.parting import STORED
    from practicum.matching.spreading import evaluate_spark
    from practicum.tables.spark import SparkTrouble

    with fresh_folder(folder, private=not asked.tidy.synthetic) as fresh:
        paths = {name: [str(path) for path in files] for name, files in asked.tidy.paths.items()}
        given: dict[str, Any] = {"master": asked.master} if asked.master else {}
        if asked.memory:
            given["settings"] = {"spark.driver.memory": f"{(bytes_of(asked.memory) or 0) // 10**6}m"}
        try:
            parts = evaluate_spark(rules, paths, str(fresh), as_of=asked.as_of, known_at=asked.known_at, tables=STORED, **given)
        except SparkTrouble as trouble:
            raise Trouble(trouble.message, trouble.help) from trouble
        manifest = {
            "schema": SCHEMA,
            "synthetic": asked.tidy.synthetic,
            "as_of": asked.as_of.isoformat(),
            "known_at": asked.known_at.isoformat() if asked.known_at else None,
            "everything_known": asked.known_at is None,
            "practicum": program_version(),
            "engine": "spark",
            "rules": rules_hash(rules),
            **_about(rules, asked),
            "parts": parts,
            "run": {"kind": "full"},
        }
        (fresh / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return Ran(folder, manifest)

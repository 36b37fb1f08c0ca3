"""A report on verdicts that `practicum verdicts` stored: for a workforce that is too large to be judged and shown in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from practicum.workspace.learners import palette_of, report_folder, rules_of
from practicum.workspace.outputs import fill, fresh_folder, locks_in, replaceable, writable
from practicum.workspace.parts import MANIFEST, SCHEMA
from practicum.workspace.project import Checked, Project
from practicum.workspace.tidying import TidyFiles
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.reporting.page import Setting
    from practicum.reporting.views import Given


def run_of(verdicts: Path) -> dict[str, Any]:
    """The manifest of a run. Raises Trouble where the folder holds none."""
    try:
        said: Any = json.loads((verdicts / MANIFEST).read_bytes())
    except (OSError, ValueError):
        said = {}
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        raise Trouble(f"{verdicts} holds no verdicts", "`practicum verdicts TIDY --out FOLDER` writes them")
    return said


def parquet_of(folder: Path, table: str) -> list[Path]:
    """The Parquet files of a table of a run. Raises Trouble where there are none."""
    found = sorted((folder / table).rglob("*.parquet")) or sorted(folder.glob(f"{table}.parquet"))
    if not found:
        raise Trouble(f"the verdicts in {folder} hold no {table}", "write them once more with `practicum verdicts`")
    return found


def given_of(
    checked: Checked, tidy: TidyFiles, verdicts: Path, since: Path | None = None, *, rules: Any = None
) -> tuple[Given, dict[str, Any]]:
    """What views are computed from, and the manifest of the run; ``since`` is the folder of an earlier run."""
    from practicum.records import REASONS
    from practicum.reporting.views import Given
    from practicum.tables.querying import Querying

    manifest = run_of(verdicts)
    as_of = date.fromisoformat(manifest["as_of"])
    accounts = []
    quality: list[tuple[object, ...]] = []
    for name, rows in manifest.get("rows", {}).items():
        accounts.append((name, rows["in"], rows["used"], sum(rows["set_aside"].values()), 0, 0))
        quality += [(name, "set_aside", reason, REASONS.get(reason, reason), "", count, "") for reason, count in rows["set_aside"].items()]
    quality += tidy.noted
    names: dict[str, str] = {}
    if "agencies" in tidy.paths:
        with Querying() as asking:
            asking.give_files("agencies", tidy.paths["agencies"])
            if "name" in asking.columns("agencies"):
                names = {agency: name for agency, name in asking.rows("select agency, max(name) from agencies group by all") if name}
    given = Given(
        parquet_of(verdicts, "certificates"),
        parquet_of(verdicts, "requirements"),
        checked.catalogue,
        as_of,
        date.fromisoformat(manifest["known_at"]) if manifest.get("known_at") else None,
        records={name: list(paths) for name, paths in tidy.paths.items()},
        rules=rules if rules is not None else rules_of(checked, day=as_of),
        agency_names=names,
        earlier=parquet_of(since, "certificates") if since else None,
        window_from=date.fromisoformat(run_of(since)["as_of"]) if since else None,
        accounts=accounts,
        quality=quality,
        people=manifest.get("unasked") or {},
    )
    return given, manifest


def setting_of(project: Project, given: Given, tidy: TidyFiles) -> Setting:
    """What every page of the report shares."""
    from practicum.reporting.page import Setting
    from practicum.reporting.stored_report import WITHOUT

    return Setting(given.as_of, given.known_at, tidy.synthetic, palette_of(project), given.agency_names, WITHOUT)


def write_stored(
    project: Project,
    checked: Checked,
    tidy: TidyFiles,
    verdicts: Path,
    *,
    out: Path | None,
    split: Iterable[Literal["agency", "supervisor"]] = (),
    since: Path | None = None,
) -> tuple[Path, int, bool]:
    """Write the report on stored verdicts in whole; its folder and how many files it has. Raises Trouble where it may not lie there.

    The last word is whether the folder is another one, beside, because a file of the earlier report is open in another program.
    """
    from practicum.reporting.report import REPORT_FILES
    from practicum.reporting.stored_report import stored_report

    given, manifest = given_of(checked, tidy, verdicts, since)
    folder = report_folder(project, synthetic=tidy.synthetic, as_of=given.as_of, out=out)
    writable(folder)
    replaceable(folder, "a report", mark="report.json", says='"practicum-report/', names=REPORT_FILES, besides=locks_in(folder))
    count = 0
    beside: list[Path] = []
    with fresh_folder(folder, private=not tidy.synthetic, beside=beside) as fresh:
        scratch = fresh / ".scratch"
        scratch.mkdir()
        setting = setting_of(project, given, tidy)
        for name, data in stored_report(given, setting, manifest, since=given.window_from, split=split, scratch=scratch):
            fill(fresh, {name: data})
            count += 1
        for left in scratch.iterdir():
            left.unlink()
        scratch.rmdir()
    return (beside[0] if beside else folder), count, bool(beside)

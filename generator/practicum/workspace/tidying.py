"""Records as they were sent to tidy tables as Parquet, in a folder of the training lead's own; and finding such tables again."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.model.record import TABLES
from practicum.workspace.learners import data_folder
from practicum.workspace.outputs import fill, fresh_folder, replaceable, writable
from practicum.workspace.project import in_a_repository
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.records import Intake

SCHEMA = "practicum.tidy/1"
SET_ASIDE = "set-aside.csv"
MANIFEST = "manifest.json"
_ENDING = ".parquet"
# File, what was done, reason, what it says, column, how many, which rows.
_QUALITY = 7
# What may lie beside tidy tables without being one.
_BESIDE = frozenset({SET_ASIDE, MANIFEST, "readme.txt", "readme.md", "thumbs.db", "desktop.ini"})


def write_tidy(intake: Intake, out: Path) -> Path:
    """Write the tidy tables that came, what was set aside, and a manifest; the folder is swapped in whole.

    A table of which no file came is not written: what it would show is unknown, and an empty file would say that nobody has any.
    Raises Trouble for a place inside any project or repository unless the people are invented, and where the folder holds anything else.
    """
    folder = check_tidy_place(out, synthetic=intake.synthetic)
    names = [name for name in TABLES if name not in intake.missing_files and (name != "identities" or intake.tables[name].num_rows)]
    total = intake.total
    manifest = {
        "schema": SCHEMA,
        "synthetic": intake.synthetic,
        "rows": {
            "in": total.rows_in,
            "used": total.used,
            "set_aside": total.set_aside,
            "collapsed": total.collapsed,
            "mended": total.mended,
        },
        "tables": {name: intake.tables[name].num_rows for name in names},
        "people_merged": len(intake.merged),
        # What was odd and is in no sum: a report on verdicts on these tables tells it too.
        "noted": _noted(intake),
        # Whoever judges these tables has to know what is not in them.
        **({"not_read": [one.file for one in intake.refused]} if intake.refused else {}),
    }
    with fresh_folder(folder, private=not intake.synthetic) as fresh:
        from practicum.tables.parquet import write_arrow

        for name in names:
            write_arrow(intake.tables[name], fresh / (name + _ENDING))
        fill(fresh, {SET_ASIDE: _set_aside(intake), MANIFEST: json.dumps(manifest, indent=2).encode() + b"\n"})
    return folder


def check_tidy_place(out: Path, *, synthetic: bool) -> Path:
    """The folder for tidy tables. Raises Trouble, before any work is done for it, where they may not lie or cannot be written."""
    folder = own_folder(out, synthetic=synthetic)
    writable(folder)
    names = [*(name + _ENDING for name in TABLES), SET_ASIDE, MANIFEST]
    replaceable(folder, "the set of tidy tables", mark=MANIFEST, says=f'"{SCHEMA}"', names=names)
    return folder


def own_folder(out: Path, *, synthetic: bool) -> Path:
    """The folder for output that names learners.

    Raises Trouble for a place inside any project or repository unless the people are invented.
    """
    if not synthetic and in_a_repository(out):
        raise Trouble(
            "this holds learner data and may not lie inside a project or repository",
            f"choose a folder of your own with `--out`, outside the repository, such as {data_folder() / out.name}",
        )
    return out


def _noted(intake: Intake) -> list[list[object]]:
    from practicum.reporting.intake import quality_rows

    return [list(row) for row in quality_rows(intake) if row[1] == "noted"]


def _set_aside(intake: Intake) -> bytes:
    from practicum.reporting.downloads import set_aside_csv

    return set_aside_csv(intake)


@dataclass(frozen=True)
class TidyFiles:
    """The Parquet files of each tidy table, and whether their people are invented.

    ``passed_over`` names files of the folder that are no Parquet, ``not_read`` those that could not be read when the tables were made;
    ``noted`` are rows of the view of data quality about what was odd then.
    """

    folder: Path
    paths: dict[str, list[Path]] = field(default_factory=dict)
    synthetic: bool = False
    passed_over: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    noted: tuple[tuple[object, ...], ...] = ()


def find_tidy(folder: Path) -> TidyFiles:
    """The tidy tables in a folder: `completions.parquet`, or a folder `completions` with Parquet files in it.

    Raises Trouble that names every file that is not in shape.
    """
    if not folder.is_dir():
        raise Trouble(
            f"there is no folder {folder}",
            "name a folder with tidy tables as Parquet; `practicum records tidy RECORDS --out DIR` writes one",
        )
    paths: dict[str, list[Path]] = {}
    faults: list[str] = []
    for entry in sorted(folder.iterdir()):
        name = entry.name.removesuffix(_ENDING) if entry.is_file() else entry.name
        if entry.name.startswith(".") or (entry.is_file() and not entry.name.endswith(_ENDING)):
            continue
        if name not in TABLES:
            if entry.is_file() or any(entry.rglob(f"*{_ENDING}")):
                near = difflib.get_close_matches(name, TABLES, n=1)
                faults.append(f"{entry.name}: no tidy table has this name" + (f"; is it `{near[0]}`?" if near else ""))
            continue
        found = (
            [entry]
            if entry.is_file()
            else sorted(path for path in entry.rglob(f"*{_ENDING}") if path.is_file() and path.name[0] not in "._")
        )
        if not found:
            faults.append(f"{entry.name}: the folder holds no Parquet file")
        elif name in paths:
            faults.append(f"{entry.name}: this table is here twice, as a file and as a folder")
        else:
            paths[name] = found
    faults += _shapes(folder, paths)
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise Trouble(
            f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'} in {folder}\n{listed}",
            "the handbook's page on tidy tables lists every column",
            code=1,
        )
    if not paths:
        raise Trouble(
            f"there are no tidy tables in {folder}",
            "they are Parquet files, such as completions.parquet; `practicum records tidy RECORDS --out DIR` writes them",
        )
    said = _said(folder)
    missed, odd = said.get("not_read", ()), said.get("noted", ())
    return TidyFiles(
        folder,
        paths,
        said.get("synthetic") is True,
        tuple(_passed_over(folder, paths)),
        tuple(str(name) for name in missed) if isinstance(missed, list) else (),
        tuple(tuple(row) for row in odd if isinstance(row, list) and len(row) == _QUALITY) if isinstance(odd, list) else (),
    )


def _passed_over(folder: Path, paths: Mapping[str, Sequence[Path]]) -> Iterator[str]:
    """The files of a folder, and of its tables' folders, that are no Parquet and somebody may believe to be judged."""
    for place in (folder, *(folder / name for name in sorted(paths) if (folder / name).is_dir())):
        for path in sorted(place.iterdir() if place == folder else place.rglob("*")):
            beside = path.name[0] in "._~" or path.name.lower() in _BESIDE or path.name.endswith(_ENDING)
            if path.is_file() and not beside:
                yield path.relative_to(folder).as_posix()


def _shapes(folder: Path, paths: dict[str, list[Path]]) -> list[str]:
    from practicum.tables.parquet import shape_faults

    said = []
    for table, files in paths.items():
        for fault in shape_faults(table, [(path.relative_to(folder).as_posix(), str(path)) for path in files]):
            place = f"{fault.file}, column `{fault.column}`" if fault.column else fault.file
            said.append(f"{place}: {fault.message}" + (f" ({fault.help})" if fault.help else ""))
    return said


def tidy_synthetic(folder: Path) -> bool:
    """Whether a folder of tidy tables says that its people are invented, without reading any table."""
    return _said(folder).get("synthetic") is True


def _said(folder: Path) -> dict[str, Any]:
    """The manifest of tidy tables; nothing where there is none."""
    try:
        said: Any = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}

"""xAPI statements from files or an LRS to a folder of tidy tables, which is swapped in whole and read like any other records."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from practicum.exchanging.xapi import FROM_OUTSIDE, SET_ASIDE, TABLES, Account, Cell, Reading, tidied
from practicum.exchanging.xapi_activities import HEADINGS, Activities, Stands, normal, read_map, site_activities
from practicum.exchanging.xapi_files import Fault, Unreadable, statements_in
from practicum.exchanging.xapi_statements import Told, told_by
from practicum.workspace.learners import RecordFiles
from practicum.workspace.outputs import fill, fresh_folder, replaceable, writable
from practicum.workspace.project import Checked, Project, languages
from practicum.workspace.statement_store import MetStatements
from practicum.workspace.tidying import own_folder
from practicum.workspace.trouble import Trouble

SCHEMA = "practicum.statements/1"
MANIFEST, ASIDE, TO_MAP = "manifest.json", "set-aside.csv", "activities-to-map.csv"
# A file of records may have five million rows; with fewer, a spreadsheet program opens it too.
MOST_ROWS = 1_000_000
_ENDINGS = (".json", ".jsonl", ".ndjson", ".gz", ".zip")
_MOST_FAULTS = 40
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Written:
    """What an import gave: the account, where the tables lie, and how many activities nobody has mapped."""

    account: Account
    folder: Path
    tables: Sequence[str]
    to_map: int


def check_place(out: Path, *, synthetic: bool) -> Path:
    """The folder for the tables. Raises Trouble, before any work is done for it, where they may not lie or cannot be written."""
    folder = own_folder(out, synthetic=synthetic)
    writable(folder)
    parts = {path.name for path in folder.glob("*.csv")} if folder.is_dir() else set()
    ours = {name for name in parts if name.removesuffix(".csv").rpartition("-")[0] in TABLES and name[-5].isdigit()}
    names = {*ours, *(f"{table}.csv" for table in TABLES), ASIDE, TO_MAP, MANIFEST}
    replaceable(folder, "the set of tables", mark=MANIFEST, says=f'"{SCHEMA}"', names=names)
    return folder


def activities_for(project: Project, checked: Checked, lists: Sequence[Path], site: str = "") -> tuple[Activities, list[Sequence[str]]]:
    """The activities that are known, and the rows of the lists that say something, a later list before an earlier one.

    Raises Trouble that names every cell of the lists that cannot be used.
    """
    from practicum.publishing.hosting import read_hosting

    configuration = project.site / "mkdocs.yml"
    published = read_hosting(configuration.read_bytes()).site_url if configuration.is_file() else ""
    own = [one for one in languages(checked.catalogue) if one != "en"]
    whole: dict[str, Stands] = dict(site_activities(checked.catalogue, (published, site), own))
    beginnings: dict[str, Stands] = {}
    said: dict[str, Sequence[str]] = {}
    faults: list[str] = []
    for path in lists:
        rows = _list(path)
        found, begins, wrong = read_map(rows, checked.catalogue.modules)
        faults += [f"{path.name}, row {one.row}, column `{one.column}`: {one.message}; {one.help}" for one in wrong]
        whole |= found
        beginnings |= dict(begins)
        if not wrong:
            said |= _saying(rows)
    if faults:
        more = f"\n  and {len(faults) - _MOST_FAULTS:,} more" if len(faults) > _MOST_FAULTS else ""
        raise Trouble("\n  ".join(["the list of activities cannot be used:", *faults[:_MOST_FAULTS]]) + more, "mend these cells", code=1)
    ordered = sorted(beginnings.items(), key=lambda pair: -len(pair[0]))
    return Activities(whole, ordered), list(said.values())


def _list(path: Path) -> Sequence[Sequence[str]]:
    from practicum.tables import Refusal, open_grids

    try:
        opened = open_grids(path.name, path.read_bytes())
    except OSError as error:
        said = f"cannot read {path.name}: {error.strerror or 'the system refuses it'}"
        raise Trouble(said, "name the list of activities with `--map`") from error
    if isinstance(opened, Refusal):
        raise Trouble(f"{path.name}: {opened.message}", opened.help, code=1)
    return opened[0].rows


def _saying(rows: Sequence[Sequence[str]]) -> dict[str, Sequence[str]]:
    """The rows of a list that say what an activity is, by the activity, in the order of our headings."""
    heads = [cell.strip().casefold().replace(" ", "_") for cell in rows[0]]
    found: dict[str, Sequence[str]] = {}
    for row in rows[1:]:
        cells = {name: row[place].strip() if place < len(row) else "" for place, name in enumerate(heads)}
        if cells["activity"] and (cells["module"] or cells.get("counts_as")):
            found[normal(cells["activity"])] = tuple(cells.get(name, "") for name in HEADINGS)
    return found


def from_files(where: Path, tell: Tell) -> Iterator[tuple[str, int, Told]]:
    """The statements of a file, or of all files of a folder that may hold some.

    All files are read before anything is said of one that cannot be. Raises Trouble.
    """
    if not where.exists():
        raise Trouble(f"there is no file or folder {where}", "name an export of statements, a folder of them, or an LRS")
    files = RecordFiles(where)
    names = [name for name in files.list() if where.is_file() or name.lower().endswith(_ENDINGS)]
    names = [name for name in names if not name.rpartition("/")[2].startswith(".") and name.rpartition("/")[2] != MANIFEST]
    if not names:
        raise Trouble("there are no statements here", f"name a file, or a folder with files that end in {', '.join(_ENDINGS)}", code=1)
    sizes = {name: (where if where.is_file() else where / name).stat().st_size for name in names}
    total, before = sum(sizes.values()), 0
    faults: list[str] = []
    for name in names:
        try:
            with files.open(name) as stream:
                for file, row, raw in statements_in(name, stream, lambda done, before=before: tell(before + done, total)):  # type: ignore[misc]
                    # After a fault nothing will be written: what follows is read for faults only.
                    if not faults:
                        yield file, row, Told(fault=str(raw)) if isinstance(raw, Fault) else told_by(raw)
        except Unreadable as error:
            place = f", statement or line {error.row:,}" if error.row else ""
            faults.append(f"{error.file}{place}: {error.message}; {error.help}")
        except OSError as error:
            faults.append(f"{name}: it cannot be opened: {error.strerror or 'the system refuses it'}")
        before += sizes[name]
    faults += [f"{name}: it cannot be looked into: {why}" for name, why in files.unlisted]
    if faults:
        more = f"\n  and {len(faults) - _MOST_FAULTS:,} more" if len(faults) > _MOST_FAULTS else ""
        said = "nothing was written, because not every file can be read:"
        raise Trouble("\n  ".join([said, *faults[:_MOST_FAULTS]]) + more, "mend these files or take them away, and run again", code=1)


def write_statements(
    statements: Iterable[tuple[str, int, Told]], reading: Reading, said: Sequence[Sequence[str]], folder: Path, *, synthetic: bool
) -> Written:  # fmt: skip
    """Write the tables of statements into a folder, which is swapped in whole; ``said`` are the rows of the lead's list of activities."""
    with fresh_folder(folder, private=not synthetic) as fresh:
        with closing(MetStatements()) as met, closing(_Tables(fresh)) as tables:
            account = tidied(statements, reading, met, tables)
            names = tables.names
        if not account.came:
            raise Trouble("no statement came, so nothing was written", "see that the files or the LRS hold any", code=1)
        if account.reasons["NOT_A_STATEMENT"] + account.reasons["BAD_JSON"] == account.came:
            raise Trouble("none of it is an xAPI statement, so nothing was written", "see what was exported, and export statements", code=1)
        fill(fresh, {TO_MAP: _to_map(account, said), MANIFEST: _manifest(account, reading, synthetic)})
    return Written(account, folder, names, len(account.unmapped) + account.unmapped_beyond)


class _Tables:
    """Writes rows as they come, a file for each table; a table of more rows than a file should have goes on in another one."""

    def __init__(self, folder: Path) -> None:
        from practicum.tables.writing import guarded

        self._folder, self._guarded = folder, guarded
        self._files: dict[str, TextIO] = {}
        self._writers: dict[str, Any] = {}
        self._rows: dict[str, int] = {}
        self.names: list[str] = []

    def row(self, table: str, cells: tuple[Cell, ...]) -> None:
        """Write a row; a text can never become a formula."""
        rows = self._rows.get(table, 0)
        if rows == 0 or (rows % MOST_ROWS == 0 and table in TABLES):
            self._begin(table, rows // MOST_ROWS)
        self._rows[table] = rows + 1
        for place in FROM_OUTSIDE[table]:
            cell = cells[place]
            if isinstance(cell, str) and cell and not cell[0].isalnum():
                cells = (*cells[:place], str(self._guarded(cell)), *cells[place + 1 :])
        self._writers[table](cells)

    def _begin(self, table: str, part: int) -> None:
        if table in self._files:
            self._files[table].close()
        name = f"{table}-{part + 1}.csv" if part else f"{table}.csv"
        file = (self._folder / name).open("w", encoding="utf-8", newline="", errors="replace")
        self._files[table] = file
        self._writers[table] = csv.writer(file, lineterminator="\r\n").writerow
        self._writers[table](SET_ASIDE if table == "set-aside" else TABLES[table])
        self.names.append(name)

    def close(self) -> None:
        """Write what is left of each file."""
        for file in self._files.values():
            file.close()


def _to_map(account: Account, said: Sequence[Sequence[str]]) -> bytes:
    """The list that the training lead fills: activities nobody mapped, the most frequent first, and behind them what was said already."""
    from practicum.tables.writing import write_csv

    open_ones = sorted(account.unmapped.items(), key=lambda pair: (-int(pair[1][0]), pair[0]))
    rows = [(activity, "", "", "", int(times), str(name)) for activity, (times, name) in open_ones]
    stream = io.BytesIO()
    write_csv(stream, HEADINGS, [*rows, *said])
    return stream.getvalue()


def _manifest(account: Account, reading: Reading, synthetic: bool) -> bytes:
    about = {
        "schema": SCHEMA,
        "synthetic": synthetic,
        "source": reading.source,
        "statements": counts(account),
        "set_aside": dict(sorted(account.reasons.items())),
        "tables": dict(sorted(account.rows.items())),
    }
    return json.dumps(about, indent=2, ensure_ascii=False).encode() + b"\n"


def counts(account: Account) -> dict[str, int]:
    """The account in numbers; in = used + set aside + collapsed."""
    return {
        "in": account.came,
        "used": account.used,
        "set_aside": account.set_aside,
        "collapsed": account.collapsed,
        "without_record": account.without_record,
        "voided": account.voided,
    }

"""Column profiles of the training lead's own: proposed for a file, saved in the private folder, applied by themselves from then on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.workspace.learners import RecordFiles, known_ids, zones_of
from practicum.workspace.outputs import write_closed
from practicum.workspace.own_profiles import saved_words
from practicum.workspace.private_folder import private_folder
from practicum.workspace.project import Checked
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.records import Intake, Proposal

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")


@dataclass(frozen=True)
class Described:
    """A proposal, its file, and what would be read of the records through it; ``kinds`` says what stands in the first row, masked."""

    proposal: Proposal
    text: str
    intake: Intake
    kinds: tuple[str, ...]


def describe(
    checked: Checked,
    file: Path,
    *,
    name: str = "",
    table: str = "",
    columns: Mapping[str, str] | None = None,
    activities: Mapping[str, str] | None = None,
    dates: str = "",
    beside: Path | None = None,
) -> list[Described]:
    """A proposed profile for each table of a file. Raises Trouble where it cannot be opened or nothing in it looks like records.

    ``beside`` is a folder with other records, whose learners the file may name; without it ids are taken as they are.
    """
    from practicum.records import profile_text, propose, read_profile, ready_profiles
    from practicum.tables import Refusal, open_grids

    if not file.is_file():
        raise Trouble(f"there is no file {file}", "name one file; for a whole folder there is `practicum records look`")
    opened = open_grids(file.name, RecordFiles(file).read(file.name))
    if isinstance(opened, Refusal):
        raise Trouble(str(opened), opened.help, code=1)
    known = known_ids(checked)
    titles = {id: (unit.value.title,) for id, unit in checked.catalogue.modules.items()}
    order: Any = {"day-first": "day", "month-first": "month"}.get(dates, "")
    ready = {one.id for one in ready_profiles()}
    found: list[Described] = []
    for grid in opened:
        stem = name or re.sub(r"[^a-z0-9]+", "-", Path(file.stem).stem.lower()).strip("-") or "mine"
        id = (stem if stem[0].isalpha() else f"file-{stem}") + (f"-{len(found) + 1}" if len(opened) > 1 else "")
        if id in ready:
            # A download keeps the name of its report; a profile that extends one of its own name would extend itself.
            id = f"our-{id}"
        proposal = propose(
            grid, known, titles, id=id[:60], table=table, columns=columns, activities=activities, dates=order, words=_vocabulary()
        )
        if proposal is None:
            continue
        text = profile_text(proposal)
        profile, faults = read_profile(f"{id}.yaml", text.encode())
        if profile is None or faults:
            raise AssertionError(f"the proposed profile is broken: {faults}")
        found.append(Described(proposal, text, _through(checked, file, opened, grid.place, profile, beside), _masked(grid, proposal)))
    if not found:
        raise Trouble(f"nothing in {file.name} looks like a table of records", "see that headings stand over its columns")
    return found


def _vocabulary() -> Any:
    from practicum.records.headings import Vocabulary
    from practicum.records.profiling import shipped_words

    return Vocabulary.of([shipped_words(), *saved_words(private_folder().profiles_folder)])


class _OneFile:
    """One file of a folder, as the records room reads folders; the other files are beside it where they are of another table."""

    def __init__(self, file: Path, beside: Path | None) -> None:
        self.file = file
        found = [path for path in beside.glob("*") if path.is_file() and path.resolve() != file.resolve()] if beside else []
        self.others = {path.name: path for path in found}

    def list(self) -> Sequence[str]:
        """The file, and the registers of people beside it."""
        return [self.file.name, *(name for name in self.others if name.lower().startswith(("learners", "identities", "agencies")))]

    def open(self, name: str) -> bytes:
        """A file's bytes."""
        return (self.file if name == self.file.name else self.others[name]).read_bytes()


def _through(checked: Checked, file: Path, opened: Any, place: str, profile: Any, beside: Path | None) -> Intake:
    from dataclasses import replace

    from practicum.records import read_folder

    intake = read_folder(
        _OneFile(file, beside),
        catalogue_ids=known_ids(checked),
        today=checked.day,
        zones=zones_of(checked),
        profiles=[profile],
        opened={file.name: opened},
    )
    return replace(
        intake,
        counts=[count for count in intake.counts if count.file == place],
        refused=[refusal for refusal in intake.refused if refusal.file.startswith(place)],
        set_aside=[note for note in intake.set_aside if note.file == place],
        noted=[note for note in intake.noted if note.file == place],
    )


def _masked(grid: Any, proposal: Proposal) -> tuple[str, ...]:
    """What the first cells that are filled hold, as kinds and lengths: nobody's value is shown."""
    body = grid.under(proposal.heading_row)
    shown = []
    for choice in {choice.position: choice for choice in proposal.every_choice}.values():
        column, heading = body.columns[choice.position], choice.heading or choice.position + 1
        row = next(iter(column.where(lambda text: bool(text.strip()))), None)
        if row is None:
            shown.append(f"column {heading}: nothing in any row")
        else:
            shown.append(f"row {body.numbers[row]}, column {heading}: {_kind(column[row])}")
    return tuple(shown)


def _kind(text: str) -> str:
    """What a cell looks like, without what it says.

    >>> _kind("L0042"), _kind("21/11/2026"), _kind("a@b.org")
    ('letters and digits, 5 long', 'a day in numbers, 10 long', 'an e-mail address')
    """
    bare = text.strip()
    if re.fullmatch(r"[^@\s]+@[^@\s]+", bare):
        return "an e-mail address"
    if re.fullmatch(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}.*", bare):
        return f"a day in numbers, {len(bare)} long"
    if re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?\s*%?", bare):
        return f"a number, {len(bare)} long"
    if re.search(r"\d", bare) and re.search(r"[^\W\d_]", bare):
        return f"letters and digits, {len(bare)} long"
    return f"a word, {len(bare)} long" if " " not in bare else f"{len(bare.split())} words"


def save_profile(name: str, text: str, *, instead: bool = False) -> Path:
    """Write a profile into the private folder. Raises Trouble for another name than a plain word, and where one is there already.

    Somebody may have changed that one by hand, so it is replaced only ``instead``, and then kept beside.
    """
    if not _NAME.fullmatch(name):
        raise Trouble(f"`{name}` cannot be the name of a profile", "begin with a letter; then letters, digits, - and _")
    path = private_folder().made().profiles_folder / f"{name}.yaml"
    try:
        if path.exists():
            if path.read_bytes() == text.encode():
                return path
            if not instead:
                raise Trouble(f"there is a profile {path} already", "change it there, choose another name, or say `--replace`", code=1)
            path.replace(path.with_suffix(".yaml.before"))
        write_closed(path, text.encode())
    except OSError as error:
        raise Trouble(f"the profile {path} cannot be written: {error.strerror}") from error
    return path



_LISTS = "about.json"
_LISTS_SAY = '"practicum-fix-lists/1"'


def write_fix_lists(intake: Intake, folder: Path) -> list[tuple[str, int]]:
    """Write a list for each sender, as CSV and as a workbook; the names of the files and how many rows each has.

    Raises Trouble where the folder holds anything else, and inside a project or repository unless the people are invented.
    """
    import io
    import json

    from practicum.records import fix_lists
    from practicum.records.fix_lists import HEADING
    from practicum.tables.writing import write_csv, write_workbook
    from practicum.workspace.outputs import fill, fresh_folder, replaceable
    from practicum.workspace.tidying import own_folder

    place = own_folder(folder, synthetic=intake.synthetic)
    lists = fix_lists(intake)
    files: dict[str, bytes] = {}
    for one in lists:
        text, book = io.BytesIO(), io.BytesIO()
        write_csv(text, HEADING, one.rows)
        write_workbook(book, {"to put right": (HEADING, one.rows)})
        files |= {f"fix-{one.name}.csv": text.getvalue(), f"fix-{one.name}.xlsx": book.getvalue()}
    about = {
        "schema": "practicum-fix-lists/1",
        "fingerprint": intake.fingerprint,
        "lists": [{"sender": one.sender, "file": f"fix-{one.name}.csv", "rows": len(one.rows)} for one in lists],
    }
    files[_LISTS] = (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()
    replaceable(place, "the set of fix-lists", mark=_LISTS, says=_LISTS_SAY)
    with fresh_folder(place, private=not intake.synthetic) as fresh:
        fill(fresh, files)
    return [(f"fix-{one.name}.csv", len(one.rows)) for one in lists]

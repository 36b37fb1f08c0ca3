"""Sharing from the private folder: what was shared before, who was handed which rows, and the key of the pseudonyms."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from practicum.workspace.learners import Matched, palette_of
from practicum.workspace.outputs import write_closed
from practicum.workspace.private_folder import PrivateFolder, private_folder
from practicum.workspace.project import Project
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.reporting.sharing.audit import Audit
    from practicum.reporting.sharing.reading_back import Published

FOLDER = "shareable"
# The audit stands in the private part too; where it did not pass, only there.
AUDIT_FILES = ("sharing-audit.html", "sharing-audit.json")
PUBLISHED = "practicum-published/1"
# So many releases are laid beside a new one at the most, those that were named and then the newest.
MOST_EARLIER = 12
SPLIT = "split"
Rows = Literal["none", "once", "lasting"]


@dataclass(frozen=True)
class Asked:
    """What is to be shared: which earlier folders and handed-out files count, which tables stay out, and whether rows go along.

    ``beside`` names those of the remembered releases that count, to make a part again as it was; without it all count.
    """

    earlier: tuple[Path, ...] = ()
    handed_out: tuple[Path, ...] = ()
    without: tuple[str, ...] = ()
    rows: Rows = "none"
    beside: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Shared:
    """The files to put into the report, by their names there, and the audit. Where it did not pass, nothing of it may be shared.

    ``beside`` and ``handed_out`` are the remembered releases and the places of handed-out files that counted. ``way_out`` names tables
    without which a part that did not pass would.
    """

    files: Mapping[str, bytes]
    audit: Audit
    left_out: tuple[str, ...] = ()
    without_rows: bool = False
    published: Mapping[str, bytes] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    handed_out: tuple[Path, ...] = ()
    way_out: tuple[str, ...] = ()


def shared_part(
    project: Project, result: Matched, files: Mapping[str, bytes], *, as_of: date, known_at: date | None, folder: Path, asked: Asked
) -> Shared:
    """The shareable part of a report whose other ``files`` go to ``folder``. Raises Trouble where an earlier part cannot be read."""
    from practicum.reporting.cases import cases_of
    from practicum.reporting.page import Setting
    from practicum.reporting.sharing.audit_files import audit_json
    from practicum.reporting.sharing.counting import Material
    from practicum.reporting.sharing.pseudonyms import Pseudonyms
    from practicum.reporting.sharing.shareable import shareable

    intake, verdicts = result.intake, result.verdicts
    cases = cases_of(verdicts, result.catalogue, as_of=as_of, closings=verdicts.closings).cases
    tables = intake.tables
    names = {row["agency"]: row["name"] for row in tables["agencies"].select(["agency", "name"]).to_pylist() if row["name"]}
    material = Material(
        cases,
        result.catalogue,
        as_of,
        requirements=verdicts.requirements,
        completions=tables["completions"].select(["learner", "module", "date", "result"]).to_pylist(),
        supervision=tables["supervision"].select(["learner", "date", "kind", "supervisor"]).to_pylist(),
        set_aside=intake.set_aside,
        agency_names=names,
        not_read=len(intake.refused),
    )
    setting = Setting(as_of, known_at, intake.synthetic, palette_of(project), names)
    home = home_of(project, synthetic=intake.synthetic)
    made = None
    if asked.rows != "none":
        made = Pseudonyms(_key(home), "" if asked.rows == "lasting" else as_of.isoformat())
    before = shared_before(home, asked.beside)
    places = _places(folder, asked.handed_out)
    part = shareable(
        material,
        setting,
        earlier=laid_beside([read_folder(path)[0] for path in asked.earlier], list(before.values())),
        handed_out=_handed_out(files, places),
        pseudonyms=made,
        without=_known_tables(asked.without),
    )
    told = {AUDIT_FILES[1]: audit_json(part.audit)}
    if part.refused_html:
        told[AUDIT_FILES[0]] = part.refused_html
    told |= {f"{FOLDER}/{name}": data for name, data in part.files.items()}
    return Shared(told, part.audit, part.left_out, part.without_rows, part.files, tuple(before), tuple(places), part.way_out)


def laid_beside(named: Sequence[Published], remembered: Sequence[Published]) -> list[Published]:
    """The earlier releases that count: all that are named, for nobody names one to see it left aside, and then the newest."""
    return [*named, *remembered[: max(0, MOST_EARLIER - len(named))]]


def home_of(project: Project, *, synthetic: bool) -> PrivateFolder:
    """Where what was shared is remembered: the private folder, or for invented people a folder beside their reports.

    Raises Trouble where the private folder may not lie where it is.
    """
    return PrivateFolder(project.output / "sharing") if synthetic else private_folder().made()


def remember(home: PrivateFolder, files: Mapping[str, bytes]) -> None:
    """Keep what was shared, so that the next release is audited against it. Raises Trouble where it cannot be written."""
    from practicum.reporting.sharing.reading_back import ROWS, TABLES

    kept = {name: files[name].decode("utf-8-sig") for name in (TABLES, ROWS) if name in files}
    data = json.dumps({"schema": PUBLISHED, "files": kept}, ensure_ascii=False).encode()
    day = json.loads(kept[TABLES])["as_of"]
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        home.published.mkdir(exist_ok=True, mode=0o700)
        path = home.published / f"{day}-{hashlib.sha256(data).hexdigest()[:12]}.json"
        if not path.exists():
            write_closed(path, data)
    except OSError as error:
        raise Trouble(
            f"what was shared cannot be remembered in {home.published}: {error.strerror}",
            "free some space or name another private folder with PRACTICUM_HOME, and run again before you hand anything on",
        ) from error


def shared_before(home: PrivateFolder, names: Sequence[str] | None = None) -> dict[str, Published]:
    """What was shared before by the names it is kept under, the newest day first; only ``names`` where these are given.

    Raises Trouble where a file of it cannot be read.
    """
    from practicum.reporting.sharing.reading_back import read_published

    found: dict[str, Published] = {}
    for path in sorted(home.published.glob("*.json"), reverse=True) if home.published.is_dir() else ():
        if names is not None and path.name not in names:
            continue
        try:
            told = json.loads(path.read_bytes())
            if told["schema"] != PUBLISHED:
                raise ValueError
            found[path.name] = read_published({name: text.encode() for name, text in told["files"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Trouble(
                f"{path} is not what was shared before", "put it back as it was; without it the next release cannot be audited against it"
            ) from error
    return found


def read_folder(where: Path) -> tuple[Published, dict[str, bytes]]:
    """A shareable folder as it lies on the disk, and its files by name. Raises Trouble where it is none."""
    from practicum.reporting.sharing.reading_back import Unreadable, read_published
    from practicum.reporting.sharing.sums import Disagreement

    files = files_below(where)
    try:
        return read_published(files), files
    except Unreadable as error:
        raise Trouble(f"{where} is no shareable part of a report: {error}", "name the folder `shareable` of a report", code=1) from error
    except Disagreement as error:
        raise Trouble(f"{where}: {error}", "make it again with `practicum gaps --share`", code=1) from error


def files_below(where: Path) -> dict[str, bytes]:
    """The files below a folder by their paths in it. Raises Trouble where they cannot be read."""
    if not where.is_dir():
        raise Trouble(f"there is no folder {where}")
    try:
        return {path.relative_to(where).as_posix(): path.read_bytes() for path in sorted(where.rglob("*")) if path.is_file()}
    except OSError as error:
        raise Trouble(f"{where} cannot be read: {error.strerror}") from error


def _known_tables(names: Sequence[str]) -> Sequence[str]:
    from practicum.reporting.sharing.counting import TABLE_NAMES

    for name in names:
        if name not in TABLE_NAMES:
            raise Trouble(f"there is no shared table `{name}`", f"the tables are {', '.join(TABLE_NAMES)}")
    return names


def _places(folder: Path, named: Sequence[Path]) -> list[Path]:
    """Where handed-out files lie beside those of the report itself: in reports of the same day that it takes the place of, and as named."""
    for place in named:
        if not place.exists():
            raise Trouble(f"there is no file or folder {place}", "name what was handed out, such as the folder `split` of a report")
    kept = [folder / SPLIT, *(earlier / SPLIT for earlier in sorted(folder.parent.glob(f"{folder.name}-earlier-*")))]
    return [*(place for place in kept if place.is_dir()), *named]


def _handed_out(files: Mapping[str, bytes], places: Iterable[Path]) -> dict[str, set[tuple[str, str]]]:
    """Who was handed rows, by this report and by files in these places.

    The file of people who are nobody's is sent to nobody; it counts where it is named itself.
    """
    from practicum.reporting.sharing.handed_out import rows_in
    from practicum.reporting.splitting import TO_NOBODY

    def sent(below: Mapping[str, bytes]) -> dict[str, bytes]:
        return {name: data for name, data in below.items() if not PurePosixPath(name).name.startswith(f"{TO_NOBODY}.")}

    found = rows_in(sent({name.partition("/")[2]: data for name, data in files.items() if name.startswith(f"{SPLIT}/")}))
    for place in places:
        read = {place.name: place.read_bytes()} if place.is_file() else sent(files_below(place))
        found |= _more(found, rows_in(read))
    return found


def _more(known: Mapping[str, set[tuple[str, str]]], new: Mapping[str, set[tuple[str, str]]]) -> dict[str, set[tuple[str, str]]]:
    """What is new beside what is known: one holder's rows of several files are one holder's."""
    return {holder: known.get(holder, set()) | rows for holder, rows in new.items()}


def _key(home: PrivateFolder) -> bytes:
    """The key of the pseudonyms; it is made when it is asked for first."""
    try:
        if not home.key.exists():
            home.root.mkdir(parents=True, exist_ok=True)
            write_closed(home.key, secrets.token_bytes(32).hex().encode() + b"\n")
        return bytes.fromhex(home.key.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise Trouble(
            f"the key of the pseudonyms, {home.key}, cannot be read or made",
            "put it back as it was; with a new key, later pseudonyms are other ones",
        ) from error

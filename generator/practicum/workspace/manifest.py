"""What a report was made from: enough to make it again, or to say exactly what is another one now.

A manifest names files and hashes, no learner. It lies in the private part of a report all the same, because names of files may tell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.workspace.learners import RecordFiles
from practicum.workspace.parts import SCHEMA as RUN_SCHEMA
from practicum.workspace.project import Project
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.workspace.learners import Matched

MANIFEST = "manifest.json"
_PIECE = 1 << 20
_SCHEMAS = "practicum.manifest/"
SCHEMA = f"{_SCHEMAS}1"
_RUN_AGAIN = "run `practicum gaps TIDY --verdicts FOLDER` again; `manifest.json` in the folder of the verdicts says day, rules and rows"
# What takes part in a report: another version of one of these may write another byte.
_LIBRARIES = ("practicum", "narwhals", "pandas", "polars", "duckdb", "pyarrow", "python-calamine", "xlsxwriter", "highspy", "tzdata")


def sha(data: bytes) -> str:
    """The SHA-256 of some bytes, as it is written everywhere here."""
    return hashlib.sha256(data).hexdigest()


def manifest_of(
    project: Project,
    where: Path,
    result: Matched,
    files: Mapping[str, bytes],
    *,
    as_of: date,
    known_at: date | None,
    read_on: date,
    profiles: Sequence[Path],
    applied: Sequence[Path],
    links: bytes | None,
    options: Mapping[str, Any] | None = None,
) -> bytes:
    """The manifest of a report that consists of ``files``.

    ``profiles`` are those that were named, ``applied`` those that applied by themselves; ``options`` is what else was asked for, by the
    names of the command's options.
    """
    intake, total = result.intake, result.intake.total
    about: dict[str, Any] = {
        "schema": SCHEMA,
        "synthetic": intake.synthetic,
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat() if known_at else None,
        "read_on": read_on.isoformat(),
        "engine": str(result.verdicts.manifest.get("engine", "")),
        "options": dict(options or {}),
        # An earlier report that this one is held against is an input too, and so are prices.
        "folders": {name: _folder(Path(value)) for name, value in (options or {}).items() if name in {"since", "prices"}},
        "records": str(where.resolve()),
        "inputs": [{"file": name, "bytes": size, "sha256": told} for name, size, told in _hashed(where)],
        "fingerprint": intake.fingerprint,
        "profiles": [{"path": str(path.resolve()), "sha256": sha(path.read_bytes())} for path in profiles],
        "applied_profiles": [{"file": path.name, "sha256": sha(path.read_bytes())} for path in applied],
        # The file only grows, so the first so many bytes are the decisions of then.
        "links": {"bytes": len(links), "sha256": sha(links)} if links else None,
        "rules": {"sha256": sha(json.dumps(result.rules.tables, sort_keys=True, default=str).encode()), "authored": authored(project)},
        "versions": versions(),
        "counts": {
            "rows": {
                "in": total.rows_in,
                "used": total.used,
                "set_aside": total.set_aside,
                "collapsed": total.collapsed,
                "mended": total.mended,
            },
            "not_read": len(intake.refused),
            "people": intake.tables["learners"].num_rows,
            "joined": len(intake.merged),
            "certificates": dict(sorted(result.states().items())),
        },
        "files": {name: sha(data) for name, data in sorted(files.items())},
    }
    return (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()


def _folder(where: Path) -> str:
    """A hash of all files of a folder, by name, or of one file; of nothing where there is none."""
    if where.is_file():
        return sha(where.read_bytes())
    told = hashlib.sha256()
    for path in sorted(where.rglob("*")) if where.is_dir() else ():
        if path.is_file():
            told.update(path.relative_to(where).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def authored(project: Project) -> dict[str, str]:
    """A hash for each file of rules and roles, each module, and each other part of the curriculum, whatever takes part in a verdict."""
    disk = project.disk
    parts: dict[str, Any] = {}
    for path in disk.paths():
        if disk.leaves_project(path):
            continue
        steps = path.split("/")
        unit = path if steps[0] == "competencies" else "/".join(steps[: 3 if steps[1] == "modules" else 2])
        parts.setdefault(unit, hashlib.sha256()).update(f"{path}\0".encode() + hashlib.sha256(disk.read(path)).digest())
    return {unit: told.hexdigest()[:32] for unit, told in sorted(parts.items())}


def versions() -> dict[str, str]:
    """Python and the libraries that take part, each with its version; those that are not installed are left out."""
    import platform
    from importlib import metadata

    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    found["practicum"] = _own_version()
    return found


def _own_version() -> str:
    """The version, and a hash of the program's own sources: a checkout changes without its version."""
    from importlib import metadata

    try:
        said = metadata.version("practicum")
    except metadata.PackageNotFoundError:
        said = "checkout"
    root = Path(__file__).resolve().parent.parent
    told = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".css", ".js", ".yaml") and "_shipped" not in path.parts and path.is_file():
            told.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{said}+{told.hexdigest()[:12]}"


def read_manifest(path: Path) -> dict[str, Any]:
    """A manifest. Raises Trouble where the file is none."""
    try:
        said = json.loads(path.read_bytes())
    except OSError as error:
        if not path.exists() and (path.parent / "report.json").is_file() and not (path.parent / "gaps.json").exists():
            raise Trouble(f"{path.parent} is a report on stored verdicts: these have a manifest, and it has none", _RUN_AGAIN) from error
        raise Trouble(f"the manifest {path} cannot be read: {error.strerror or 'the system refuses it'}") from error
    except ValueError:
        said = None
    if isinstance(said, dict) and said.get("schema") == RUN_SCHEMA:
        raise Trouble(f"{path} is the manifest of stored verdicts and not of a report; a report on them has none", _RUN_AGAIN)
    if isinstance(said, dict) and str(said.get("schema")).startswith(_SCHEMAS) and said["schema"] != SCHEMA:
        raise Trouble(f"{path} is the manifest of a report by another version of this program", "make the report again with this one")
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        raise Trouble(f"{path} is no manifest of a report", f"name the `{MANIFEST}` of a report's folder")
    return said


@dataclass(frozen=True)
class Differences:
    """What is another one than when a report was made, as sentences that name files; ``links`` are the decisions of then."""

    inputs: tuple[str, ...]
    versions: tuple[str, ...]
    links: bytes

    def __bool__(self) -> bool:
        return bool(self.inputs or self.versions)


def differences(said: Mapping[str, Any], project: Project, where: Path, links: bytes | None, applied: Sequence[Path]) -> Differences:
    """Hold what is there against what a report was made from; ``applied`` are the profiles that apply by themselves now."""
    found = [*_inputs(said["inputs"], where), *_profiles(said["profiles"])]
    old_ones = {f"the profile {one['file']}": one["sha256"] for one in said["applied_profiles"]}
    earlier = [name for name, told in said["folders"].items() if _folder(Path(said["options"][name])) != told]
    found += [f"the {'report' if name == 'since' else name} that `--{name}` names: changed or gone" for name in earlier]
    found += _parts(old_ones, {f"the profile {path.name}": sha(path.read_bytes()) for path in applied})
    then: bytes = b""
    if said["links"]:
        held = links or b""
        then = held[: said["links"]["bytes"]]
        if sha(then) != said["links"]["sha256"]:
            found.append("links.csv: " + ("the decisions of then are no longer as they were" if held else "it is gone, and was used then"))
    found += _parts(said["rules"]["authored"], authored(project))
    now = versions()
    old = said["versions"]
    names = [name for name in sorted({*old, *now}) if old.get(name) != now.get(name)]
    changed = [f"{name}: {old.get(name, 'none')} then, {now.get(name, 'none')} now" for name in names]
    return Differences(tuple(found), tuple(changed), then)


def _hashed(where: Path) -> Iterator[tuple[str, int, str]]:
    """The files of a folder that are read as records, by name, each with its size and hash; an empty hash where the system refuses it."""
    from practicum.records.receiving import is_beside

    files = RecordFiles(where)
    for name in files.list():
        if is_beside(name):
            continue
        try:
            told, size = hashlib.sha256(), 0
            with files.open(name) as stream:
                while piece := stream.read(_PIECE):
                    told.update(piece)
                    size += len(piece)
            yield name, size, told.hexdigest()
        except OSError:
            yield name, 0, ""


def _inputs(then: Iterable[Mapping[str, Any]], where: Path) -> list[str]:
    if not where.exists():
        return [f"the records are not at {where}; name the folder where they are now, before `--again`"]
    named = {one["file"]: one for one in then}
    now = {name: (size, told) for name, size, told in _hashed(where)}
    found = []
    for name, one in sorted(named.items()):
        if name not in now:
            found.append(f"{name}: it is gone")
            continue
        size, told = now[name]
        if told == one["sha256"]:
            continue
        if not told:
            found.append(f"{name}: it cannot be opened; close it where it is open")
        elif size > one["bytes"] and one["sha256"] and _begins_so(where, name, one):
            found.append(f"{name}: something was added behind what it held, {size - one['bytes']:,} bytes")
        else:
            found.append(f"{name}: it was changed ({one['bytes']:,} bytes then, {size:,} now)")
    return found + [f"{name}: it was not there then" for name in sorted(set(now) - set(named))]


def _begins_so(where: Path, name: str, then: Mapping[str, Any]) -> bool:
    with RecordFiles(where).open(name) as stream:
        return sha(stream.read(int(then["bytes"]))) == str(then["sha256"])


def _profiles(then: Iterable[Mapping[str, Any]]) -> list[str]:
    found = []
    for one in then:
        path = Path(one["path"])
        if not path.is_file():
            found.append(f"the profile {path.name}: it is gone")
        elif sha(path.read_bytes()) != one["sha256"]:
            found.append(f"the profile {path.name}: it was changed")
    return found


def _parts(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [
        f"{unit}: " + ("it was changed" if unit in then and unit in now else "it is gone" if unit in then else "it was not there then")
        for unit in sorted({*then, *now})
        if then.get(unit) != now.get(unit)
    ]


def differing_files(said: Mapping[str, Any], folder: Path, *, but: tuple[str, ...] = ()) -> list[str]:
    """The files of a report that are other ones than the manifest says, as sentences; those whose names begin with ``but`` are left out."""
    here = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()} if folder.is_dir() else {}
    here.pop(MANIFEST, None)
    here = {name: path for name, path in here.items() if not (but and name.startswith(but))}
    found = []
    for name, told in said["files"].items():
        if but and name.startswith(but):
            continue
        if name not in here:
            found.append(f"{name}: it is missing")
        elif sha(here[name].read_bytes()) != told:
            found.append(f"{name}: it differs")
    return found + [f"{name}: it was not there then" for name in sorted(set(here) - set(said["files"]))]

"""The training lead's own folder: where profiles, decisions on identity and reports lie, readable by its owner only.

It is named by `--home`, else by `PRACTICUM_HOME`, else it is the user's data folder of the system. It never lies in a project or a
repository, nor where the system or a program is known to copy files to others.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from practicum.workspace.outputs import write_closed
from practicum.workspace.project import in_a_repository
from practicum.workspace.trouble import Trouble

KEEP_MONTHS = 24
_MONTHS_FILE = "months-to-keep.txt"
# Folders that a program copies to other machines or shows to other people, as their makers name them.
_SYNCED = re.compile(
    r"OneDrive(?: - .+)?|SkyDrive|Dropbox(?: \(.+\))?|Google ?Drive|My Drive|GoogleDrive-.+|iCloud ?Drive|Mobile Documents|CloudStorage"
    r"|Nextcloud\d*|ownCloud\d*|MEGA(?:sync)?|pCloud ?Drive|Box(?: Sync)?|Syncthing|Sync",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"Public|public_html|wwwroot|htdocs", re.IGNORECASE)
# What programs that copy folders put at the top of one.
_SYNC_MARKS = (".stfolder", ".dropbox", ".dropbox.cache", ".nextcloudsync.log", ".owncloudsync.log", ".sync")
_REPORT_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-.+)?")
_README = """\
Your private folder
===================

Practicum keeps here what names or numbers people. It sends nothing anywhere.

  profiles/      how your files are read; a profile that lies here applies by itself
  links.csv      who is who: your decisions that two ids are one person, or are not
  reports/       one folder a day asked about; a report that was replaced by another one stays beside it as …-earlier-1
  published/     the tables that you shared before, without names, so that the next ones can be held against them
  statements/    what was fetched from a learning record store (LRS), and where to go on
  badges/        the key that signs badges, whom they were issued to, and in public/ what your site shows
  sharing.key    what turns ids into pseudonyms; whoever has it can turn them back. Never send it

In a report, the folder shareable/ may be handed on as it is. Nothing else in here may.

How long to keep it
-------------------

Keep a report as long as somebody may ask how it came about, and no longer. Your law or your agreement with the agencies says how
long that is; Practicum does not know. The number in months-to-keep.txt ({months} months as it comes) is when `practicum gaps`
reminds you. Nothing is erased by itself.

  practicum records erase --before 2025-01-01    the reports of earlier days
  practicum records erase --learner L0025        every report that holds this person, and what was decided about who they are
  practicum records erase --all                  everything in this folder

You are shown what would go and asked first. The files that were sent to you lie elsewhere and stay: erase them there. Copies on
memory cards, in mails and in backups are not reached.

Who can read it
---------------

On macOS and Linux the folder and all in it belong to you alone; somebody who manages the computer can still read it. On Windows the
folder in your user profile is closed to other ordinary users, and a folder that you name yourself has the rights of the place in
which it lies: choose one that is yours. On a memory card or a disk without rights, whoever holds it can read it.
"""

_named: ContextVar[Path | None] = ContextVar("named private folder", default=None)


@contextlib.contextmanager
def named_home(where: Path | None) -> Iterator[None]:
    """Inside, ``where`` is the private folder, if it is not None: what `--home` says goes before everything else."""
    token = _named.set(where if where is not None else _named.get())
    try:
        yield
    finally:
        _named.reset(token)


def private_folder() -> PrivateFolder:
    """The folder that `--home`, `PRACTICUM_HOME` or the system names, in this order; nothing is made or looked at yet."""
    named = _named.get()
    if named is not None:
        return PrivateFolder(named)
    home = os.environ.get("PRACTICUM_HOME")
    if home:
        return PrivateFolder(Path(home))
    from platformdirs import user_data_path

    return PrivateFolder(user_data_path("practicum", appauthor=False))


@dataclass(frozen=True)
class PrivateFolder:
    """One private folder and the places in it; `made` before anything is written."""

    root: Path

    @property
    def reports(self) -> Path:
        """Where reports lie, one folder a day asked about."""
        return self.root / "reports"

    @property
    def links(self) -> Path:
        """The file of decisions on who is who."""
        return self.root / "links.csv"

    @property
    def published(self) -> Path:
        """The tables that were shared before."""
        return self.root / "published"

    @property
    def key(self) -> Path:
        """The key of the pseudonyms."""
        return self.root / "sharing.key"

    @property
    def review(self) -> Path:
        """The pages on which people are compared."""
        return self.root / "review"

    @property
    def statements(self) -> Path:
        """The statements that were fetched from learning record stores, a file for each."""
        return self.root / "statements"

    @property
    def profiles_folder(self) -> Path:
        """Where profiles lie that apply by themselves."""
        return self.root / "profiles"

    def profiles(self) -> list[Path]:
        """The profiles that apply without being named, by name; none where there is no folder yet."""
        if not self.profiles_folder.is_dir():
            return []
        return sorted(
            path for path in self.profiles_folder.iterdir() if path.suffix in (".yaml", ".yml") and path.name[0] != "." and path.is_file()
        )

    def why_not(self) -> str:
        """Why the folder may not lie where it is, as words behind `it lies`; empty where nothing speaks against the place."""
        if in_a_repository(self.root):
            return "inside a project or repository, whose files are shared"
        here = self.root.resolve()
        for folder in (here, *here.parents):
            if _SYNCED.fullmatch(folder.name) or _is_synced_by_system(folder) or any((folder / mark).exists() for mark in _SYNC_MARKS):
                return "in a folder that a program copies to other machines"
            if _PUBLIC.fullmatch(folder.name):
                return "in a folder that is open to others"
        return ""

    def made(self) -> PrivateFolder:
        """The folder, made where it was missing, closed to others and with its notes; raises Trouble where it may not lie there.

        On a disk that keeps no permissions it is made all the same; `open_to_others` says so.
        """
        why = self.why_not()
        if why:
            raise Trouble(
                f"the private folder {self.root} lies {why}", "name another one with `--home` or PRACTICUM_HOME, outside of it, such as "
                f"{Path.home() / 'practicum-private'}"
            )  # fmt: skip
        try:
            self.root.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                # A folder that is made like this on Windows, with a Python of 2024 or later, is closed to other users as well.
                self.root.mkdir(mode=0o700)
            _close(self.root)
            for folder in (self.reports, self.profiles_folder):
                with contextlib.suppress(FileExistsError):
                    folder.mkdir(mode=0o700)
                _close(folder)
            self._write_notes()
        except OSError as error:
            raise Trouble(
                f"cannot write the private folder {self.root}: {error.strerror or 'the system refuses it'}",
                "name another one with `--home` or PRACTICUM_HOME",
            ) from error
        return self

    def _write_notes(self) -> None:
        for name, text in (("README.txt", _README.format(months=KEEP_MONTHS)), (_MONTHS_FILE, f"{KEEP_MONTHS}\n")):
            path = self.root / name
            if not path.exists():
                write_closed(path, text.replace("\n", os.linesep).encode("utf-8"))

    def open_to_others(self) -> str:
        """A sentence where others on this machine may be able to read the folder, else empty; Windows is not asked."""
        if os.name == "nt" or not self.root.exists():
            return ""
        if stat.S_IMODE(self.root.stat().st_mode) & 0o077:
            return f"the disk keeps no permissions, so whoever uses or holds it can read {self.root}"
        return ""

    @property
    def months_to_keep(self) -> int:
        """After how many months a report is called old: the number in `months-to-keep.txt`, 24 where there is none."""
        try:
            said = (self.root / _MONTHS_FILE).read_text("utf-8-sig", errors="replace")
        except OSError:
            return KEEP_MONTHS
        found = re.search(r"\d{1,4}", said)
        return int(found[0]) if found else KEEP_MONTHS

    def report_days(self) -> list[tuple[Path, date]]:
        """The folders of reports with the day each was asked about, by name; what is named otherwise is nobody's report."""
        found = []
        for folder in sorted(self.reports.iterdir()) if self.reports.is_dir() else ():
            said = _REPORT_DAY.fullmatch(folder.name)
            if said and folder.is_dir() and not folder.is_symlink():
                with contextlib.suppress(ValueError):
                    found.append((folder, date.fromisoformat(said[1])))
        return found

    def older_than(self, day: date) -> tuple[list[Path], date]:
        """The reports that on ``day`` are older than is kept, and the first day whose reports are not."""
        months = self.months_to_keep
        year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
        first = date(year, month + 1, min(day.day, 28)) if year >= 1 else date.min
        return [folder for folder, asked in self.report_days() if asked < first], first


def _is_synced_by_system(folder: Path) -> bool:
    """Windows names the folders of OneDrive, whatever they are called."""
    named = (os.environ.get(name) for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"))
    return any(name and folder == Path(name).resolve() for name in named)


def _close(folder: Path) -> None:
    """Keep a folder to its owner, as far as the disk can."""
    if os.name != "nt" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        with contextlib.suppress(OSError):
            folder.chmod(0o700)

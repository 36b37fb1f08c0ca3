"""The badges of a training lead in the private folder: the key, who issues, what was issued and revoked, and the files for the site.

```
badges/  signing.key   the private key; whoever has it can issue badges in your name
         issuer.json   who issues, and the public keys
         ledger.json   every badge: to whom, for what, its place in the status list, whether it was revoked
         public/       what has to lie at the issuer's address; it tells of nobody
         issued/       the badges, one folder a day asked about
```
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.workspace.journal import hold_alone
from practicum.workspace.outputs import fill, fresh_folder, put_file
from practicum.workspace.private_folder import PrivateFolder, private_folder
from practicum.workspace.project import in_a_repository
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.exchanging.badges import Badge, Issuer
    from practicum.exchanging.badges_signing import Signer

_ISSUER, _LEDGER = "practicum.badges-issuer/1", "practicum.badges/1"
# A key is some thousand bytes; a ledger some hundred for each badge.
_MOST_KEY, _MOST_LEDGER = 100_000, 2_000_000_000
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?")


@dataclass(frozen=True)
class Entry:
    """A badge in the ledger, on which day it was issued, and when and why it was revoked."""

    badge: Badge
    issued: date
    revoked: date | None = None
    because: str = ""


@dataclass(frozen=True)
class BadgeFolder:
    """The places of badges in a private folder."""

    root: Path

    @property
    def key(self) -> Path:
        """The private key."""
        return self.root / "signing.key"

    @property
    def ledger(self) -> Path:
        """Every badge that was issued."""
        return self.root / "ledger.json"

    @property
    def public(self) -> Path:
        """What has to lie at the issuer's address."""
        return self.root / "public"

    @property
    def issued(self) -> Path:
        """Where badges are written, one folder a day asked about."""
        return self.root / "issued"


def badge_folder(home: PrivateFolder | None = None, *, made: bool = False) -> BadgeFolder:
    """The folder of badges; with ``made`` it is made where it was missing. Raises Trouble where the private folder may not lie there."""
    home = home or private_folder()
    root = home.root / "badges"
    if made:
        home.made()
        with contextlib.suppress(FileExistsError):
            root.mkdir(mode=0o700)
    return BadgeFolder(root)


@contextlib.contextmanager
def alone(folder: BadgeFolder) -> Iterator[None]:
    """Nobody else changes the ledger meanwhile. Raises Trouble where somebody does."""
    lock = folder.root / ".lock"
    while True:
        try:
            file = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Trouble(f"cannot write to {folder.root}: {error.strerror or 'the system refuses it'}") from error
        try:
            hold_alone(file)
        except OSError as error:
            os.close(file)
            raise Trouble("another run is writing badges", "wait until it has ended, then run this one again", code=1) from error
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(file), lock.stat()):
                break
        # Another run took its lock away between the two.
        os.close(file)
    try:
        yield
    finally:
        # Where a file that is open cannot be deleted, it stays, and nobody holds it.
        with contextlib.suppress(OSError):
            lock.unlink()
        os.close(file)


def needs_library() -> None:
    """Raise Trouble where the library that signs is not installed."""
    from practicum.exchanging.badges_signing import can_sign

    if not can_sign():
        raise Trouble("badges need a library that is not installed", "`pip install 'practicum[badges]'`")


def signer_of(folder: BadgeFolder) -> Signer:
    """The private key. Raises Trouble where there is none, where others can read it, where a repository holds it, and where it is none."""
    from practicum.exchanging.badges_signing import NoKey, Signer

    needs_library()
    path = folder.key
    if not path.exists():
        gone = "put it back from your backup; without one, `practicum badges keys --renew` makes another, and badges that are out stay good"
        first = "make one with `practicum badges keys --name NAME --address https://…`"
        raise Trouble("there is no key to sign badges with", gone if (folder.root / "issuer.json").exists() else first)
    if in_a_repository(path):
        raise Trouble(
            f"the key {path} lies in a project or repository, whose files are shared",
            "keep it in your private folder; if it was ever shared, `practicum badges keys --withdraw` makes another one",
        )
    try:
        if os.name != "nt" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise Trouble(
                f"others on this machine can read the key {path}, and could issue badges in your name",
                f"`chmod 600 {path}`; if others use this machine, `practicum badges keys --withdraw` makes another one",
            )
        data = path.read_bytes() if path.stat().st_size <= _MOST_KEY else b""
    except OSError as error:
        raise Trouble(f"the key {path} cannot be read: {error.strerror or 'the system refuses it'}") from error
    try:
        return Signer(data)
    except NoKey as error:
        raise Trouble(
            f"the key {path} cannot be used: {error}",
            "put the key back from your backup, or make another one: `practicum badges keys --renew`",
        ) from error


def issuer_of(folder: BadgeFolder) -> Issuer | None:
    """Who issues, None where nobody was named yet. Raises Trouble where the file is damaged."""
    from practicum.exchanging.badges import Issuer

    path = folder.root / "issuer.json"
    if not path.exists():
        return None
    said = _read(path, _ISSUER, _MOST_KEY)
    try:
        return Issuer(str(said["name"]), str(said["address"]), str(said["site"]), tuple(said["keys"]))
    except (KeyError, TypeError) as error:
        raise _damaged(path) from error


def named_issuer(before: Issuer | None, *, name: str, address: str, site: str, issued: int) -> Issuer:
    """The issuer as it is to be. Raises Trouble for what cannot be its name or address, and where badges hold the old address."""
    from practicum.exchanging.badges import Issuer

    said = Issuer(name.strip() or (before.name if before else ""), address.strip() or (before.address if before else ""),
                  site.strip() or (before.site if before else ""), before.keys if before else ())  # fmt: skip
    if not said.name or not said.address:
        raise Trouble("an issuer needs a name and an address", "add `--name \"Your organisation\" --address https://example.org/badges/`")
    if len(said.name) > 200 or not said.name.isprintable():
        raise Trouble("the issuer's name is longer than 200 characters, or holds signs that no name has", "shorten it with `--name`")
    for flag, text in (("--address", said.address), ("--site", said.site)):
        if text and (len(text) > 300 or not _ADDRESS.fullmatch(text) or ".." in text):
            raise Trouble(f"what `{flag}` says is no plain address on the web", "write it as https://example.org/badges/")
    said = replace(said, address=f"{said.address.rstrip('/')}/")
    if before is not None and issued and said.address != before.address:
        raise Trouble(
            f"{before.address} stands in {issued:,} badges, and they would hold no longer",
            "keep the address, or begin anew in another private folder (`--home`)",
        )
    return said


def write_key(folder: BadgeFolder, pem: bytes) -> None:
    """Put a private key in its place, readable by its owner only."""
    put_file(folder.key, pem, private=True)


def write_issuer(folder: BadgeFolder, issuer: Issuer) -> None:
    """Keep who issues."""
    keys = [dict(key) for key in issuer.keys]
    about = {"schema": _ISSUER, "name": issuer.name, "address": issuer.address, "site": issuer.site, "keys": keys}
    put_file(folder.root / "issuer.json", _json(about), private=True)


def read_ledger(folder: BadgeFolder) -> tuple[Entry, ...]:
    """Every badge that was issued, the oldest first. Raises Trouble where the ledger is damaged."""
    from practicum.exchanging.badges import Badge

    path = folder.ledger
    if not path.exists():
        return ()
    said = _read(path, _LEDGER, _MOST_LEDGER)
    try:
        found = []
        for one in said["badges"]:
            revoked, because, issued = one.pop("revoked"), one.pop("because"), one.pop("issued")
            days = {name: _day(one.pop(name)) for name in ("valid_from", "valid_until")}
            found.append(Entry(Badge(**one, **days), date.fromisoformat(issued), _day(revoked), str(because)))  # type: ignore[arg-type]
        places = {entry.badge.place for entry in found}
        if len(places) != len(found) or any(type(place) is not int or place < 0 for place in places):
            raise ValueError("a place is given twice")
        return tuple(found)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path) from error


def write_ledger(folder: BadgeFolder, entries: Sequence[Entry]) -> None:
    """Keep every badge."""
    badges = [
        {
            **asdict(entry.badge),
            "valid_from": entry.badge.valid_from.isoformat(),
            "valid_until": entry.badge.valid_until.isoformat() if entry.badge.valid_until else None,
            "issued": entry.issued.isoformat(),
            "revoked": entry.revoked.isoformat() if entry.revoked else None,
            "because": entry.because,
        }
        for entry in entries
    ]
    put_file(folder.ledger, _json({"schema": _LEDGER, "badges": badges}), private=True)


def without_learner(ledger: bytes, ids: Collection[str]) -> tuple[bytes, int]:
    """The ledger without whose some badges are, and of how many; their places and revocations stay, so that a list stays true."""
    said = json.loads(ledger)
    wanted, count = {id.casefold() for id in ids}, 0
    for one in said["badges"]:
        if one["learner"].casefold() in wanted:
            one["learner"], one["salt"], one["because"], count = "", "", "", count + 1
    return _json(said), count


def write_public(
    folder: BadgeFolder, issuer: Issuer, signer: Signer, entries: Sequence[Entry], on: date, more: Mapping[str, bytes]
) -> None:
    """Write what has to lie at the issuer's address: profile, public keys, status lists, and ``more``, which joins what lies there."""
    from practicum.exchanging.badges import list_path, lists_of, profile, status_list
    from practicum.exchanging.badges_signing import thumbprint

    files: dict[str, bytes] = {}
    for path in sorted((folder.public / "achievements").glob("*.json")) if folder.public.is_dir() else ():
        files[f"achievements/{path.name}"] = path.read_bytes()
    files |= {"issuer.json": _json(profile(issuer)), **more}
    files |= {f"keys/{thumbprint(key)}.json": _json(dict(key)) for key in issuer.keys}
    revoked = [entry.badge.place for entry in entries if entry.revoked is not None]
    for number in range(lists_of([entry.badge for entry in entries])):
        said = status_list(issuer, number, revoked, on)
        files[list_path(number)] = signer.sign(said, kid=issuer.key_address(signer.jwk)).encode("ascii")
    # They are for everybody: a web server has to read them once they are copied.
    with fresh_folder(folder.public) as fresh:
        fill(fresh, files)


def _json(thing: Mapping[str, Any]) -> bytes:
    return (json.dumps(thing, ensure_ascii=False, indent=1) + "\n").encode()


def _read(path: Path, schema: str, most: int) -> dict[str, Any]:
    try:
        if path.stat().st_size > most:
            raise _damaged(path)
        said = json.loads(path.read_bytes())
    except OSError as error:
        raise Trouble(f"{path} cannot be read: {error.strerror or 'the system refuses it'}") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error
    if not isinstance(said, dict) or said.get("schema") != schema:
        other = isinstance(said, dict) and str(said.get("schema")).startswith(schema.rpartition("/")[0])
        raise Trouble(f"{path} was written by another version of this program", "use that version") if other else _damaged(path)
    return said


def _damaged(path: Path) -> Trouble:
    help = "put it back from your backup; without it nothing is issued or revoked"
    return Trouble(f"{path} is damaged: it is not as it was written", help, code=1)


def _day(said: object) -> date | None:
    return None if said is None else date.fromisoformat(str(said))

"""Issuing badges for the certificates of a report, and revoking them; what was issued before is issued again as it was."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from practicum.workspace.badge_folder import Entry
from practicum.workspace.kept_report import unfit
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.exchanging.badges import Badge, Issuer
    from practicum.exchanging.badges_signing import Signer
    from practicum.model.holding import Holding, Holdings
    from practicum.resolving import View

# Dates outside of these are a slip, and no calendar of others reads them.
_FIRST, _LAST = date(1950, 1, 1), date(2200, 12, 31)
_MOST_BYTES = 200_000_000
_LISTED = "issued.csv"
_ENDED = "no-longer-held.csv"
_ANEW = "revoked-before.csv"


@dataclass(frozen=True)
class Issued:
    """What comes of issuing: the ledger as it is then, lists for the person who sends badges on, files for the site, and counts.

    ``badges`` signs them one after the other, by the names of their files: there may be more than fit in memory.
    """

    entries: tuple[Entry, ...]
    lists: Mapping[str, bytes]
    public: Mapping[str, bytes]
    badges: Callable[[], Iterator[tuple[str, bytes]]]
    new: int
    again: int
    ended: int
    anew: int


def issue(
    holdings: Holdings,
    views: Mapping[str, View],
    issuer: Issuer,
    signer: Signer,
    entries: Sequence[Entry],
    *,
    on: date,
    addresses: Mapping[str, str],
) -> Issued:
    """Badges for everything that is held. ``addresses`` are e-mail addresses by learner; ``views`` are by country, on the report's day.

    Raises Trouble, with every row that is at fault, where the project has not the rules that the report was judged by.
    """
    from practicum.exchanging.badges import achievement, achievement_path, credential, rule_of
    from practicum.reporting.downloads import as_csv

    # One badge where somebody holds the same certificate in two agencies: it does not say in which.
    held = list({_same(one): one for one in reversed(holdings.rows) if one.is_held(holdings.as_of)}.values())[::-1]
    _checked(held, views, holdings.file)
    known: dict[tuple[str, str], list[Badge]] = {}
    for entry in entries:
        if entry.revoked is None and entry.badge.synthetic == holdings.synthetic:
            known.setdefault((entry.badge.learner, entry.badge.certification), []).append(entry.badge)
    ledger, taken = list(entries), {entry.badge.place for entry in entries}
    lists: dict[str, bytes] = {}
    public: dict[str, bytes] = {}
    listed, waiting = [], []
    revoked = {(one.badge.learner, one.badge.certification) for one in entries if one.revoked and one.badge.synthetic == holdings.synthetic}
    anew = []
    new = 0
    for one in held:
        view = views[one.country]
        rule = rule_of(view, one)
        assert rule is not None
        badge = next((badge for badge in known.get((one.learner, one.certification), ()) if badge.is_for(one)), None)
        if badge is None:
            badge = _new_badge(one, taken, len(ledger), synthetic=holdings.synthetic)
            ledger.append(Entry(badge, on))
            new += 1
            if (one.learner, one.certification) in revoked:
                anew.append((one.learner, one.certification, badge.id))
        name = _file_name(one)
        waiting.append((name, badge, view, rule))
        path = achievement_path(one.certification, one.country, one.rule_version)
        if path not in public:
            public[path] = _json(achievement(view, issuer, one.certification, rule))
        ends = one.valid_until.isoformat() if one.valid_until else ""
        listed.append((one.learner, one.certification, name, ends, addresses.get(one.learner, ""), badge.id))
    lists[_LISTED] = as_csv(("learner", "certification", "file", "valid_until", "email", "badge"), listed)
    ended = _ended(holdings, entries)
    if ended:
        lists[_ENDED] = as_csv(("learner", "certification", "state", "badge"), ended)
    if anew:
        lists[_ANEW] = as_csv(("learner", "certification", "badge"), anew)
    kid = issuer.key_address(signer.jwk)

    def signed() -> Iterator[tuple[str, bytes]]:
        for name, badge, view, rule in waiting:
            said = credential(badge, view, issuer, rule, address=addresses.get(badge.learner, ""))
            yield name, signer.sign(said, kid=kid).encode("ascii")

    return Issued(tuple(ledger), lists, public, signed, new, len(held) - new, len(ended), len(anew))


def _checked(held: Sequence[Holding], views: Mapping[str, View], file: str) -> None:
    from practicum.exchanging.badges import rule_of

    faults = []
    for one in held:
        place = f"{file}:{one.row}"
        if one.country not in views:
            faults.append(f"{place}, column country: this project knows no such country")
        elif one.certification not in views[one.country].catalogue.certifications:
            faults.append(f"{place}, column certification: this project has no such certification")
        elif rule_of(views[one.country], one) is None:
            faults.append(f"{place}, column rule_version: this project's rule has no such version")
        for name, day in (("valid_from", one.valid_from), ("valid_until", one.valid_until)):
            if day is not None and not _FIRST <= day <= _LAST:
                faults.append(f"{place}, column {name}: the day lies outside of {_FIRST.year} to {_LAST.year}; see the record")
        if one.valid_from and one.valid_until and one.valid_until < one.valid_from:
            faults.append(f"{place}, column valid_until: it ends before it begins")
    if faults:
        raise unfit("no badge was issued", faults, "issue with the project and the records that the report was made of")


def _new_badge(one: Holding, taken: set[int], count: int, *, synthetic: bool) -> Badge:
    from practicum.exchanging.badges import LIST_BITS, LIST_MOST, Badge

    # A place by chance: the order of places would tell who was issued a badge on the same day.
    number = count // LIST_MOST
    while (place := number * LIST_BITS + secrets.randbelow(LIST_BITS)) in taken:
        pass
    taken.add(place)
    assert one.valid_from is not None
    return Badge(
        f"urn:uuid:{uuid.uuid4()}", secrets.token_hex(16), place, one.learner, one.certification, one.country, one.rule_version,
        one.valid_from, one.valid_until, synthetic,
    )  # fmt: skip


def _same(one: Holding) -> tuple[str, ...]:
    return one.learner, one.certification, one.country, one.rule_version, str(one.valid_from), str(one.valid_until)


def _file_name(one: Holding) -> str:
    """A name of a file by which the lead finds a badge: the learner's id where every system takes it as a name, else a hash of it."""
    plain = re.fullmatch(r"[A-Z0-9][A-Z0-9-]{0,39}", one.learner) is not None
    name = one.learner if plain else f"learner-{hashlib.sha256(one.learner.encode()).hexdigest()[:12]}"
    told = hashlib.sha256(repr(_same(one)).encode()).hexdigest()[:6]
    return f"{name}-{re.sub(r'[^A-Za-z0-9-]', '', one.certification)}-{told}.jwt"


def _ended(holdings: Holdings, entries: Sequence[Entry]) -> list[tuple[str, str, str, str]]:
    """Badges that hold by their days and whose certificate this report no longer says is held."""
    now = {(one.learner, one.certification): one for one in holdings.rows if one.certification}
    kept = {(one.learner, one.certification) for one in holdings.rows if one.is_held(holdings.as_of)}
    found = []
    for entry in entries:
        badge = entry.badge
        key = (badge.learner, badge.certification)
        holds = entry.revoked is None and (badge.valid_until is None or badge.valid_until >= holdings.as_of)
        if holds and badge.synthetic == holdings.synthetic and key in now and key not in kept:
            found.append((badge.learner, badge.certification, now[key].state, badge.id))
    return found


def revoke(entries: Sequence[Entry], chosen: Callable[[Badge], bool], *, on: date, because: str) -> tuple[tuple[Entry, ...], int]:
    """The ledger with the chosen badges revoked, and how many were not revoked before."""
    found, count = [], 0
    for entry in entries:
        if entry.revoked is None and chosen(entry.badge):
            entry, count = Entry(entry.badge, entry.issued, on, because), count + 1
        found.append(entry)
    return tuple(found), count


def read_addresses(path: Path) -> dict[str, str]:
    """E-mail addresses by learner, of a CSV file with the columns `learner` (or `id`) and `email`, such as the register itself.

    Raises Trouble that names rows and columns, never what stands there.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Trouble(f"{path} is larger than {_MOST_BYTES // 10**6} MB", "name a file with the columns learner and email")
        written = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Trouble(f"{path} cannot be read: {error.strerror or 'the system refuses it'}") from error
    except UnicodeDecodeError as error:
        raise Trouble(f"{path} is not UTF-8", "save it as CSV UTF-8", code=1) from error
    found: dict[str, str] = {}
    faults = []
    try:
        rows = csv.reader(io.StringIO(written, newline=""), strict=True)
        heading = [cell.strip().lower() for cell in next(rows, [])]
        names = [name for name in ("learner", "id") if name in heading]
        if not names or "email" not in heading:
            wanted = f"{path.name}:1: the columns learner (or id) and email are wanted"
            raise Trouble(wanted, "name the columns so, or another file", code=1)
        who, where = heading.index(names[0]), heading.index("email")
        for number, cells in enumerate(rows, 2):
            if not any(cells):
                continue
            learner = cells[who].strip() if len(cells) > who else ""
            email = cells[where].strip() if len(cells) > where else ""
            if not learner:
                faults.append(f"{path.name}:{number}, column {names[0]}: the cell is empty")
            elif email and not re.fullmatch(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,189}", email):
                faults.append(f"{path.name}:{number}, column email: it is no e-mail address")
            elif email and found.setdefault(learner, email) != email:
                faults.append(f"{path.name}:{number}, column email: the same learner has another address in a row before")
    except csv.Error as error:
        raise Trouble(f"{path.name} cannot be read as CSV: {error}", "save it as CSV UTF-8", code=1) from error
    if faults:
        raise unfit(f"{path.name} cannot be used", faults, "correct these rows")
    return found


def _json(thing: Mapping[str, object]) -> bytes:
    import json

    return (json.dumps(thing, ensure_ascii=False, indent=1) + "\n").encode()

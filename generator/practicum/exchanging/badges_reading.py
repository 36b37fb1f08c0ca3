"""Looking at a badge: who issued what to whom, until when, and every reason for which it is refused.

Nothing is fetched: the issuer's profile and its status list are handed in as they were downloaded. What is said of a badge is what it
claims, until it is known that nobody changed it and that the issuer's key signed it.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from practicum.exchanging.badges import SPECIMEN, hashed
from practicum.exchanging.badges_signing import NotSigned, Token, check, is_key, opened, read_json

# As others limit it too; the list of ours is 16 KiB.
_MOST_LIST = 5 * 2**20
_MOST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Known:
    """An issuer as its profile says it: ``keys`` by the addresses at which they are published."""

    id: str
    name: str
    keys: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a badge is refused: a code for programs and a sentence for people."""

    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What a badge says, and why it is refused; it is accepted where nothing is against it.

    ``holder`` is whether it is for the person whose identifier was given, None where none was. ``revocations_of`` is the day of the
    status list that was looked at. ``list_address`` is where the list lies that tells whether it was revoked.
    """

    refusals: tuple[Refusal, ...]
    title: str = ""
    code: str = ""
    rule_version: str = ""
    issuer: str = ""
    issuer_id: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    competencies: tuple[str, ...] = ()
    holder: bool | None = None
    specimen: bool = False
    list_address: str = ""
    revocations_of: date | None = None
    badge: str = ""

    @property
    def accepted(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.refusals


class NoIssuer(Exception):
    """What was handed in as an issuer's profile is none; the text says why."""


def issuer_in(data: bytes) -> Known:
    """The issuer of a profile that was downloaded. Raises NoIssuer."""
    try:
        said = read_json(data)
    except ValueError as error:
        raise NoIssuer("it cannot be read as JSON") from error
    if not isinstance(said, dict) or not isinstance(said.get("id"), str) or not isinstance(said.get("name"), str):
        raise NoIssuer("it is no profile of an issuer: `id` and `name` are missing")
    methods = said.get("verificationMethod")
    keys = {
        str(one["id"]): one["publicKeyJwk"]
        for one in (methods if isinstance(methods, list) else [])
        if isinstance(one, dict) and "id" in one and is_key(one.get("publicKeyJwk"))
    }
    if not keys:
        raise NoIssuer("it publishes no key that can be read here (an RSA key under `verificationMethod`)")
    return Known(said["id"], _words(said["name"]), keys)


def look(badge: bytes, *, on: date, issuer: Known | None, status: bytes | None, holder: str = "", without_status: bool = False) -> Looked:
    """Look at a badge on a day. ``status`` is the status list; ``without_status`` says that nobody wants to know whether it was revoked."""
    try:
        token = opened(badge)
    except NotSigned as error:
        return Looked((Refusal("changed", str(error)),))
    found, wrong = _said(token.payload)
    unsigned = _signature(token, found, issuer)
    reasons = [*wrong, *unsigned]
    if not wrong:
        reasons += _dates(found, on)
        if holder:
            found = replace(found, holder=_is_for(token.payload, holder))
            if not found.holder:
                reasons.append(Refusal("another-person", "it is for another person: it was not issued to the identifier that you gave"))
        if not without_status and issuer is not None and not unsigned:
            found, more = _revocation(found, token.payload, issuer, status)
            reasons += more
    return replace(found, refusals=tuple(reasons))


def _said(payload: Mapping[str, Any]) -> tuple[Looked, list[Refusal]]:
    """What a badge claims, as far as it can be read, and what it lacks."""
    subject, issuer = _one(payload.get("credentialSubject")), payload.get("issuer")
    told = _one(subject.get("achievement"))
    profile = {"id": issuer} if isinstance(issuer, str) else _one(issuer)
    types = payload.get("type")
    wrong = []
    kinds = _texts(types) if isinstance(types, list) else set()
    if "VerifiableCredential" not in kinds or not kinds & {"OpenBadgeCredential", "AchievementCredential"}:
        wrong.append(Refusal("no-badge", "it is signed, and no Open Badge of version 3.0"))
    begins, ends = _day(payload.get("validFrom")), _day(payload.get("validUntil"))
    if begins is None or (ends is None and payload.get("validUntil") is not None):
        wrong.append(Refusal("no-badge", "its first or last day cannot be read"))
    if not told.get("name") or not profile.get("id"):
        wrong.append(Refusal("no-badge", "it does not say what was awarded, or by whom"))
    aligned = told.get("alignment")
    status = _one(payload.get("credentialStatus"))
    found = Looked(
        (),
        title=_words(told.get("name")),
        code=_words(told.get("humanCode")),
        rule_version=_words(told.get("version")),
        issuer=_words(profile.get("name")),
        issuer_id=_words(profile.get("id")),
        valid_from=begins,
        valid_until=ends,
        competencies=tuple(_words(_one(one).get("targetCode")) for one in (aligned if isinstance(aligned, list) else [])),
        specimen=subject.get("narrative") == SPECIMEN,
        list_address=_words(status.get("statusListCredential")),
        badge=_words(payload.get("id")),
    )
    if not wrong and (payload.get("iss") not in (None, profile["id"]) or payload.get("jti") not in (None, payload.get("id"))):
        wrong.append(Refusal("no-badge", "it names two issuers, or has two ids"))
    return found, wrong


def _signature(token: Token, found: Looked, issuer: Known | None) -> list[Refusal]:
    if issuer is None:
        return [Refusal("no-issuer", "nobody here knows the issuer: its profile was not given, so anybody may have written this")]
    if found.issuer_id != issuer.id:
        return [Refusal("another-issuer", f"it says that {found.issuer_id or 'nobody'} issued it, and the profile is that of {issuer.id}")]
    named = token.header.get("kid")
    key = issuer.keys.get(named) if isinstance(named, str) else None
    if key is None:
        # Others name no key and carry it along; which of the issuer's it is shows in its number.
        carried = _one(token.header.get("jwk"))
        key = next((one for one in issuer.keys.values() if one["n"] == carried.get("n")), None)
    if key is None:
        return [Refusal("unknown-key", "it is signed with a key that the issuer does not publish, or publishes no longer")]
    try:
        check(token, key)
    except NotSigned as error:
        return [Refusal("changed", str(error))]
    return []


def _dates(found: Looked, on: date) -> list[Refusal]:
    if found.valid_from is not None and on < found.valid_from:
        return [Refusal("not-yet", f"it holds from {found.valid_from} on, and not yet on {on}")]
    if found.valid_until is not None and on > found.valid_until:
        return [Refusal("expired", f"it has expired: its last day was {found.valid_until}")]
    return []


def _is_for(payload: Mapping[str, Any], holder: str) -> bool:
    held = _one(payload.get("credentialSubject")).get("identifier")
    tried = {text for said in (holder, holder.strip()) for text in (said, said.lower(), said.upper())}
    for one in held if isinstance(held, list) else [held]:
        one = _one(one)
        wanted, salt = one.get("identityHash"), one.get("salt") or ""
        if not isinstance(wanted, str) or not isinstance(salt, str):
            continue
        if wanted in ({hashed(name, salt) for name in tried} if one.get("hashed") is True else tried):
            return True
    return False


def _revocation(found: Looked, payload: Mapping[str, Any], issuer: Known, status: bytes | None) -> tuple[Looked, list[Refusal]]:
    entry = payload.get("credentialStatus")
    if entry is None:
        return found, []
    entry = _one(entry)
    index = entry.get("statusListIndex")
    whole = isinstance(index, str) and index.isascii() and index.isdigit() and len(index) <= 9
    if entry.get("type") != "BitstringStatusListEntry" or entry.get("statusPurpose") != "revocation" or not whole or not found.list_address:
        return found, [Refusal("status-unknown", "where to see whether it was revoked is said in a way that is not read here")]
    if status is None:
        return found, [Refusal("status-unknown", f"nobody looked whether it was revoked: {found.list_address} says it")]
    try:
        bits, since = _list_in(status, found.list_address, issuer)
    except NotSigned as error:
        return found, [Refusal("status-unknown", f"whether it was revoked is not known: {error}")]
    found = replace(found, revocations_of=since)
    place = int(str(index))
    if place >= len(bits) * 8:
        return found, [Refusal("status-unknown", "whether it was revoked is not known: the status list is too short")]
    if bits[place // 8] & 0x80 >> place % 8:
        return found, [Refusal("revoked", "the issuer has revoked it")]
    return found, []


def _list_in(status: bytes, address: str, issuer: Known) -> tuple[bytes, date]:
    """The bits of a status list and its day. Raises NotSigned where it is another one, or not the issuer's."""
    try:
        token = opened(status)
    except NotSigned as error:
        raise NotSigned("the status list is none, or was changed") from error
    said = token.payload
    subject = _one(said.get("credentialSubject"))
    if said.get("id") != address or said.get("issuer") != issuer.id:
        raise NotSigned(f"the status list that was given is another one than {address}")
    named = token.header.get("kid")
    key = issuer.keys.get(named) if isinstance(named, str) else None
    if key is None:
        raise NotSigned("the status list is signed with a key that the issuer does not publish")
    try:
        check(token, key)
    except NotSigned as error:
        raise NotSigned("the status list was changed after it was signed") from error
    since, coded = _day(said.get("validFrom")), subject.get("encodedList")
    if subject.get("statusPurpose") != "revocation" or since is None or not isinstance(coded, str) or not coded.startswith("u"):
        raise NotSigned("the status list is of a kind that is not read here")
    try:
        opening = zlib.decompressobj(wbits=31)
        bits = opening.decompress(base64.urlsafe_b64decode(coded[1:] + "=" * (-len(coded[1:]) % 4)), _MOST_LIST)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise NotSigned("the status list cannot be unpacked") from error
    if not opening.eof:
        raise NotSigned("the status list is too large, or cut")
    return bits, since


def _one(value: object) -> Mapping[str, Any]:
    """The thing itself; the first of several, nothing for what is none."""
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, dict) else {}


def _texts(values: list[Any]) -> set[str]:
    return {one for one in values if isinstance(one, str)}


def _words(value: object) -> str:
    """A text of a stranger as it may be shown: on one line, of bearable length, without signs that steer a terminal."""
    text = "".join(letter if letter.isprintable() else " " for letter in value) if isinstance(value, str) else ""
    return text if len(text) <= _MOST_WORDS else f"{text[:_MOST_WORDS]}…"


def _day(value: object) -> date | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.date() if moment.tzinfo is None else moment.astimezone(UTC).date()
    except (ValueError, OverflowError):
        return None

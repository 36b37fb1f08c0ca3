"""Open Badges 3.0: what a badge says of a certificate that is held, who issues it, and the list of those that were revoked.

A badge is a Verifiable Credential. It holds no name, number or address of the person: only their hash with a salt. What is signed,
and how, is in `badges_signing.py`; how a badge is looked at, in `badges_reading.py`. Chance, such as a badge's id, is passed in.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from calendar import timegm
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.exchanging.badges_signing import Jwk, thumbprint
from practicum.model.certification import Requirement, RuleVersion
from practicum.model.exchange import Format, Loss
from practicum.model.holding import Holding, Holdings
from practicum.resolving import View

FORMAT = Format(
    name="Open Badges",
    version="3.0, as signed tokens (VC-JWT, RS256) with a Bitstring Status List",
    direction="out",
    commands=("practicum badges issue", "practicum badges verify", "practicum badges revoke"),
    carries="certificates that a report says are held: rule, competencies, days, and a hash of whose they are",
    checked="1EdTech's schemas of 3.0; issued here and read by `openbadgeslib` 4.6.3, and the other way round",
    page="badges",
)
VC = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
_KEYS = "https://www.w3.org/ns/cid/v1"
_SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
# The least that Bitstring Status List asks for: among so many bits nobody sees which badge is whose.
LIST_BITS = 131_072
# So many badges of a list are given out; among the rest a free place is found at once.
LIST_MOST = 100_000
SPECIMEN = "Specimen: made from invented records. It certifies nobody."
Thing = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues badges.

    ``address`` is where the public files lie, with a slash at its end; ``keys`` are the public keys, the newest last.
    """

    name: str
    address: str
    site: str = ""
    keys: tuple[Jwk, ...] = ()

    @property
    def id(self) -> str:
        """The issuer's id: the address of its profile."""
        return f"{self.address}issuer.json"

    def key_address(self, jwk: Jwk) -> str:
        """Where a public key of the issuer lies."""
        return f"{self.address}keys/{thumbprint(jwk)}.json"

    def list_address(self, number: int) -> str:
        """Where a status list lies; ``number`` counts from 0."""
        return f"{self.address}{list_path(number)}"


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge that was issued: to whom, for what, and its place in the status lists.

    ``id`` and ``salt`` are chance; ``place`` counts through all lists.
    """

    id: str
    salt: str
    place: int
    learner: str
    certification: str
    country: str
    rule_version: str
    valid_from: date
    valid_until: date | None = None
    synthetic: bool = False

    def is_for(self, holding: Holding) -> bool:
        """Whether it is the badge of this certificate, by this rule and for these days."""
        return (self.learner, self.certification, self.country, self.rule_version, self.valid_from, self.valid_until) == (
            holding.learner, holding.certification, holding.country, holding.rule_version, holding.valid_from, holding.valid_until,
        )  # fmt: skip


def profile(issuer: Issuer) -> Thing:
    """The issuer's profile with its public keys, for the address that is its id."""
    return {
        "@context": [VC, OB, _KEYS],
        **_short_profile(issuer),
        "verificationMethod": [
            {"id": issuer.key_address(key), "type": "JsonWebKey", "controller": issuer.id, "publicKeyJwk": dict(key)} for key in issuer.keys
        ],
        "assertionMethod": [issuer.key_address(key) for key in issuer.keys],
    }


def _short_profile(issuer: Issuer) -> Thing:
    return {"id": issuer.id, "type": ["Profile"], "name": issuer.name, **({"url": issuer.site} if issuer.site else {})}


def rule_of(view: View, holding: Holding) -> RuleVersion | None:
    """The version of the rule by which a certificate is held, as its country has it; None where this project has no such rule."""
    unit = view.catalogue.certifications.get(holding.certification)
    return next((one for one in unit.value.versions if one.version == holding.rule_version), None) if unit else None


def achievement_path(certification: str, country: str, version: str) -> str:
    """The file of an achievement, from the issuer's address on."""
    return f"achievements/{'-'.join(part for part in (certification, country, version) if part)}.json"


def achievement(view: View, issuer: Issuer, certification: str, rule: RuleVersion) -> Thing:
    """What a certificate stands for: its rule in words, and the competencies that each way to it asks for."""
    value = view.catalogue.certifications[certification].value
    found: Thing = {
        "id": f"{issuer.address}{achievement_path(certification, view.country, rule.version)}",
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": value.title,
        "humanCode": certification,
        "version": rule.version,
        "inLanguage": view.language,
        "description": rule.says,
        "criteria": {"narrative": rule.says},
        "creator": _short_profile(issuer),
    }
    if aligned := [_alignment(view, id) for id in competencies_of(view, rule)]:
        found["alignment"] = aligned
    return found


def _alignment(view: View, id: str) -> Thing:
    value = view.catalogue.competencies[id].value
    framework = next(iter(view.catalogue.frameworks.values())).value
    return {
        "type": ["Alignment"],
        "targetType": "CFItem",
        "targetCode": id,
        "targetName": value.title,
        "targetDescription": value.statement,
        "targetFramework": framework.title,
        "targetUrl": f"{framework.base_url.rstrip('/')}/competencies/{id}.html",
    }


def competencies_of(view: View, rule: RuleVersion) -> tuple[str, ...]:
    """The competencies that every way to the first award asks for, by itself or in a module, in the order of the framework.

    What only one of several ways asks for is left out: nobody can tell from the certificate that it was taken.
    """
    found = _asked(view, rule.award)
    return tuple(id for id in view.catalogue.competencies if id in found)


def _asked(view: View, one: Requirement) -> frozenset[str]:
    if one.advisory or one.role or one.exempt_if or one.starts or one.until:
        return frozenset()
    if one.all is not None:
        return frozenset().union(*(_asked(view, part) for part in one.all))
    if one.routes is not None:
        return frozenset.intersection(*(_asked(view, part) for part in one.routes.values()))
    if one.any is not None:
        ways = [_asked(view, part) for part in one.of or ()]
        # Whoever has `any` of the ways has one of those that ask for it, where fewer ways than `any` do not.
        return frozenset(id for id in frozenset().union(*ways) if sum(id not in way for way in ways) < one.any)
    if one.competency is not None:
        return frozenset({one.competency.id})
    modules = (one.module,) if one.module else one.modules or ()
    return frozenset(teaching.competency for id in modules if id in view.catalogue.modules for teaching in view.version(id).teaches)


def hashed(identifier: str, salt: str) -> str:
    """An identifier as a badge holds it: SHA-256 of the identifier with the salt behind it.

    >>> hashed("L0001", "a1b2")[:20]
    'sha256$8d22343d3d08c'
    """
    return f"sha256${hashlib.sha256(f'{identifier}{salt}'.encode()).hexdigest()}"


def credential(badge: Badge, view: View, issuer: Issuer, rule: RuleVersion, *, address: str = "") -> Thing:
    """What is signed: the credential, with the claims of a JSON Web Token beside it. ``address`` is the person's e-mail address."""
    named = [("identifier", badge.learner), *([("emailAddress", address.strip().lower())] if address else [])]
    begins = f"{badge.valid_from.isoformat()}T00:00:00Z"
    subject: Thing = {
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": True, "identityHash": hashed(name, badge.salt), "identityType": kind, "salt": badge.salt}
            for kind, name in named
        ],
        "achievement": achievement(view, issuer, badge.certification, rule),
    }
    if badge.synthetic:
        subject["narrative"] = SPECIMEN
    number, index = divmod(badge.place, LIST_BITS)
    found: Thing = {
        "@context": [VC, OB, _EXTENSIONS],
        "id": badge.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": view.catalogue.certifications[badge.certification].value.title,
        "issuer": _short_profile(issuer),
        "validFrom": begins,
        "credentialSubject": subject,
        "credentialStatus": {
            "id": f"{issuer.list_address(number)}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": issuer.list_address(number),
        },
        "credentialSchema": [{"id": _SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "iss": issuer.id,
        "jti": badge.id,
        "nbf": _seconds(badge.valid_from),
    }
    if badge.valid_until is not None:
        # The whole of the last day, as it is counted at Greenwich.
        found["validUntil"] = f"{badge.valid_until.isoformat()}T23:59:59Z"
        found["exp"] = _seconds(badge.valid_until) + 86_399
    return found


def status_list(issuer: Issuer, number: int, revoked: Iterable[int], on: date) -> Thing:
    """What is signed of a status list: a bit for each place, set where the badge was revoked. ``revoked`` are places of all lists."""
    bits = bytearray(LIST_BITS // 8)
    for place in revoked:
        at, index = divmod(place, LIST_BITS)
        if at == number:
            bits[index // 8] |= 0x80 >> index % 8
    address = issuer.list_address(number)
    return {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.id,
        "validFrom": f"{on.isoformat()}T00:00:00Z",
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode("ascii").rstrip("="),
        },
        "iss": issuer.id,
        "jti": address,
        "nbf": _seconds(on),
    }


def list_path(number: int) -> str:
    """The file of a status list, from the issuer's address on; ``number`` counts from 0."""
    return f"status/{number + 1}.jwt"


def lists_of(badges: Sequence[Badge]) -> int:
    """How many status lists there are: one before the first badge is issued."""
    return max((badge.place // LIST_BITS for badge in badges), default=0) + 1


def losses(view: View, holdings: Holdings | None = None, views: Mapping[str, View] | None = None) -> tuple[Loss, ...]:
    """What badges of these certificates do not say; ``views`` are by country.

    Without a report it is what badges of this curriculum never say.
    """
    here = views or {}
    rows = holdings.rows if holdings else ()
    as_of = holdings.as_of if holdings else view.day
    kept = [one for one in rows if one.is_held(as_of)]
    if holdings is None:
        named = [competencies_of(view, unit.value.versions[-1]) for unit in view.catalogue.certifications.values()]
    else:
        told = {(one.certification, one.country, one.rule_version): one for one in kept if one.country in here}
        rules = [(here[one.country], rule_of(here[one.country], one)) for one in told.values()]
        named = [competencies_of(where, rule) for where, rule in rules if rule is not None]
    others: dict[str, int] = {}
    for one in rows:
        if one.certification and not one.is_held(as_of):
            others[one.state] = others.get(one.state, 0) + 1
    return (
        Loss("levels of competencies", sum(map(len, named)), "an alignment has no place for a level; the rule says it in words"),
        Loss("requirements that are open", sum(one.open_count for one in kept), "a badge says what is held; the report says what is open"),
        *(Loss(f"certificates that are {state}", count, "no badge is issued for them") for state, count in sorted(others.items())),
    )


def _seconds(day: date) -> int:
    return timegm(day.timetuple())

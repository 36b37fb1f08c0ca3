"""Open Badges: what is issued here is read by another program, and refused after any change, its end, for others and when revoked."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.exchanging.badges import (
    LIST_BITS,
    Badge,
    Issuer,
    achievement,
    competencies_of,
    credential,
    losses,
    profile,
    status_list,
)  # fmt: skip
from practicum.exchanging.badges_reading import Known, Looked, NoIssuer, issuer_in, look
from practicum.exchanging.badges_signing import NoKey, NotSigned, Signer, new_key, opened, thumbprint
from practicum.model.holding import Holding, Holdings
from practicum.resolving import View, view_of
from tests.publishing.shipped import shipped_catalogue

ROOT = Path(__file__).resolve().parents[2]
CHECKS = Path(os.environ.get("PRACTICUM_CHECKS", ROOT.parent / "shared" / "checks")) / "openbadges"
DAY = date(2026, 10, 15)
BADGE = Badge(
    "urn:uuid:11111111-2222-4333-8444-555555555555", "a1b2c3", 131_071, "L0007", "CSW", "NV", "1", date(2025, 3, 1), date(2027, 2, 28)
)


@cache
def view() -> View:
    return view_of(shipped_catalogue(), country="NV", day=DAY)


@cache
def signer() -> Signer:
    return Signer(new_key())


@cache
def issuer() -> Issuer:
    return Issuer("Ministry of Care", "https://care.example/badges/", "https://care.example/", (signer().jwk,))


@cache
def known() -> Known:
    return issuer_in(json.dumps(profile(issuer())).encode())


def payload(badge: Badge = BADGE, **more: Any) -> dict[str, Any]:
    rule = view().catalogue.certifications[badge.certification].value.versions[0]
    return {**credential(badge, view(), issuer(), rule, address="Iris@Example.invalid"), **more}


def signed(said: dict[str, Any]) -> bytes:
    return signer().sign(said, kid=issuer().key_address(signer().jwk)).encode()


@cache
def token() -> bytes:
    return signed(payload())


def statuses(*revoked: int) -> bytes:
    return signed(status_list(issuer(), 0, revoked, date(2026, 10, 1)))


def looked(data: bytes, **more: Any) -> Looked:
    return look(data, **{"on": DAY, "issuer": known(), "status": statuses(), **more})


def codes(found: Looked) -> list[str]:
    return [one.code for one in found.refusals]


def test_a_badge_says_who_issued_what_until_when_and_whether_it_is_for_the_person() -> None:
    found = looked(token(), holder="L0007")
    assert found.accepted
    assert (found.title, found.code, found.rule_version) == ("Certified child and family social worker", "CSW", "1")
    assert (found.issuer, found.issuer_id) == ("Ministry of Care", "https://care.example/badges/issuer.json")
    assert (found.valid_from, found.valid_until, found.holder) == (date(2025, 3, 1), date(2027, 2, 28), True)
    assert found.revocations_of == date(2026, 10, 1)
    assert "REL-2" in found.competencies
    assert looked(token(), holder=" iris@example.INVALID ").accepted
    assert looked(token()).holder is None


def test_nothing_in_a_badge_tells_of_the_person() -> None:
    held = json.dumps(opened(token()).payload)
    assert "L0007" not in held
    assert "iris" not in held.lower()


def test_the_same_badge_is_the_same_bytes() -> None:
    assert signed(payload()) == token()


@settings(max_examples=60)
@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(token()) - 1))
    new = data.draw(st.integers(0, 255).filter(lambda byte: byte != token()[at]))
    changed = token()[:at] + bytes([new]) + token()[at + 1 :]
    found = looked(changed)
    # White space at an end is no byte of the badge: what is left of it is cut, and refused all the same.
    assert not found.accepted
    assert set(codes(found)) <= {"changed", "unknown-key", "another-issuer", "no-badge"}


def test_the_last_character_has_slack_bits_and_may_not_be_another_one_either() -> None:
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for other in alphabet.replace(token()[-1:], b""):
        assert codes(looked(token()[:-1] + bytes([other]))) == ["changed"]


def test_it_holds_from_its_first_day_through_its_last() -> None:
    assert looked(token(), on=date(2025, 3, 1)).accepted
    assert looked(token(), on=date(2027, 2, 28)).accepted
    assert codes(looked(token(), on=date(2027, 3, 1))) == ["expired"]
    assert codes(looked(token(), on=date(2025, 2, 28))) == ["not-yet"]
    endless = signed(payload(replace(BADGE, valid_until=None)))
    assert looked(endless, on=date(2200, 1, 1)).accepted


def test_another_person_is_refused() -> None:
    found = looked(token(), holder="L0008")
    assert codes(found) == ["another-person"]
    assert "L0008" not in found.refusals[0].says


def test_what_was_revoked_is_refused_and_its_neighbours_are_not() -> None:
    assert codes(looked(token(), status=statuses(BADGE.place))) == ["revoked"]
    assert looked(token(), status=statuses(BADGE.place - 1, 0)).accepted
    second = replace(BADGE, place=LIST_BITS + 5)
    other = signed(status_list(issuer(), 1, [LIST_BITS + 5], DAY))
    assert codes(looked(signed(payload(second)), status=other)) == ["revoked"]


def test_without_a_status_list_of_the_issuer_nobody_knows() -> None:
    assert codes(looked(token(), status=None)) == ["status-unknown"]
    assert looked(token(), status=None, without_status=True).accepted
    wrong = [
        token(),
        b"no list",
        signed(status_list(issuer(), 1, [], DAY)),
        Signer(new_key()).sign(status_list(issuer(), 0, [], DAY), kid="https://care.example/badges/keys/other.json").encode(),
    ]
    for status in wrong:
        assert codes(looked(token(), status=status)) == ["status-unknown"]
    # A list that would unpack to very much is refused before it has.
    import base64
    import gzip

    bomb = status_list(issuer(), 0, [], DAY)
    bomb["credentialSubject"]["encodedList"] = "u" + base64.urlsafe_b64encode(gzip.compress(bytes(50_000_000))).decode().rstrip("=")
    assert codes(looked(token(), status=signed(bomb))) == ["status-unknown"]


def test_somebody_elses_key_is_not_the_issuers() -> None:
    other = Signer(new_key())
    claimed = other.sign(payload(), kid="https://care.example/badges/keys/other.json").encode()
    assert codes(looked(claimed)) == ["unknown-key"]
    claimed = other.sign(payload(), kid=issuer().key_address(signer().jwk)).encode()
    assert codes(looked(claimed)) == ["changed"]
    assert codes(looked(token(), issuer=None, status=None)) == ["no-issuer"]
    assert codes(looked(token(), issuer=replace(known(), id="https://other.example/issuer.json"))) == ["another-issuer"]


def test_an_old_key_stays_good_while_the_issuer_publishes_it() -> None:
    new = Signer(new_key())
    both = issuer_in(json.dumps(profile(replace(issuer(), keys=(signer().jwk, new.jwk)))).encode())
    only = issuer_in(json.dumps(profile(replace(issuer(), keys=(new.jwk,)))).encode())
    assert looked(token(), issuer=both).accepted
    assert codes(looked(token(), issuer=only)) == ["unknown-key"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"a.b", b"....", b"\xff\x00", b"a.b.c", b"eyJ9.eyJ9.AA", b"x" * 3_000_000, b"W10.W10.AA", b"e30.e30.AA",
        b"e30.%s.AA" % (b"W1tb" * 50_000),
    ],
)  # fmt: skip
def test_what_is_no_badge_is_refused_in_words(data: bytes) -> None:
    found = looked(data)
    assert not found.accepted
    assert all(one.says[0].islower() and not one.says.endswith(".") for one in found.refusals)


def test_what_is_signed_and_says_something_else_is_refused() -> None:
    assert "no-badge" in codes(looked(signed(payload(type=["VerifiableCredential"]))))
    assert "no-badge" in codes(looked(signed(payload(validFrom="soon"))))
    assert "no-badge" in codes(looked(signed(payload(validUntil="9" * 500))))
    assert "no-badge" in codes(looked(signed(payload(iss="https://other.example/issuer.json"))))
    assert "no-badge" in codes(looked(signed(payload(credentialSubject=[]))))
    assert codes(looked(signed(payload(credentialStatus={"statusListIndex": "9" * 400})))) == ["status-unknown"]
    strange = payload()
    strange["credentialSubject"]["achievement"]["name"] = "\x1b[2J" + "=cmd()" * 300
    title = looked(signed(strange)).title
    assert title.isprintable()
    assert len(title) <= 301


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b'{"id": 1}', b'{"id": "x", "name": "y"}', b'{"id":"x","name":"y","verificationMethod":[{}]}']
)
def test_what_is_no_profile_says_so(data: bytes) -> None:
    with pytest.raises(NoIssuer):
        issuer_in(data)


def test_keys_that_cannot_sign_say_why() -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    plain, closed = serialization.NoEncryption(), serialization.BestAvailableEncryption(b"secret")
    kinds = {
        "no private key": b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "password": serialization.load_pem_private_key(new_key(), None).private_bytes(*form, closed),
        "no RSA key": ec.generate_private_key(ec.SECP256R1()).private_bytes(*form, plain),
        "bits or more": rsa.generate_private_key(public_exponent=65537, key_size=1024).private_bytes(*form, plain),
    }
    for says, pem in kinds.items():
        with pytest.raises(NoKey, match=says):
            Signer(pem)
    with pytest.raises(NoKey, match="damaged"):
        Signer(b"")


def test_the_name_of_a_key_follows_from_the_key() -> None:
    assert thumbprint(signer().jwk) == thumbprint({**signer().jwk, "kid": "x"})
    assert thumbprint(signer().jwk) != thumbprint(Signer(new_key()).jwk)


def test_only_what_every_way_asks_for_is_aligned() -> None:
    value = view().catalogue.certifications["CSW"].value.versions[0]
    found = achievement(view(), issuer(), "CSW", value)["alignment"]
    assert [one["targetCode"] for one in found] == list(competencies_of(view(), value))
    assert {one["targetType"] for one in found} == {"CFItem"}
    # Whoever has a degree need not have taken the whole programme.
    every = {teaching.competency for id in view().catalogue.modules for teaching in view().version(id).teaches}
    assert set(competencies_of(view(), value)) < every


def test_what_a_badge_does_not_say_is_counted() -> None:
    held = Holding("L1", "CSW", "CSW", "NV", "A", "due", date(2025, 3, 1), date(2027, 2, 28), "1", open_count=2, row=2)
    rows = (held, replace(held, learner="L2", state="lapsed"), replace(held, learner="L3", state="restricted"), replace(held, learner="L4"))
    found = {loss.what: loss.count for loss in losses(view(), Holdings(DAY, False, rows), {"NV": view()})}
    rule = view().catalogue.certifications["CSW"].value.versions[0]
    assert found == {
        "levels of competencies": len(competencies_of(view(), rule)),
        "requirements that are open": 4,
        "certificates that are lapsed": 1,
        "certificates that are restricted": 1,
    }


@pytest.mark.parametrize(("state", "begins", "ends", "held"), [
    ("certified", date(2025, 1, 1), None, True), ("due", date(2025, 1, 1), DAY, True), ("due", date(2025, 1, 1), date(2026, 10, 14), False),
    ("certified", None, None, False), ("grace", date(2025, 1, 1), None, False), ("restricted", date(2025, 1, 1), None, False),
    ("certified", date(2026, 10, 16), None, False),
])  # fmt: skip
def test_held_is_held_on_the_day_without_a_limit(state: str, begins: date | None, ends: date | None, held: bool) -> None:
    assert Holding("L1", "CSW", "CSW", "NV", "A", state, begins, ends).is_held(DAY) is held


# -- judges by others


def schema(name: str) -> Any:
    path = CHECKS / name
    if not path.is_file():
        pytest.skip("the schemas of Open Badges (PRACTICUM_CHECKS) are not on this machine")
    from jsonschema import Draft201909Validator

    return Draft201909Validator(json.loads(path.read_text("utf-8")))


def test_every_certification_makes_a_badge_that_meets_the_schema() -> None:
    judge = schema("ob_v3p0_achievementcredential_schema.json")
    for country in ("", *sorted(shipped_catalogue().countries)):
        here = view_of(shipped_catalogue(), country=country, day=DAY)
        for name, unit in here.catalogue.certifications.items():
            badge = replace(BADGE, certification=name, country=country, synthetic=name == "FSW", valid_until=None if name == "PAR" else DAY)
            judge.validate(credential(badge, here, issuer(), unit.value.versions[0], address="a@example.invalid"))


def test_the_profile_meets_the_schema() -> None:
    schema("ob_v3p0_profile_schema.json").validate(profile(issuer()))


def test_another_program_reads_what_is_issued_here() -> None:
    jwt = pytest.importorskip("jwt", reason="openbadgeslib, which reads badges as others do, is not installed")
    ob3 = pytest.importorskip("openbadgeslib.ob3", reason="openbadgeslib, which reads badges as others do, is not installed")
    judge = ob3.OB3Verifier(jwt.algorithms.RSAAlgorithm.from_jwk(signer().jwk))
    # It asks the clock of this machine, so these have no end.
    good = signed(payload(replace(BADGE, valid_until=None))).decode()
    found = judge.verify(good, check_status=True, download=lambda address: statuses())
    assert found.issuer.id == "https://care.example/badges/issuer.json"
    assert found.achievement.name == "Certified child and family social worker"
    with pytest.raises(ob3.OB3VerificationError, match="is set at index 131071"):
        judge.verify(good, check_status=True, download=lambda address: statuses(BADGE.place))
    with pytest.raises(ob3.OB3VerificationError, match="expired"):
        judge.verify(signed(payload(replace(BADGE, valid_until=date(2026, 1, 1)))).decode())
    head, body, signature = good.split(".")
    with pytest.raises(ob3.OB3VerificationError):
        judge.verify(f"{head}.{body[:-9]}{'A' if body[-9] != 'A' else 'B'}{body[-8:]}.{signature}")


def test_what_another_program_issues_is_read_here() -> None:
    ob3 = pytest.importorskip("openbadgeslib.ob3", reason="openbadgeslib, which issues badges as others do, is not installed")
    pem = new_key()
    other = Signer(pem)
    by = ob3.Issuer(id="https://other.example/issuer.json", name="Another school")
    what = ob3.Achievement(id="https://other.example/a.json", name="First steps", description="One day.", criteria_narrative="Was there.")
    who = ob3.IdentityObject.create("iris@example.invalid", salt="s1")
    made = ob3.OpenBadgeCredential(issuer=by, recipient_id=None, achievement=what, identifiers=[who])
    said = ob3.OB3Signer(pem, algorithm="RS256").sign(made).encode()
    about = profile(Issuer("Another school", "https://other.example/", keys=(other.jwk,)))
    found = look(said, on=date(2999, 1, 1), issuer=issuer_in(json.dumps(about).encode()), status=None, holder="iris@example.invalid")
    assert found.accepted, found.refusals
    assert (found.title, found.issuer) == ("First steps", "Another school")


def test_a_signed_token_that_is_open_to_two_readings_is_not_read() -> None:
    import base64

    twice = base64.urlsafe_b64encode(b'{"id":1,"id":2}').rstrip(b"=")
    head, _, signature = token().split(b".")
    with pytest.raises(NotSigned, match="JSON"):
        opened(b".".join((head, twice, signature)))

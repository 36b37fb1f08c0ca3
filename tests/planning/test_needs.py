"""From verdict rows to needs: what is held counts towards a choice, what a file would show is no course, circles of certificates end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from practicum.model.explanation import ByReturn
from practicum.model.plan import Course, Profile
from practicum.model.requirement import RuleTables
from practicum.planning.cheapest import cheapest_way
from practicum.planning.needs import Asked, Needing, Verdict
from practicum.planning.telling import beside_says

COURSES = {name: Course(name, hours) for name, hours in (("F02", 6.0), ("I02", 6.0), ("I05", 18.0), ("I09", 12.0))}
DAY = 20000


def row(requirement: str, kind: str, subject: str = "", state: str = "not_met", **changes: Any) -> dict[str, Any]:
    parent = requirement.rpartition("/")[0]
    plain = {
        "requirement": requirement,
        "parent": parent if parent != "R" else "",
        "part": "award",
        "position": 0,
        "depth": requirement.count("/"),
        "kind": kind,
        "subject": subject,
        "state": state,
        "reason": "NO_RECORD" if state == "not_met" else "",
        "missing": 1.0,
        "deadline": None,
        "valid_until": None,
        "advisory": False,
        "rule_version": "1",
    }
    return plain | changes


def verdict(*rows: dict[str, Any], state: str = "never", certification: str = "R") -> Verdict:
    certificate = {
        "learner": "l",
        "certification": certification,
        "country": "",
        "agency": "",
        "state": state,
        "reason": "",
        "band": "",
        "deadline": None,
    }
    return Verdict(certificate, rows)


def needing(**others: Verdict) -> Needing:
    return Needing(Asked(RuleTables()), COURSES, DAY, others.get)


def test_what_is_held_counts_towards_a_choice() -> None:
    ways = [row(f"R/award/{name}", "module", name) for name in ("I05", "I09")]
    held = row("R/award/I02", "module", "I02", "met")
    (need,) = needing().of(verdict(row("R/award", "any", state="not_met"), held, *ways))
    assert (need.kind, need.short, [part.offers for part in need.parts]) == ("any", 1, [("I05",), ("I09",)])


def test_what_is_held_advice_or_not_asked_needs_nothing() -> None:
    rows = (
        row("R/award", "all"),
        row("R/award/F02", "module", "F02", "met"),
        row("R/award/I02", "module", "I02", advisory=True),
        row("R/award/I05", "module", "I05", "not_applicable"),
    )
    assert needing().of(verdict(*rows)) == ()
    assert needing().of(verdict(row("R/renew", "module", "F02", part="renew"))) == (), "no renewal is asked of who never had it"


def test_a_file_that_did_not_come_sends_nobody_to_a_course() -> None:
    rows = (row("R/award", "all"), row("R/award/F02", "module", "F02", "unknown", reason="FILE_MISSING"))
    needs = needing().of(verdict(*rows, state="unknown"))
    way = cheapest_way(Profile(needs), COURSES)
    assert (way.modules, way.hours) == ((), 0.0)
    assert beside_says(way.beside[0].says) == "the file that would show this did not come; hand it in first"


def test_another_certificate_brings_its_own_gaps_along() -> None:
    base = verdict(row("B/award", "all", parent=""), row("B/award/I09", "module", "I09"), certification="B")
    (need,) = needing(B=base).of(verdict(row("R/award", "all"), row("R/award/base", "certificate", "B")))
    assert [part.offers for part in need.parts] == [("I09",)]
    (alone,) = needing().of(verdict(row("R/award", "all"), row("R/award/base", "certificate", "B")))
    assert (alone.says, alone.barrier) == ("certificate:B", 1.0)


def test_certificates_that_wait_for_each_other_end() -> None:
    one = verdict(row("A/award", "all", parent=""), row("A/award/b", "certificate", "B"), certification="A")
    two = verdict(row("B/award", "all", parent=""), row("B/award/a", "certificate", "A"), certification="B")
    (need,) = needing(A=one, B=two).of(one)
    assert need.parts[0].parts[0].says == "certificate:A"


def test_a_proof_that_is_lacking_is_no_course() -> None:
    (need,) = needing().of(verdict(row("R/award", "all"), row("R/award/F02", "module", "F02", reason="UNVERIFIED")))
    assert (need.kind, need.says, need.grants) == ("beside", "proof:UNVERIFIED:F02", "F02")


def test_a_choice_of_a_renewal_that_is_met_today_is_not_made_up_again() -> None:
    rows = (
        row("R/renew", "all", part="renew"),
        row("R/renew/safe", "any", part="renew", state="not_met"),
        row("R/renew/safe/F02", "module", "F02", part="renew"),
        row("R/renew/safe/I02", "module", "I02", part="renew"),
        row("R/renew/cpd", "hours", part="renew"),
    )
    plain = verdict(*rows, state="lapsed")
    held = {
        "R/renew/safe/F02": ByReturn(True, True),
        "R/renew/safe/I02": ByReturn(True, False),
        "R/renew/cpd": ByReturn(True, False, 1.0, 2.0),
    }
    (need,) = needing().of(replace(plain, certificate={**plain.certificate, "band": "short"}, returns=held))
    assert [part.requirement for part in need.parts] == ["R/renew/cpd"]
    assert need.parts[0].amount is not None
    assert need.parts[0].amount.total == 2.0

"""FHIR R4 out: every resource is read by the models of R4B, references lead somewhere, and nothing is held that nobody holds."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.cli import main
from practicum.exchanging.fhir import export, losses
from practicum.model.holding import Holding, Holdings
from practicum.model.verdict import CertificateState
from practicum.resolving import View, view_of
from tests.authoring.small_project import put
from tests.exchanging.kept_reports import write_report
from tests.publishing.shipped import shipped_catalogue

DAY = date(2026, 10, 15)
CSW = Holding("L0001", "CSW", "CSW", "NV", "NV-MERE", "due", date(2015, 12, 1), date(2026, 11, 30), "1", "", date(2026, 11, 30), 2)


@cache
def view() -> View:
    return view_of(shipped_catalogue(), day=DAY)


def bundle(*rows: Holding, synthetic: bool = False, issuer: str = "") -> dict[str, Any]:
    made = export(view(), Holdings(DAY, synthetic, rows), issuer=issuer)
    return dict(json.loads(made.files["workforce.json"]))


def of_kind(whole: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in whole["entry"] if entry["resource"]["resourceType"] == kind]


def judged(whole: dict[str, Any]) -> None:
    found = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources, which has the models of R4B, is not installed")
    found.Bundle.model_validate(whole)


def from_row(**more: Any) -> Holding:
    return Holding(**{**{name: getattr(CSW, name) for name in CSW.__slots__}, **more})


def test_a_certificate_is_a_qualification_with_code_days_and_issuer() -> None:
    whole = bundle(CSW, issuer="Ministry of Care")
    (person,) = of_kind(whole, "Practitioner")
    assert person["identifier"] == [{"use": "official", "system": "https://practicum.example/fhir/learners", "value": "L0001"}]
    (held,) = person["qualification"]
    assert held["code"]["coding"][0]["code"] == "CSW"
    assert held["code"]["text"] == "Certified child and family social worker"
    assert held["period"] == {"start": "2015-12-01", "end": "2026-11-30"}
    issuers = {f"urn:uuid:{one['id']}": one["name"] for one in of_kind(whole, "Organization")}
    assert issuers[held["issuer"]["reference"]] == "Ministry of Care"
    (role,) = of_kind(whole, "PractitionerRole")
    assert role["practitioner"]["reference"] == f"urn:uuid:{person['id']}"
    assert issuers[role["organization"]["reference"]] == "NV-MERE"
    names = {one["url"].rpartition("/")[2]: {concept["code"] for concept in one["concept"]} for one in of_kind(whole, "CodeSystem")}
    assert {"CSW", "FSW"} <= names["roles"] & names["certifications"]
    judged(whole)


def test_a_person_is_there_once_with_all_certificates_and_every_reference_leads_somewhere() -> None:
    never = from_row(learner="L2", state="never", valid_from=None)
    whole = bundle(CSW, from_row(certification="SUP", role="SUP"), from_row(agency="NV-HART"), never)
    assert Counter(one["resourceType"] for one in (entry["resource"] for entry in whole["entry"])) == {
        "CodeSystem": 2, "Organization": 3, "Practitioner": 2, "PractitionerRole": 4,
    }  # fmt: skip
    first, second = of_kind(whole, "Practitioner")
    assert len(first["qualification"]) == 2
    assert "qualification" not in second
    addresses = [entry["fullUrl"] for entry in whole["entry"]]
    assert len(set(addresses)) == len(addresses)

    def references(thing: Any) -> set[str]:
        if isinstance(thing, dict):
            return {thing["reference"]} if "reference" in thing else set().union(*map(references, thing.values()))
        return set().union(*map(references, thing)) if isinstance(thing, list) else set()

    assert references(whole) <= set(addresses)


@pytest.mark.parametrize("state", CertificateState)
def test_only_what_is_or_was_held_is_a_qualification(state: str) -> None:
    whole = bundle(from_row(state=state))
    (person,) = of_kind(whole, "Practitioner")
    assert ("qualification" in person) is (state in {"certified", "due", "grace", "lapsed"})
    counted = {loss.what: loss.count for loss in losses(view(), Holdings(DAY, False, (from_row(state=state),)))}
    assert (counted.get(f"certificates that are {state}", 0) == 1) is ("qualification" not in person)


def test_losses_are_counted_from_the_report() -> None:
    lapsed = from_row(learner="L2", state="lapsed", reason="EXPIRED", deadline=None, open_count=3)
    rows = (CSW, lapsed, from_row(learner="L3", certification=""))
    found = {loss.what: loss.count for loss in losses(view(), Holdings(DAY, False, rows))}
    assert found["requirements that are open"] == 5
    assert found["reasons why a certificate is not simply held"] == 1
    assert found["days by which something is due"] == 1
    assert found["qualifications that are due for renewal"] == 1
    assert found["rules of certifications"] == len(view().catalogue.certifications)
    assert {loss.what for loss in losses(view())} <= set(found)


def test_the_same_report_is_the_same_bytes_in_any_order() -> None:
    rows = [CSW, from_row(learner="L2"), from_row(certification="SUP")]
    forth, back = (export(view(), Holdings(DAY, False, tuple(some))).files for some in (rows, rows[::-1]))
    assert forth == back


def test_invented_people_are_marked_as_test_data() -> None:
    whole = bundle(CSW, synthetic=True)
    assert all(entry["resource"]["meta"]["tag"][0]["code"] == "HTEST" for entry in whole["entry"])
    judged(whole)


@settings(max_examples=40)
@given(
    st.text(min_size=1, max_size=300).filter(lambda text: not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text)),
    st.sampled_from(["", "NV", "ZZ"]),
    st.text(max_size=40).filter(lambda text: not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text)),
)
def test_any_id_makes_a_file_that_is_read(learner: str, country: str, agency: str) -> None:
    judged(bundle(from_row(learner=learner, country=country, agency=agency, certification="UNKNOWN", role="OTHER"), issuer=agency))


# -- as it is called


def run(*words: str) -> Any:
    return CliRunner().invoke(main, list(words), env={"PRACTICUM_TODAY": "2026-10-20", "NO_COLOR": "1"})


def test_the_file_is_its_owners_and_lies_in_no_repository(tmp_path: Path) -> None:
    project = put(tmp_path / "project")
    report = write_report(tmp_path / "report", [{}, {"learner": "=1+1", "state": "never", "valid_from": None, "valid_until": None}])
    out = tmp_path / "workforce.json"
    done = run("export", "fhir", str(report), "--out", str(out), "--project", str(project))
    assert done.exit_code == 0, done.output
    assert "1 certificates that are never: no qualification is written for them" in done.output
    judged(json.loads(out.read_text("utf-8")))
    assert '"value": "=1+1"' in out.read_text("utf-8")
    if os.name != "nt":
        assert out.stat().st_mode & 0o777 == 0o600
    again = run("export", "fhir", str(report), "--out", str(out), "--project", str(project))
    assert again.exit_code == 2
    assert "is there already" in again.output
    inside = run("export", "fhir", str(report), "--out", str(project / "w.json"), "--project", str(project))
    assert inside.exit_code == 2
    assert "may not lie inside a project or repository" in inside.output
    assert not (project / "w.json").exists()
    dry = run("export", "fhir", str(report), "--out", str(tmp_path / "dry.json"), "--dry-run", "--project", str(project))
    assert dry.exit_code == 0
    assert not (tmp_path / "dry.json").exists()
    assert run("export", "fhir", str(report), "--out", str(out), "--issuer", "a\nb").exit_code == 2


def test_a_damaged_report_writes_nothing(tmp_path: Path) -> None:
    report = write_report(tmp_path / "report", [{}])
    (report / "certificates.csv").write_bytes(b"learner;state\nL1;certified\n")
    done = run("export", "fhir", str(report), "--out", str(tmp_path / "w.json"))
    assert done.exit_code == 1
    assert "column as_of: the column is missing" in done.output
    assert not (tmp_path / "w.json").exists()

"""One learner explained, as text, page and JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from practicum.reporting import explain_html, explain_json, explain_text
from practicum.spans import Span
from tests.reporting.made_up_people import TODAY


@dataclass(frozen=True)
class Seen:
    """A record that was looked at."""

    record: str
    file: str = ""
    row: int | None = None
    day: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Differs:
    """A module and what is shown of it that do not agree."""

    module: str
    competency: str
    level_needed: int
    level_found: int
    side: str
    record: str


@dataclass(frozen=True)
class Requirement:
    """A requirement explained."""

    requirement: str
    says: str
    state: str
    reason: str = ""
    used: tuple[Seen, ...] = ()
    rejected: tuple[Seen, ...] = ()
    valid_from: int | None = None
    valid_until: int | None = None
    missing: float | None = None
    missing_unit: str = ""
    deadline: int | None = None
    place: Span | None = None
    closing: tuple[str, ...] = ()
    disagreements: tuple[Differs, ...] = ()
    parts: tuple[Requirement, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """A certificate explained."""

    learner: str = "P14"
    certification: str = "FSW"
    as_of: int = TODAY
    state: str = "provisional"
    also: tuple[str, ...] = ()
    reason: str = "TOO_FEW"
    valid_from: int | None = None
    valid_until: int | None = None
    deadline: int | None = TODAY + 48
    disagreement: str = ""
    rule_version: str = "1"
    place: Span | None = field(default_factory=lambda: Span("competencies/certifications/FSW.yaml", 9, 3))
    requirements: tuple[Requirement, ...] = field(default_factory=lambda: (WAY_IN,))


HOURS = Requirement(
    "FSW/award/practicum",
    "120 signed hours in R04.",
    "not_met",
    "TOO_FEW",
    used=(Seen("r1", "supervised.csv", 4, TODAY - 90),),
    rejected=(Seen("r2", "supervised.csv", 9, TODAY - 80, "UNSIGNED"),),
    missing=36.0,
    missing_unit="hour",
    deadline=TODAY + 48,
    place=Span("competencies/certifications/FSW.yaml", 44, 19),
    closing=("36 hours still to sign",),
)
R01 = Requirement("FSW/award/R01", "R01 passed.", "met", used=(Seen("r7", "completions.csv", 2, TODAY - 300),), valid_from=TODAY - 300)
WAY_IN = Requirement("FSW/award/way-in", "One whole route.", "not_met", parts=(R01, HOURS))


def test_text_tells_state_reason_evidence_amount_deadline_and_place() -> None:
    text = explain_text([Certificate()])
    lines = text.splitlines()
    assert lines[0] == "P14 · FSW"
    assert "  state: Provisional" in lines
    assert "  deadline: 2 Dec 2026" in lines
    assert "      MET  R01 passed." in lines
    assert "      NOT MET  120 signed hours in R04." in lines
    assert "        missing: 36 hours" in lines
    assert "        counts: r1 (supervised.csv row 4), 17 Jul 2026" in lines
    assert "        does not count: r2 (supervised.csv row 9), 27 Jul 2026: The hours were not signed." in lines
    assert "        closes it: 36 hours still to sign" in lines
    assert "        written in: competencies/certifications/FSW.yaml:44:19" in lines


def test_titles_stand_where_a_requirement_has_no_sentence() -> None:
    parts = (Requirement("FSW/award/way-in/F02", "", "not_met", missing=1.0, missing_unit="module:F02", closing=("module:F02",)),)
    text = explain_text(
        [Certificate(requirements=(Requirement("FSW/award", "", "not_met", parts=parts),))],
        titles={"F02": "Safeguarding", "FSW": "Certified worker"},
    )
    assert text.startswith("P14 · FSW Certified worker\n")
    assert "  NOT MET  For the first award\n    [FSW/award]\n" in text
    assert "NOT MET  F02 Safeguarding\n" in text
    assert "closes it: F02 Safeguarding\n" in text


def test_a_certificate_in_force_says_that_its_award_is_behind_it() -> None:
    award = Requirement("FSW/award", "", "not_met")
    held = explain_text([Certificate(state="certified", disagreement="RULE_NOT_MET", requirements=(award,))])
    assert "the certificate held does not depend on it" in held
    assert "look into: A certificate was issued and counts" in held
    assert "does not depend" not in explain_text([Certificate(state="never", requirements=(award,))])
    assert "look into" not in explain_text([Certificate(state="due", disagreement="RULE_STARTS_EARLIER")])


def test_many_records_are_cut_and_what_does_not_apply_lists_none() -> None:
    many = tuple(Seen(f"r{number}") for number in range(25))
    text = explain_text([Certificate(requirements=(Requirement("FSW/renew", "Hours.", "met", used=many),))])
    assert text.count("counts: r") == 20
    assert "counts: and 5 more; `--format json` lists them all" in text
    assert "counts" not in explain_text([Certificate(requirements=(Requirement("FSW/renew", "Hours.", "not_applicable", used=many),))])


def test_nothing_to_explain_is_said() -> None:
    assert explain_text([]) == "nothing to explain: no certification applies\n"


def test_json_is_the_same_tree() -> None:
    told = json.loads(explain_json([Certificate()]))
    assert told["schema"] == "practicum-explanation/1"
    (certificate,) = told["explanations"]
    (way_in,) = certificate["requirements"]
    assert [part["requirement"] for part in way_in["parts"]] == ["FSW/award/R01", "FSW/award/practicum"]
    assert way_in["parts"][1]["rejected"] == [
        {"record": "r2", "file": "supervised.csv", "row": 9, "day": "2026-07-27", "reason": "UNSIGNED"}
    ]
    assert certificate["place"] == "competencies/certifications/FSW.yaml:9:3"


def test_page_is_private_and_harmless() -> None:
    page = explain_html([Certificate(learner="<script>alert(1)</script>")], synthetic=True)
    assert "Contains learner data: do not publish." in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "The hours were not signed." in page
    assert 'href="index.html"' not in page


def test_a_module_and_its_competencies_that_disagree_are_told_in_a_sentence() -> None:
    one = Requirement(
        "FSW/award/F06",
        "F06 passed.",
        "met",
        disagreements=(Differs("F06", "REL-2", 1, 0, "module_only", ""), Differs("F06", "REL-1", 2, 1, "module_only", "o1")),
    )
    certificate = Certificate(requirements=(one,))
    said = "look into: F06 is held, but nothing on record shows REL-2, which it stands for at level 1."
    assert said in explain_text([certificate])
    assert said.removeprefix("look into: ") in explain_html([certificate], synthetic=True)
    told = json.loads(explain_json([certificate]))["explanations"][0]["requirements"][0]["disagreements"]
    assert [(each["competency"], each["level_found"], each["record"]) for each in told] == [("REL-2", 0, None), ("REL-1", 1, "o1")]

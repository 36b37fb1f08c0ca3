"""One learner explained, as text, page and JSON: what stands first, what is folded away, and what may never be said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from practicum.model.explanation import Before, CategoryAmount, Disagreement, Evidence, Explanation, RequirementExplanation
from practicum.reporting import explain_html, explain_json, explain_text
from practicum.reporting.closing import Chosen
from practicum.spans import Span
from tests.reporting.made_up_people import TODAY, catalogue

RULE = "competencies/certifications/FSW.yaml"


def requirement(name: str, says: str, state: str, **given: object) -> RequirementExplanation:
    """A requirement of which only the given is told."""
    told: dict[str, object] = {
        "kind": "all" if given.get("parts") else "module",
        "subject": "",
        "part": "award",
        "reason": "",
        "deciding_record": "",
        "via": "",
        "valid_from": None,
        "valid_until": None,
        "needed": None,
        "counted": None,
        "unit": "",
        "categories": (),
        "missing": None,
        "missing_unit": "",
        "deadline": None,
        "advisory": False,
        "used": (),
        "rejected": (),
        "before": (),
        "by_return": None,
        "closing": (),
        "rule_version": "1",
        "place": Span(RULE, 44, 19),
        "disagreements": (),
        "parts": (),
    }
    return RequirementExplanation(requirement=name, says=says, state=state, **(told | given))  # type: ignore[arg-type]  # its own fields


def certificate(*requirements: RequirementExplanation, **given: object) -> Explanation:
    """A certificate explained: provisional, unless it is told otherwise."""
    told: dict[str, object] = {
        "learner": "P14",
        "certification": "FSW",
        "country": "",
        "role": "FSW",
        "as_of": TODAY,
        "state": "provisional",
        "also": (),
        "reason": "TOO_FEW",
        "valid_from": None,
        "valid_until": None,
        "deadline": TODAY + 48,
        "started_by": "",
        "disagreement": "",
        "requirements_met": False,
        "rule_version": "1",
        "place": Span(RULE, 9, 3),
        "grace_days": 0,
        "falls_with": "",
        "no_award_after": None,
        "band": "",
        "band_asks_renewal": False,
        "issued": None,
        "requirements": requirements or (AWARD,),
        "earlier": (),
    }
    return Explanation(**(told | given))  # type: ignore[arg-type]  # its own fields


HOURS = requirement(
    "FSW/award/practicum",
    "120 signed hours in R04.",
    "not_met",
    kind="supervised",
    subject="R04",
    reason="TOO_FEW",
    needed=120.0,
    counted=84.0,
    unit="hour",
    missing=36.0,
    missing_unit="hour",
    used=(
        Evidence(
            "r1", TODAY - 90, file="supervised.csv", row=4, table="supervised", subject="R04", quantity=84.0, unit="hour", amount=84.0
        ),
    ),
    rejected=(Evidence("r2", TODAY - 80, reason="UNSIGNED", file="supervised.csv", row=9, table="supervised", quantity=8.0, unit="hour"),),
)
R01 = requirement(
    "FSW/award/R01",
    "R01 passed.",
    "met",
    subject="R01",
    deciding_record="r7",
    valid_from=TODAY - 300,
    used=(Evidence("r7", TODAY - 300, file="completions.csv", row=2, table="completions", subject="R01"),),
    rejected=(Evidence("r6", TODAY - 400, reason="BELOW_PASS", table="completions", subject="R01"),),
)
AWARD = requirement("FSW/award", "", "not_met", parts=(R01, HOURS))


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def test_the_answer_stands_first_then_why_then_what_closes_it() -> None:
    text = " ".join(explain_text([certificate()]).split())
    first = text.index("P14 may practise as FSW within limits until 2 Dec 2026 (provisional)")
    why = text.index("84 of 120 hours count, 36 hours are missing")
    closes = text.index("What closes it, by 2 Dec 2026:")
    tree = text.index("Requirement by requirement")
    assert first < why < closes < tree


def test_what_is_open_is_opened_with_evidence_rule_version_file_and_line() -> None:
    text = explain_text([certificate()])
    lines = lines_of(text)
    assert "NOT MET  120 signed hours in R04" in lines
    assert "counts: r1 (supervised.csv row 4), 17 Jul 2026: 84 hours of practice in R04" in lines
    rejected = "does not count: The hours were not signed. [UNSIGNED] r2 (supervised.csv row 9), 27 Jul 2026: 8 hours of practice"
    assert rejected in " ".join(text.split())
    assert f"rule: FSW/award/practicum version 1, {RULE}:44" in lines


def test_what_is_met_is_one_line_and_its_losers_stay_in_the_other_forms() -> None:
    text = explain_text([certificate()])
    assert "MET  R01 passed: by r7 (19 Dec 2025)  (FSW/award/R01)" in lines_of(text)
    assert "r6" not in text
    assert "r6" in explain_html([certificate()])
    assert "r6" in explain_json([certificate()])


def test_what_only_has_to_be_signed_is_offered_before_doing_it_again() -> None:
    lines = lines_of(explain_text([certificate()]))
    paper = lines.index("- 8 hours: hours on record have to be signed (r2): that may do instead of what follows")
    assert lines[paper + 1] == "- 36 more signed hours in R04"


@pytest.mark.parametrize(
    ("category", "said", "closes"),
    [
        (
            CategoryAmount("private_study", 20.0, None, 15.0),
            "29 of 30 days count, 1 day is missing. Private study: 20 days done, at most 15 count.",
            "- 1 more day of any kind but private study: of that 20 days are done, at most 15 count",
        ),
        (
            CategoryAmount("family_practice", 8.0, 12.0, None),
            "29 of 30 days count, 1 day is missing. Family practice: 8 of at least 12 days.",
            "- 4 more days in family practice",
        ),
        (
            CategoryAmount("peer_reflection", 0.0, 1.0, None),
            "29 of 30 days count, 1 day is missing. Reflected on with a peer: 0 of at least 1 day.",
            "- 1 more day reflected on with a peer",
        ),
    ],
)
def test_caps_and_minimums_are_said_in_plain_words(category: CategoryAmount, said: str, closes: str) -> None:
    days = requirement(
        "FSW/renew/cpd", "30 days.", "not_met", kind="hours", unit="day", needed=30.0, counted=29.0, missing=1.0, categories=(category,)
    )
    lines = lines_of(explain_text([certificate(requirement("FSW/award", "", "not_met", parts=(days,)))]))
    assert said in lines
    assert closes in lines


def test_many_records_are_one_line_with_what_they_come_to() -> None:
    many = tuple(
        Evidence(f"r{number}", TODAY - 90 + number, table="supervised", quantity=3.0, unit="hour", amount=3.0) for number in range(28)
    )
    text = explain_text([certificate(requirement("FSW/award", "", "not_met", parts=(replace(HOURS, used=many, rejected=()),)))])
    assert "counts: 84 hours of practice, in 28 records, 17 Jul 2026 to 13 Aug 2026: r0 to r27" in lines_of(text)
    assert text.count("counts:") == 1


def test_hours_before_a_module_name_the_module_that_came_last() -> None:
    early = replace(HOURS.rejected[0], reason="BEFORE_PREREQ")
    held = replace(HOURS, rejected=(early,), before=(Before("R01", TODAY - 300), Before("F07", TODAY - 70)))
    said = " ".join(explain_text([certificate(requirement("FSW/award", "", "not_met", parts=(held,)))]).split())
    assert "before R01 and F07 were all held; they are since 6 Aug 2026, when F07 came last. [BEFORE_PREREQ]" in said
    lacking = replace(held, before=(Before("R01", TODAY - 300), Before("F07", None)))
    said = " ".join(explain_text([certificate(requirement("FSW/award", "", "not_met", parts=(lacking,)))]).split())
    assert "not held so far: F07. [BEFORE_PREREQ]" in said
    assert "36 more signed hours in R04, once F07 is held" in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"state": "certified", "valid_until": TODAY + 100}, "may practise as FSW: certified until 23 Jan 2027."),
        ({"state": "due", "valid_until": TODAY + 10}, "and the renewal is due by then."),
        ({"state": "grace", "valid_until": TODAY - 5}, "may still practise as FSW, until 2 Dec 2026: the certificate ended on 10 Oct 2026"),
        ({"state": "bridging"}, "until 2 Dec 2026 (bridging): by then the award has to be earned."),
        ({"state": "never"}, "may not practise as FSW: there has been no certificate so far."),
        ({"state": "lapsed", "reason": "REVOKED", "valid_until": TODAY - 5}, "was revoked; its last day was 10 Oct 2026."),
        (
            {"state": "lapsed", "reason": "RENEWAL_MISSED", "valid_until": TODAY - 100, "grace_days": 60},
            "ended on 7 Jul 2026, and its 60 days of grace on 5 Sep 2026; it has lapsed since 6 Sep 2026.",
        ),
        (
            {"state": "lapsed", "reason": "FALLS_WITH", "valid_until": TODAY - 5, "falls_with": "CSW"},
            "because the certificate as CSW, on which it depends, ended on 10 Oct 2026.",
        ),
        ({"state": "unknown"}, "The records do not say whether P14 may practise as FSW."),
        ({"state": "not_applicable"}, "A certificate as FSW is not asked of P14 on this day."),
    ],
)
def test_every_state_answers_whether_one_may_practise(given: dict[str, object], said: str) -> None:
    assert said in " ".join(explain_text([certificate(**given)]).split())


def test_restricted_says_what_is_out_of_date_and_since_when() -> None:
    always = requirement(
        "FSW/always_in_date/i03", "I03 in date.", "not_met", subject="I03", part="always_in_date", reason="EXPIRED", valid_until=TODAY - 1
    )
    text = explain_text([certificate(always, state="restricted", valid_until=TODAY + 50)])
    said = " ".join(text.split())
    assert "only with restrictions since 15 Oct 2026: the certificate holds until 4 Dec 2026, but I03 is not in date." in said
    assert lines_of(text)[lines_of(text).index("What lifts the restriction:") + 1] == "- I03"


def test_of_a_choice_the_way_that_the_plan_takes_stands_first_and_the_same_way_once() -> None:
    short = requirement("FSW/award/way/short", "The short way.", "not_met", subject="F02", closing=("module:F02",))
    long = requirement(
        "FSW/award/way/long",
        "The long way.",
        "not_met",
        parts=(HOURS, requirement("FSW/award/way/long/F03", "F03.", "not_met", subject="F03", closing=("module:F03",))),
    )
    way = requirement("FSW/award/way", "Either way.", "not_met", kind="routes", needed=1.0, parts=(long, short))
    lines = lines_of(explain_text([certificate(requirement("FSW/award", "", "not_met", parts=(way,)))]))
    assert lines.index("a) The short way:") < lines.index("b) The long way:")
    planned = {"FSW/award/practicum", "FSW/award/way/long/F03"}
    found = explain_text([certificate(requirement("FSW/award", "", "not_met", parts=(way,)))], chosen=Chosen(frozenset(planned)))
    lines = lines_of(found)
    assert lines.index("a) The long way:") < lines.index("b) The short way:")
    assert "- either of these ways, the one to plan for first:" in lines
    same = replace(way, parts=(short, replace(short, requirement="FSW/award/way/again")))
    text = explain_text([certificate(requirement("FSW/award", "", "not_met", parts=(same,)))])
    assert "either of" not in text
    assert "- F02" in lines_of(text)


def test_a_certificate_in_force_says_that_its_award_is_behind_it() -> None:
    held = explain_text([certificate(state="certified", valid_until=TODAY + 9, disagreement="RULE_NOT_MET")])
    assert "the certificate in force does not depend on it" in " ".join(held.split())
    assert "Look into this: A certificate was issued and counts" in held
    assert "Look into" not in explain_text([certificate(state="due", valid_until=TODAY + 9, disagreement="RULE_STARTS_EARLIER")])


def test_nothing_to_explain_is_said() -> None:
    assert explain_text([]) == "nothing to explain: no certification applies\n"


def test_json_is_the_same_tree_with_codes_and_words() -> None:
    told = json.loads(explain_json([certificate()], synthetic=True))
    assert (told["schema"], told["synthetic"], told["contains_learner_data"]) == ("practicum-explanation/2", True, True)
    (found,) = told["explanations"]
    assert found["answer"].startswith("P14 may practise as FSW within limits")
    assert found["rule"] == {"id": "FSW", "version": "1", "file": RULE, "line": 9}
    assert [step["says"] for step in found["closes"][0]["steps"]][-1] == "36 more signed hours in R04"
    (award,) = found["requirements"]
    assert [part["requirement"] for part in award["parts"]] == ["FSW/award/R01", "FSW/award/practicum"]
    (rejected,) = award["parts"][1]["rejected"]
    assert {key: rejected[key] for key in ("record", "file", "row", "day", "reason", "reason_says", "quantity")} == {
        "record": "r2",
        "file": "supervised.csv",
        "row": 9,
        "day": "2026-07-27",
        "reason": "UNSIGNED",
        "reason_says": "The hours were not signed.",
        "quantity": 8.0,
    }


def test_page_is_private_harmless_and_folds_what_is_met() -> None:
    page = explain_html([certificate(learner="<script>alert(1)</script>")], synthetic=True)
    assert "Contains learner data: do not publish." in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "The hours were not signed." in page
    assert 'href="index.html"' not in page
    folded = page[page.index("<details") : page.index("</details>")]
    assert "R01 passed" in folded
    assert "120 signed hours" not in folded


def test_a_module_and_its_competencies_that_disagree_are_told_in_a_sentence() -> None:
    found = (Disagreement("F06", "REL-2", 1, 0, "module_only", ""), Disagreement("F06", "REL-1", 2, 1, "module_only", "o1"))
    one = requirement("FSW/award/F06", "F06 passed.", "unknown", subject="F06", disagreements=found)
    told = certificate(one)
    said = "F06 is held, but nothing on record shows REL-2, which it stands for at level 1."
    assert f"look into: {said}" in lines_of(explain_text([told]))
    assert said in explain_html([told], synthetic=True)
    listed = json.loads(explain_json([told]))["explanations"][0]["requirements"][0]["disagreements"]
    assert [(each["competency"], each["level_found"], each["record"]) for each in listed] == [("REL-2", 0, None), ("REL-1", 1, "o1")]


def test_two_ids_of_one_person_are_named() -> None:
    for told in (explain_text([certificate()], also_ids=["P14-B"]), explain_html([certificate()], also_ids=["P14-B"])):
        assert "P14 and P14-B are ids of one person" in told
    assert json.loads(explain_json([certificate()], also_ids=["P14-B"]))["other_ids"] == ["P14-B"]


def test_the_heading_says_what_was_known() -> None:
    text = explain_text([certificate()], known_at=date(2026, 6, 1))
    assert text.splitlines()[0].endswith("with what was recorded by 1 Jun 2026")
    assert "recorded by" not in explain_text([certificate()]).splitlines()[0]


def test_only_hours_are_added_to_hours_and_a_document_is_something_to_obtain() -> None:
    """A folded way says what it comes to: one module of 6 hours by the catalogue, 36 hours, 2 days, a degree and 2 reviews."""
    paper: dict[str, object] = {"kind": "document", "unit": "document:degree", "needed": 1.0}
    degree = requirement("FSW/award/way/long/degree", "A degree is on record.", "not_met", **paper)
    reviews = replace(degree, requirement="FSW/award/way/long/reviews", says="2 reviews are on record.", unit="document:review", needed=2.0)
    days = replace(degree, requirement="FSW/award/way/long/days", says="2 days of updating.", kind="hours", unit="day", needed=2.0)
    module = requirement("FSW/award/way/long/F02", "F02 passed.", "not_met", subject="F02", closing=("module:F02",))
    more = (HOURS, days, degree, reviews, module)
    long = requirement("FSW/award/way/long", "The long way.", "not_met", parts=more)
    short = requirement("FSW/award/way/short", "The short way.", "not_met", subject="F01", closing=("module:F01",))
    way = requirement("FSW/award/way", "Either way.", "not_met", kind="any", needed=1.0, parts=(long, short))
    told = certificate(requirement("FSW/award", "", "not_met", parts=(way,)))
    said = "42 hours in all, 2 days, 3 documents to obtain"
    text = " ".join(explain_text([told], catalogue=catalogue()).split())
    assert f"b) The long way: 6 steps, {said}" in text
    assert said in explain_html([told], catalogue=catalogue())
    papers = replace(long, parts=(degree, *(replace(degree, says=f"Paper {n}.") for n in range(4))))
    only = certificate(requirement("FSW/award", "", "not_met", parts=(replace(way, parts=(papers, short)),)))
    text = " ".join(explain_text([only]).split())
    assert "b) The long way: 5 steps, 5 documents to obtain" in text
    assert "hours in all" not in text


def test_what_to_look_into_is_said_where_everything_is_on_record() -> None:
    """Of an award that was shown whole, the last of it and the certificate it goes with are named."""
    f02 = requirement(
        "FSW/award/f02",
        "F02 in date.",
        "not_met",
        subject="F02",
        reason="EXPIRED",
        rejected=(Evidence("r3", TODAY - 100, reason="EXPIRED", table="completions", subject="F02"),),
    )
    issued = Evidence("cert-1", TODAY - 90, table="certificates", subject="FSW")
    award = requirement("FSW/award", "", "not_met", parts=(R01, f02))
    text = explain_text([certificate(award, state="certified", disagreement="RULE_NOT_MET", issued=issued)])
    said = " ".join(text.split())
    assert "All that it asks is on record, the last of it on 7 Jul 2026 (F02)." in said
    assert "(the latest on record is cert-1, from 17 Jul 2026)" in said
    assert "`practicum decide late-award`" in said


def test_a_page_shows_no_mark_of_the_terminal() -> None:
    late = certificate(reason="PROVISIONAL_OVER", deadline=TODAY - 3)
    assert "`practicum decide`" in explain_text([late])
    page = explain_html([late])
    assert "<code>practicum decide</code>" in page
    body = page[page.index("<body") :]
    assert "`" not in body
    assert "[" not in body
    assert "<code>PROVISIONAL_OVER</code>" in body

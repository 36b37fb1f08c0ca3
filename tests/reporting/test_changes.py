"""Who stands differently, as lines: those whose state changes lead, and what an award once asked is not made much of."""

from __future__ import annotations

from dataclasses import replace

from practicum.matching.comparing import RequirementChange, StateChange
from practicum.reporting.changes import MOST_SHOWN, changes_rows, changes_text

RENEWAL = RequirementChange("FSW/renew/cpd", "not_met", "met_by_waiver", "NO_RECORD", "")
AWARD = RequirementChange("FSW/award/f02", "met", "not_met", "", "EXPIRED")
LAPSED = StateChange("L2", "FSW", "NV", "FSW", "certified", "lapsed", "", "REVOKED", 20741, 20700)
BELOW = StateChange("L1", "FSW", "", "FSW", "lapsed", "lapsed", "RENEWAL_MISSED", "RENEWAL_MISSED", 20000, 20000, (RENEWAL,))
PAST = replace(BELOW, learner="L3", state_before="certified", state_after="certified", requirements=(AWARD,))


def test_a_change_of_state_leads_and_says_why() -> None:
    assert changes_text([BELOW, LAPSED, PAST], titles={"FSW": "Family-strengthening worker"}).splitlines() == [
        "1 certificate changes state: 1 Certified → Lapsed",
        "1 certificate keeps its state, but has another reason, last day or requirement below it",
        "1 certificate in force differs only in what the first award asked",
        "2 people in all",
        "",
        "L2 · FSW Family-strengthening worker (NV): Certified → Lapsed",
        "  after: It was revoked.",
        "  last day: 15 Oct 2026 → 4 Sep 2026",
        "",
        "L1 · FSW Family-strengthening worker: Lapsed, as before",
        "  FSW/renew/cpd: Not met → Met by waiver",
    ]


def test_whoever_it_is_about_leads_the_list() -> None:
    many = [replace(LAPSED, learner=f"L{number:03}") for number in range(MOST_SHOWN + 3)]
    lines = changes_text(many, about="L027").splitlines()
    assert lines[3] == "L027 · FSW (NV): Certified → Lapsed"
    assert lines[-1] == "… and 3 more; `--format json` lists them all"


def test_only_what_an_award_once_asked_is_no_change_of_state() -> None:
    assert changes_text([PAST]) == "no certificate changes state\n1 certificate in force differs only in what the first award asked\n"


def test_programs_get_every_change_with_days_as_texts() -> None:
    rows = changes_rows([LAPSED, BELOW, PAST])
    assert [row["learner"] for row in rows] == ["L2", "L1", "L3"]
    assert (rows[0]["valid_until_before"], rows[0]["valid_until_after"], rows[0]["of_state"]) == ("2026-10-15", "2026-09-04", True)
    assert changes_rows([replace(LAPSED, valid_until_after=None)])[0]["valid_until_after"] is None


def test_what_stays_as_it_was_is_no_arrow() -> None:
    """Another reason is said as such; where a reader sees no difference, nothing is."""
    reason = RequirementChange("FSW/renew/cpd", "due", "due", "NO_RECORD", "TOO_FEW")
    same = RequirementChange("FSW/renew/f02", "due", "due", "", "")
    lines = changes_text([replace(BELOW, requirements=(reason, same))]).splitlines()
    assert lines[-1].startswith("  FSW/renew/cpd: Due, as before. It was: Nothing is on record for it. It is: ")
    assert not [line for line in lines if "→" in line or "f02" in line]

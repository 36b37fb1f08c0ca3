"""A table that did not come makes unknown what only it could show, never not met."""

from __future__ import annotations

from datetime import date

from practicum.matching import evaluate_asks
from practicum.model.catalogue import Unit
from practicum.model.certification import CertificateHeld, Certification, Document, Hours, Requirement, RuleVersion
from practicum.model.source import Entries
from practicum.resolving.requirement_rows import compile_rules
from practicum.spans import Span


def states(missing: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    award = Requirement(
        all=(
            Requirement(id="vetting", says="vetted", document=Document(kind="vetting")),
            Requirement(id="f01", says="F01", module="F01"),
            Requirement(id="par", says="PAR", certificate=CertificateHeld(any_of=("PAR",))),
            Requirement(id="cpd", says="10 hours", hours=Hours(min=10, per="months", months=12)),
        )
    )
    rule = RuleVersion(version="1", starts=date(2020, 1, 1), says="vetted, 10 hours", award=award)
    certification = Certification(format=1, id="X", role="X", title="X", versions=(rule,))
    here = Entries({}, {}, Span("X.yaml"))
    rules = compile_rules({"X": Unit("certification", "X", "X.yaml", certification, here)}, {}, {}).without(missing)
    asks = [{"learner": "L1", "certification": "X", "as_of": date(2026, 1, 1)}]
    verdicts = evaluate_asks(rules, {"learners": [{"learner": "L1"}]}, asks, engine="polars")
    return {row["requirement"].rpartition("/")[2]: (row["state"], row["reason"]) for row in verdicts.requirements}


def test_what_was_sent_and_holds_nothing_is_not_met() -> None:
    found = states(())
    assert found["vetting"][0] == "not_met"
    assert found["cpd"][0] == "not_met"


def test_what_was_not_sent_is_unknown() -> None:
    found = states(("vetting",))
    assert found["vetting"] == ("unknown", "FILE_MISSING")
    assert found["cpd"][0] == "not_met"


def test_a_whole_table_of_completions_or_certificates_that_did_not_come_is_unknown_too() -> None:
    found = states(("completions", "certificates"))
    assert found["f01"] == found["par"] == ("unknown", "FILE_MISSING")
    assert found["award"][0] == "not_met", "the hours are certain: their table came, and holds nothing"
    assert states(())["f01"] == ("not_met", "NO_RECORD")

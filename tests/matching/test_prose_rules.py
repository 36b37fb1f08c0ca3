"""Rules written from prose: three laws as a training lead would put them into YAML, read, checked and judged day by day.

No line of the program knows them. Every state was worked out by hand from the prose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import pytest
import yaml

from practicum.checking.sentences import judged as judge_sentence
from practicum.checking.sentences import sentences_of
from practicum.model.requirement import RuleTables
from practicum.model.source import Text
from practicum.records import Intake, KnownIds
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.histories import Verdict, judged, record_files, taken_in
from tests.matching.prose import DAY, RULES, checked

ENGINES = ("polars", "duckdb", "pandas")


class Question(NamedTuple):
    """A day of a situation, and what has to be said of it."""

    rule: str
    situation: str
    day: Any
    expect: Any
    says: str


def _questions() -> Iterator[tuple[Question, dict[str, Any]]]:
    for path in sorted((RULES / "situations").glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text("utf-8")):
            for day, expect in entry["days"].items():
                yield Question(path.stem, f"{path.stem}.{entry['id']}", day, expect, entry["says"]), entry["records"]


QUESTIONS = [question for question, _records in _questions()]
HISTORIES = {question.situation: records for question, records in _questions()}
NAMES = sorted({question.rule for question in QUESTIONS})


@cache
def rules() -> RuleTables:
    """The rules as they come out of the reader."""
    catalogue = checked().catalogue
    return compile_rules({name: catalogue.certifications[name] for name in NAMES}, catalogue.modules, catalogue.assessments)


@cache
def records() -> Intake:
    """Everybody's records, read as a folder of files."""
    known = KnownIds.of(checked().catalogue)
    return taken_in(record_files(HISTORIES, agencies={"A": "NV"}), known=known, today=DAY.replace(year=2030), zones={"NV": "UTC"})


@cache
def verdicts(engine: str) -> list[Verdict]:
    """What one engine says to all questions."""
    asks = [{"learner": one.situation, "certification": one.rule, "role": "FSW", "country": "", "as_of": one.day} for one in QUESTIONS]
    return judged(rules(), records(), asks, engine)


def test_the_rules_pass_every_check() -> None:
    assert len(NAMES) == 4
    assert checked().diagnostics == []


def test_every_sentence_is_held_against_its_rule() -> None:
    """Each sentence is looked at, and another number in any of them is seen."""
    for name in NAMES:
        heard = 0

        def spoilt(node: Any) -> Iterator[Any]:
            nonlocal heard
            heard += 1
            assert not list(judge_sentence(node))
            wrong = Text(f"{node.says.value} That takes 77 hours.", node.says.span, node.says.quoted)
            yield from judge_sentence(replace(node, says=wrong))

        unit = checked().catalogue.certifications[name]
        faults = list(sentences_of(unit, checked().catalogue, spoilt))
        assert heard >= 3
        assert [fault.rule for fault in faults] == ["sentence-disagrees"] * heard


def test_every_row_of_the_histories_is_taken_in() -> None:
    assert records().set_aside == []
    assert records().total.rows_in == records().total.used > 40


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("situation", sorted(HISTORIES))
def test_the_verdict_is_the_one_worked_out_by_hand(situation: str, engine: str) -> None:
    found = [
        f"{question.day}: {line}"
        for question, verdict in zip(QUESTIONS, verdicts(engine), strict=True)
        if question.situation == situation
        for line in verdict.differences(question.expect)
    ]
    assert not found, "\n".join([next(one.says for one in QUESTIONS if one.situation == situation), *found])

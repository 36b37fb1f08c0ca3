"""A preview in words: everything for the training lead, counts alone for a review, and nothing that can be worked out."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.matching.comparing import RequirementChange, StateChange
from practicum.reporting.preview_files import COLUMNS, preview_files, preview_json
from practicum.reporting.previewing import People, Preview, exact_lines, protected_lines
from practicum.reporting.rule_changes import MOST_LEARNERS, preview_markdown, preview_text
from practicum.reporting.suppression import MINIMUM
from practicum.resolving.comparing import RuleChange
from practicum.spans import Span
from tests.reporting.made_up_people import catalogue

AS_OF, TODAY = date(2026, 12, 1), date(2026, 11, 21)
I03 = RuleChange(
    "",
    "certification",
    "RCW",
    "2",
    "RCW/always_in_date/i03",
    "valid.months",
    "12",
    "24",
    Span("competencies/certifications/RCW.yaml", 9, 3),
)
CLOSES = RuleChange("BM", "certification", "RCW", "1", "", "closes", None, "2027-06-30", Span("competencies/countries/BM/RCW.yaml", 16, 12))
SAYS = RuleChange(
    "", "certification", "CSW", "1", "CSW/renew/cpd", "says", "Old.", "New.", Span("competencies/certifications/CSW.yaml", 7, 1)
)


def change(number: int, before: str = "restricted", after: str = "certified", certification: str = "RCW") -> StateChange:
    requirement = RequirementChange("RCW/always_in_date/i03", "not_met", "met", "EXPIRED", "")
    return StateChange(
        f"L{number:04}", certification, "BM", certification, before, after, "NOT_ALWAYS_IN_DATE", "", 20999, 20999, (requirement,)
    )


def preview(*people: StateChange, changes: tuple[RuleChange, ...] = (I03,), asked: dict[str, int] | None = None) -> Preview:
    counted = People(asked or {"CSW": 200, "RCW": 80}, people, synthetic=True)
    return Preview("`main` (0123abc)", "the work tree", AS_OF, TODAY, None, changes, catalogue(), counted)


def test_the_text_says_what_when_how_many_who_and_why_in_this_order() -> None:
    text = preview_text(preview(change(1), change(2), changes=(I03, CLOSES, SAYS)))
    wanted = (
        "rules of `main` (0123abc) compared with the work tree",
        "as of 1 Dec 2026, which lies 10 days ahead: by the rules that will hold then, and the records there are today",
        "RCW/always_in_date/i03 valid.months: 12 → 24\n    --> competencies/certifications/RCW.yaml:9:3",
        "Belmora: RCW, version 1\n  closes: nothing → 2027-06-30\n    --> competencies/countries/BM/RCW.yaml:16:12",
        "and sentences, by which nobody is judged\n  CSW/renew/cpd says",
        "RCW           80        78         2  2 restricted → certified",
        "others       200       200         0",
        "all          280       278         2",
        "2 learners change state:",
        "L0001      BM  restricted → certified, until 30 Jun 2027\n      RCW/always_in_date/i03: not met (EXPIRED) → met",
        "L0002",
        "the change names days that are still ahead of the day asked about: 2027-06-30",
    )
    places = [text.index(one) for one in wanted]
    assert places == sorted(places)


def test_nobody_and_one_are_said_in_words() -> None:
    assert "nobody changes state, of 280 certificates asked about" in preview_text(preview())
    assert "1 learner changes state:" in preview_text(preview(change(1)))
    alike = replace(preview(), people=People(alike=True))
    assert "nobody changes state: the rules judge everybody alike" in preview_text(alike)
    empty = replace(preview(), people=People())
    assert "nothing is asked of anybody on that day" in preview_text(empty)
    assert "no rule reads differently" in preview_text(preview(changes=()))
    assert "only sentences read differently, by which nobody is judged" in preview_text(preview(changes=(SAYS,)))


def test_who_keeps_the_state_is_told_apart() -> None:
    later = replace(change(1, "certified", "certified"), reason_before="", valid_until_after=21500)
    below = replace(change(2, "certified", "certified"), reason_before="")
    text = preview_text(preview(later, below))
    assert "nobody changes state" in text
    assert "1 learner keeps the state with another last day or reason:" in text
    assert "until 30 Jun 2027 → 12 Nov 2028" in text
    assert "1 certificate stays as it is, with a requirement that stands differently:" in text
    assert "     1  RCW/always_in_date/i03: not met → met" in text
    [i03] = below.requirements
    reason = replace(below, requirements=(replace(i03, state_after=i03.state_before, reason_after="NO_RECORD"),))
    text = preview_text(preview(replace(later, requirements=reason.requirements), reason))
    assert "not met → not met" not in text
    assert "RCW/always_in_date/i03: not met, as before (was EXPIRED, now NO_RECORD)" in text
    assert "     1  RCW/always_in_date/i03: not met, for another reason" in text


def test_a_new_length_that_touches_nobody_says_why() -> None:
    why = "a completion keeps the length that held on its own day"
    assert why in preview_text(preview(changes=(I03,)))
    assert why not in preview_text(preview(change(1), changes=(I03,)))
    assert why not in preview_text(preview(changes=(CLOSES,)))


def test_a_long_list_ends_with_where_the_rest_is() -> None:
    people = [change(number) for number in range(MOST_LEARNERS + 7)]
    text = preview_text(preview(*people, asked={"RCW": 1000}))
    assert text.count(" restricted → certified, until") == MOST_LEARNERS
    assert "… and 7 more; `--out` and `--format json` list them all" in text
    assert len(preview_json(preview(*people, asked={"RCW": 1000}))["learners"]) == len(people)


def test_what_somebody_wrote_moves_no_cursor_and_breaks_no_table() -> None:
    nasty = replace(I03, after="\x1b[2J\u202e| <b>x</b> `y`")
    sides = preview(replace(change(1), learner="L\x1b[31m"), changes=(nasty,))
    assert "\x1b" not in preview_text(sides)
    assert "\u202e" not in preview_text(sides)
    comment = preview_markdown(sides)
    assert "\x1b" not in comment
    assert "\\| \\<b\\>x\\</b\\> \\`y\\`" in comment


def test_a_comment_names_nobody_and_hides_small_groups() -> None:
    people = [change(number) for number in range(30)] + [change(90 + number, "restricted", "due") for number in range(3)]
    comment = preview_markdown(preview(*people, changes=(I03, SAYS)))
    assert "L00" not in comment
    assert "`competencies/certifications/RCW.yaml:9:3`" in comment
    assert "**Sentences only**, by which nobody is judged: CSW/renew/cpd says." in comment
    (row,) = (line for line in comment.splitlines() if line.startswith("| RCW |"))
    assert " 3 " not in row
    assert "–" in row
    assert "fewer than five people" in comment


def test_large_groups_are_shown_and_add_up() -> None:
    comment = preview_markdown(preview(*(change(number) for number in range(30))))
    assert "| RCW | 80 | 50 | 30 |" in comment
    assert "| others | 200 | 200 | 0 |" in comment
    assert "| all | 280 | 250 | 30 |" in comment
    assert "–" not in comment


COUNTS = st.dictionaries(
    st.sampled_from(list(product(("RCW", "CSW", "FSW"), ("restricted", "lapsed"), ("certified", "due")))), st.integers(0, 40), min_size=1
)


@settings(max_examples=50, deadline=None)
@given(COUNTS, st.integers(0, 60))
def test_no_hidden_count_can_be_worked_out_from_its_row_or_column(counts: dict[tuple[str, str, str], int], keep: int) -> None:
    people, number = [], 0
    for (certification, before, after), count in sorted(counts.items()):
        for _ in range(count):
            number += 1
            people.append(change(number, before, after, certification))
    asked = {name: keep + sum(count for key, count in counts.items() if key[0] == name) for name in ("RCW", "CSW", "FSW")}
    found = People(asked, tuple(people))
    exact = {line.certification: line for line in exact_lines(found)}
    for line in exact.values():
        assert line.asked == (line.keep or 0) + sum(count or 0 for count in line.steps.values())
    lines = protected_lines(found)
    for line in lines:
        cells = [line.keep, *line.steps.values()]
        assert all(cell is None or cell == 0 or cell >= MINIMUM for cell in (line.asked, *cells))
        # One hidden cell in a row whose sum is shown would be no secret.
        assert line.asked is None or cells.count(None) != 1
    for step in lines[-1].steps:
        column = [line.steps[step] for line in lines[:-1]]
        assert lines[-1].steps[step] is None or column.count(None) != 1


def test_the_files_say_the_same_in_three_forms() -> None:
    sides = preview(replace(change(1), learner="=1+1"), change(2))
    files = preview_files(sides)
    assert files["preview.txt"].decode() == preview_text(sides)
    assert files["comment.md"].decode() == preview_markdown(sides)
    whole = json.loads(files["preview.json"])
    assert (whole["schema"], whole["contains_learner_data"], whole["days_ahead"]) == ("practicum.diff/1", True, 10)
    assert whole["rules"][0] | {"file": "", "line": 0} == {
        "country": None, "kind": "certification", "rule": "RCW", "version": "2", "follows": None, "requirement": "RCW/always_in_date/i03",
        "field": "valid.months", "what": "changed", "sentence_only": False, "before": "12", "after": "24", "file": "", "line": 0,
        "column": 3, "begins": None,
    }  # fmt: skip
    heading, first, second = csv.reader(io.StringIO(files["learners.csv"].decode("utf-8-sig")))
    assert tuple(heading) == COLUMNS
    assert first[2] == "'=1+1", "a spreadsheet must not run it"
    assert second[2:] == [
        "L0002", "BM", "RCW", "restricted", "certified", "NOT_ALWAYS_IN_DATE", "", "2027-06-30", "2027-06-30",
        "RCW/always_in_date/i03 not_met > met",
    ]  # fmt: skip


def test_without_records_there_is_no_word_about_people() -> None:
    alone = replace(preview(), people=None)
    assert "learner" not in preview_text(alone)
    assert "Who changes" not in preview_markdown(alone)
    assert preview_json(alone)["contains_learner_data"] is False

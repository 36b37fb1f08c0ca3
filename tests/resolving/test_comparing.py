"""What differs between two trees of rules: the field, the requirement, the place, and the day from which it holds."""

from __future__ import annotations

from datetime import date

from practicum.model.catalogue import Catalogue
from practicum.model.source import content_hash, find, plain
from practicum.reading import read_project
from practicum.resolving import view_of
from practicum.resolving.comparing import RuleChange, judge_alike, rule_changes
from practicum.resolving.requirement_rows import compile_rules
from tests.cases.sources import DAY, Sources, base

RULE = "competencies/certifications/FSW.yaml"
NORVALE = "competencies/countries/NV/F01.yaml"
PATCHES = "format: 1\ncountry: NV\nname: Norvale\nfictional: true\nregulated: [FSW]\npatches:\n"
CPD = "        - {id: cpd, hours: {min: 12}, says: 12 hours in each cycle.}\n"


def catalogue_of(sources: Sources) -> Catalogue:
    return read_project(sources).catalogue


def changed(*edits: tuple[str, str], path: str = RULE) -> Catalogue:
    sources = base().copy()
    for old, new in edits:
        sources.change(path, old, new)
    return catalogue_of(sources)


def compared(head: Catalogue, before: Catalogue | None = None, day: date = DAY) -> tuple[RuleChange, ...]:
    return rule_changes(before or catalogue_of(base()), head, day=day)


def told(changes: tuple[RuleChange, ...]) -> list[tuple[str, str, str, object, object]]:
    return [(one.country, one.requirement, one.field, one.before, one.after) for one in changes]


def with_patch(text: str, *, before: str = "") -> Catalogue:
    sources = base().copy()
    sources.write(NORVALE, PATCHES + before + text)
    return catalogue_of(sources)


def cpd_hash() -> str:
    tree = find(catalogue_of(base()).certifications["FSW"].tree, ("versions", 0, "renew", "all", 0))
    assert tree is not None
    return content_hash(plain(tree))


def test_equal_trees_and_other_layout_differ_in_nothing() -> None:
    assert compared(catalogue_of(base())) == ()
    layout = "        # twelve is enough\n        - says: 12 hours in each cycle.\n          hours: {min: 12}\n          id: cpd\n"
    assert compared(changed((CPD, layout))) == ()


def test_a_number_is_named_by_requirement_field_and_place() -> None:
    (one,) = compared(changed(("{min: 12}", "{min: 14}")))
    assert told((one,)) == [("", "FSW/renew/cpd", "hours.min", "12", "14")]
    assert (one.rule, one.version, one.what, one.sentence) == ("FSW", "1", "changed", False)
    assert (one.span.path, one.span.line) == (RULE, 16)


def test_sentences_are_told_from_numbers_and_judge_nobody() -> None:
    head = changed(("says: 12 hours in each cycle.", "says: Twelve hours (12) in each cycle."))
    (one,) = compared(head)
    assert one.sentence
    assert (one.requirement, one.field) == ("FSW/renew/cpd", "says")

    def tables(catalogue: Catalogue) -> object:
        return compile_rules(catalogue.certifications, catalogue.modules, catalogue.assessments)

    assert judge_alike(tables(catalogue_of(base())), tables(head))  # type: ignore[arg-type]
    assert not judge_alike(tables(head), tables(changed(("{min: 12}", "{min: 14}"))))  # type: ignore[arg-type]


def test_a_requirement_that_comes_or_goes_is_one_change() -> None:
    more = changed((CPD, CPD + "        - {id: again, module: F02, says: F02 again.}\n"))
    (came,) = compared(more)
    assert (came.requirement, came.field, came.what) == ("FSW/renew/again", "", "added")
    assert came.span.line == 17
    (went,) = compared(catalogue_of(base()), more)
    assert (went.requirement, went.what, went.gone) == ("FSW/renew/again", "removed", True)


def test_the_order_of_requirements_is_no_change() -> None:
    other = "        - {id: again, module: F02, says: F02 again.}\n"
    assert compared(changed((CPD, other + CPD)), changed((CPD, CPD + other))) == ()


def test_another_kind_of_requirement_shows_what_left_and_what_came() -> None:
    head = changed((CPD, "        - {id: cpd, says: One., all: [{id: part, module: F01, says: F01.}]}\n"))
    assert {(one.requirement, one.field, one.what) for one in compared(head) if not one.sentence} == {
        ("FSW/renew/cpd", "hours", "removed"),
        ("FSW/renew/cpd/part", "", "added"),
    }


NEXT = """  - version: "2"
    from: 2027-01-01
    says: The same with more hours.
    award:
      all:
        - {id: modules, modules: [F01, F02], says: Both modules.}
    valid: {months: 24, window_days: 90}
    renew:
      all:
        - {id: cpd, hours: {min: 16}, says: 16 hours in each cycle.}
"""


def test_a_new_version_is_compared_with_the_one_it_follows_and_says_when_it_begins() -> None:
    sources = base().copy()
    sources.write(RULE, sources.text(RULE) + NEXT)
    changes = [one for one in compared(catalogue_of(sources)) if not one.sentence]
    assert [(one.version, one.requirement, one.field, one.follows) for one in changes] == [
        ("2", "", "", ""),
        ("2", "FSW/renew/cpd", "hours.min", "1"),
    ]
    assert {one.begins for one in changes} == {date(2027, 1, 1)}
    assert {one.begins for one in compared(catalogue_of(sources), day=date(2027, 1, 1))} == {None}


def test_a_patch_shows_in_its_country_only_by_what_it_does_and_where_it_is_written() -> None:
    was = cpd_hash()
    head = with_patch(
        f"  - id: P\n    target: FSW/renew/cpd\n    was: '{was}'\n    from: 2025-01-01\n    says: Less.\n"
        "    value: {id: cpd, hours: {min: 8}, says: 8 hours in each cycle.}\n"
    )
    telling = [one for one in compared(head, with_patch("  []\n")) if not one.sentence]
    assert told(tuple(telling)) == [("NV", "FSW/renew/cpd", "hours.min", "12", "8")]
    assert telling[0].span.path == NORVALE


def test_a_patch_that_begins_later_comes_with_its_day() -> None:
    head = with_patch("  - {id: P, target: FSW/closes, action: add, from: 2027-03-01, says: Closes., value: 2027-06-30}\n")
    (one,) = compared(head, with_patch("  []\n"))
    assert (one.field, one.after, one.begins) == ("closes", "2027-06-30", date(2027, 3, 1))
    (now,) = compared(head, with_patch("  []\n"), day=date(2027, 3, 1))
    assert now.begins is None


def test_a_patch_that_is_only_told_in_other_words_is_a_sentence() -> None:
    written = "  - {id: P, target: FSW/closes, action: add, from: 2025-03-01, says: Closes., value: 2027-06-30}\n"
    (one,) = compared(with_patch(written.replace("Closes.", "It closes.")), with_patch(written))
    assert (one.kind, one.rule, one.requirement, one.field, one.sentence) == ("patch", "P", "FSW/closes", "says", True)


def test_a_change_of_the_core_is_not_told_again_for_every_country() -> None:
    changes = compared(changed(("{min: 12}", "{min: 14}")))
    assert {one.country for one in changes} == {""}


def test_a_version_added_under_a_patch_shows_what_the_country_loses() -> None:
    patch = "  - {id: P, target: FSW/closes, action: add, from: 2025-03-01, says: Closes., value: 2027-06-30}\n"
    before = with_patch(patch)
    sources = base().copy()
    sources.write(NORVALE, PATCHES + patch)
    sources.write(RULE, sources.text(RULE) + NEXT)
    head = catalogue_of(sources)
    assert view_of(head, country="NV", day=DAY).diagnostics == ()
    lost = [one for one in compared(head, before) if one.country == "NV"]
    assert [(one.version, one.field, one.before, one.after) for one in lost] == [("2", "closes", "2027-06-30", None)]


def test_what_rules_look_at_in_a_module_counts_and_its_other_texts_do_not() -> None:
    path = "curriculum/modules/F01-seeing/module.yaml"
    text = base().text(path)
    first = next(line for line in text.splitlines() if line.startswith("summary:"))
    assert compared(changed((first, "summary: Something else."), path=path)) == ()
    hours = next(line for line in text.splitlines() if line.strip().startswith("hours:"))
    changes = compared(changed((hours, hours.split(":")[0] + ": 99"), path=path))
    assert [(one.kind, one.rule, one.field, one.after) for one in changes] == [("module", "F01", "versions.1.hours", "99")]

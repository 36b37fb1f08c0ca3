"""Every rule on small sources: what it says about bad ones, word for word, and that it is silent about good ones."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields

import pytest

from practicum.diagnostics import RULES, Rule
from tests.cases.sources import Case, base, cases

ALL = cases()


def test_base_project_has_no_fault() -> None:
    assert base().messages() == ""


@pytest.mark.parametrize("case", [case for case in ALL if not case.good], ids=lambda case: case.id)
def test_bad_case(case: Case) -> None:
    messages = case.sources().messages()
    assert messages == case.expected
    assert re.search(rf"^(error|warning)\[{case.rule}\]: ", messages, re.MULTILINE), f"`{case.rule}` is silent"


@pytest.mark.parametrize("case", [case for case in ALL if case.good], ids=lambda case: case.id)
def test_good_case(case: Case) -> None:
    assert case.changes
    assert not case.expected
    assert case.sources().messages() == ""


def test_every_rule_has_a_bad_and_a_good_case() -> None:
    kinds = {(case.rule, case.good) for case in ALL}
    assert {(rule, good) for rule in RULES for good in (True, False)} - kinds == set()
    assert {rule for rule, _ in kinds} - set(RULES) == set()


def test_case_names_are_unique() -> None:
    assert [id for id, count in Counter(case.id for case in ALL).items() if count > 1] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_rule_documents_itself(rule: Rule) -> None:
    for name in (field.name for field in fields(Rule)):
        assert str(getattr(rule, name)).strip(), f"`{name}` of `{rule.code}` is empty"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.code)
    assert rule.checks.endswith(".")
    assert rule.why.endswith(".")
    assert rule.bad != rule.good


@pytest.mark.parametrize("case", [case for case in ALL if not case.good], ids=lambda case: case.id)
def test_messages_keep_the_house_form(case: Case) -> None:
    for fault in case.sources().found():
        for text in (fault.message, fault.label, fault.help, *(note.message for note in fault.notes)):
            assert not text.endswith("."), text
            # A code, a path or a name in backquotes may begin with a capital letter; a sentence does not.
            assert not text or not text[0].isupper() or text.startswith("YAML"), text
        assert fault.message
        assert fault.span.end_line > fault.span.line or fault.span.end_column >= fault.span.column

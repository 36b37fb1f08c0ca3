"""Statements become rows of tidy tables: what each tells, whom it is about, which module it is, and what takes it back."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.exchanging.xapi import Account, Cell, Met, Reading, Void, tidied
from practicum.exchanging.xapi_activities import Activities, Stands, normal, read_map
from practicum.exchanging.xapi_statements import REASONS, told_by
from practicum.workspace.statement_store import MetStatements
from tests.exchanging.lrs_standing_in import ADL, MODULE, id_of, statement

WAIVED = "https://w3id.org/xapi/adl/verbs/waived"
CMI5 = {"category": [{"id": "https://w3id.org/xapi/cmi5/context/categories/moveon"}], "grouping": [{"id": "https://publisher.example/au/7"}]}
SHOP = "https://lms.example/workshop"
KNOWN = Activities(
    {
        normal(MODULE): Stands("F01"),
        normal("https://publisher.example/au/7"): Stands("F02"),
        normal(SHOP): Stands("", "cpd", "ethics"),
        normal("https://lms.example/practicum"): Stands("F03", "supervised"),
        normal("https://lms.example/chat"): Stands("", "none"),
    },
    [("moodle.example/course/12/", Stands("F04"))],
)


class Rows(dict[str, list[tuple[Cell, ...]]]):
    """Rows by table."""

    def row(self, table: str, cells: tuple[Cell, ...]) -> None:
        self.setdefault(table, []).append(cells)


class Met1:
    """The index as plainly as it can be."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[object, int]] = {}
        self.voids: list[Void] = []

    def meet(self, id: str, says: tuple[object, ...], made: int) -> Met:
        if id not in self.known:
            self.known[id] = (says, made)
            return "new"
        return "same" if self.known[id][0] == says else "other"

    def made(self, id: str) -> int:
        return self.known.get(id, ("", 0))[1]

    def keep(self, void: Void) -> None:
        self.voids.append(void)

    def kept(self) -> Iterator[Void]:
        return iter(self.voids)


def read(statements: Sequence[Any], homes: Sequence[str] = (), index: Any = None) -> tuple[Rows, Account]:
    rows = Rows()
    told = (("f.json", number, told_by(one)) for number, one in enumerate(statements, start=1))
    account = tidied(told, Reading(KNOWN, "lms", homes=homes), index or Met1(), rows)
    assert account.came == account.used + account.set_aside + account.collapsed
    assert len(rows.get("set-aside", [])) == account.set_aside
    return rows, account


def reason(one: Any) -> str:
    account = read([one])[1]
    return next(iter(account.reasons), "")


def void(number: int, target: int) -> dict[str, Any]:
    return statement(number, "voided") | {"object": {"objectType": "StatementRef", "id": id_of(target)}}


def test_a_pass_is_a_completion_with_its_score_and_whom_the_platform_means() -> None:
    rows, account = read([statement(7)])
    said = ("F01", "2026-01-01T00:00Z", 85.0, "passed", "2026-01-01T01:00Z", "lms", "verified", None)
    assert rows == {"completions": [(id_of(7), None, "person7@example.invalid", *said)]}
    assert account.rows == {"completions": 1}


@pytest.mark.parametrize(
    ("verb", "result", "outcome"),
    [
        ("passed", {}, "passed"),
        ("mastered", {}, "passed"),
        ("failed", {}, "failed"),
        ("completed", {}, None),
        ("completed", {"success": True}, "passed"),
        ("completed", {"success": False, "completion": True}, "failed"),
        ("https://w3id.org/xapi/adl/verbs/satisfied", {}, None),
        ("http://activitystrea.ms/schema/1.0/complete", {}, None),
        ("terminated", {"completion": True, "success": True}, "passed"),
    ],
)
def test_verb_and_result_say_what_became_of_it(verb: str, result: dict[str, Any], outcome: str | None) -> None:
    rows, _ = read([statement(1, verb, result=result)])
    assert [row[6] for row in rows["completions"]] == [outcome]


@pytest.mark.parametrize("verb", ["experienced", "answered", "launched", "attended", "terminated", "https://w3id.org/xapi/adl/verbs/abandoned"])
def test_most_statements_state_no_record(verb: str) -> None:
    rows, account = read([statement(1, verb, result={"success": True, "response": ""})])
    assert not rows
    assert (account.used, account.without_record) == (1, 1)


def test_recognised_prior_learning_is_no_completion() -> None:
    teacher = {"instructor": {"account": {"homePage": "https://hr.example", "name": "L0009"}}}
    rows, _ = read([statement(1, WAIVED, context=CMI5 | teacher, result={"success": True})], ["https://hr.example"])
    assert [(row[3], row[5]) for row in rows["rpl"]] == [("F01", "L0009")]
    assert "completions" not in rows


def test_a_cmi5_activity_is_known_by_its_publishers_id() -> None:
    context = {"contextActivities": CMI5}
    rows, _ = read([statement(1, "passed", "https://lms.example/launch/83af", context=context)])
    assert rows["completions"][0][3] == "F02"
    assert reason(statement(1, "passed", "https://lms.example/launch/83af")) == "UNMAPPED_ACTIVITY"


def test_hours_count_where_the_list_says_so_and_once_a_session() -> None:
    both = [
        statement(1, "completed", SHOP, result={"duration": "PT1H30M"}),
        statement(2, "passed", SHOP, result={"duration": "PT1H30M"}),
        statement(3, "attended", "https://lms.example/practicum", result={"duration": "P1D"}),
        statement(4, "completed", SHOP),
        statement(5, "completed", SHOP, result={"duration": "90 minutes"}),
        statement(6, "completed", SHOP, result={"duration": "P1M"}),
    ]
    rows, account = read(both)
    assert [row[4:8] for row in rows["cpd"]] == [("completed", 1.5, "hour", "ethics")]
    assert [row[3:7] for row in rows["supervised"]] == [("F03", "2026-01-01T00:00Z", 24.0, "hour")]
    assert account.reasons == {"NO_DURATION": 1, "BAD_DURATION": 2}


@pytest.mark.parametrize(
    ("actor", "homes", "who"),
    [
        ({"mbox": "mailto:Ada@Example.invalid"}, (), (None, "ada@example.invalid")),
        ({"mbox": "ada@example.invalid"}, (), (None, "ada@example.invalid")),
        ({"mbox_sha1sum": "A" * 40}, (), (None, f"sha1:{'a' * 40}")),
        ({"openid": "https://id.example/ada"}, (), (None, "https://id.example/ada")),
        ({"account": {"homePage": "https://m.example", "name": "42"}}, (), (None, "https://m.example 42")),
        ({"account": {"homePage": "https://m.example", "name": 42}}, (), (None, "https://m.example 42")),
        ({"account": {"homePage": "https://m.example", "name": "ada@x.example"}}, (), (None, "ada@x.example")),
        ({"account": {"homePage": "https://m.example/", "name": "L0042"}}, ("https://m.example",), ("L0042", None)),
        ({"account": {"homePage": "https://o.example", "name": "L0042"}}, ("https://m.example",), (None, "https://o.example L0042")),
        ({"account": {"homePage": "https://m.example", "name": "L0042"}}, ("all",), ("L0042", None)),
    ],
)
def test_a_person_is_named_as_certainly_as_the_platform_does(
    actor: dict[str, Any], homes: Sequence[str], who: tuple[str | None, str | None]
) -> None:
    rows, _ = read([statement(1, actor=actor)], homes)
    assert rows["completions"][0][1:3] == who


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"actor": {"name": "Ada"}}, "NO_PERSON"),
        ({"actor": {"mbox": "mailto:"}}, "NO_PERSON"),
        ({"actor": {"account": {"name": "42"}}}, "NO_PERSON"),
        ({"actor": {"objectType": "Group", "mbox": "mailto:all@x.example"}}, "GROUP"),
        ({"timestamp": "yesterday"}, "BAD_TIME"),
        ({"timestamp": "2026-02-30T10:00:00Z"}, "BAD_TIME"),
        ({"timestamp": None, "stored": None}, "NO_TIME"),
        ({"result": {"success": False}}, "CONTRADICTION"),
        ({"result": {"score": {"scaled": 85}}}, "BAD_SCORE"),
        ({"result": {"score": {"scaled": float("inf")}}}, "BAD_SCORE"),
        ({"result": {"score": {"raw": 10**400, "max": 10}}}, "BAD_SCORE"),
        ({"result": {"score": "85"}}, "BAD_SCORE"),
        ({"version": "0.95"}, "WRONG_VERSION"),
        ({"verb": None}, "NOT_A_STATEMENT"),
        ({"object": {"objectType": "Activity"}}, "NOT_A_STATEMENT"),
        ({"object": {"id": "https://unknown.example"}}, "UNMAPPED_ACTIVITY"),
        ({"version": "2.0.0"}, ""),
        ({"timestamp": None}, ""),
        ({"timestamp": "2026-01-01T10:00:00.1234567+0300"}, ""),
        ({"result": {"score": {"raw": 8, "min": 0, "max": 10}, "response": ""}}, ""),
        ({"result": {"score": {"raw": 0, "max": 0}}}, ""),
        ({"result": {"score": {"scaled": "0.8"}}}, ""),
        ({"object": {"id": "https://moodle.example/course/12/quiz?attempt=7"}}, ""),
        ({"object": {"id": "https://lms.example/chat"}, "actor": {}}, ""),
    ],
)
def test_what_does_not_fit_is_set_aside_with_its_reason(more: dict[str, Any], why: str) -> None:
    assert reason(statement(1) | more) == why


def test_what_voids_and_what_is_voided_may_stand_anywhere() -> None:
    statements = [statement(1), statement(2, WAIVED), statement(3, "experienced", result={})]
    statements += [void(4, 1), void(5, 2), void(6, 3), void(7, 99), void(8, 4)]
    for seed in range(6):
        shuffled = random.Random(seed).sample(statements, len(statements))
        rows, account = read(shuffled)
        assert sorted(str(row[-1]) for row in rows["completions"]) == sorted(["None", id_of(1)])
        assert sorted(str(row[-1]) for row in rows["rpl"]) == sorted(["None", id_of(2)])
        assert (account.voided, account.without_record) == (2, 3)
        assert account.reasons == {"VOID_OF_VOID": 1}


def test_an_id_counts_once_and_the_first_word_holds() -> None:
    again, otherwise = statement(1) | {"stored": "2026-06-01T00:00:00Z"}, statement(1, result={"score": {"scaled": 0.2}})
    for index in (Met1(), MetStatements()):
        rows, account = read([statement(1), again, otherwise, statement(2)], index=index)
        assert [row[5] for row in rows["completions"]] == [85.0, 85.0]
        assert account.collapsed == 1
        assert account.reasons == {"OTHER_CONTENT": 1}
        assert rows["set-aside"] == [("f.json", 3, id_of(1), "OTHER_CONTENT", REASONS["OTHER_CONTENT"])]


def test_activities_that_nobody_mapped_are_counted() -> None:
    _, account = read([statement(number, "completed", f"https://x.example/{number % 2}") for number in range(5)])
    assert account.unmapped == {"https://x.example/0": [3, "What works"], "https://x.example/1": [2, "What works"]}


def test_a_list_of_activities_names_every_cell_that_is_wrong() -> None:
    rows = [
        ("Activity", "module", "counts as", "category"),
        ("https://a.example/1", "F01", "", ""),
        ("https://a.example/2", "F99", "", ""),
        ("https://a.example/3", "F01", "completed", ""),
        ("https://a.example/4", "", "supervised", ""),
        ("https://a.example/1/", "F02", "", ""),
        ("", "F02", "", ""),
        ("*", "F02", "", ""),
        ("https://a.example/5", "none", "", ""),
        ("https://a.example/6", "", "", ""),
        ("https://a.example/7", "", "cpd", "ethics"),
        ("https://a.example/sub/*", "f02", "", ""),
    ]
    whole, beginnings, faults = read_map(rows, ["F01", "F02"])
    assert [(fault.row, fault.column) for fault in faults] == [
        (3, "module"), (4, "counts_as"), (5, "module"), (6, "activity"), (7, "activity"), (8, "activity"),
    ]  # fmt: skip
    assert whole == {"a.example/1": Stands("F01"), "a.example/5": Stands("", "none"), "a.example/7": Stands("", "cpd", "ethics")}
    assert beginnings == [("a.example/sub/", Stands("F02"))]
    assert [fault.column for fault in read_map([("course", "id")], [])[2]] == ["activity", "module"]


_words = st.sampled_from([f"{ADL}passed", MODULE, "Group", "PT1H"])
_fields = st.sampled_from(["id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "version"])
_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30) | _words,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_fields, _json), _json)
def test_nothing_in_a_statement_raises_an_error(parts: dict[str, Any], anything: Any) -> None:
    read([{**statement(1), **parts}, anything, {**statement(2), "result": anything, "context": anything}])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_order_and_copies_change_nothing(data: st.DataObject) -> None:
    pool = [statement(1), statement(2, "completed"), statement(3, WAIVED), void(4, 1), statement(5, "experienced", result={})]
    chosen = data.draw(st.lists(st.sampled_from(pool), min_size=1))
    rows, account = read(chosen)
    distinct = {json.dumps(one): one for one in chosen}
    plain, _ = read(list(distinct.values()))
    assert {table: sorted(map(str, lines)) for table, lines in rows.items()} == {t: sorted(map(str, lines)) for t, lines in plain.items()}
    assert account.collapsed == len(chosen) - len(distinct)

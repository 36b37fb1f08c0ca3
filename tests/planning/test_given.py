"""What the user gives: read as it stands, and every fault named at its line in plain words."""

from __future__ import annotations

from datetime import date

import pytest

from practicum.diagnostics import Diagnostic
from practicum.model.civil_day import day_number
from practicum.planning.given import SESSIONS, Figure, read_figures, read_languages, read_prices, read_sessions, read_trainers
from practicum.publishing.timetable import COLUMNS

DAY = day_number(date(2026, 10, 15))
MODULES, COUNTRIES = ("F01", "F02", "F06"), ("BM", "NV")


def sessions(text: str) -> tuple[Diagnostic, ...]:
    return read_sessions("s.csv", text.encode(), modules=MODULES, countries=COUNTRIES, day=DAY)[1]


def test_the_columns_of_the_sites_sessions_are_ours_too() -> None:
    assert set(COLUMNS) <= set(SESSIONS)


def test_sessions_are_read() -> None:
    text = "Module,begins,seats,trainer,agencies,price\nF02,2026-11-03,18,T1 T2,NV-HART NV-MERE,400\nF01,2026-11-01,9,,,\n"
    found, faults = read_sessions("s.csv", text.encode(), modules=MODULES, countries=COUNTRIES, day=DAY)
    assert not faults
    assert [one.id for one in found] == ["F01-2026-11-01", "F02-2026-11-03"]
    assert (found[1].trainers, found[1].agencies, found[1].price, found[1].ends) == (
        ("T1", "T2"),
        ("NV-HART", "NV-MERE"),
        400.0,
        day_number(date(2026, 11, 3)),
    )


@pytest.mark.parametrize(
    ("row", "rule", "says"),
    [
        ("F02,2026-11-03,,-4,,", "bad-value", "`seats` is less than 1: `-4`"),
        ("F02,2026-11-03,,0,,", "bad-value", "`seats` is less than 1"),
        ("F02,2026-11-03,,many,,", "bad-value", "`seats` is not a whole number"),
        ("F02,2026-11-03,,,,", "missing-field", "a row of sessions has no `seats`"),
        ("F02,2026-10-15,,4,,", "bad-value", "a session begins on 2026-10-15, and plans begin after 2026-10-15"),
        ("F02,2024-01-01,,4,,", "bad-value", "a session begins on 2024-01-01"),
        ("F02,2026-11-03,2026-11-01,4,,", "bad-value", "a session ends before it begins"),
        ("F02,03/11/2026,,4,,", "bad-date", "not a day"),
        ("F20,2026-11-03,,4,,", "unknown-module", "no module is called `F20`"),
        ("F02,2026-11-03,,4,9,", "bad-value", "a session needs more people than it has seats"),
        ("F02,2026-11-03,,4,,-1", "bad-value", "`price` is less than 0"),
        (f"{'M' * 300},2026-11-03,,4,,", "bad-value", "`module` is longer than 200 characters"),
        (f"{'M' * 150},2026-11-03,,4,,", "unknown-module", f"no module is called `{'M' * 40}…`"),
    ],
)
def test_faults_of_sessions(row: str, rule: str, says: str) -> None:
    faults = sessions(f"module,begins,ends,seats,minimum,price\nF01,2026-11-01,,9,,\n{row}\n")
    assert any(fault.rule == rule and fault.message.startswith(says) and fault.span.line == 3 for fault in faults), faults
    assert all(len(fault.message) < 200 for fault in faults)


def test_every_fault_is_named_at_once() -> None:
    assert len(sessions("module,begins,seats\nF99,2026-11-03,4\nF02,yesterday,-1\n")) == 3


def test_an_unknown_column_gets_the_nearest_name() -> None:
    (fault,) = sessions("module,begins,seats,minimun\n")
    assert (fault.rule, fault.help) == ("unknown-key", "did you mean `minimum`?")


def test_two_sessions_of_one_name() -> None:
    (fault,) = sessions("id,module,begins,seats\na,F02,2026-11-03,4\na,F02,2026-11-04,4\n")
    assert fault.rule == "duplicate-id"


def test_trainers() -> None:
    good = "trainer,modules,languages,from,until,days,day_price\nT1,F01 F02,en fr,2026-11-01,,6,120\nT2,,,,,,\n"
    found, faults = read_trainers("t.csv", good.encode(), modules=MODULES, countries=COUNTRIES)
    assert not faults
    assert [(one.id, one.modules, one.most_days) for one in found] == [("T1", ("F01", "F02"), 6), ("T2", (), None)]
    bad = "trainer,modules,from,until\nT1,F09,2026-11-01,2026-10-01\nT1,,,\n"
    _, faults = read_trainers("t.csv", bad.encode(), modules=MODULES, countries=COUNTRIES)
    assert [fault.rule for fault in faults] == ["unknown-module", "bad-value", "duplicate-id"]


ITEMS = (*MODULES, "module", "cpd", "vetting")


def test_prices_as_a_table_and_as_yaml_are_the_same() -> None:
    table = "item,each,hour,currency\nF02,20,,EUR\nmodule,,4,EUR\ncpd,,2.50,\n"
    written = "F02: {each: 20, currency: EUR}\nmodule: {hour: 4}\ncpd: {hour: 2.50}\n"
    one, no_faults = read_prices("p.csv", table.encode(), items=ITEMS)
    two, none_either = read_prices("p.yaml", written.encode(), items=ITEMS)
    assert not no_faults + none_either
    assert one == two
    assert (one.of("F01", 6, "module"), one.of("F02", 6, "module"), one.currency) == (24.0, 20.0, "EUR")
    assert read_prices("p.yaml", b"F02: 20\n", items=ITEMS)[0].each == {"F02": 20.0}


@pytest.mark.parametrize(
    ("name", "text", "rule", "line"),
    [
        ("p.csv", "item,each\nF02,-3\n", "bad-value", 2),
        ("p.csv", "item,each\nF02,\n", "missing-field", 2),
        ("p.csv", "item,each\nF77,3\n", "unknown-module", 2),
        ("p.csv", "item,each\nF02,3\nF02,4\n", "duplicate-id", 3),
        ("p.csv", "item,each,currency\nF02,3,EUR\nF01,4,USD\n", "bad-value", 3),
        ("p.yaml", "F01: 1\nF02: {eech: 20}\n", "unknown-key", 2),
        ("p.yaml", "- 4\n", "wrong-type", 1),
    ],
)
def test_faults_of_prices(name: str, text: str, rule: str, line: int) -> None:
    prices, faults = read_prices(name, text.encode(), items=ITEMS)
    assert not prices
    assert (faults[0].rule, faults[0].span.line) == (rule, line)


def test_languages_and_figures() -> None:
    found, faults = read_languages("l.csv", b"agency,languages\nNV-HART,en fr\n", agencies=["NV-HART"])
    assert (found, faults) == ({"NV-HART": ("en", "fr")}, ())
    assert read_languages("l.csv", b"agency,languages\nNV-HERT,en\n", agencies=["NV-HART"])[1][0].help == "did you mean `NV-HART`?"
    figures, faults = read_figures("f.csv", b"figure,value,low,high\nbackfill_hour,8,7,9\n", known=["backfill_hour"])
    assert (figures, faults) == ({"backfill_hour": Figure(8.0, 7.0, 9.0)}, ())
    assert read_figures("f.csv", b"figure,value,low\nbackfill_hour,8,9\n", known=["backfill_hour"])[1][0].rule == "bad-value"


def test_a_file_that_is_no_table() -> None:
    assert sessions("")[0].rule == "unreadable-file"


def test_prices_in_another_encoding_and_prices_that_are_none() -> None:
    table = "item,each,note\nF02,20,Fähre\n"
    assert read_prices("p.csv", table.encode("latin-1"), items=ITEMS)[0].each == {"F02": 20.0}
    _, [fault] = read_prices("p.yaml", "F02: 20  # Fähre\n".encode("latin-1"), items=ITEMS)
    assert (fault.rule, fault.help) == ("not-utf-8", "save the file again with the encoding UTF-8")
    for empty in (b"item,each\n", b"item,each\n,\n"):
        prices, [fault] = read_prices("p.csv", empty, items=ITEMS)
        assert not prices
        assert fault.message == "no price stands in the file"

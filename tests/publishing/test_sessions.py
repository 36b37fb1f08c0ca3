"""The next sessions an organisation gives: read with every fault at its line, shown where a learner looks."""

from __future__ import annotations

from datetime import date

import pytest

from practicum.publishing import SiteSources, publish, read_sessions, told_of_sessions
from tests.publishing.shipped import DAY, views_of
from tests.publishing.small_curriculum import FILES, HOME, read_small

HEAD = "module,begins,ends,time,place,country,language,mode,ask,note\n"
TABLE = (
    HEAD
    + 'M1,2026-12-03,2026-12-04,9:00,"Hall, Hart",NV,en,classroom,"Ana <b>, +000 555 0101, ana@example.org",soup\n'
    + "M1,2026-11-01,,,,,,,Nobody,over\n"
    + "M1,2026-11-20,2026-11-21,,,,,,Somebody,\n"
)


def pages(table: str) -> dict[str, str]:
    catalogue = read_small(FILES)
    found, faults = read_sessions("sessions.csv", table.encode(), catalogue)
    assert not faults
    stage = publish(views_of(catalogue, "fr"), SiteSources(pages=HOME), sessions=found)
    return {name: data.decode() for name, data in stage.files.items() if name.endswith(".md")}


def test_a_module_shows_its_next_sessions_and_whom_to_ask() -> None:
    held = pages(TABLE)
    for name in ("en/pages/modules/M1.md", "en/pages/sessions.md"):
        text = held[name]
        assert '<time datetime="2026-12-03">3 December 2026</time>' in text
        assert "Ana &lt;b&gt;, " in text
        assert '<a href="tel:+0005550101">+000 555 0101</a>' in text
        assert '<a href="mailto:ana@example.org">' in text
        assert "Hall, Hart, classroom, Norvale, English" in text
        assert "Nobody" not in text
        assert text.index("Somebody") < text.index("Ana"), "what comes first stands first"
        assert text.count("has begun") == 1
    assert "Next sessions" not in held["en/pages/modules/M2.md"]


def test_without_a_table_there_is_no_page() -> None:
    assert "en/pages/sessions.md" not in pages(HEAD)
    assert "en/pages/sessions.md" not in pages(HEAD + "M1,2026-11-20,,,,,,,Ana,\n")


@pytest.mark.parametrize(
    ("table", "rule", "place", "help"),
    [
        ("module,begins\nM1,2027-01-01\n", "missing-field", "s.csv:1:1", "whom to ask"),
        ("module,begins,ask,plce\nM1,2027-01-01,A,B\n", "unknown-key", "s.csv:1:19", "did you mean `place`?"),
        ("module,begins,ask,ask\nM1,2027-01-01,A,B\n", "duplicate-key", "s.csv:1:19", ""),
        ("module,begins,ask\nM1,2027-01-01,\n", "missing-field", "s.csv:2:15", "whom to ask"),
        ("module;begins;ask\nM1;01/02/2027;A\n", "bad-date", "s.csv:2:4", "year-month-day"),
        ("module,begins,ask\nM1,2027-02-30,A\n", "bad-date", "s.csv:2:4", "year-month-day"),
        ("module,begins,ask\nM9,2027-01-01,A\n", "unknown-module", "s.csv:2:1", "known are M1"),
        ("module,begins,ask\nm1,2027-01-01,A\n", "unknown-module", "s.csv:2:1", "did you mean `M1`?"),
        ("module,begins,ends,ask\nM1,2027-01-02,2027-01-01,A\n", "bad-value", "s.csv:2:15", ""),
        ("module,begins,ask,country\nM1,2027-01-01,A,XX\n", "bad-value", "s.csv:2:17", "NV"),
        ("module,begins,ask,mode\nM1,2027-01-01,A,class\n", "bad-value", "s.csv:2:17", "classroom"),
        ("module,begins,ask,language\nM1,2027-01-01,A,English\n", "bad-value", "s.csv:2:17", "such as en"),
        (f"module,begins,ask\nM1,2027-01-01,{'a' * 201}\n", "bad-value", "s.csv:2:15", ""),
        ('module,begins,ask,note\nM1,2027-01-01,A,"two\nlines"\nM9,2027-01-01,A,\n', "unknown-module", "s.csv:4:1", ""),
        ("sep=;\nmodule;begins;ask\nM9;2027-01-01;A\n", "unknown-module", "s.csv:3:1", ""),
        ("", "unreadable-file", "s.csv:1:1", ""),
        ("%PDF-1.7", "unreadable-file", "s.csv:1:1", "CSV"),
    ],
)
def test_a_fault_is_named_at_its_line(table: str, rule: str, place: str, help: str) -> None:
    found, faults = read_sessions("s.csv", table.encode(), read_small(FILES))
    assert not found, "with a fault nothing is shown"
    assert [(fault.rule, str(fault.span)) for fault in faults] == [(rule, place)]
    assert help in faults[0].help


def test_a_table_that_is_not_utf_8_is_refused() -> None:
    _, faults = read_sessions("s.csv", "module,begins,ask\nM1,2027-01-01,Núñez\n".encode("cp1252"), read_small(FILES))
    assert [fault.rule for fault in faults] == ["not-utf-8"]


def test_a_table_that_is_far_too_large_is_refused_before_it_is_read() -> None:
    row = "M1,2027-01-01,Ana\n"
    for many, said in ((2_001, "2,000 rows"), (120_000, "2,000,000 bytes")):
        _, faults = read_sessions("s.csv", ("module,begins,ask\n" + row * many).encode(), read_small(FILES))
        assert [fault.rule for fault in faults] == ["unreadable-file"]
        assert said in faults[0].message


def test_a_fault_in_a_workbook_is_named_by_its_cell() -> None:
    import io

    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate((["module", "begins", "ask"], ["M1", "2027-01-01", "Ana\nBo"], ["M1", "2027-13-01", "Ana"])):
            sheet.write_row(row, 0, cells)
    _, faults = read_sessions("s.xlsx", held.getvalue(), read_small(FILES))
    assert [(fault.rule, str(fault.span)) for fault in faults] == [("bad-date", "s.xlsx:3:2")]
    assert faults[0].message.endswith("(cell B3)")


def test_what_is_not_shown_is_said() -> None:
    catalogue = read_small(FILES)
    found, _ = read_sessions("s.csv", TABLE.encode(), catalogue)
    assert told_of_sessions(found, DAY) == "1 of 3 sessions are over on 2026-11-21 and left out"
    assert told_of_sessions(found, date(2027, 1, 1)) == "every session of the table is over on 2027-01-01, so none is shown"
    assert not told_of_sessions(found, date(2026, 1, 1))


def test_a_session_of_a_country_stands_on_its_edition_and_others_do_not() -> None:
    from practicum.publishing.connections import connect
    from practicum.publishing.making import Making
    from practicum.publishing.sessions import next_sessions
    from practicum.publishing.timetable import coming
    from practicum.publishing.words import Words

    catalogue = read_small(FILES)
    found, _ = read_sessions("s.csv", (TABLE + "M1,2027-01-01,,,,,,,Everybody,\n").encode(), catalogue)
    making = Making(catalogue, connect(catalogue, DAY), Words("fr"), DAY, sessions=coming(found, DAY))
    shown = next_sessions(making, "M1", "NV")
    assert "3 décembre 2026" in shown
    assert "Norvale, anglais" in shown
    other = next_sessions(making, "M1", "TM")
    assert "Everybody" in other
    assert "Ana" not in other
    assert not coming(found, date(2027, 1, 2))

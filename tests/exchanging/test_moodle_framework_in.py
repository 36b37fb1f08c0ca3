"""`practicum import moodle`: what Moodle exported, what we exported, and what came damaged; every fault at its cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.authoring import Draft, Refused
from practicum.authoring.adding_frameworks import NewFramework, add_framework
from practicum.exchanging.faulty_file import FaultyFile
from practicum.exchanging.moodle_cells import HEADINGS, written
from practicum.exchanging.moodle_descriptions import texts_of
from practicum.exchanging.moodle_framework import export
from practicum.exchanging.moodle_framework_in import LIMITS, MOST_BYTES
from practicum.exchanging.moodle_framework_in import read_framework as read_file
from practicum.model.catalogue import Catalogue
from practicum.model.foreign_framework import ForeignFramework, every_item
from practicum.reading import InMemory, read_project
from practicum.resolving import View
from practicum.tables.writing import write_xlsx
from tests.authoring.small_project import call, good, held, put
from tests.exchanging.test_moodle_framework import GOLDEN, SCALE, cells, one, only, shipped, view_with

SMALL = view_with(
    [("A", "Talking", [one("A-1", "Listens", "Listens to the end", ("waits", "asks back")), one("A-2", "Asks")]), ("B", "Writing", [])],
    levels=SCALE,
)


def read_framework(name: str, data: bytes) -> ForeignFramework:
    return read_file(name, data).foreign


def rows(view: View = SMALL) -> list[list[str]]:
    return cells(only(view, "fw"))


def with_cells(**changes: str) -> bytes:
    """The small framework with other texts in its cells, such as `A3="x"`: columns are letters, rows count from 1."""
    held = rows()
    for place, text in changes.items():
        held[int(place[1:]) - 1][ord(place[0]) - ord("A")] = text
    return written(held[1:])


def faults(data: bytes, name: str = "fw.csv") -> list[str]:
    with pytest.raises(FaultyFile) as caught:
        read_framework(name, data)
    return [str(fault) for fault in caught.value.faults]


def test_what_moodle_exported_is_read() -> None:
    if not GOLDEN.is_file():
        pytest.skip("the framework that a real Moodle exported is not on this machine; name its folder in PRACTICUM_CHECKS")
    found = read_framework("moodle.csv", GOLDEN.read_bytes())
    assert (found.title, found.id, found.version, found.description) == ("Child protection framework", "CPF", "", "Demo")
    assert [(level.number, level.name) for level in found.levels] == [
        (0, "Not yet competent"), (1, "Foundation"), (2, "Proficient"), (3, "Expert")
    ]  # fmt: skip
    assert [(depth, item.code, item.kind, item.statement) for depth, item in every_item(found.items)] == [
        (1, "CM", "domain", "Domain"), (2, "CM.1", "competency", "Competency"), (3, "CM.1.a", "indicator", ""),
        (3, "CM.1.b", "indicator", ""), (2, "CM.2", "competency", ""),
    ]  # fmt: skip
    assert found.remarks == ()
    losses = read_file("moodle.csv", GOLDEN.read_bytes()).losses
    assert {(loss.count, loss.what) for loss in losses if loss.count} == {
        (1, "rules by which Moodle completes a competency"), (4, "competencies with cross-references"),
        (1, "level from which Moodle calls people proficient"),
    }  # fmt: skip


def taken_in(foreign: ForeignFramework) -> Catalogue:
    """What stands in an empty project after it was taken in."""
    changes = add_framework(Draft(InMemory({})), Catalogue(), foreign, NewFramework(own=True), source="fw.csv")
    texts = {path: text if isinstance(text, bytes) else (text or "").encode() for path, text in changes.texts.items()}
    return read_project(InMemory(texts)).catalogue


def compare(view: View, framework: str) -> None:
    """Out and in again: equal in all that was not said to be lost."""
    came = taken_in(read_framework("fw.csv", only(view, framework)))
    catalogue = view.catalogue
    theirs, ours = came.frameworks[framework].value, catalogue.frameworks[framework].value
    # Lost and said so: the base address, how long evidence counts, and in which ways a level is granted.
    kept = [replace(level, granted_by="none" if level.level == 0 else "module") for level in ours.levels]
    assert theirs == replace(ours, base_url=theirs.base_url, evidence_months=None, levels=tuple(kept))
    for id in ours.domains:
        domain = catalogue.domains[id].value
        inside = tuple(replace(held, sources=()) for held in domain.competencies if held.retired is None)
        assert came.domains[id].value == replace(domain, competencies=inside)


def test_the_core_framework_comes_back_but_for_what_was_said_to_be_lost() -> None:
    compare(shipped(), "care-reform")


# A letter first, so that no text is empty, `0` or a number of a list.
WORDS = st.text(st.characters(categories=["L", "N", "Po", "Sm", "Mn"], exclude_characters="<\\") | st.just(" "), max_size=40).map(
    lambda text: " ".join(f"x{text}".split())
)
IDS = st.from_regex(r"Q[A-Za-z0-9_.\-]{0,5}", fullmatch=True)


@settings(max_examples=60)
@given(st.lists(IDS, min_size=2, max_size=8, unique_by=str.casefold), st.data())
def test_what_is_written_comes_back(ids: list[str], data: st.DataObject) -> None:
    domain, *below = ids
    inside = [one(id, data.draw(WORDS), data.draw(WORDS), data.draw(st.lists(WORDS, min_size=1, max_size=3))) for id in below]
    view = view_with([(domain, data.draw(WORDS), inside)], title=data.draw(WORDS), description=data.draw(WORDS))
    found = read_framework("fw.csv", only(view, "fw"))
    (item,) = found.items
    assert (found.id, found.version, found.title) == ("fw", "1.0", view.catalogue.frameworks["fw"].value.title)
    assert found.description == view.catalogue.frameworks["fw"].value.description
    assert [(level.number, level.name, level.means) for level in found.levels] == [(held.level, held.name, held.means) for held in SCALE]
    assert (item.code, item.title, item.statement) == (domain, view.catalogue.domains[domain].value.title, "What it holds.")
    assert [(held.code, held.title, held.statement, held.indicators) for held in item.children] == [
        (held.id, held.title, held.statement, held.indicators) for held in inside
    ]


@pytest.mark.parametrize(
    ("encode", "remark"),
    [
        (lambda text: text.encode("utf-8-sig"), ""),
        (lambda text: text.encode("utf-16"), ""),
        (lambda text: text.encode("utf-16-le"), "read as utf-16-le"),
        (lambda text: text.encode("cp1252"), "read as cp1252"),
        (lambda text: text.replace("\n", "\r\n").encode(), ""),
        (lambda text: text.replace("\n", "\r").encode(), ""),
        (lambda text: "\n\n".join(text.split("\n")).encode(), ""),
    ],
)
def test_it_is_read_in_whatever_letters_it_came(encode: Callable[[str], bytes], remark: str) -> None:
    text = with_cells(C3="Écouter, être là").decode()
    found = read_framework("fw.csv", encode(text))
    assert found.items[0].title == "Écouter, être là"
    assert remark in "".join(found.remarks)


def test_other_dividers_and_a_workbook_are_read_alike() -> None:
    held = rows()
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(held)
    book = io.BytesIO()
    write_xlsx(book, held[0], held[1:])
    wanted = read_framework("fw.csv", written(held[1:]))
    assert read_framework("fw.csv", out.getvalue().encode()) == wanted
    assert read_framework("fw.xlsx", book.getvalue()) == wanted


def test_headings_of_another_language_go_by_their_place_and_a_shorter_row_ends_empty() -> None:
    held = rows()
    held[0] = [f"Colonne {number}" for number in range(14)]
    held[3] = held[3][:12]
    out = io.StringIO()
    csv.writer(out).writerows(held)
    assert read_framework("fw.csv", out.getvalue().encode()).items == read_framework("fw.csv", with_cells()).items


def test_swapped_columns_are_read_by_their_headings_and_without_these_refused() -> None:
    def swapped(head: bool) -> bytes:
        held = rows()
        for row in held[0 if head else 1 :]:
            row[0], row[12] = row[12], row[0]
        out = io.StringIO()
        csv.writer(out).writerows(held)
        return out.getvalue().encode()

    found = read_framework("fw.csv", swapped(True))
    assert found.items == read_framework("fw.csv", with_cells()).items
    assert "its columns are in another order than Moodle's: they were read by their headings" in found.remarks
    (fault,) = faults(swapped(False))
    assert fault.startswith("fw.csv: column M (Is framework): too many rows say that it is the framework")
    assert "Parent ID number, ID number, Short name" in fault


def test_a_missing_heading_is_named() -> None:
    held = rows()
    out = io.StringIO()
    csv.writer(out).writerows([row[1:] for row in held])
    found = faults(out.getvalue().encode())
    assert found[0].startswith("fw.csv: row 1, column A: is headed “ID number”, where Moodle has “Parent ID number”; put the columns")
    assert len(found) == 14


@pytest.mark.parametrize(
    ("changes", "place", "says"),
    [
        ({"A4": "X"}, "row 4, column A (Parent ID number)", "no row has the id “X”, so Moodle drops this one and all below it"),
        ({"A4": "a"}, "row 4, column A (Parent ID number)", "did you mean “A”?"),
        ({"B5": "A-1"}, "row 5, column B (ID number)", "the id of row 4 again"),
        ({"B5": ""}, "row 5, column B (ID number)", "is empty: Moodle stops here"),
        ({"C5": ""}, "row 5, column C (Short name)", "is empty: Moodle stops here"),
        ({"B5": "A" * 101}, "row 5, column B (ID number)", "has 101 characters, and Moodle cuts it at 100"),
        ({"A3": "A"}, "row 3, column A (Parent ID number)", "goes round in a circle: A → A"),
        ({"A3": "B", "A6": "A"}, "column A (Parent ID number)", "goes round in a circle: A → B → A"),
        ({"F2": "None,Aware,Able,well"}, "row 2, column F (Scale values)", ""),
        ({"F2": "None,,Able"}, "row 2, column F (Scale values)", "a scale has two names or more"),
        ({"F2": "None;Aware"}, "row 2, column F (Scale values)", "a scale has two names or more"),
        ({"F2": "None,Aware"}, "row 2, column F (Scale values)", "has 2 names, and its configuration speaks of number 3"),
        ({"G2": "[" * 100_000}, "row 2, column G (Scale configuration)", "is not the list that Moodle writes there"),
        ({"G2": '[{"id":1e400}]'}, "row 2, column G (Scale configuration)", "is not the list that Moodle writes there"),
        ({"G2": '[{"id":' + "9" * 5000 + "}]"}, "row 2, column G (Scale configuration)", "is not the list that Moodle writes there"),
        ({"M2": ""}, "column M (Is framework)", "no row says that it is the framework"),
        ({"C2": ""}, "row 2, column C (Short name)", "the framework has no name"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_cell(changes: dict[str, str], place: str, says: str) -> None:
    if not says:
        # A comma too many makes one level more: nobody can see that, and what was read is shown.
        assert len(read_framework("fw.csv", with_cells(**changes)).levels) == 4
        return
    found = faults(with_cells(**changes))
    assert len(found) == 1, found
    assert place in found[0]
    assert says in found[0]


def test_a_second_framework_is_named() -> None:
    held = rows()
    (fault,) = faults(written([*held[1:], held[1]]))
    assert fault.startswith("fw.csv: row 7, column M (Is framework): a second framework, after the one of row 2")


def test_a_row_that_slipped_is_named_and_so_is_what_it_leaves_behind() -> None:
    text = with_cells(C4="Plans, not for them").decode().replace('"Plans, not for them"', "Plans, not for them")
    (fault,) = faults(text.encode())
    assert fault.startswith("fw.csv: row 4, column M (Is framework): a second mark of a framework, after row 2, and no scale")


def test_without_a_row_of_headings_it_is_read_and_that_is_said() -> None:
    found = read_framework("fw.csv", with_cells().split(b"\n", 1)[1])
    assert [(item.code, item.place) for _, item in every_item(found.items)] == [
        ("A", "row 2"), ("A-1", "row 3"), ("A-2", "row 4"), ("B", "row 5")
    ]  # fmt: skip
    assert found.remarks == ("it has no row of headings; Moodle would pass over its first row",)


def test_a_backslash_before_a_quote_is_named_by_its_line() -> None:
    text = with_cells(D4="<p>a</p>").decode().replace("<p>a</p>", '"says \\"no\\" twice"')
    assert "fw.csv: line 4: a backslash stands before a quote" in faults(text.encode())[0]


def test_all_faults_come_at_once() -> None:
    assert len(faults(with_cells(A4="X", C5="", F2="a"))) == 3


def test_a_tree_too_deep_is_named_once_and_a_long_circle_is_shown_short() -> None:
    base = rows()[:2]
    deep = [*base, *([f"L{at - 1}" if at else "", f"L{at}", "x", "", "1", *[""] * 9] for at in range(30_000))]
    found = faults(written(deep[1:]))
    assert [fault for fault in found if " deep" in fault] == [
        "fw.csv: row 23, column A (Parent ID number): puts it 21 deep, and 20 is the most; leave steps out"
    ]
    deep[2][0] = "L29999"
    (fault,) = faults(written(deep[1:]))
    assert "goes round in a circle: L0 → L29999 → L29998 → L29997 → L29996 → L29995 → … → L0; leave the parent of one" in fault


def test_the_bar_of_proficiency_is_said_to_be_lost_where_an_export_would_not_give_it_back() -> None:
    view = shipped()
    for level, said in ((3, ("`Independent practice`: add `--proficient 3` when you export it to Moodle again", 1)), (4, ("", 0))):
        (data,) = export(view, "care-reform", proficient=level).files.values()
        bar = read_file("fw.csv", data).losses[-1]
        assert bar.count == said[1]
        assert said[0] in bar.why


def test_a_case_package_is_sent_where_it_is_read() -> None:
    with pytest.raises(Refused) as caught:
        read_file("fw.csv", b'{"CFDocument": {}}')
    assert caught.value.message == "fw.csv: the file is JSON, or packed with gzip, and no table"
    assert caught.value.help.startswith("a CASE package is read by `practicum import case FILE`")


def test_the_framework_as_parent_is_remarked_and_rules_are_counted() -> None:
    both = read_file("fw.csv", with_cells(A3="fw-1.0", H4="core_competency\\rule", K4="A-2", F5="a,b", C5="x" * 120))
    assert [loss.count for loss in both.losses[:3]] == [1, 1, 1]
    found = both.foreign
    assert [item.code for item in found.items] == ["A", "B"]
    assert found.remarks == (
        "1 row names the framework as its parent, and was put at the top",
        "1 short name has more than 100 characters, where Moodle itself cuts",
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no table"),
        (b"%PDF-1.7", "is a PDF"),
        (b"<html><body>login</body></html>", "is a web page"),
        (b"a,b,c,d,e\n" * 20 + b"a\x00,b", "is not text"),
        (b'"Parent ID number,' + b"x" * 300_000, ""),
        (b"x" * (MOST_BYTES + 1), "larger than 20,000,000 bytes"),
        (b"PK\x03\x04broken", ""),
    ],
)
def test_what_is_no_such_file_is_refused_in_plain_words(data: bytes, says: str) -> None:
    with pytest.raises(Refused) as caught:
        read_framework("fw.csv", data)
    assert says in caught.value.message
    assert caught.value.help
    assert LIMITS.bytes == MOST_BYTES


@pytest.mark.parametrize(
    ("text", "form", "wanted"),
    [
        ("<p>a<script>alert(1)</script> b</p>", "1", (["a b"], [])),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>after", "1", (["after"], ["a", "b"])),
        ("x &amp;lt;b&amp;gt; &#60; y", "1", (["x &lt;b&gt; < y"], [])),
        ("no tags, one\nline", "0", (["no tags, one line"], [])),
        ("first\n\n- a\n- b\n* c\n1. d\nlast <b>", "2", (["first", "last <b>"], ["a", "b", "c", "d"])),
        ("</li></p><p", "1", (["<p"], [])),
        ("<li>" * 50_000 + "deep", "1", ([], ["deep"])),
    ],
)
def test_descriptions_become_texts(text: str, form: str, wanted: tuple[list[str], list[str]]) -> None:
    assert texts_of(text, form) == wanted


@given(st.text(max_size=200), st.sampled_from(["0", "1", "2", "4", ""]))
def test_no_description_is_too_odd(text: str, form: str) -> None:
    paragraphs, points = texts_of(text, form)
    assert all(part == " ".join(part.split()) and part for part in [*paragraphs, *points])


def read_or_refused(data: bytes) -> ForeignFramework | None:
    """What was read; None where it was refused with a reason and a fix, which nothing else may happen."""
    try:
        return read_framework("fw.csv", data)
    except Refused as refused:
        return None if refused.message and refused.help else pytest.fail("refused without a word")


CELLS = st.sampled_from(["", "A", "a", "A-1", " A", "1", "0", "x,y", "\\", '"', "<p>a</p>", '[{"scaleid":"1"}]', "[]", "é", "\n", "TRUE"])


@settings(max_examples=150)
@given(st.lists(st.lists(CELLS, max_size=16), max_size=8), st.booleans())
def test_whatever_comes_is_read_or_refused_with_reasons(many: list[list[str]], head: bool) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([list(HEADINGS)] if head else [])
    csv.writer(out).writerows(many)
    read_or_refused(out.getvalue().encode())


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(2, 6), st.integers(0, 13), CELLS), max_size=6))
def test_a_framework_with_odd_cells_is_read_or_refused_with_reasons(many: list[tuple[int, int, str]]) -> None:
    changed = {f"{'ABCDEFGHIJKLMN'[column]}{row}": text for row, column, text in many}
    found = read_or_refused(with_cells(**changed))
    assert found is None or len(list(every_item(found.items))) == 4


# -- the command ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return put(tmp_path / "my project")


def test_the_command_writes_files_that_pass_the_check(project: Path) -> None:
    (project / "fw.csv").write_bytes(with_cells(B4="Z-1", B5="Z-2", A4="Z", A5="Z", B3="Z", B6="Y"))
    said = good(project, "import", "moodle", "fw.csv", "--licence", "CC BY 4.0", "--as", "theirs")
    assert "new framework theirs: A framework, from fw.csv: 2 domains, 2 competencies" in said
    assert "competencies/frameworks/theirs/Z.yaml" in held(project)
    assert "0 errors" in good(project, "check") or "no faults" in good(project, "check")
    # The project's own framework is still the one that is exported where none is named.
    good(project, "export", "moodle", "--out", "own.csv")
    good(project, "export", "moodle", "theirs", "--out", "theirs.csv")


def test_a_faulty_file_leaves_everything_as_it_was(project: Path) -> None:
    before = held(project)
    (project / "fw.csv").write_bytes(with_cells(A4="X", C5=""))
    refused = call(project, "import", "moodle", "fw.csv")
    assert refused.exit_code == 1
    assert "fw.csv: row 4, column A (Parent ID number): no row has the id “X”" in refused.output
    assert "fw.csv has 2 faults, so nothing was written" in refused.output
    assert held(project) == before


def test_a_file_of_a_gigabyte_is_refused_at_once(project: Path) -> None:
    with (project / "fw.csv").open("wb") as stream:
        stream.truncate(1_000_000_000)
    refused = call(project, "import", "moodle", "fw.csv")
    assert refused.exit_code == 1
    assert "larger than 20,000,000 bytes" in refused.output

"""`practicum import framework`: what ministries hand out as spreadsheets, every fault at its cell."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.authoring import Draft, Refused
from practicum.authoring.adding_frameworks import NewFramework, add_framework
from practicum.cli.export_case import command as case_out
from practicum.cli.import_case import command as case_in
from practicum.cli.import_framework import command as framework_in
from practicum.exchanging.faulty_file import FaultyFile
from practicum.exchanging.framework_sheet import IncomingSheet, read_framework_sheet
from practicum.model.foreign_framework import ForeignItem
from practicum.model.framework_profile import FrameworkProfile
from practicum.publishing.competencies import competency_pages
from practicum.publishing.connections import connect
from practicum.publishing.making import Making
from practicum.publishing.words import Words
from practicum.reading import InMemory, read_project
from practicum.workspace.project import find_project
from tests.authoring.small_project import call, good, held, put
from tests.cases.sources import DAY

AUTO = FrameworkProfile(format=1)


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook; a cell that is a pair is merged downwards over so many rows."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        sheet.merge_range(number, place, number + cell[1] - 1, place, cell[0])
                    elif cell is not None:
                        sheet.write(number, place, cell)
    return out.getvalue()


def lines(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def read(data: bytes, profile: FrameworkProfile = AUTO, name: str = "a.xlsx") -> IncomingSheet:
    return read_framework_sheet(name, data, profile)


def outline(items: Sequence[ForeignItem]) -> list[Any]:
    """Code or title of each item, with its signs, and what stands below it."""
    return [
        (one.code or one.title or one.statement, *one.indicators, *([outline(one.children)] if one.children else [])) for one in items
    ]  # fmt: skip


MERGED = workbook(
    Standards=[
        ["National competency standards (invented)"],
        ["Approved 2024"],
        [],
        ["Domain", "Code", "Competency", "Performance indicators", "Remarks"],
        [("1. Working with children", 3), ("1.1", 2), ("Builds trust", 2), "keeps promises"],
        [None, None, None, "• listens\n• reads it back", "new"],
        [None, "1.2", "Asks", "asks again"],
        ["2. Working with families", "2.1", "Finds strengths", "names two"],
    ],
    Legend=[["Abbreviation", "Meaning"], ["SW", "Social worker"]],
)


def test_merged_cells_and_titles_above_the_headings() -> None:
    found = read(MERGED)
    assert outline(found.foreign.items) == [
        ("1", [("1.1", "keeps promises", "listens", "reads it back"), ("1.2", "asks again")]),
        ("2", [("2.1", "names two")]),
    ]
    (sheet,) = found.sheets
    assert (sheet.heading_row, sheet.hierarchy) == (4, "columns")
    assert {loss.what: loss.count for loss in found.losses} == {"cells of column E `Remarks`": 1, "sheet `Legend`": 1}


@pytest.mark.parametrize(
    ("rows", "tree"),
    [
        (["No,Standard", "1,Talk", "1.1,Listen", "1.2,Ask", "2,Write", "2.1,Record"],
         [("1", [("1.1",), ("1.2",)]), ("2", [("2.1",)])]),
        (["Code,Title", "A,Talk", "A1,Listen", "A1.1,Waits", "B,Write"], [("A", [("A1", [("A1.1",)])]), ("B",)]),
        # A code that is missing in between: the next one above it counts.
        (["Code,Title", "1,Talk", "1.1.1,Listen"], [("1", [("1.1.1",)])]),
        (["Code,Parent,Title", "x,,Talk", "y,x,Listen", "z,y,Waits"], [("x", [("y", [("z",)])])]),
        (["Code;Code parent;Intitulé", "x;;Parler", "y;x;Écouter"], [("x", [("y",)])]),
        (["Title,Indicators", "Listens,waits", ",asks again", "Writes,dates it"],
         [("Listens", "waits", "asks again"), ("Writes", "dates it")]),
        # Cells that are repeated instead of merged.
        (["Area,Competency,Indicator", "T,Listens,waits", "T,Listens,asks", "W,Writes,dates"],
         [("T", [("Listens", "waits", "asks")]), ("W", [("Writes", "dates")])]),
        # Rows of one domain that do not stand together.
        (["Area,Competency", "T,Listens", "W,Writes", "T,Asks"], [("T", [("Listens",), ("Asks",)]), ("W", [("Writes",)])]),
        (["Area,Section,Competency", "T,One,Listens", ",Two,Asks", "W,,Writes"],
         [("T", [("One", [("Listens",)]), ("Two", [("Asks",)])]), ("W", [("Writes",)])]),
        (["Код,Компетенция", "Щ-1,Слушает", "Щ-2,Спрашивает"], [("Щ-1",), ("Щ-2",)]),
    ],
)  # fmt: skip
def test_three_kinds_of_trees(rows: list[str], tree: list[Any]) -> None:
    assert outline(read(lines(*rows), name="a.csv").foreign.items) == tree


def test_headings_that_say_nothing_are_known_by_what_stands_below_them() -> None:
    found = read(lines("c1,c2,c3", "1,,Talking with people", "1.1,1,Listens to the end", "1.2,1,Asks a second time"), name="a.csv")
    assert [(one.heading, one.role) for one in found.sheets[0].columns] == [("c1", "code"), ("c2", "parent"), ("c3", "title")]
    assert "each is a code of column A" in found.sheets[0].columns[1].why


def test_what_is_told_decides() -> None:
    rows = lines("Code,Title,Extra", "1,Talk,Listens and waits", "2,Ask,Asks again")
    told = FrameworkProfile(format=1, columns={"extra": "statement", "B": "ignore"})
    found = read(rows, told, "a.csv")
    assert [(one.title, one.statement) for one in found.foreign.items] == [("", "Listens and waits"), ("", "Asks again")]
    for columns, says in (({"Extr": "statement"}, "there is no column `Extr`"), ({"Extra": "statment"}, "nothing a column can hold")):
        with pytest.raises(Refused, match=says) as refused:
            read(rows, FrameworkProfile(format=1, columns=columns), "a.csv")
        assert "did you mean" in refused.value.help
    # In a workbook of several sheets too, where it fits none of them.
    with pytest.raises(Refused, match="`titel` is nothing a column can hold"):
        read(MERGED, FrameworkProfile(format=1, columns={"C": "titel"}))


def test_a_sheet_a_domain() -> None:
    found = read(workbook(Talking=[["Title"], ["Listens"], ["Asks"]], Writing=[["Title"], ["Records"]]))
    assert outline(found.foreign.items) == [("Talking", [("Listens",), ("Asks",)]), ("Writing", [("Records",)])]
    two = workbook(Talking=[["Title"], ["Listens"]], Writing=[["Title"], ["Records"]])
    one = read(two, FrameworkProfile(format=1, sheets=("Writing",)))
    assert outline(one.foreign.items) == [("Records",)]


FRENCH = {
    "Couverture": [["Ministère (inventé)"], ["Édition 2024"]],
    "Référentiel": [
        ["Référentiel national"], [],
        ["Domaine", "N°", "Libellé", "Critères d'évaluation"],
        [("Éthique", 3), ("1.1", 2), ("Respecter la dignité", 2), "écoute"],
        [None, None, None, "explique"],
        [None, "1.10", "Garder le secret", "ferme les dossiers"],
        [],
        ["Soins", "2.1", "Accompagner", "vient à l'heure"],
    ],
    "Niveaux": [
        ["Niveau", "Libellé", "Définition", "Couleur"], [2, "Confirmé", "agit seul", "bleu"], [1, "Débutant", "suit les consignes"],
    ],
}  # fmt: skip


def test_french_headings_and_a_sheet_of_levels() -> None:
    found = read(workbook(**FRENCH))
    assert outline(found.foreign.items) == [
        ("Éthique", [("1.1", "écoute", "explique"), ("1.10", "ferme les dossiers")]), ("Soins", [("2.1", "vient à l'heure")]),
    ]  # fmt: skip
    assert [(one.number, one.name, one.means) for one in found.foreign.levels] == [
        (1, "Débutant", "suit les consignes"), (2, "Confirmé", "agit seul"),
    ]  # fmt: skip
    assert found.says()[-1] == "a.xlsx#Niveaux: headings in row 1; the levels: Débutant, Confirmé"
    assert {loss.what: loss.count for loss in found.losses} == {
        "cells of column D `Couleur` of `Niveaux`": 1, "sheet `Couverture`": 1,
    }  # fmt: skip
    # Without numbers the order counts; a sheet of competencies by level is no scale, and neither is one that stands alone.
    unnumbered = workbook(A=[["Code", "Title"], ["A1", "Trust"]], B=[["Level", "Meaning"], ["Novice", "is shown"], ["Expert", "shows"]])
    assert [(one.number, one.name, one.means) for one in read(unnumbered).foreign.levels] == [
        (None, "Novice", "is shown"), (None, "Expert", "shows"),
    ]  # fmt: skip
    for sheets in (
        {"A": [["Code", "Title"], ["A1", "Trust"]], "B": [["Level", "Competency"], ["1", "Listens"], ["2", "Leads"]]},
        {"A": [["Level", "Title"], ["1", "Listens"], ["2", "Leads"]]},
    ):
        assert read(workbook(**sheets)).foreign.levels == ()


def test_codes_before_titles_and_a_sheet_without_headings() -> None:
    found = read(workbook(A=[["Our standards"], [], ["1. Ethics"], ["1.1 Respect"], ["1.10 Trust"], ["2. Care"]]))
    assert outline(found.foreign.items) == [("1", [("1.1",), ("1.10",)]), ("2",)]
    assert [one.title for one in found.foreign.items] == ["Ethics", "Care"]
    assert found.says()[0].endswith("; the codes stand before the titles")
    lost = read(workbook(A=[["1", "Ethics"], ["1.1", "Respect"], ["1.2", "Trust"]]))
    assert lost.foreign.remarks == ("a.xlsx#A: row 1 was taken for headings; if it is an item, write headings above it",)


def test_a_profile_is_never_written_over_and_that_is_said_before_anything_is_written(tmp_path: Path) -> None:
    project = put(tmp_path)
    (project / "kept.yaml").write_text("format: 1\n")
    (project / "a.csv").write_bytes(lines("Code,Title", "A,Caring", "A.1,Trust"))
    before = held(project)
    refused = call(project, "import", "framework", "a.csv", "--as", "nsf", "--save-profile", "kept.yaml")
    assert refused.exit_code == 2
    assert "kept.yaml is there already\n  = help: name another file with `--save-profile`" in refused.output
    assert held(project) == before


def test_a_language_is_named_by_its_code(tmp_path: Path) -> None:
    project = put(tmp_path)
    (project / "a.csv").write_bytes(lines("Code,Title", "A,Caring", "A.1,Trust"))
    before = held(project)
    refused = call(project, "import", "framework", "a.csv", "--as", "nsf", "--language", "French")
    assert refused.exit_code == 2
    assert "`French` is no language\n  = help: write its short code with `--language`, such as fr or pt-BR" in refused.output
    (project / "kept.yaml").write_text("format: 1\nlanguage: French\n", "utf-8")
    refused = call(project, "import", "framework", "a.csv", "--as", "nsf", "--profile", "kept.yaml")
    assert refused.exit_code == 1
    assert "kept.yaml:2:11" in refused.output
    (project / "kept.yaml").unlink()
    assert held(project) == before


def test_all_faults_are_named_at_once_at_their_cells() -> None:
    bad = lines("Code,Parent,Title", "A,,Top", "B,a,Two", "C,Z,Three", "D,E,Four", "E,D,Five", "A,,Again", ",A,No code", "F,A,")
    with pytest.raises(FaultyFile) as refused:
        read(bad, name="a.csv")
    said = list(map(str, refused.value.faults))
    assert len(said) == 6
    for part in (
        "a.csv, row 7, column A `Code`: the code `A` stands in a.csv, row 2, column A `Code` already",
        "a.csv, row 8, column A `Code`: the row has no code",
        "a.csv, row 9, column C `Title`: the row has neither title nor statement",
        "a.csv, row 3, column B `Parent`: no row has the code `a`; did you mean `A`?",
        "a.csv, row 4, column B `Parent`: no row has the code `Z`",
        "a.csv, row 5, column B `Parent`: items stand above each other: `D` → `E` → `D`",
    ):
        assert any(one.startswith(part) for one in said), part


def test_codes_that_excel_took_for_numbers() -> None:
    with pytest.raises(FaultyFile) as refused:
        read(workbook(A=[["Code", "Title"], [1, "One"], [1.1, "a"], [1.10, "b"]]))
    assert "in Excel a number such as 1.10 becomes 1.1 unless the column is formatted as text" in str(refused.value.faults[0])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file"),
        (b"%PDF-1.7", "the file is a PDF"),
        (b"<html><table>", "the file is a web page"),
        (b"PK\x03\x04broken", "the workbook is damaged"),
        (b"a,b\n", "no column in it holds titles"),
        (lines("Parent,Title,Code", *(f"n{n - 1},T,n{n}" if n else ",T,n0" for n in range(40))), "the item stands 21 deep; the most is 20"),
        (lines("Code,Title"), "nothing stands below the headings"),
        (lines("Competency,Indicator", ",waits", "Listens,asks"), "a sign stands before any competency"),
        (lines("Title," + "x" * 40_000, "a,b"), "more than 32,767 characters"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_fix(data: bytes, says: str) -> None:
    with pytest.raises(Refused) as refused:
        read(data, name="a.csv")
    faults = getattr(refused.value, "faults", ())
    assert says in "\n".join([refused.value.message, *map(str, faults)])
    assert refused.value.help


def test_other_encodings_are_guessed_and_it_is_said() -> None:
    found = read("Code;Intitulé\n1;Écoute\n2;Élève\n".encode("cp1252"), name="a.csv")
    assert [one.title for one in found.foreign.items] == ["Écoute", "Élève"]
    assert "cp1252 was guessed" in found.foreign.remarks[0]


def test_a_ministrys_workbook_becomes_files_that_pass(tmp_path: Path) -> None:
    project = put(tmp_path / "my project")
    (tmp_path / "standards.xlsx").write_bytes(MERGED)
    before = held(project)
    said = good(project, "import", "framework", "../standards.xlsx", "--dry-run", "--as", "national", "--prefix", "NS")
    assert "NS-1.1: Builds trust" in said
    assert "D `Performance indicators`: indicator (by its heading" in said
    assert held(project) == before
    said = good(project, "import", "framework", "../standards.xlsx", "--as", "national", "--prefix", "NS",
                "--licence", "permission of the ministry", "--title", "National standards", "--version", "2024",
                "--save-profile", "../standards.yaml")  # fmt: skip
    assert "new framework national: National standards" in said
    assert "error" not in good(project, "check")
    trust = read_project(find_project(project).disk).catalogue.competencies["NS-1.1"].value
    assert trust.indicators == ("keeps promises", "listens", "reads it back")
    # The saved profile reads the same sheet alike; a second framework of the same id is refused.
    again = put(tmp_path / "other")
    good(again, "import", "framework", "../standards.xlsx", "--profile", "../standards.yaml", "--as", "national", "--prefix", "NS",
         "--licence", "permission of the ministry", "--version", "2024")  # fmt: skip
    mine = {path: data for path, data in held(project).items() if "/national/" in path}
    assert {path: data for path, data in held(again).items() if "/national/" in path} == mine
    twice = call(project, "import", "framework", "../standards.xlsx", "--as", "national")
    assert (twice.exit_code, "there is a framework `national` already" in twice.output) == (2, True)


def test_a_profile_with_a_fault_is_refused_at_its_line(tmp_path: Path) -> None:
    project = put(tmp_path / "my project")
    (tmp_path / "a.xlsx").write_bytes(MERGED)
    (tmp_path / "p.yaml").write_text("format: 1\nhierarchy: sideways\ncolums: {}\n")
    refused = call(project, "import", "framework", "../a.xlsx", "--profile", "../p.yaml")
    assert refused.exit_code == 1
    assert "p.yaml:2" in refused.output
    assert "p.yaml:3" in refused.output
    misused = call(project, "import", "framework", "../a.xlsx", "--column", "code")
    assert (misused.exit_code, "names no column" in misused.output) == (2, True)


HEADS = st.sampled_from(["Code", "Parent", "Domain", "Title", "Statement", "Indicator", "Section", "Type", "", "Note"])
CELLS = st.sampled_from(["", "1", "1.1", "1.2", "A", "A1", "=1+1", "Talks", "x" * 300, "- a\n- b", "Щ-1", "NO", "#", "'", "\x0b"])


@settings(max_examples=120)
@given(
    st.lists(HEADS, min_size=1, max_size=5),
    st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=8),
)
def test_any_sheet_is_read_or_refused(heads: list[str], rows: list[list[str]]) -> None:
    out = io.StringIO()
    import csv

    csv.writer(out).writerows([heads, *rows])
    try:
        found = read(out.getvalue().encode(), name="a.csv")
        files = InMemory({})
        wish = NewFramework(id="x", licence="CC0")
        changes = add_framework(Draft(files), read_project(files).catalogue, found.foreign, wish, source="a.csv")
    except Refused:
        return
    written = {path: text if isinstance(text, bytes) else (text or "").encode() for path, text in changes.texts.items()}
    assert not read_project(InMemory(written)).diagnostics


def test_the_page_of_the_handbook_does_what_it_says(tmp_path: Path) -> None:
    import shlex

    project = put(tmp_path / "my project")
    (project / "standards.xlsx").write_bytes(MERGED)
    page = (Path(__file__).parents[2] / "site/handbook/frameworks.md").read_text("utf-8")
    commands = [line for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]
    assert len(commands) == 5
    said = "".join(good(project, *shlex.split(line)[1:]) for line in commands)
    (shown,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    # The page shows a sheet with more words in it: what each column was taken for is the same.
    for line in shown.splitlines()[1:]:
        assert line.partition(" (")[0] in said
    assert (project / "standards.yaml").is_file()
    known = {one for command in (framework_in, case_in, case_out) for param in command.params for one in param.opts}
    assert {f"--{name}" for name in re.findall(r"`--([a-z-]+)", page)} <= known


def test_a_framework_by_others_has_its_place_on_the_site(tmp_path: Path) -> None:
    project = put(tmp_path / "my project")
    (tmp_path / "a.xlsx").write_bytes(MERGED)
    good(project, "import", "framework", "../a.xlsx", "--as", "a-first", "--prefix", "NS", "--licence", "CC0", "--publisher", "A ministry")
    catalogue = read_project(find_project(project).disk).catalogue
    pages = {page.path: page for page in competency_pages(Making(catalogue, connect(catalogue, DAY), Words("en"), DAY))}
    index = pages["competencies/index.md"].body
    assert index.count("{ #levels }") == 1
    assert "Published by A ministry" in index
    # The project's own comes first, whatever the others are called.
    assert index.index(next(iter(catalogue.own_frameworks)).value.description[:20]) < index.index("Published by A ministry")
    assert "NS-1.1" in pages["competencies/NS-1.1.md"].body

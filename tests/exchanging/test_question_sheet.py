"""`practicum import questions` and `export questions`: a bank in a spreadsheet, every fault at its cell."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from practicum.authoring import Refused
from practicum.exchanging.question_sheet import FaultySheet, meaning, read_questions, written_questions
from practicum.reading import read_project
from practicum.tables.writing import write_csv, write_workbook, write_xlsx
from practicum.workspace.project import find_project
from tests.authoring.small_project import call, good, held, put

HEAD = ("Question", "Type", "Option A", "Option B", "Option C", "Feedback A", "Correct answer", "Explanation")
ROWS: Sequence[Sequence[str]] = (
    ("Who is asked first?", "", "The child", "The office", "Nobody", "Yes.", "A", "Ask before you tell."),
    ("Which help?", "multiple", "Time", "Noise", "Calm", "", "A and C", ""),
    ("Doors are knocked on.", "true/false", "", "", "", "", "True", ""),
    ("Say why.", "", "", "", "", "", "Because they see it daily", ""),
    ("In which order?", "order", "Knock", "Wait", "Greet", "", "", ""),
)


def sheet(rows: Sequence[Sequence[str]] = ROWS, head: Sequence[str] = HEAD) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, head, rows)
    return out.getvalue()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return put(tmp_path / "my project")


def test_a_bank_is_appended_and_what_was_there_stays(project: Path) -> None:
    (project.parent / "bank.xlsx").write_bytes(sheet())
    path = next(path for path in held(project) if path.endswith("assessment.yaml"))
    module = path.split("/")[2].split("-")[0]
    refused = call(project, "import", "questions", "../bank.xlsx", module)
    assert refused.exit_code == 1
    assert "have no feedback on an answer" in refused.output
    fields = project / path.replace("assessment", "module")
    fields.write_bytes(fields.read_bytes().replace(b"status: draft", b"status: planned"))
    before = held(project)[path].decode()
    had = next(one.value for one in read_project(find_project(project).disk).catalogue.assessments.values() if one.path == path)
    said = good(project, "import", "questions", "../bank.xlsx", module)
    assert "5 questions from bank.xlsx added" in said
    after = held(project)[path].decode()
    assert all(line in after.splitlines() for line in before.splitlines())
    now = next(one.value for one in read_project(find_project(project).disk).catalogue.assessments.values() if one.path == path)
    assert now.questions[: len(had.questions)] == had.questions
    new = now.questions[len(had.questions) :]
    assert [one.kind for one in new] == ["single", "multiple", "true_false", "short", "order"]
    assert len({one.id for one in now.questions}) == len(now.questions)
    assert [one.right for one in new[1].options] == [True, False, True]
    assert new[0].options[0].feedback == "Yes."
    assert new[0].feedback == "Ask before you tell."
    assert new[3].answer == "Because they see it daily"
    assert "error" not in good(project, "check")
    again = good(project, "import", "questions", "../bank.xlsx", module)
    assert "nothing to change" in again


def test_questions_go_out_and_come_back(project: Path) -> None:
    catalogue = read_project(find_project(Path(__file__).parents[2]).disk).catalogue
    for unit in catalogue.assessments.values():
        rows = written_questions(unit.value.questions)
        if not unit.value.questions:
            continue
        for write, name in ((write_xlsx, "q.xlsx"), (write_csv, "q.csv")):
            out = io.BytesIO()
            write(out, rows[0], rows[1:])  # type: ignore[operator]
            back = read_questions(name, out.getvalue())
            assert len(back) == len(unit.value.questions)
            for one, was in zip(back, unit.value.questions, strict=True):
                assert (one.kind, one.prompt, one.competency, one.answer, one.feedback) == (
                    was.kind, " ".join(was.prompt.split()), was.competency or "", " ".join((was.answer or "").split()),
                    " ".join((was.feedback or "").split()),
                )  # fmt: skip
                assert [(a.text, a.right, a.feedback, a.pair) for a in one.options] == [
                    (" ".join(b.text.split()), b.right, " ".join(b.feedback.split()), b.pair or "") for b in was.options
                ]


FAULTS = (
    (("", "", "a", "b", "", "", "A", ""), "row 2, column A: the question is missing"),
    (("q", "riddle", "a", "b", "", "", "A", ""), "row 2, column B: “riddle” is no kind of question"),
    (("q", "", "a", "b", "", "", "D", ""), "row 2, column G: “D” is none of the answers"),
    (("q", "", "a", "b", "", "", "", ""), "row 2, column G: no answer is marked as right"),
    (("q", "", "a", "", "", "", "A", ""), "row 2, column C: the question has one answer only"),
    (("q", "", "a", "A", "", "", "A", ""), "row 2, column D: the same answer stands in the row twice"),
    (("q", "single", "a", "b", "", "", "A; B", ""), "row 2, column G: several answers are right"),
    (("q", "", "", "b", "", "f", "B", ""), "row 2, column F: this belongs to answer 1, which is empty"),
    (("q", "", "", "", "", "", "", ""), "row 2, column G: the question has neither answers nor a model answer"),
    (("q", "order", "", "", "", "", "", ""), "row 2, column B: a question of the kind order needs answers"),
)


@pytest.mark.parametrize(("row", "says"), FAULTS, ids=[says[:40] for _, says in FAULTS])
def test_each_fault_is_named_by_its_cell(row: Sequence[str], says: str) -> None:
    with pytest.raises(FaultySheet) as faulty:
        read_questions("bank.xlsx", sheet([row]))
    assert any(says in str(fault) for fault in faulty.value.faults), [str(one) for one in faulty.value.faults]


def test_all_faults_of_all_sheets_at_once_and_nothing_written(project: Path) -> None:
    out = io.BytesIO()
    bad = ("q", "", "a", "b", "", "", "D", "")
    write_workbook(out, {"One": (HEAD, [ROWS[0], bad]), "Two": (HEAD, [bad]), "About": (("made by", "on"), [("me", "today")])})
    (project / "bank.xlsx").write_bytes(out.getvalue())
    before = held(project)
    result = call(project, "import", "questions", "bank.xlsx", "F01")
    assert result.exit_code == 1
    assert "sheet “One”, row 3, column G" in result.output
    assert "sheet “Two”, row 2, column G" in result.output
    assert "2 faults" in result.output
    assert "nothing was written" in result.output
    assert held(project) == before


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "no table"), (b"a,b\n1,2\n", "no sheet in it has a column headed"), (b"PK\x03\x04broken", "damaged"), (b"%PDF-1.7", "a PDF"),
     (sheet([]), "there is no question below the headings")],
)  # fmt: skip
def test_what_is_no_bank(data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_questions("bank.xlsx", data)


def test_answers_ticked_in_columns_of_their_own() -> None:
    text = b"Question;Answer 1;Correct 1;Answer 2;Correct 2\nWhich?;this;x;that;\n"
    (one,) = read_questions("bank.csv", text)
    assert [(option.text, option.right) for option in one.options] == [("this", True), ("that", False)]


@pytest.mark.parametrize(
    ("heading", "is_"),
    [("QUESTION TEXT", ("prompt", 0)), ("Answer_3", ("option", 3)), ("Choice (b)", ("option", 2)),
     ("Answer 2 feedback", ("option_feedback", 2)),
     ("C", ("option", 3)), ("Match 4", ("pair", 4)), ("Is correct 1", ("option_right", 1)), ("Énoncé", ("prompt", 0)),
     ("Comments", ("", 0))],
)  # fmt: skip
def test_headings_in_several_wordings(heading: str, is_: tuple[str, int]) -> None:
    assert meaning(heading) == is_


def test_a_template_is_written_and_read(project: Path) -> None:
    good(project, "export", "questions", "F01", "--template", "--out", "bank.xlsx")
    (one,) = read_questions("bank.xlsx", (project / "bank.xlsx").read_bytes())
    assert one.kind == "single"
    assert call(project, "export", "questions", "F01", "--out", "bank.txt").exit_code == 2
    assert call(project, "export", "questions", "F01", "--out", "bank.xlsx").exit_code == 2
    assert call(project, "export", "questions", "F99", "--out", "b.xlsx").exit_code == 2

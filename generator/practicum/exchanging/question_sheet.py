"""A question bank as a spreadsheet, both ways: one question a row, columns known by their headings in several wordings.

What a sheet does not carry: line breaks inside a text, which come back as blanks. Ids are written for people; what comes in gets new ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from practicum.authoring.questions import NewOption, NewQuestion, kind_of
from practicum.authoring.refusing import Refused
from practicum.exchanging.faulty_file import no_table
from practicum.model.curriculum import Option, Question
from practicum.model.exchange import Format
from practicum.tables import Grid, Limits, Refusal, column_letters, open_grids

FORMAT = Format(
    name="Spreadsheet of questions",
    version="XLSX, CSV and ODS, columns known by their headings",
    direction="out and in",
    commands=("practicum export questions", "practicum import questions"),
    carries="the questions of a module with every answer and its feedback",
    checked="questions written, read again and compared; every fault named by its cell",
    set_aside="line breaks inside a text come back as blanks; what comes in gets new ids",
    page="word",
)

MOST_QUESTIONS = 2_000
LIMITS = Limits(
    bytes=20_000_000, unpacked_bytes=200_000_000, entries=2_000, rows=20_000, columns=200, cells=400_000, cell_characters=10_000,
)  # fmt: skip
# Wordings of each heading, in English and French; a number at its end says of which answer.
_HEADINGS = {
    "prompt": ("question", "prompt", "stem", "question text", "item", "enonce", "texte de la question"),
    "kind": ("kind", "type", "question type", "sort"),
    "competency": ("competency", "competence", "competency id", "skill"),
    "right": (
        "right answer", "right", "correct", "correct answer", "correct answers", "right answers", "key", "answer key", "bonne reponse",
    ),
    "answer": ("model answer", "sample answer", "expected answer", "reponse attendue"),
    "feedback": ("feedback", "general feedback", "explanation", "rationale", "retour", "explication"),
    "id": ("id", "no", "nr", "number", "question id", "numero"),
}
_NUMBERED = {
    "option": ("answer", "option", "choice", "reponse", "alternative"),
    "option_feedback": ("feedback", "feedback answer", "feedback option", "explanation", "retour"),
    "option_right": ("right", "correct", "is right", "is correct"),
    "pair": ("pair", "match", "matches", "goes with"),
}
_KINDS = {
    "single": "single", "single choice": "single", "multiple choice": "", "mcq": "", "one": "single", "multiple": "multiple",
    "multiple response": "multiple", "several": "multiple", "checkbox": "multiple", "true false": "true_false", "true/false": "true_false",
    "true_false": "true_false", "order": "order", "ordering": "order", "sequence": "order", "match": "match", "matching": "match",
    "short": "short", "short answer": "short", "open": "short", "essay": "short", "": "",
}  # fmt: skip
_YES = frozenset(("yes", "y", "true", "1", "x", "right", "correct", "✓", "oui", "vrai"))
_NO = frozenset(("no", "n", "false", "0", "", "wrong", "incorrect", "non", "faux", "-"))
_FORMULA = ("=", "+", "-", "@")
_EXPORTED = 6


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a sheet, with its place as a person finds it."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class FaultySheet(Refused):
    """A question bank with faults; ``faults`` are all of them."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"{name} has {many}, so nothing was written", "mend the cells named above, and import it again", code=1)


def read_questions(name: str, data: bytes) -> list[NewQuestion]:
    """The questions of all sheets, in order. Raises Refused where the file is no table, FaultySheet with every fault of its cells."""
    grids = open_grids(name, data, limits=LIMITS)
    if isinstance(grids, Refusal):
        raise no_table(grids)
    found: list[NewQuestion] = []
    faults: list[Fault] = []
    known = 0
    for grid in grids:
        sheet = _Sheet(grid)
        if not sheet.head():
            continue
        known += 1
        for one in sheet.questions():
            found.append(one)
        faults += sheet.faults
    if not known:
        raise Refused(
            f"{name}: no sheet in it has a column headed “Question”",
            "write a row of headings: Question, Answer 1, Answer 2, Right answer; `practicum export questions` writes such a file",
            code=1,
        )  # fmt: skip
    if faults:
        raise FaultySheet(name, faults)
    if not found:
        raise Refused(f"{name}: there is no question below the headings", "write one question a row", code=1)
    if len(found) > MOST_QUESTIONS:
        raise Refused(f"{name} has {len(found):,} questions; the most is {MOST_QUESTIONS:,}", "import it in parts", code=1)
    return found


def _plain(heading: str) -> str:
    import unicodedata

    folded = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", folded).split())


def meaning(heading: str) -> tuple[str, int]:
    """What a column holds, and of which answer (from 1, else 0); nothing where the heading is not known.

    >>> meaning("Option B"), meaning("Correct answer"), meaning("Feedback 2"), meaning("Réponse 1"), meaning("Notes")
    (('option', 2), ('right', 0), ('option_feedback', 2), ('option', 1), ('', 0))
    """
    words = _plain(heading)
    for key, said in _HEADINGS.items():
        if words in said:
            return key, 0
    found = re.fullmatch(r"(.*?) ?(\d{1,2}|\b[a-h])(?: (feedback|right|correct|pair|match))?", words)
    if found:
        number = int(found[2]) if found[2].isdigit() else ord(found[2]) - 96
        base = f"{found[3]} {found[1]}".strip() if found[3] in ("feedback",) else found[3] or found[1]
        for key, said in _NUMBERED.items():
            if base in said and 1 <= number <= 26:
                return key, number
        if not found[1] and len(found[2]) == 1 and not found[2].isdigit():
            return "option", number
    return "", 0


class _Sheet:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.faults: list[Fault] = []
        self.first = 0
        self.columns: dict[tuple[str, int], int] = {}

    def head(self) -> bool:
        """Whether one of the first rows holds headings that are known."""
        for number in range(min(10, len(self.grid.rows))):
            columns: dict[tuple[str, int], int] = {}
            twice: list[int] = []
            for position, heading in enumerate(self.grid.rows[number]):
                key = meaning(heading)
                if not key[0]:
                    continue
                if key in columns:
                    twice.append(position)
                columns.setdefault(key, position)
            if ("prompt", 0) in columns and len(columns) > 1:
                self.first, self.columns = number + 1, columns
                for position in twice:
                    self.fault(number, position, f"a second column headed “{self.grid.rows[number][position]}”; give it another heading")
                return True
        return False

    def fault(self, row: int, position: int, message: str) -> None:
        sheet = f"sheet “{self.grid.sheet}”, " if self.grid.sheet else ""
        self.faults.append(Fault(f"{self.grid.file}: {sheet}row {row + 1}, column {column_letters(position)}", message))

    def questions(self) -> Iterator[NewQuestion]:
        for number in range(self.first, len(self.grid.rows)):
            row = self.grid.rows[number]
            if any(cell.strip() for cell in row):
                before = len(self.faults)
                one = self.question(number, row)
                if one is not None and len(self.faults) == before:
                    yield one

    def question(self, number: int, row: Sequence[str]) -> NewQuestion | None:
        def held(key: str, of: int = 0) -> str:
            at = self.columns.get((key, of))
            words = " ".join(row[at].split()) if at is not None and at < len(row) else ""
            # Before what a spreadsheet would take for a formula, an export sets an apostrophe.
            return words[1:] if words[:1] == "'" and words[1:2] in _FORMULA else words

        def at(key: str, of: int = 0) -> int:
            return self.columns.get((key, of), self.columns["prompt", 0])

        prompt = held("prompt")
        if not prompt:
            self.fault(number, at("prompt"), "the question is missing")
            return None
        kind = _KINDS.get(held("kind").lower().replace("-", " "))
        if kind is None:
            kinds = "single, multiple, true/false, order, match, short"
            self.fault(number, at("kind"), f"“{held('kind')}” is no kind of question; write one of {kinds}")
            return None
        places = sorted(of for key, of in self.columns if key == "option")
        texts = {of: held("option", of) for of in places if held("option", of)}
        for of in sorted({of for key, of in self.columns if key in ("option_feedback", "pair")} - texts.keys()):
            for key in ("option_feedback", "pair"):
                if held(key, of):
                    self.fault(number, at(key, of), f"this belongs to answer {of}, which is empty")
        answer = held("answer")
        if kind == "true_false" and not texts:
            texts = {1: "True", 2: "False"}
        if not texts:
            answer = answer or (held("right") if kind in ("", "short") else "")
            if kind not in ("", "short"):
                self.fault(number, at("kind"), f"a question of the kind {kind} needs answers; fill the columns Answer 1, Answer 2 …")
            elif not answer:
                self.fault(number, at("right"), "the question has neither answers nor a model answer")
            return NewQuestion("short", prompt, answer=answer, feedback=held("feedback"), competency=held("competency"))
        if kind in ("order", "match"):
            if kind == "match":
                for of in texts:
                    if not held("pair", of):
                        self.fault(number, at("pair", of), f"what answer {of} belongs with is missing (column Match {of})")
            options = [NewOption(text, None, held("option_feedback", of), held("pair", of)) for of, text in texts.items()]
        else:
            right = self.right(number, texts, held, at)
            options = [NewOption(text, of in right, held("option_feedback", of)) for of, text in texts.items()]
            if right <= texts.keys():
                kind = self.checked_kind(number, kind, options, at("right"))
        if len(options) < 2:
            self.fault(number, at("option", next(iter(texts))), "the question has one answer only; write a second")
        said = [text.lower() for text in texts.values()]
        for of, text in texts.items():
            if said.index(text.lower()) < list(texts).index(of):
                self.fault(number, at("option", of), "the same answer stands in the row twice")
        return NewQuestion(kind, prompt, options, feedback=held("feedback"), competency=held("competency"))

    def right(self, number: int, texts: dict[int, str], held: object, at: object) -> set[int]:
        """Which answers are right: ticked in columns of their own, or named in one by letter, number or words."""
        assert callable(held)
        assert callable(at)
        ticked = set()
        for of in texts:
            mark = held("option_right", of).lower()
            if mark in _YES:
                ticked.add(of)
            elif mark not in _NO:
                self.fault(number, at("option_right", of), f"“{mark[:20]}” says neither yes nor no")
        named = held("right")
        if not named:
            return ticked
        whole = {text.lower().rstrip("."): of for of, text in texts.items()}
        if named.lower().rstrip(".") in whole:
            return {whole[named.lower().rstrip(".")]} | ticked
        for part in re.split(r"\s*(?:[;|/]|,|\band\b|&|\+)\s*", named):
            bare = re.sub(r"^(?:answer|option|choice)\s+", "", part.strip(" .()").lower())
            of = int(bare) if bare.isdigit() else ord(bare) - 96 if re.fullmatch(r"[a-z]", bare) else whole.get(bare, 0)
            if of not in texts:
                says = "is none of the answers in this row; write such as B, or 2, or the answer’s words"
                self.fault(number, at("right"), f"“{part[:40]}” {says}")
            ticked.add(of)
        return ticked

    def checked_kind(self, number: int, kind: str, options: Sequence[NewOption], at: int) -> str:
        found = kind_of(options)
        if not found:
            self.fault(number, at, "no answer is marked as right")
        elif kind == "true_false" and found != "true_false" and sum(one.right is True for one in options) != 1:
            self.fault(number, at, "a true/false question has one right answer")
        elif kind == "single" and found == "multiple":
            self.fault(number, at, "several answers are right, but the kind says that one is; write the kind multiple")
        elif kind in ("multiple", "true_false"):
            return kind
        return found


# What a sheet to begin with shows.
EXAMPLE = Question(
    id="F11-Q01", kind="single", competency="REL-2", prompt="An example: what do you do first?",
    options=(
        Option(text="Ask the child", right=True, feedback="Yes, and why."),
        Option(text="Ask later", right=False, feedback="No, and why not."),
    ),
)  # fmt: skip


def written_questions(questions: Sequence[Question]) -> list[list[str]]:
    """The rows of a sheet, headings first, that hold these questions; `read_questions` reads them back."""
    width = max([_EXPORTED, *(len(one.options) for one in questions)])
    matched = any(one.kind == "match" for one in questions)
    head = ["ID", "Kind", "Competency", "Question"]
    for number in range(1, width + 1):
        head += [f"Answer {number}", *([f"Match {number}"] if matched else []), f"Feedback {number}"]
    head += ["Right answer", "Model answer", "Feedback"]
    rows = [head]
    for one in questions:
        row = [one.id, one.kind.replace("_", "/"), one.competency or "", one.prompt]
        for number in range(width):
            option = one.options[number] if number < len(one.options) else None
            row.append(option.text if option else "")
            row += [(option.pair or "") if option else ""] if matched else []
            row.append(option.feedback if option else "")
        right = [str(number + 1) for number, option in enumerate(one.options) if option.right]
        rows.append([*row, ", ".join(right), one.answer or "", one.feedback or ""])
    return rows

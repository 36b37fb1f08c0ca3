"""A Word file → the texts of a module; what Word knows and a module does not is named, never dropped in silence.

On our template (`practicum export docx`) the names of the styles say what is what. In any other file headings do: with one Heading 1
it is the module's title and each Heading 2 a lesson; with several, each Heading 1 is a lesson.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from practicum.authoring.importing import WrittenTexts
from practicum.authoring.questions import NewOption, NewQuestion, kind_of
from practicum.authoring.refusing import Refused
from practicum.exchanging.markdown_text import plain, table
from practicum.exchanging.word_blocks import Block, Unplaced, WordText
from practicum.exchanging.word_file import opened
from practicum.exchanging.word_template import UNTOUCHED
from practicum.exchanging.word_text import read_text
from practicum.model.exchange import Format

FORMAT = Format(
    name="Word",
    version="docx (Office Open XML)",
    direction="out and in",
    commands=("practicum export docx", "practicum import docx"),
    carries="out: the template to write a module in; in: a module with lessons, questions, pictures and tables",
    checked="the template filled in with `python-docx` 1.2.0 and read again; any words come back as written; damaged files are refused",
    set_aside="comments, boxes, equations, running heads and what else has no place here are listed, each with the heading above it",
    page="word",
)

# What the table at the head of the template asks for, by what people call it.
FIELDS = {
    "id": "id", "module": "id", "module id": "id", "code": "id", "title": "title", "module title": "title", "hours": "hours",
    "learner hours": "hours", "duration": "hours", "teaches": "teaches", "competencies": "teaches", "for": "audience",
    "for whom": "audience", "roles": "audience", "audience": "audience", "needs": "needs", "prerequisites": "needs", "summary": "summary",
    "purpose": "purpose", "aim": "purpose", "content warning": "content_warning", "key points": "key_points",
}  # fmt: skip
_TRAINER = re.compile(
    r"(?:notes? for (?:the )?)?(?:trainers?|facilitators?|teachers?)\b.{0,12}(?:notes?|guide)?\Z|for the person who teaches", re.I
)
_ASSESSMENT = re.compile(r"(?:assessment|self-?check|quiz|test questions|questions|examination)\b.{0,20}\Z", re.I)
_KEY_POINTS = re.compile(r"key (?:points|messages)\Z", re.I)
_LEAD = re.compile(r"\A(?:\*\*)?(?:content warning|scenario|activity|question|feedback)(?:\*\*)?\s*[:.](?:\*\*)?\s*", re.I)
_NOTE = re.compile(r"\(note (\d+)\)")
_ANSWERS = frozenset(("question", "right answer", "wrong answer", "model answer", "feedback"))
_LESSON_STYLES = frozenset(("lesson", "trainer notes", "assessment"))
MOST_PURPOSE = 700
_DAMAGED = (SyntaxError, KeyError, ValueError, AttributeError, TypeError, IndexError, AssertionError, OSError)


@dataclass
class WordModule:
    """What a Word file says of a module: ``fields`` by name as they were written, and its texts."""

    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    texts: WrittenTexts = field(default_factory=lambda: WrittenTexts(lessons=()))


def read_docx(name: str, data: bytes, *, one_lesson: bool = False, title: str = "") -> WordModule:
    """The module in a Word file; ``title`` names it where the file does not. Raises Refused where the file cannot be read safely."""
    document = opened(name, data)
    try:
        text = read_text(document)
        about = document.core_properties
        # Where a file says nothing of itself, the library makes this up.
        core = "" if about.author == "python-docx" and about.title == "Word Document" else about.title or title
    except _DAMAGED as error:
        raise Refused(f"{name}: the Word file is damaged", "open it in Word and save it again; nothing was written", code=1) from error
    return _Sorting(text, core.strip(), one_lesson).module()


class _Sorting:
    """Which block belongs where."""

    def __init__(self, text: WordText, core_title: str, one_lesson: bool) -> None:
        self.text = text
        self.left: list[Unplaced] = list(text.unplaced)
        self.fields: dict[str, str] = {}
        self.remarks: list[str] = []
        self.title = core_title
        self.one_lesson = one_lesson
        self.key_points: list[str] = []
        self.lessons: list[tuple[str, list[Block]]] = []
        self.trainer: list[Block] = []
        self.task: list[str] = []
        self.asked: list[tuple[Block, str]] = []
        self.warning = ""

    def module(self) -> WordModule:
        blocks = self.written(self.head(list(self.text.blocks)))
        top = self.top(blocks)
        self.sort(blocks, top)
        written = [(_short(title or "Untitled"), self.body(some, top)) for title, some in self.lessons]
        lessons = [(title, f"# {plain(title)}\n\n{body}") for title, body in written if body]
        questions = self.questions()
        if not self.title and len(lessons) == 1:
            self.title = self.lessons[0][0]
        if self.text.inserted or self.text.deleted:
            self.remarks.append(
                f"tracked changes were taken as if accepted: {self.text.inserted} insertions are in, {self.text.deleted} deletions are out"
            )
        left = [_said(one) for one in self.left]
        texts = WrittenTexts(
            lessons=lessons, trainer=self.body(self.trainer, top), task="\n".join(self.task), questions=questions,
            key_points=self.key_points, content_warning=self.fields.pop("content_warning", self.warning), pictures=self.text.pictures,
            remarks=self.remarks, unplaced=[f"{one} ({count} times)" if count > 1 else one for one, count in Counter(left).items()],
        )  # fmt: skip
        return WordModule(self.title, self.fields, texts)

    # -- the head: title, table of fields, where lessons begin

    def head(self, blocks: list[Block]) -> list[Block]:
        """Without the title and the table of fields, which are remembered."""
        rest: list[Block] = []
        begun = False
        for block in blocks:
            if block.kind == "title" and not begun:
                self.title = block.plain
            elif block.kind == "subtitle":
                self.fields.setdefault("summary", block.plain)
            elif block.kind == "table" and not begun and not self.fields.get("id") and self.table_of_fields(block):
                continue
            else:
                begun = begun or block.kind == "lesson"
                rest.append(block)
        return rest

    def written(self, blocks: list[Block]) -> list[Block]:
        """Without what the template says and nobody wrote over."""
        rest = [block for block in blocks if block.plain not in UNTOUCHED]
        if left := len(blocks) - len(rest):
            lines = "1 line of the template was" if left == 1 else f"{left} lines of the template were"
            self.remarks.append(f"{lines} not written over, and left out")
        return rest

    def table_of_fields(self, block: Block) -> bool:
        named = [(FIELDS.get(row[0].strip(" *:").lower()), row[1]) for row in block.rows if len(row) > 1]
        if sum(key is not None for key, _ in named) < 2:
            return False
        for (key, value), row in zip(named, (row for row in block.rows if len(row) > 1), strict=True):
            words = _bare(value)
            if key == "key_points":
                self.key_points += [one.strip() for one in value.split(" / ") if one.strip()]
            elif key is not None and words and not words.startswith("…"):
                self.fields[key] = words
            elif key is None and words:
                self.left.append(Unplaced("a row of the table at the head", self.title, f"{_bare(row[0])}: {words}"))
        self.title = self.fields.pop("title", self.title)
        return True

    def top(self, blocks: Sequence[Block]) -> int:
        """The level of the headings that begin a lesson; 0 where none does."""
        if any(block.kind in _LESSON_STYLES for block in blocks):
            return 1
        levels = [block.level for block in blocks if block.kind == "heading" and not self.special(block)]
        if self.one_lesson or not levels:
            return 0
        first = min(levels)
        if levels.count(first) > 1 or levels[0] != first or first not in levels[:1]:
            return first
        below = [level for level in levels[1:] if level > first]
        if not below:
            return first
        if not self.title or self.title.lower() == next(block.plain for block in blocks if block.kind == "heading").lower():
            return min(below)
        return first if any(block.kind == "title" for block in self.text.blocks) else min(below)

    def special(self, block: Block) -> bool:
        return any(one.match(block.plain) for one in (_TRAINER, _ASSESSMENT, _KEY_POINTS))

    # -- the body

    def sort(self, blocks: Sequence[Block], top: int) -> None:
        before: list[Block] = []
        where = "before"
        heading = ""
        for block in blocks:
            if block.kind in ("heading", "lesson", "scenario", "activity", "trainer notes", "assessment"):
                heading = block.plain
            level = 1 if block.kind in _LESSON_STYLES else block.level if block.kind == "heading" else 99
            if block.kind == "heading" and top and level < top:
                # The one heading above all lessons.
                self.title = block.plain if not any(one.kind == "title" for one in self.text.blocks) else self.title
                continue
            if block.kind == "trainer notes" or (level <= max(top, 2) and _TRAINER.match(block.plain)):
                where = "trainer"
            elif block.kind == "assessment" or (level <= max(top, 2) and _ASSESSMENT.match(block.plain)):
                where = "assessment"
            elif level <= max(top, 2) and _KEY_POINTS.match(block.plain):
                where = "points"
            elif block.kind == "lesson" or (block.kind == "heading" and top and level == top):
                where = "lesson"
                self.lessons.append((block.plain, []))
            elif where == "points" and block.kind == "heading":
                where = "lesson" if self.lessons else "before"
                (self.lessons[-1][1] if self.lessons else before).append(block)
            elif block.kind in _ANSWERS:
                self.asked.append((replace(block, plain=self.bare_words(block, heading, "a question")), heading))
            elif block.kind == "key point" or (where == "points" and block.kind in ("item", "paragraph")):
                self.key_points += [words for words in (self.bare_words(block, heading, "a key point"),) if words]
            elif where == "assessment":
                self.to_task(block, heading)
            elif where == "trainer":
                self.trainer.append(block)
            elif self.lessons and where != "points":
                self.lessons[-1][1].append(block)
            elif where == "points":
                self.left.append(Unplaced("a table among the key points", heading, " ".join(map(" ".join, block.rows))))
            else:
                before.append(block)
        self.before(before)

    def to_task(self, block: Block, heading: str) -> None:
        if block.kind == "table":
            words = " ".join(map(" ".join, block.rows))
            self.left.append(Unplaced("a table in the assessment: write it into `rubric` of assessment.yaml", heading, words))
        elif block.kind != "heading":
            self.task += [words for words in (self.bare_words(block, heading, "the assessment’s task"),) if words]

    def bare_words(self, block: Block, heading: str, where: str) -> str:
        """The words of a block that goes into a field: its notes stand in brackets, its pictures and links have no place."""
        if "![" in block.text:
            self.left.append(Unplaced(f"a picture in {where}", heading, block.plain))
        elif re.search(r"(?<!\\)\]\([^)]", block.text) and "](" not in block.plain:
            self.left.append(Unplaced(f"a link in {where}; its words were taken", heading, block.plain))
        return _NOTE.sub(lambda found: f"({_bare(self.text.notes.get(int(found[1]), found[0]))})", block.plain)

    def before(self, blocks: list[Block]) -> None:
        """What stands before the first lesson: the purpose, where it is a few sentences; else the beginning of the first lesson."""
        if not self.lessons:
            self.lessons.append((self.title, blocks))
            return
        text = " ".join(block.plain for block in blocks)
        if all(block.kind == "paragraph" and "![" not in block.text for block in blocks) and len(text) <= MOST_PURPOSE:
            if text:
                self.fields.setdefault("purpose", text)
                if self.fields["purpose"] != text:
                    self.lessons[0][1][:0] = blocks
        else:
            self.lessons[0][1][:0] = blocks
            self.remarks.append("what stands before the first lesson was put at its beginning")

    def body(self, blocks: Sequence[Block], top: int) -> str:
        """Blocks as the Markdown below a title, with the footnotes that they name at the end."""
        parts: list[str] = []
        for number, block in enumerate(blocks):
            if block.kind == "item":
                if number and blocks[number - 1].kind == "item":
                    continue
                run = [block]
                for one in blocks[number + 1 :]:
                    if one.kind != "item":
                        break
                    run.append(one)
                parts.append(_list(run))
                continue
            parts.append(self.one(block, top))
        text = "\n\n".join(part for part in parts if part)
        notes = list(dict.fromkeys(int(one) for one in _NOTE.findall(text) if int(one) in self.text.notes))
        if notes:
            text += "\n\n## Notes\n\n" + "\n".join(f"- (note {one}) {self.text.notes[one]}" for one in notes)
        return text

    def one(self, block: Block, top: int) -> str:
        words = _LEAD.sub("", block.text)
        match block.kind:
            case "heading":
                return "#" * max(2, min(6, block.level - top + 1)) + " " + block.text
            case "scenario":
                return f"## Scenario: {words}"
            case "activity":
                return f"## Activity: {words}"
            case "content warning":
                self.warning = self.warning or _LEAD.sub("", block.plain)
                return f"> **Content warning.** {words}"
            case "quote":
                return "\n".join(f"> {one}" for one in block.text.split("\n"))
            case "table":
                return table([list(row) for row in block.rows])
        return block.text

    # -- questions

    def questions(self) -> list[NewQuestion]:
        found: list[NewQuestion] = []
        for heading, some in self.by_question():
            one = self.question(heading, some)
            if one is not None:
                found.append(one)
        return found

    def by_question(self) -> list[tuple[str, list[Block]]]:
        groups: list[tuple[str, list[Block]]] = []
        for block, heading in self.asked:
            if block.kind == "question":
                groups.append((heading, [block]))
            elif groups:
                groups[-1][1].append(block)
            else:
                self.left.append(Unplaced(f"an answer without a question above it (style “{block.kind}”)", heading, block.plain))
        return groups

    def question(self, heading: str, blocks: Sequence[Block]) -> NewQuestion | None:
        prompt = _LEAD.sub("", blocks[0].plain)
        options: list[NewOption] = []
        answer, feedback = "", ""
        for block in blocks[1:]:
            words = _LEAD.sub("", block.plain) if block.kind == "feedback" else block.plain
            if block.kind in ("right answer", "wrong answer"):
                options.append(NewOption(words, block.kind == "right answer"))
            elif block.kind == "model answer":
                answer = f"{answer} {words}".strip()
            elif options and not options[-1].feedback:
                options[-1] = NewOption(options[-1].text, options[-1].right, words)
            elif options:
                options[-1] = NewOption(options[-1].text, options[-1].right, f"{options[-1].feedback} {words}")
            else:
                feedback = f"{feedback} {words}".strip()
        if len(options) == 1 and options[0].right and not answer:
            return NewQuestion("short", prompt, answer=options[0].text, feedback=options[0].feedback or feedback)
        if answer and not options:
            return NewQuestion("short", prompt, answer=answer, feedback=feedback)
        kind = kind_of(options) if len(options) > 1 else ""
        if not kind:
            why = "a question without answers" if not options else "a question of which no answer has the style “Right answer”"
            self.left.append(Unplaced(why, heading, prompt))
            return None
        return NewQuestion(kind, prompt, options, feedback=feedback)


def _list(items: Sequence[Block]) -> str:
    """Items as a list; four blanks a level, which every reader of Markdown takes as one."""
    lines: list[str] = []
    counts: dict[int, int] = {}
    depth = -1
    for item in items:
        depth = min(item.level, depth + 1)
        counts = {level: count for level, count in counts.items() if level <= depth}
        counts[depth] = counts.get(depth, 0) + 1 if item.ordered else 0
        sign = f"{counts[depth]}." if item.ordered else "-"
        pad = "    " * depth
        lines.append(f"{pad}{sign} " + item.text.replace("\n", f"\n{pad}    "))
    return "\n".join(lines)


def _bare(text: str) -> str:
    """A cell without the signs of Markdown, for a field."""
    words = text.replace("**", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return re.sub(r"\\([\\`*_\[\]{}#+\-.)(])", r"\1", words).strip()


def _short(title: str) -> str:
    return title if len(title) <= 140 else title[:138].rsplit(" ", 1)[0] + " …"


def _said(one: Unplaced) -> str:
    return one.what + (f", under “{one.heading[:60]}”" if one.heading else "") + (f": {one.words}" if one.words else "")

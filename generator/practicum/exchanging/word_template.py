"""The Word file that a module can be written in: its styles say in plain words what is what."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document

# Name, the style it looks like, and the style of the paragraph after it.
STYLES = (
    ("Lesson", "Heading 1", "Normal"), ("Scenario", "Heading 2", "Normal"), ("Activity", "Heading 2", "Normal"),
    ("Trainer notes", "Heading 1", "Normal"), ("Assessment", "Heading 1", "Normal"), ("Content warning", "Quote", "Normal"),
    ("Key point", "List Bullet", "Key point"), ("Question", "Normal", "Right answer"), ("Right answer", "Normal", "Feedback"),
    ("Wrong answer", "Normal", "Feedback"), ("Model answer", "Normal", "Feedback"), ("Feedback", "Normal", "Wrong answer"),
)  # fmt: skip
_COLOURS = {"Right answer": "1B6E3C", "Wrong answer": "9B1C1C", "Model answer": "1B6E3C", "Feedback": "555555", "Question": "1F3A5F"}
_HEAD = (
    ("ID", "… such as F11"), ("Title", "… at most 100 characters"), ("Hours", "… of a learner, such as 6"),
    ("Teaches", "… such as REL-2=1, REL-3=1"), ("For whom", "… ids of roles, such as FSW"), ("Needs", "… ids of modules held before"),
    ("Summary", "… one or two sentences, at most 200 characters"), ("Purpose", "… what will be different afterwards"),
)  # fmt: skip
# Style and words; what begins with `…` is meant to be written over.
_BODY: Sequence[tuple[str, str]] = (
    ("Lesson", "… the first lesson’s title"), ("Normal", "… its text. Links to ours: [the words](module:F01)."),
    ("Heading 2", "… a part of the lesson"), ("List Bullet", "… an item"), ("Scenario", "… its name"),
    ("Content warning", "… what in it can hurt"), ("Normal", "… the story"), ("Activity", "… its name (20 minutes)"),
    ("List Number", "… a step"), ("Key point", "… what to remember"), ("Trainer notes", "Trainer notes"),
    ("Normal", "… for the person who teaches"), ("Assessment", "Assessment"), ("Normal", "… the task"), ("Question", "… a question"),
    ("Right answer", "… a right answer"), ("Feedback", "… why"), ("Wrong answer", "… a wrong answer"), ("Feedback", "… why not"),
)  # fmt: skip

# What stands in a file whose author has not come to it yet; a title is kept, for what is below it may be written.
UNTOUCHED = frozenset(words for style, words in _BODY if words.startswith("…") and style != "Lesson")


def template_bytes(*, values: dict[str, str] | None = None) -> bytes:
    """The template as a Word file; ``values`` fill rows of the table at its head, by their first cells. The same bytes every time."""
    import docx

    document = docx.Document()
    add_styles(document)
    document.add_paragraph((values or {}).get("Title", "… the module’s title"), style="Title")
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for name, says in _HEAD:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, (values or {}).get(name, says)
    for style, words in _BODY:
        document.add_paragraph(words, style=style)
    about = document.core_properties
    about.title, about.author, about.comments = "", "", "Write over what begins with …; the styles say what is what."
    about.created = about.modified = datetime(2026, 1, 1)
    return _steady(document)


def add_styles(document: Document) -> None:
    """Give a document the styles of the template."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    for name, based, _ in STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[based]
        style.quick_style = True
        style.hidden = False
        if name in _COLOURS:
            style.font.color.rgb = RGBColor.from_string(_COLOURS[name])
            style.font.bold = name == "Question"
            style.paragraph_format.left_indent = Pt(0 if name == "Question" else 18)
    for name, _, after in STYLES:
        document.styles[name].next_paragraph_style = document.styles[after]


def _steady(document: Document) -> bytes:
    """The document with one day for all its parts."""
    import zipfile

    held = io.BytesIO()
    document.save(held)
    out = io.BytesIO()
    with zipfile.ZipFile(held) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            steady = zipfile.ZipInfo(entry.filename, (2026, 1, 1, 0, 0, 0))
            steady.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(steady, source.read(entry))
    return out.getvalue()

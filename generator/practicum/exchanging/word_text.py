"""A Word document as blocks (headings, paragraphs, items of lists, tables) in Markdown, and what has no place in it.

Tracked changes are taken as if all were accepted. What is left out (comments, text boxes, equations, what is embedded, tables in
tables) is listed with the heading above it and its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from practicum.exchanging.markdown_text import Piece, line
from practicum.exchanging.pictures import bare, picture_kind
from practicum.exchanging.word_beside import beside_text
from practicum.exchanging.word_blocks import Block, Unplaced, WordText
from practicum.exchanging.word_parts import (
    MC,
    THROUGH,
    WP,
    WPS,
    A,
    M,
    R,
    V,
    W,
    cells_of,
    choice,
    is_on,
    list_formats,
    notes_of,
    rows_of,
    words_of,
)  # fmt: skip

if TYPE_CHECKING:
    from docx.document import Document

_HEADING = re.compile(r"heading (\d)\Z")
_LINKED = re.compile(r'HYPERLINK\s+"([^"]+)"')
_TARGET = re.compile(r"(?:https?://|mailto:|tel:|(?:competency|module|role|reference|term|programme|certification|domain):)\S", re.I)
_GONE = frozenset(f"{W}{one}" for one in ("del", "moveFrom"))
_STYLED = frozenset(
    ("title", "subtitle", "lesson", "scenario", "activity", "content warning", "trainer notes", "assessment", "question", "right answer",
     "wrong answer", "model answer", "feedback", "key point", "quote", "caption")
)  # fmt: skip
_HEADED = frozenset(("heading", "title", "lesson", "scenario", "activity", "trainer notes", "assessment"))
_BULLETS = frozenset(("bullet", "none"))

# Learners pay for each: together no more than a page of the course can bear.
MOST_PICTURES = 60
MOST_PICTURE_BYTES = 1_500_000
MOST_SAID = 90


def read_text(document: Document) -> WordText:
    """The document's text, in order."""
    reading = _Reading(document)
    for block in reading.blocks(document.element.body, document.part):
        reading.found.blocks.append(block)
    reading.heading = ""
    for what, heading, words in beside_text(document, lambda paragraph: reading.is_heading(paragraph)):
        reading.heading = heading
        reading.leave(what, words)
    return reading.found


class _Reading:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.found = WordText()
        self.heading = ""
        self._styles = {one.get(f"{W}styleId", ""): one for one in document.styles.element.findall(f"{W}style")}
        self._names: dict[str, str] = {}
        self._formats = list_formats(document)
        self._footnotes = notes_of(document)
        self._numbers: dict[tuple[str, str], int] = {}

    def leave(self, what: str, words: str = "") -> None:
        words = " ".join(words.split())
        self.found.unplaced.append(Unplaced(what, self.heading, words if len(words) <= MOST_SAID else words[: MOST_SAID - 2] + " …"))

    # -- blocks

    def blocks(self, parent: Any, part: Any) -> Iterator[Block]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self.paragraph(child, part)
            elif child.tag == f"{W}tbl":
                yield from self.table(child, part)
            elif child.tag in THROUGH:
                yield from self.blocks(child, part)
            elif child.tag == f"{W}altChunk":
                self.leave("a document embedded whole")
            elif child.tag in (f"{M}oMathPara", f"{M}oMath"):
                self.leave("an equation", words_of(child))

    def paragraph(self, element: Any, part: Any) -> Iterator[Block]:
        properties = element.find(f"{W}pPr")
        style = self.style(properties)
        if style.startswith("toc "):
            return
        kind, level = self.kind(style, properties)
        headed = kind in _HEADED
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if mark is not None:
            self.found.inserted += mark.find(f"{W}ins") is not None
        pieces = list(self.pieces(element, part))
        bare_words = " ".join("".join(piece.text for piece in pieces if not piece.raw).split())
        pictures = [piece for piece in pieces if piece.raw and piece.text.startswith("![")]
        if headed and pictures:
            pieces = [piece for piece in pieces if piece not in pictures]
        text = line(pieces, styled=not headed and kind not in ("question", "right answer", "wrong answer", "feedback", "model answer"))
        if headed:
            text = " ".join(text.split())
            self.heading = bare_words or self.heading
        if text:
            listed = self.listed(properties) if kind == "paragraph" else None
            if listed is not None:
                yield Block("item", text, bare_words, listed[0], listed[1])
            else:
                yield Block(kind, text, bare_words, level)
        if headed:
            for one in pictures:
                yield Block("paragraph", one.text)

    def style(self, properties: Any) -> str:
        """The name of a paragraph's style, or of the nearest one it is based on that means something here; in small letters."""
        named = properties.find(f"{W}pStyle") if properties is not None else None
        id = named.get(f"{W}val", "") if named is not None else ""
        if id not in self._names:
            self._names[id] = self._style_name(id)
        return self._names[id]

    def _style_name(self, id: str) -> str:
        first, here = "", id
        for _ in range(10):
            style = self._styles.get(here)
            if style is None:
                break
            name = style.find(f"{W}name")
            said = (name.get(f"{W}val", "") if name is not None else "").strip().lower()
            first = first or said
            if _HEADING.match(said) or said in _STYLED or said in ("intense quote", "block text"):
                return "quote" if said in ("intense quote", "block text") else said
            based = style.find(f"{W}basedOn")
            if based is None:
                break
            here = based.get(f"{W}val", "")
        return first

    def kind(self, style: str, properties: Any) -> tuple[str, int]:
        found = _HEADING.match(style)
        if found:
            return "heading", int(found[1])
        if style in _STYLED:
            return ("paragraph", 0) if style == "caption" else (style, 0)
        outline = properties.find(f"{W}outlineLvl") if properties is not None else None
        value = outline.get(f"{W}val", "9") if outline is not None else "9"
        if value.isdigit() and int(value) < 9:
            return "heading", int(value) + 1
        return "paragraph", 0

    def is_heading(self, paragraph: Any) -> bool:
        properties = paragraph.find(f"{W}pPr")
        return self.kind(self.style(properties), properties)[0] in _HEADED

    def listed(self, properties: Any) -> tuple[int, bool] | None:
        """The level of an item and whether it is numbered; None for a paragraph that is none."""
        numbering = properties.find(f"{W}numPr") if properties is not None else None
        if numbering is None and properties is not None:
            named = properties.find(f"{W}pStyle")
            numbering = self._style_numbering(named.get(f"{W}val", "")) if named is not None else None
        if numbering is None:
            return None
        id, level = numbering.find(f"{W}numId"), numbering.find(f"{W}ilvl")
        number = id.get(f"{W}val", "0") if id is not None else "0"
        if number == "0":
            return None
        depth = level.get(f"{W}val", "0") if level is not None else "0"
        deep = min(int(depth), 5) if depth.isdigit() else 0
        return deep, self._formats.get((number, depth), "bullet") not in _BULLETS

    def _style_numbering(self, id: str) -> Any:
        for _ in range(10):
            style = self._styles.get(id)
            if style is None:
                return None
            found = style.find(f"{W}pPr/{W}numPr")
            if found is not None:
                return found
            based = style.find(f"{W}basedOn")
            id = based.get(f"{W}val", "") if based is not None else ""
        return None

    def table(self, element: Any, part: Any) -> Iterator[Block]:
        rows: list[list[str]] = []
        merged = False
        for row in rows_of(element):
            cells: list[str] = []
            for one in cells_of(row):
                about = one.find(f"{W}tcPr")
                span = about.find(f"{W}gridSpan") if about is not None else None
                down = about.find(f"{W}vMerge") if about is not None else None
                wide = span.get(f"{W}val", "1") if span is not None else "1"
                count = min(int(wide), 60) if wide.isdigit() else 1
                text = self.cell(one, part)
                if down is not None and down.get(f"{W}val", "continue") == "continue" and not text and rows and len(cells) < len(rows[-1]):
                    text = rows[-1][len(cells)]
                    merged = True
                merged = merged or count > 1
                cells += [text] + [""] * (count - 1)
            if cells:
                rows.append(cells)
        if not any(any(row) for row in rows):
            return
        if len(rows) == 1 and len(rows[0]) == 1:
            # A box around words.
            yield Block("quote", rows[0][0], rows[0][0])
            return
        if merged:
            self.leave("merged cells: the table was taken, each cell by itself; look at it", " ".join(rows[0]))
        yield Block("table", rows=tuple(tuple(row) for row in rows))

    def cell(self, element: Any, part: Any) -> str:
        texts: list[str] = []
        for child in element:
            if child.tag == f"{W}tbl":
                self.leave("a table inside a table", words_of(child))
            elif child.tag == f"{W}p":
                texts.append(line(self.pieces(child, part)))
            elif child.tag in THROUGH:
                texts.append(self.cell(child, part))
        return " / ".join(text for text in texts if text)

    # -- words

    def pieces(self, element: Any, part: Any, href: str = "") -> Iterator[Piece]:
        """The words of a paragraph; ``href`` is the target of the link they stand in."""
        fields: list[str] = []
        shown: list[bool] = []
        for child in element:
            if child.tag == f"{W}r":
                for mark in child.iter(f"{W}fldChar", f"{W}instrText"):
                    if mark.tag == f"{W}instrText":
                        if fields:
                            fields[-1] += mark.text or ""
                        continue
                    sort = mark.get(f"{W}fldCharType")
                    if sort == "begin":
                        fields.append("")
                        shown.append(False)
                    elif sort == "separate" and shown:
                        shown[-1] = True
                    elif sort == "end" and fields:
                        fields.pop()
                        shown.pop()
                linked = next((found[1] for one, seen in zip(fields, shown, strict=True) if seen and (found := _LINKED.search(one))), "")
                yield from self.run(child, part, self.target(linked, child) if linked else href)
            elif child.tag == f"{W}hyperlink":
                id = child.get(f"{R}id")
                target = part.rels[id].target_ref if id and id in part.rels and part.rels[id].is_external else ""
                yield from self.pieces(child, part, self.target(target, child) if target else "")
            elif child.tag in THROUGH:
                self.found.inserted += child.tag in (f"{W}ins", f"{W}moveTo")
                yield from self.pieces(child, part, href)
            elif child.tag in _GONE:
                self.found.deleted += 1
            elif child.tag in (f"{M}oMath", f"{M}oMathPara"):
                self.leave("an equation", words_of(child))
                yield Piece(" (equation) ")
            elif child.tag == f"{MC}AlternateContent":
                yield from self.pieces(choice(child), part, href)

    def target(self, target: str, element: Any) -> str:
        if _TARGET.match(target):
            return target.strip()
        self.leave(f"a link that leads nowhere from here (`{target[:40]}`); its words were taken", words_of(element))
        return ""

    def run(self, element: Any, part: Any, href: str) -> Iterator[Piece]:
        properties = element.find(f"{W}rPr")
        if is_on(properties, "vanish"):
            self.leave("hidden words", words_of(element))
            return
        bold, italic = is_on(properties, "b"), is_on(properties, "i")
        if is_on(properties, "strike") or is_on(properties, "dstrike"):
            self.leave("words struck through: they were taken as plain words", words_of(element))
        for child in element:
            text = ""
            match child.tag.removeprefix(W):
                case "t":
                    text = child.text or ""
                case "tab" | "ptab":
                    text = " "
                case "br":
                    text = "\n" if child.get(f"{W}type") is None else " "
                case "cr":
                    text = "\n"
                case "noBreakHyphen":
                    text = "-"
                case "sym":
                    self.leave("a sign in a font of its own")
                case "footnoteReference" | "endnoteReference":
                    yield from self.note(child)
                case "drawing" | "pict" | "object":
                    yield from self.drawn(child, part)
                case _:
                    if child.tag == f"{MC}AlternateContent":
                        for inner in choice(child):
                            yield from self.drawn(inner, part)
            if text:
                yield Piece(text, bold, italic, href)

    def note(self, element: Any) -> Iterator[Piece]:
        sort = element.tag.removeprefix(W).removesuffix("Reference")
        id = element.get(f"{W}id", "")
        known = self._footnotes.get((sort, id))
        if known is None:
            return
        if (sort, id) not in self._numbers:
            number = len(self._numbers) + 1
            self._numbers[(sort, id)] = number
            source, part = known
            self.found.notes[number] = " ".join(
                " ".join(one for one in (line(self.pieces(paragraph, part)) for paragraph in source.iter(f"{W}p")) if one).split()
            )
        yield Piece(f" (note {self._numbers[(sort, id)]})")

    # -- what is drawn

    def drawn(self, element: Any, part: Any) -> Iterator[Piece]:
        boxes = [box for tag in (f"{WPS}txbx", f"{V}textbox") for box in element.iter(tag)]
        if boxes:
            self.leave("a text box", " ".join(words_of(box) for box in boxes))
            return
        if element.tag == f"{W}object":
            self.leave("an embedded object (such as a sheet of a workbook)")
            return
        about = next(element.iter(f"{WP}docPr"), None)
        alt = " ".join((about.get("descr") or "").split()) if about is not None else ""
        ids = [one.get(f"{R}embed") or "" for one in element.iter(f"{A}blip")] + [
            one.get(f"{R}id") or "" for one in element.iter(f"{V}imagedata")
        ]
        if not ids:
            if element.tag != f"{W}pict" or len(element):
                self.leave("a drawing (a shape, a chart or a diagram)", words_of(element) or alt)
            return
        for id in ids:
            name = self.picture(id, part, alt)
            if name:
                yield Piece(f"![{line([Piece(alt or 'To be written.')], styled=False)}]({name})", raw=True)

    def picture(self, id: str, part: Any, alt: str) -> str:
        """The name of the file that a picture goes into; empty where it is not taken."""
        rel = part.rels.get(id)
        if rel is None or rel.is_external:
            self.leave("a picture that is not in the file, only linked", alt)
            return ""
        data = rel.target_part.blob
        kind = picture_kind(data)
        if not kind:
            self.leave("a picture in a format that phones do not show; save it as PNG or JPEG", alt)
            return ""
        clean = bare(data)
        if clean is None:
            self.leave("a picture that is damaged", alt)
            return ""
        if len(clean) > MOST_PICTURE_BYTES:
            self.leave(f"a picture of {len(clean) / 1e6:.1f} MB; the most is {MOST_PICTURE_BYTES / 1e6:.1f}: make it smaller in Word", alt)
            return ""
        known = next((name for name, held in self.found.pictures.items() if held == clean), "")
        if known:
            return known
        if len(self.found.pictures) >= MOST_PICTURES:
            self.leave(f"a picture beyond the first {MOST_PICTURES}, which is the most a module has", alt)
            return ""
        name = f"picture-{len(self.found.pictures) + 1:02d}.{kind}"
        self.found.pictures[name] = clean
        return name

"""Authored Markdown to the pieces of a printed document. It is parsed as the check parses it: CommonMark with tables, and no HTML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence

from practicum.model.drawing import Drawing
from practicum.model.lesson import Lesson
from practicum.publishing.drawings import FOLDER
from practicum.publishing.lessons import is_activity, is_reflection, is_scenario, is_warning
from practicum.publishing.printing.nodes import Node, Text, box, bullets, heading, lines, numbered, paragraph, said, table, text
from practicum.publishing.printing.notes import Notes
from practicum.publishing.printing.pictures import drawn
from practicum.reading.markdown import Token, parser

# Further headings under which a learner is asked to write.
_YOUR_OWN = re.compile(r"^(your own|your turn|à vous)\b", re.IGNORECASE)
_LINES_A_QUESTION, _LINES_A_TEXT = 3, 6
# A gap to fill in, as authors write it on a keyboard.
_GAP = re.compile(r"_{3,}|\.{6,}|…{2,}")
_INLINE_MARKS = {"strong": "strong", "em": "em"}


class _Reader:
    """Walks the parser's flat list of tokens once."""

    def __init__(self, tokens: Sequence[Token], notes: Notes, drawings: Mapping[str, Drawing], path: str, language: str) -> None:
        self.tokens, self.at = tokens, 0
        self.notes, self.drawings, self.path, self.language = notes, drawings, path, language

    def blocks(self, end: str = "") -> list[Node]:
        """The blocks up to a closing token, or to the end."""
        found: list[Node] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if end and token.type == end:
                break
            found += self._block(token)
        return found

    def _block(self, token: Token) -> list[Node]:
        match token.type:
            case "heading_open":
                inside = self._inline_token()
                self.at += 1
                return [heading(int(token.tag[1]), self.inline(inside.children or []))]
            case "paragraph_open":
                inside = self._inline_token()
                self.at += 1
                return self._paragraph(inside)
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token)
            case "blockquote_open":
                return [_quoted(self.blocks("blockquote_close"))]
            case "table_open":
                return self._table()
            case "fence" | "code_block":
                return [{"k": "code", "text": token.content.rstrip("\n")}]
            case "html_block":
                return [paragraph(text(token.content))]
            case "hr":
                return [{"k": "rule"}]
        return []

    def _inline_token(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _paragraph(self, token: Token) -> list[Node]:
        children = token.children or []
        if len(children) == 1 and children[0].type == "image":
            drawing = self._drawing(str(children[0].attrGet("src") or ""))
            if drawing is not None:
                return [drawn(drawing, children[0].content)]
        body = self.inline(children)
        return [paragraph(body)] if body else []

    def _drawing(self, target: str) -> Drawing | None:
        named = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), target))
        mirrored = f"curriculum/{self.language}/diagrams/{posixpath.basename(named)}"
        here = f"{FOLDER}{posixpath.basename(named)}"
        return self.drawings.get(mirrored) or self.drawings.get(named) or self.drawings.get(here)

    def _list(self, opened: Token) -> list[Node]:
        items: list[list[Node]] = []
        while self.tokens[self.at].type == "list_item_open":
            self.at += 1
            items.append(self.blocks("list_item_close"))
        self.at += 1
        if opened.type == "bullet_list_open":
            return bullets(items)
        return numbered(items, int(opened.attrGet("start") or 1))

    def _table(self) -> list[Node]:
        rows: list[list[Text]] = []
        while (token := self.tokens[self.at]).type != "table_close":
            self.at += 1
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self.inline(token.children or []))
        self.at += 1
        head = [cell or ["–"] for cell in rows[0]]
        return table(head, rows[1:])

    def inline(self, tokens: Sequence[Token]) -> Text:
        """Running text of one block."""
        return self._inside(list(tokens), "")

    def _inside(self, tokens: list[Token], end: str) -> Text:
        found: Text = []
        while tokens:
            token = tokens.pop(0)
            if end and token.type == end:
                break
            kind = token.type.removesuffix("_open")
            if token.type == "text" or token.type == "html_inline":
                found += _gaps(token.content)
            elif token.type == "softbreak":
                found.append(" ")
            elif token.type == "hardbreak":
                found.append({"k": "br"})
            elif token.type == "code_inline":
                found.append({"k": "mono", "body": [token.content]})
            elif token.type == "image":
                # A photograph is not printed; what it shows is said in its place.
                found += [{"k": "em", "body": [f"[{token.content}]"]}] if token.content.strip() else []
            elif token.type.endswith("_open") and kind in _INLINE_MARKS:
                found.append({"k": _INLINE_MARKS[kind], "body": self._inside(tokens, f"{kind}_close")})
            elif token.type == "link_open":
                found += self.notes.linked(self._inside(tokens, "link_close"), str(token.attrGet("href") or ""))
        return [one for one in found if one != ""]


def prose(lesson: Lesson, notes: Notes, level: int, *, language: str = "en", room: bool = True) -> list[Node]:
    """A lesson or trainer's notes below its own title, which is left to the caller: the highest heading gets ``level``.

    Scenarios and content warnings become panels; ``room`` adds lines to write on where a reader is asked something.
    """
    reader = _Reader(parser().parse(lesson.text), notes, notes.making.catalogue.drawings, lesson.path, language)
    blocks = reader.blocks()
    if blocks and blocks[0]["k"] == "heading" and blocks[0]["level"] == 1:
        blocks = blocks[1:]
    return _arranged(_levelled(blocks, level), room)


def _gaps(words: str) -> Text:
    found: Text = []
    start = 0
    for gap in _GAP.finditer(words):
        found += [words[start : gap.start()], {"k": "gap", "wide": min(len(gap[0]), 30)}]
        start = gap.end()
    return [*found, words[start:]]


def _quoted(blocks: list[Node]) -> Node:
    first = blocks[0] if blocks else None
    if first and first["k"] == "p" and first["body"] and isinstance(first["body"][0], dict) and is_warning(said_bold(first)):
        return box("warning", blocks)
    return {"k": "quote", "body": blocks}


def said_bold(node: Node) -> str:
    """The bold words with which a paragraph opens, or nothing."""
    first = node["body"][0] if node["body"] else ""
    return "".join(map(str, first["body"])) if isinstance(first, dict) and first["k"] == "strong" else ""


def asks_to_write(title: str) -> bool:
    """Whether a heading, or the bold words before a paragraph, ask for something to be written: lines follow what is asked."""
    return is_reflection(title) or bool(_YOUR_OWN.match(title))


def _levelled(blocks: list[Node], level: int) -> list[Node]:
    """Headings moved to their place below the document's; none jumps over a level, which a screen reader would stumble on."""
    last = level - 1
    for node in blocks:
        if node["k"] == "heading":
            wanted = max(node["level"] - 2, 0) + level
            node["level"] = last = min(wanted, last + 1)
    return blocks


def _arranged(blocks: list[Node], room: bool) -> list[Node]:
    """Scenarios gathered into panels, activities marked, lines to write on added."""
    found: list[Node] = []
    place = found
    panel = 0
    asked: list[Node] | None = None

    def close() -> None:
        nonlocal asked
        if asked is not None and room:
            place.extend(_with_lines(asked))
        elif asked is not None:
            place.extend(asked)
        asked = None

    for node in blocks:
        if node["k"] == "heading":
            close()
            title = said(node["body"])
            if panel and node["level"] <= panel:
                place, panel = found, 0
            if is_scenario(title) and not panel:
                gathered = box("scenario", [])
                found.append(gathered)
                place, panel = gathered["body"], node["level"]
            if is_activity(title):
                node["look"] = "activity"
            place.append(node)
            if asks_to_write(title):
                asked = []
            continue
        if asked is not None:
            asked.append(node)
            continue
        if node["k"] == "p" and is_activity(said_bold(node)):
            node["look"] = "activity"
        place.append(node)
        if room and node["k"] == "p" and asks_to_write(said_bold(node)):
            place.append(lines(_LINES_A_QUESTION))
    close()
    return found


def _with_lines(blocks: list[Node]) -> list[Node]:
    """Lines below every question of a list; where nothing is listed, below the whole."""
    found: list[Node] = []
    listed = False
    for node in blocks:
        if node["k"] in ("list", "enum"):
            listed = True
            node["items"] = [[{"k": "ask", "body": item, "number": _LINES_A_QUESTION}] for item in node["items"]]
        found.append(node)
    return found if listed else [*found, lines(_LINES_A_TEXT)]


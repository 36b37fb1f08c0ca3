"""What stands beside the text of a Word file: comments, running heads, macros and embedded things. None of it is taken; all is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from practicum.exchanging.word_parts import W, root_of, words_of

if TYPE_CHECKING:
    from docx.document import Document


def beside_text(document: Document, is_heading: Callable[[Any], bool]) -> Iterator[tuple[str, str, str]]:
    """What each is, the heading above it where it has a place in the text, and its words."""
    embedded = False
    for rel in document.part.rels.values():
        if rel.is_external:
            continue
        sort = rel.reltype.rpartition("/")[2]
        if sort == "comments":
            yield from _comments(document, rel.target_part, is_heading)
        elif sort in ("header", "footer"):
            words = words_of(root_of(rel.target_part))
            if words:
                yield "a running head" if sort == "header" else "a running foot", "", words
        elif sort == "vbaProject":
            yield "macros; none of them ran", "", ""
        elif sort == "control" and not embedded:
            embedded = True
            yield "a field of a form (ActiveX)", "", ""


def _comments(document: Document, part: Any, is_heading: Callable[[Any], bool]) -> Iterator[tuple[str, str, str]]:
    above: dict[str, tuple[str, str]] = {}
    heading = ""
    for paragraph in document.element.body.iter(f"{W}p"):
        if is_heading(paragraph):
            heading = words_of(paragraph)
        for mark in paragraph.iter(f"{W}commentReference", f"{W}commentRangeStart"):
            above.setdefault(mark.get(f"{W}id", ""), (heading, words_of(paragraph)))
    for comment in root_of(part).iter(f"{W}comment"):
        under, at = above.get(comment.get(f"{W}id", ""), ("", ""))
        yield "a comment", under, f"“{words_of(comment)}”" + (f" at “{at[:40]}”" if at else "")

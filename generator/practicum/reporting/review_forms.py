"""A review as lines: Markdown for a comment on a proposal, and plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from practicum.reporting.look_here import attention
from practicum.reporting.phrases import Phrase, as_markdown, as_text, phrase
from practicum.reporting.review_words import Review
from practicum.reporting.reviewing import MOST_LINES, sections

LOOK = "Reviewer, look here"
CALM = phrase("Nothing here takes anything from learners, and nobody's word is lost. Read the texts as you always do.")
SAME = phrase("Nothing reads differently for learners, trainers or assessors.")
# A workflow finds its own comment by this line, and writes the next one in its place.
MARK = "<!-- practicum diff -->"


def review_markdown(review: Review, compared: str) -> Iterator[str]:
    """The lines of a comment; ``compared`` says in a sentence of Markdown what with what."""
    yield MARK
    yield "## What this changes for people"
    yield ""
    yield compared
    yield ""
    if review.found.empty and not (review.rules or review.errors or review.unread or review.renamed):
        yield as_markdown(SAME)
        yield ""
        return
    yield f"### {LOOK}"
    yield ""
    yield from _listed(attention(review) or (CALM,), "look here")
    for section in sections(review):
        yield f"### {section.title}"
        yield ""
        yield from _listed(section.lines, section.title.lower())


def _listed(lines: Sequence[Phrase], what: str) -> Iterator[str]:
    if lines == (CALM,):
        yield as_markdown(CALM)
    else:
        yield from (f"- {as_markdown(line)}" for line in lines[:MOST_LINES])
        more = lines[MOST_LINES:]
        if more:
            yield ""
            yield f"<details><summary>{len(more)} more: {what}</summary>"
            yield ""
            yield from (f"- {as_markdown(line)}" for line in more[: 8 * MOST_LINES])
            if len(more) > 8 * MOST_LINES:
                yield f"- … and {len(more) - 8 * MOST_LINES} more, which the page lists"
            yield ""
            yield "</details>"
    yield ""


def review_text(review: Review) -> Iterator[str]:
    """The same for a terminal; nothing where nothing differs beyond the rules."""
    found = attention(review)
    told = sections(review)
    if not found and not told:
        return
    yield f"{LOOK}:"
    yield from (f"  - {as_text(line)}" for line in found or (CALM,))
    for section in told:
        yield ""
        yield section.title
        yield from (f"  {as_text(line)}" for line in section.lines)
    yield ""

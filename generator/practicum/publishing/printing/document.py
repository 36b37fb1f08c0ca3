"""A document before it is typeset: what it is, whom it is for, and its pages as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from practicum.publishing.making import Making
from practicum.publishing.printing.nodes import Node

# Below a language's root; addresses are promises, see the handbook.
FOLDER = "downloads/print"
LEARNER, TRAINER, ASSESSOR = "handout", "trainer", "assessor"
TITLES = {LEARNER: "Handout", TRAINER: "Trainer guide", ASSESSOR: "Assessor’s sheets"}
NOTES = {
    LEARNER: "The lessons with room to write and questions to answer, as pages of A4.",
    TRAINER: "The plan, the notes for trainers, the questions and on pages of their own the key.",
    ASSESSOR: "The record, the rubric and the checklist to fill in, and the key in short.",
}


@dataclass(frozen=True)
class Document:
    """One document to be printed.

    ``path`` is the PDF's address from its language's root, such as `downloads/print/F06-handout.pdf`; ``about`` the page it belongs to,
    such as `modules/F06.md`; ``kind`` is `handout`, `trainer` or `assessor`; ``body`` what the page template lays out, as JSON text.
    """

    path: str
    about: str
    kind: str
    title: str
    language: str
    body: str


def path_of(id: str, kind: str) -> str:
    """The address of a document.

    >>> path_of("F06", "handout")
    'downloads/print/F06-handout.pdf'
    """
    return f"{FOLDER}/{id}-{kind}.pdf"


def document(
    making: Making, id: str, about: str, kind: str, title: str, summary: str, nodes: Sequence[Node], *, parts: bool = False
) -> Document:
    """A document of these pieces. With ``parts`` its highest headings open modules, which begin with a title of their own."""
    words = making.words
    name = words(TITLES[kind])
    body = {
        "title": title,
        "kind": name,
        "summary": summary,
        "lang": words.language,
        "parts": parts,
        "nodes": list(nodes),
        "words": {
            "notice": words("Demonstration curriculum. Not a licence to practise. The countries are fictional."),
            "licence": words("Text: CC BY 4.0"),
            "page": words("page"),
            "contents": words("Contents"),
            "room": words("Seen where, and what was said"),
        },
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Document(path_of(id, kind), about, kind, title, words.language, text)

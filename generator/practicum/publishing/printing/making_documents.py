"""Which documents a language's print has: those of its modules and programmes whose texts are all in that language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from practicum.publishing.connections import connect
from practicum.publishing.making import Making
from practicum.publishing.printing.document import Document
from practicum.publishing.printing.module_sheets import module_documents, module_sheets
from practicum.publishing.printing.programme_sheets import programme_documents


def print_documents(making: Making) -> Iterator[Document]:
    """Every document to be printed, as data.

    Of a language other than the core's only modules whose every text is translated: a handout never changes its language half-way.
    """
    core = making.words.language == "en"
    made = {id: module_sheets(making, id) for id in making.modules() if core or _translated(making, id)}
    for id, sheets in made.items():
        yield from module_documents(making, id, sheets)
    for country, view in making.editions.items():
        changed = [id for id in made if view.changes_to(f"module:{id}")]
        edition = replace(making, catalogue=view.catalogue, connections=connect(view.catalogue, view.day)) if changed else making
        for id in changed:
            yield from module_documents(edition, id, module_sheets(edition, id, country), country)
    if core:
        for id in making.catalogue.programmes:
            yield from programme_documents(making, id, made)


def _translated(making: Making, id: str) -> bool:
    unit, folder = making.catalogue.modules[id], making.catalogue.folder_of(id)
    texts = [unit.path, *(f"{folder}/{name}" for name, _ in making.lessons(id))]
    assessment = making.catalogue.assessments.get(id)
    texts += [assessment.path] if assessment else []
    texts += [f"{folder}/trainer.md"] if making.trainer(id) else []
    return all(path in making.translated for path in texts)

"""All themes of checking over the core and over what each View changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from practicum.checking.assessments import check_assessments
from practicum.checking.certifications import check_certifications, check_seals
from practicum.checking.competence import check_competence
from practicum.checking.content import check_content
from practicum.checking.copies import check_copied
from practicum.checking.lessons import check_lessons, check_lessons_here
from practicum.checking.modules import check_modules
from practicum.checking.names import check_names
from practicum.checking.outlived import check_outlived
from practicum.checking.patch_sentences import check_patch_sentences
from practicum.checking.programmes import check_programmes
from practicum.checking.releases import check_releases
from practicum.checking.renamed import check_renamed
from practicum.checking.sentences import check_sentences, check_sentences_here
from practicum.checking.shown import check_shown
from practicum.checking.topics import check_topics
from practicum.checking.translated_sentences import check_translated_sentences
from practicum.checking.variants import check_variants
from practicum.diagnostics import Diagnostic, in_order
from practicum.model.catalogue import Catalogue
from practicum.remembering import Remembered
from practicum.resolving import View

Theme = Callable[[Catalogue, date], Iterator[Diagnostic]]
# What a View changes is looked at again with these; the others look at things no patch can touch.
_CORE: tuple[Theme, ...] = (
    check_names,
    check_modules,
    check_programmes,
    check_assessments,
    check_competence,
    check_lessons,
    check_topics,
    check_certifications,
    check_seals,
    check_shown,
    check_sentences,
    check_patch_sentences,
    check_outlived,
    check_renamed,
    check_releases,
)
_IN_VIEWS: tuple[Theme, ...] = (check_names, check_modules, check_programmes, check_certifications)


def check(
    catalogue: Catalogue, views: Iterable[View] = (), *, today: date, sources: Mapping[str, str] | None = None
) -> list[Diagnostic]:
    """Every fault, once and in order. A fault that shows in several Views names them all.

    ``sources`` are texts by others, by name, of which nothing may have been copied.
    """
    return in_order([*check_structure(catalogue, views, today=today), *check_said(catalogue, today=today, sources=sources)])


def check_said(
    catalogue: Catalogue, *, today: date, sources: Mapping[str, str] | None = None, marks: Mapping[str, bytes] | None = None,
    memory: Remembered | None = None,
) -> list[Diagnostic]:  # fmt: skip
    """Every fault of what texts say, in the core: the longer part of the work. Pages can be made of texts with such faults.

    A module whose files have the ``marks`` that ``memory`` knows is not looked through again.
    """
    return [*check_content(catalogue, today, marks, memory), *(check_copied(catalogue, sources) if sources else ())]


def check_structure(catalogue: Catalogue, views: Iterable[View] = (), *, today: date) -> list[Diagnostic]:
    """Every other fault: what things refer to and how they hang together, in the core and in each View."""
    found: list[Diagnostic] = [fault for theme in _CORE for fault in theme(catalogue, today)]
    core = set(found)
    for view in views:
        found.extend(view.diagnostics)
        found.extend(check_variants(view))
        here: list[Diagnostic] = []
        if view.applied:
            here += [fault for theme in _IN_VIEWS for fault in theme(view.catalogue, view.day)]
            here += check_sentences_here(view)
            here += check_lessons_here(view)
        if view.is_told and not view.country:
            here += check_translated_sentences(catalogue, view)
        # A fault of the core is the core's, however many countries share it.
        found.extend(dataclasses.replace(fault, views=(view.name,)) for fault in here if fault not in core)
    return found

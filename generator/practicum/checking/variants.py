"""Translations and sign-offs against the texts they are about. (Patches are judged where they are applied.)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from practicum.checking.consensus import check_consensus
from practicum.checking.translated_terms import check_translated_terms
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Unit
from practicum.model.translation import TranslatedFile, Translations
from practicum.reading.formats import mirrored
from practicum.resolving import View
from practicum.resolving.ledgers import FileStanding, Passage, State, open_passages
from practicum.spans import Span


def check_variants(view: View) -> Iterator[Diagnostic]:
    """Stale and homeless translations (in the View of their language) and what sign-offs say."""
    yield from check_consensus(view)
    if view.is_told and not view.country:
        yield from _translations(view)
        yield from check_translated_terms(view)


def _translations(view: View) -> Iterator[Diagnostic]:
    catalogue = view.catalogue
    originals = {unit.path for unit in catalogue.units()}
    for path in catalogue.lessons:
        mirror = mirrored(path)
        if mirror and mirror[0] == view.language and mirror[1] not in catalogue.lessons and not catalogue.lost_path(mirror[1]):
            yield _homeless(path, mirror[1])
        elif mirror and mirror[0] == view.language == catalogue.language_of(mirror[1]):
            yield _into_its_own(path, mirror[1], view.language)
    for (language, original), tree in catalogue.translated.items():
        if language == view.language and original not in originals and not catalogue.lost_path(original):
            yield _homeless(tree.span.path, original)
        elif language == view.language == catalogue.language_of(original):
            yield _into_its_own(tree.span.path, original, language)
    ledger = catalogue.translations.get(view.language)
    if ledger is None:
        return
    for position, one in enumerate(ledger.value.files):
        now = view.originals.get(one.file)
        if now is None and catalogue.lost_path(one.file):
            continue
        if now is None:
            yield Diagnostic(
                "translation-without-original",
                f"the ledger names a file that is not there: `{one.file}`",
                ledger.where("files", position, "file"),
                "no such file",
                help="write the path of the original from the project's root",
            )
        else:
            yield from _stale(ledger, position, one, now, view.standings.get(one.file))


def _stale(
    ledger: Unit[Translations], position: int, one: TranslatedFile, now: str, standing: FileStanding | None
) -> Iterator[Diagnostic]:
    """What a translation no longer says, or not yet, as its original says it: one fault a file, naming the passages."""
    if standing is None or standing.trouble == "unknown" or (standing.trouble == "count" and not one.passages):
        # Nothing says which passages it was made from: the file as a whole is judged.
        if now != one.made_from:
            yield Diagnostic(
                "stale-translation",
                f"the original of a translation has changed: `{one.file}`",
                ledger.where("files", position, "made_from"),
                f"now `{now}`",
                help=f"bring the translation up to date, then write `made_from: {now}`",
            )
        return
    if standing.trouble == "count":
        names, has = len((one.passages or "").split(" ")), len(standing.translations)
        yield Diagnostic(
            "stale-translation",
            f"the ledger names {names} passages of a translation that has {has}: `{standing.own}`",
            ledger.where("files", position, "passages"), "not those of the translation",
            help=f"{_RECORD} {ledger.value.language} {one.file} --done --by PERSON`, once each passage stands for one of the original",
        )  # fmt: skip
        return
    open_ = open_passages(one, now, standing)
    if not open_:
        return
    counts = [f"{sum(each.state == state for each in open_)} {said}" for state, said in _SAID.items() if standing.of(state)]
    notes = [note for each in open_[:MOST_NAMED] for note in _named(each)]
    if len(open_) > MOST_NAMED:
        notes.append(Note(f"and {len(open_) - MOST_NAMED} more; `practicum translate` lists them all"))
    first = open_[0].translation or open_[0].original
    yield Diagnostic(
        "stale-translation",
        f"the translation does not say what its original says today: {', '.join(counts)} in `{standing.own}`",
        first.span if first is not None else ledger.where("files", position), _LABELS[open_[0].state], notes=tuple(notes),
        help=f"bring these passages up to date, then {_RECORD} {ledger.value.language} {one.file} --done --by PERSON`",
    )  # fmt: skip


MOST_NAMED = 3
_RECORD = "`practicum translate"
_SAID: Mapping[State, str] = {"stale": "stale", "missing": "not translated", "gone": "no longer in the original"}
_LABELS = {"stale": "its original has changed", "missing": "not translated", "gone": "the original no longer has this"}


def _named(each: Passage) -> Iterator[Note]:
    if each.translation is not None and each.original is not None:
        yield Note(f"the passage at {each.translation.span} stands for this one, which has changed", each.original.span)
    elif each.original is not None:
        yield Note("this passage is not translated", each.original.span)
    elif each.translation is not None:
        yield Note("the original no longer has this passage", each.translation.span)


def _into_its_own(path: str, original: str, language: str) -> Diagnostic:
    return Diagnostic(
        "translation-without-original", f"this translates into `{language}` what is written in it: `{original}`", Span(path),
        "shown nowhere",
        help="write it into the original, or say in module.yaml in which `language` the original is",
    )


def _homeless(path: str, original: str) -> Diagnostic:
    return Diagnostic(
        "translation-without-original", f"this translation has no original: `{original}` is not there", Span(path), "shown nowhere",
        help="give it the name and folder of its original",
    )

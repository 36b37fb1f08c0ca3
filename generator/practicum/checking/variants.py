"""Translations and sign-offs against the texts they are about. (Patches are judged where they are applied.)"""

from __future__ import annotations

from collections.abc import Iterator

from practicum.checking.consensus import check_consensus
from practicum.diagnostics import Diagnostic
from practicum.reading.formats import mirrored
from practicum.resolving import View
from practicum.spans import Span


def check_variants(view: View) -> Iterator[Diagnostic]:
    """Stale and homeless translations (in the View of their language) and what sign-offs say."""
    yield from check_consensus(view)
    if view.language != "en" and not view.country:
        yield from _translations(view)


def _translations(view: View) -> Iterator[Diagnostic]:
    catalogue = view.catalogue
    originals = {unit.path for unit in catalogue.units()}
    for path in catalogue.lessons:
        mirror = mirrored(path)
        if mirror and mirror[0] == view.language and mirror[1] not in catalogue.lessons and not catalogue.lost_path(mirror[1]):
            yield _homeless(path, mirror[1])
    for (language, original), tree in catalogue.translated.items():
        if language == view.language and original not in originals and not catalogue.lost_path(original):
            yield _homeless(tree.span.path, original)
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
        elif now != one.made_from:
            yield Diagnostic(
                "stale-translation",
                f"the original of a translation has changed: `{one.file}`",
                ledger.where("files", position, "made_from"),
                f"now `{now}`",
                help=f"bring the translation up to date, then write `made_from: {now}`",
            )


def _homeless(path: str, original: str) -> Diagnostic:
    return Diagnostic(
        "translation-without-original", f"this translation has no original: `{original}` is not there", Span(path), "shown nowhere",
        help="give it the name and folder of its original",
    )

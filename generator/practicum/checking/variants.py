"""Translations and sign-offs against the texts they are about. (Patches are judged where they are applied.)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue
from practicum.reading.formats import mirrored
from practicum.resolving import View
from practicum.resolving.standing import signed_hash, standing_signoffs
from practicum.resolving.targets import PATCHED
from practicum.spans import Span

# How many people of each constituency have to stand behind a module before it is adopted, by its risk.
ADOPTING: Mapping[str, Mapping[str, int]] = {
    "ordinary": {"government": 1, "academia": 1, "practice": 1, "lived_experience": 1},
    "high": {"government": 2, "academia": 2, "practice": 2, "lived_experience": 1},
}


def check_variants(view: View) -> Iterator[Diagnostic]:
    """Stale and homeless translations (in the View of their language) and stale sign-offs."""
    yield from _signoffs(view)
    if view.language != "en" and not view.country:
        yield from _translations(view)


def _signoffs(view: View) -> Iterator[Diagnostic]:
    catalogue = view.catalogue
    if not view.name:
        variants = {*catalogue.countries, *catalogue.translations, *(language for language, _ in catalogue.translated)}
        variants.update(mirror[0] for path in catalogue.lessons if (mirror := mirrored(path)))
        for file in catalogue.signoffs:
            for position, one in enumerate(file.value.signoffs):
                _, _, variant = one.unit.partition("/")
                if variant and variant not in variants:
                    yield _no_unit(file.where("signoffs", position, "unit"), one.unit)
        yield from _adopted(catalogue)
    for standing in standing_signoffs(view):
        signed = standing.signoff
        if standing.state == "stale" and not _partly_lost(catalogue, signed.unit):
            yield Diagnostic(
                "stale-sign-off",
                f"the sign-off of `{signed.unit}` is about an older text",
                standing.file.where("signoffs", standing.position, "content"),
                "changed since",
                notes=(Note(f"signed on {signed.day}"),),
                help=f"ask again; a sign-off of today's text carries `content: {signed_hash(view, signed.unit)}`",
            )
        elif standing.state == "unknown_unit" and not any(catalogue.is_lost(kind, signed.unit.split("/")[0]) for kind in PATCHED):
            yield _no_unit(standing.file.where("signoffs", standing.position, "unit"), signed.unit)


def _adopted(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Modules that are called adopted, and are not signed by all who have to.

    A word about an older text counts here: that the text has changed since is said where the word stands.
    """
    words = {
        (one.unit, one.constituency, one.person) for file in catalogue.signoffs for one in file.value.signoffs if one.word == "endorse"
    }
    for unit in catalogue.modules.values():
        if unit.value.status != "adopted":
            continue
        missing = [
            f"{wanted - given} of {constituency.replace('_', ' ')}"
            for constituency, wanted in ADOPTING[unit.value.risk].items()
            if (given := sum(1 for name, whose, _ in words if (name, whose) == (unit.id, constituency))) < wanted
        ]
        if missing and not any(one.format == "signoffs" for one in catalogue.lost):
            yield Diagnostic(
                "adopted-without-sign-offs",
                f"module `{unit.id}` is called adopted and lacks sign-offs: {', '.join(missing)}",
                unit.where("status"),
                "not signed by all",
                help=f"write `status: pilot` until they have signed in curriculum/signoffs/{unit.id}.yaml",
            )


def _partly_lost(catalogue: Catalogue, unit: str) -> bool:
    """Whether some file of a module could not be used: then nobody knows what text stands there."""
    identifier = unit.split("/")[0]
    if identifier not in catalogue.modules or not catalogue.lost:
        return False
    folder = catalogue.folder_of(identifier).rpartition("/")[2]
    return any(f"/modules/{folder}/" in one.path for one in catalogue.lost)


def _no_unit(span: Span, name: str) -> Diagnostic:
    return Diagnostic(
        "unknown-unit", f"a sign-off names a unit that is not defined: `{name}`", span, "no such unit",
        help="name a module, certification, role, programme or competency, with `/NV` for a country's edition or `/fr` for a translation",
    )


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

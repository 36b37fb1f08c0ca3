"""What rests on a hash of a text (sign-offs, translations, patches, seals) follows a change that leaves every meaning as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from practicum.authoring.drafting import Draft
from practicum.authoring.mentions import leaves
from practicum.model.catalogue import Catalogue
from practicum.model.edit import Edit
from practicum.model.source import Text, content_hash, find
from practicum.reading.files import InMemory
from practicum.reading.formats import format_of, mirrored
from practicum.reading.project import read_project
from practicum.remembering import Remembered
from practicum.resolving import view_of
from practicum.resolving.standing import seal, signed_hash, signed_parts

# Fields that hold a hash, by class and key.
HASHES = frozenset(
    {
        "Patch.was", "RuleVersion.seal", "SignOff.content", "SignOff.saw", "FastTrack.content", "TranslatedFile.made_from",
        "TranslatedFile.passages",
    }
)  # fmt: skip
# Patches are laid one over another: each round puts right what rests on the round before.
MOST_ROUNDS = 12
_STANDS = re.compile(r"not `([0-9a-f]{12})`")


def follow_hashes(draft: Draft, old: Catalogue, day: date, renamed: Mapping[str, str] | None = None) -> int:
    """Give every hash that was right its new value; how many there were. What was stale stays as it is.

    ``renamed`` leads from new ids to those of ``old``. First come seals and patches, one laid over another; then what is about editions
    and translations as a whole.
    """
    memory = Remembered()
    rights = {place: written == now for place, written, now, _ in (*_laid_over(old, day, {}), *_about_texts(old, day))}
    count = 0
    for about_texts in (False, True):
        for _ in range(MOST_ROUNDS):
            new = read_project(InMemory({path: draft.data(path) for path in draft.paths()}), memory=memory).catalogue
            held = _about_texts(new, day) if about_texts else _laid_over(new, day, renamed or {})
            edits = list(_edits(draft, held, rights))
            if not edits:
                break
            draft.edit(edits)
            count += len(edits)
    return count


Place = tuple[str, str, int]


Held = tuple[Place, str | None, str | None, tuple[str, tuple[str | int, ...]]]


def _edits(draft: Draft, held: Iterable[Held], rights: Mapping[Place, bool]) -> Iterator[Edit]:
    for place, written, now, where in held:
        if now is not None and written != now and rights.get(place):
            path, fields = where
            here = find(draft.yaml(path).tree, fields)
            if isinstance(here, Text):
                yield draft.yaml(path).swap_at(here, now)


def _laid_over(catalogue: Catalogue, day: date, renamed: Mapping[str, str]) -> Iterator[Held]:
    """The hashes in seals and patches: a name for the place that stays, what is written, what would be right, where it stands."""
    for unit in catalogue.certifications.values():
        for position, version in enumerate(unit.value.versions):
            tree = find(unit.tree, ("versions", position))
            if version.seal is not None and tree is not None:
                yield (
                    ("seal", renamed.get(unit.id, unit.id), position),
                    version.seal,
                    seal(tree),
                    (unit.path, ("versions", position, "seal")),
                )
    for country, files in catalogue.countries.items():
        days = sorted({patch.starts for file in files for patch in file.value.patches})
        stands: dict[str, str] = {}
        for starts in days:
            view = view_of(catalogue, country=country, day=starts)
            stands |= {one.patch.id: one.saw or content_hash(one.before) for one in view.applied if one.patch.starts == starts}
            for fault in view.diagnostics:
                found = _STANDS.fullmatch(fault.label) if fault.rule == "patch-target-moved" else None
                if found:
                    stands |= {
                        patch.id: found[1]
                        for file in files for position, patch in enumerate(file.value.patches)
                        if patch.starts == starts and file.where("patches", position, "was") == fault.span
                    }  # fmt: skip
        for file in files:
            for position, patch in enumerate(file.value.patches):
                if patch.was is not None:
                    yield ("was", f"{country}/{patch.id}", 0), patch.was, stands.get(patch.id), (file.path, ("patches", position, "was"))


def _about_texts(catalogue: Catalogue, day: date) -> Iterator[Held]:
    """The hashes in sign-offs and ledgers of translations, as `_laid_over` gives those of patches."""
    # Countries and languages are laid over the core once each.
    views = {"": view_of(catalogue, day=day)}
    views |= {code: view_of(catalogue, country=code, day=day) for code in catalogue.countries}
    languages = {*catalogue.translations, *(language for language, _ in catalogue.translated)}
    languages |= {mirror[0] for path in catalogue.lessons if (mirror := mirrored(path))}
    views |= {code: view_of(catalogue, day=day, language=code, english=True) for code in languages}
    for signed in catalogue.signoffs:
        for position, one in enumerate(signed.value.signoffs):
            view_named = views.get(one.unit.partition("/")[2])
            now = signed_hash(view_named, one.unit) if view_named is not None else None
            yield ("signed", f"{one.day}/{one.content}", 0), one.content, now, (signed.path, ("signoffs", position, "content"))
            parts = signed_parts(view_named, one.unit) if view_named is not None and one.saw else {}
            for number, (name, saw) in enumerate((one.saw or {}).items()):
                at = ("signoffs", position, "saw", name)
                yield ("signed", f"{one.day}/{one.content}/{number}", 0), saw, parts.get(name), (signed.path, at)
        for position, track in enumerate(signed.value.fast_tracks):
            view_named = views.get(track.unit.partition("/")[2])
            now = signed_hash(view_named, track.unit) if view_named is not None else None
            yield ("signed", f"{track.day}/{track.content}", 0), track.content, now, (signed.path, ("fast_tracks", position, "content"))
    for language, ledger in catalogue.translations.items():
        originals = views[language].originals
        for position, made in enumerate(ledger.value.files):
            now = originals.get(made.file)
            yield ("made", language, position), made.made_from, now, (ledger.path, ("files", position, "made_from"))
            standing = views[language].standings.get(made.file) if made.passages else None
            if standing is not None:
                place = ("made", f"{language}/passages", position)
                yield place, made.passages, standing.marks_today, (ledger.path, ("files", position, "passages"))


def hash_fields(draft: Draft) -> Iterator[tuple[str, str]]:
    """Every hash that is written in a draft, as file and field: for tests that nothing is forgotten."""
    for path in draft.paths():
        known = format_of(path) if path.endswith(".yaml") else None
        for leaf in leaves(draft.yaml(path).tree, known[0].kind) if known else ():
            if leaf.field in HASHES:
                yield path, leaf.text.value or ""

"""What changes and releases are about: names of units, what differs from the release before, and what of it nobody told."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from practicum.model.catalogue import Catalogue, Unit
from practicum.model.release import Change, Publication, Release, ReleasedChange, version_key
from practicum.model.renamed import by_kind
from practicum.reading.formats import mirrored
from practicum.resolving.comparing_units import UnitChange, changed_translations, changed_units

# Kinds that a change may be about, in the order in which an id alone is looked for, with their groups of the catalogue.
KINDS: Mapping[str, str] = {
    "module": "modules", "programme": "programmes", "role": "roles", "certification": "certifications", "competency": "competencies",
    "domain": "domains", "framework": "frameworks", "crosswalk": "crosswalks", "case_study": "case_studies", "topic": "topics",
    "practice_model": "practice_models", "term": "terms", "reference": "references",
}  # fmt: skip
# Lists that are named as a whole, and the kinds whose changes they tell.
LISTS: Mapping[str, tuple[str, ...]] = {
    "glossary": ("term",), "references": ("reference",), "words": ("words",), "topics": ("topic", "practice_model"),
}  # fmt: skip
MOST_PLACES = 6


@dataclass(frozen=True)
class Named:
    """What a name means: a kind and an id, with a country or language behind it, or one of these alone (`kind` is then `country`,
    `language` or `list`)."""

    kind: str
    id: str
    variant: str = ""


@dataclass(frozen=True)
class Difference:
    """Something that reads differently than before: named as a change would name it; ``where`` are its texts and fields."""

    unit: str
    what: Literal["added", "changed", "removed"]
    where: tuple[str, ...] = ()


def publication_of(catalogue: Catalogue) -> Publication:
    """What the curriculum is called and who publishes it; after its framework, where nobody wrote it down."""
    unit = catalogue.publication.get("publication")
    if unit is not None:
        return unit.value
    framework = catalogue.core_framework
    title = framework.value.title if framework is not None else "A curriculum"
    return Publication(format=1, title=title, publisher=f"The authors of {title}")


def variants_of(catalogue: Catalogue) -> tuple[frozenset[str], frozenset[str]]:
    """The countries and the languages of a project."""
    languages = {*catalogue.translations, *(language for language, _ in catalogue.translated)}
    languages.update(mirror[0] for path in catalogue.lessons if (mirror := mirrored(path)))
    return frozenset(catalogue.countries), frozenset(languages)


def named(catalogue: Catalogue, name: str) -> Named | None:
    """What a name of a change means in a catalogue; ids that were given up mean what they are called now. None where nothing has it."""
    head, _, variant = name.partition("/")
    countries, languages = variants_of(catalogue)
    if variant and variant not in countries | languages:
        return None
    kind, colon, id = head.rpartition(":")
    if not colon and not variant:
        if head in LISTS:
            return Named("list", head)
        if head in countries:
            return Named("country", head)
        if head in languages:
            return Named("language", head)
    unit = catalogue.renamed.get("renamed")
    given_up = by_kind(unit.value if unit is not None else None)
    for one, group in KINDS.items():
        if colon and one != kind:
            continue
        for here in (id, given_up.get(one, {}).get(id)):
            if here is not None and here in getattr(catalogue, group):
                return Named(one, here, variant)
    return None


def near_name(catalogue: Catalogue, name: str) -> str:
    """The name that was perhaps meant; empty where none is near."""
    countries, languages = variants_of(catalogue)
    known: list[str] = sorted({*LISTS, *countries, *languages, *(id for group in KINDS.values() for id in getattr(catalogue, group))})
    head, slash, variant = name.rpartition(":")[2].partition("/")
    same: list[str] = [one for one in known if one.lower() == head.lower()]
    near = same or difflib.get_close_matches(head, known, n=1, cutoff=0.6)
    if not near:
        return ""
    if not slash:
        return near[0]
    other = difflib.get_close_matches(variant, sorted(countries | languages), n=1, cutoff=0.4)
    other = [one for one in countries | languages if one.lower() == variant.lower()] or other
    return f"{near[0]}/{other[0]}" if other else near[0]


def in_order(catalogue: Catalogue) -> list[Unit[Release]]:
    """The releases, oldest first."""
    return sorted(catalogue.releases.values(), key=lambda unit: version_key(unit.id))


def differences(base: Catalogue, head: Catalogue) -> tuple[Difference, ...]:
    """What reads differently, named as changes name it. People, sign-offs and the ledgers of translations are no texts."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in changed_units(base, head):
        for unit, what, where in _of_unit(one):
            found.setdefault((unit, what), []).extend(where)
    # What changed in a module's assessment changed in the module; a module that is new has a new assessment.
    whole = {unit for unit, what in found if what != "changed"}
    for text in changed_translations(base, head):
        original = mirrored(text.path)
        unit = _translated(head, base, original[1] if original else "", text.language)
        found.setdefault((unit, "changed"), []).append(text.name)
    return tuple(
        Difference(unit, what, tuple(dict.fromkeys(where)))  # type: ignore[arg-type]
        for (unit, what), where in found.items()
        if what != "changed" or unit not in whole
    )


def untold(catalogue: Catalogue, found: Iterable[Difference], changes: Iterable[Change | ReleasedChange]) -> tuple[Difference, ...]:
    """The differences of which no change speaks.

    A change of a country or a language as a whole speaks for all of its own, one of a domain for its competencies.
    """
    names = {name for change in changes for name in change.units}
    told = {one for name in names if (one := named(catalogue, name)) is not None}
    wholes = {one.id for one in told if one.kind in ("country", "language")}
    parts = {one.variant for one in told if one.variant}
    inside = {
        competency.id
        for one in told if one.kind == "domain" and not one.variant and one.id in catalogue.domains
        for competency in catalogue.domains[one.id].value.competencies
    }  # fmt: skip

    def spoken_of(difference: Difference) -> bool:
        meant = named(catalogue, difference.unit)
        if difference.unit in names or meant in told:
            return True
        if meant is None:
            return difference.unit.rpartition(":")[2] in names
        if meant.kind == "country":
            return meant.id in parts
        return meant.variant in wholes or (meant.kind == "competency" and meant.id in inside)

    return tuple(one for one in found if not spoken_of(one))


def _of_unit(one: UnitChange) -> Iterator[tuple[str, str, list[str]]]:
    if one.kind in ("person", "organisation"):
        return
    for name, kinds in LISTS.items():
        if one.kind in kinds:
            yield name, "changed", [] if one.kind == "words" else [one.id]
            return
    places = [text.name for text in one.texts] + list(dict.fromkeys(field.path.partition(".")[0] for field in one.fields))
    if one.kind == "assessment":
        yield one.id, "changed", ["assessment"]
    elif one.kind in ("role", "certification"):
        # The two often share an id.
        yield f"{one.kind}:{one.id}", one.what, places
    elif one.kind == "country":
        yield one.id, one.what, [field.path for field in one.fields][:MOST_PLACES]
    else:
        yield one.id, one.what, places


def _translated(head: Catalogue, base: Catalogue, original: str, language: str) -> str:
    for catalogue in (head, base):
        for id in catalogue.modules:
            if original.startswith(catalogue.folder_of(id) + "/"):
                return f"{id}/{language}"
    return language

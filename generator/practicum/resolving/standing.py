"""What signs and translations rest on: a hash of the text they were about, and whether it still stands.

A sign-off belongs to one unit (core text, a country's edition, a translation). What signs a content is no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from practicum.model.catalogue import Catalogue, Unit
from practicum.model.organisation import FastTrack, SignOff
from practicum.model.source import Entries, Items, Tree, content_hash, find, plain
from practicum.resolving.view import View

# Status and thanks change without changing what was agreed.
_NOT_SIGNED = frozenset({"status", "credits", "languages"})
# Sentences may be mended at any time; the numbers of a rule in force may not.
_SENTENCES = frozenset({"says", "based_on", "seal", "until"})


def module_hash(catalogue: Catalogue, module: str) -> str:
    """The hash of all that is signed of a module: its fields, lessons, assessment and trainer notes."""
    unit = catalogue.modules[module]
    folder = catalogue.folder_of(module) + "/"
    fields = {key: value for key, value in plain(unit.tree).items() if key not in _NOT_SIGNED}
    texts = {path.removeprefix(folder): lesson.hash for path, lesson in catalogue.lessons.items() if path.startswith(folder)}
    assessment = catalogue.assessments.get(module)
    return content_hash([fields, texts, plain(assessment.tree) if assessment else None])


def signed_hash(view: View, unit: str) -> str | None:
    """The hash that a sign-off of ``unit`` (`F06`, `F10/NV`, `F06/fr`) has to carry in this View; None where there is none.

    A sign-off of a country's edition is about its patches and what they replace, one of a translation about the translated
    texts: an edit of the core makes neither stale unless it touches what the country changed.
    """
    identifier, _, variant = unit.partition("/")
    kind = next((kind for kind, group in _SIGNED.items() if identifier in getattr(view.catalogue, group)), None)
    if kind is None:
        return None
    if variant and variant == view.country:
        names = {f"{kind}:{identifier}", f"assessment:{identifier}"}
        patches = [
            [one.patch.target, one.patch.action, str(one.patch.starts), str(one.patch.until), one.patch.says, one.before, one.after]
            for one in view.applied if one.unit in names
        ]
        if patches:
            return content_hash(patches)
    elif variant:
        return _translation_hash(view, kind, identifier) if variant == view.language else None
    return (
        module_hash(view.catalogue, identifier)
        if kind == "module"
        else content_hash(plain(getattr(view.catalogue, _SIGNED[kind])[identifier].tree))
    )


def signed_parts(view: View, unit: str) -> dict[str, str]:
    """The hash of each part that a sign-off of ``unit`` is about, by the name a reader knows it by; empty where there is no such unit.

    The parts of a module are its files, those of a country's edition its patches, by id.
    """
    identifier, _, variant = unit.partition("/")
    kind = next((kind for kind, group in _SIGNED.items() if identifier in getattr(view.catalogue, group)), None)
    if kind is None:
        return {}
    catalogue = view.catalogue
    own = getattr(catalogue, _SIGNED[kind])[identifier]
    if variant and variant == view.country:
        names = {f"{kind}:{identifier}", f"assessment:{identifier}"}
        changed = [one for one in view.applied if one.unit in names]
        if changed:
            return {one.patch.id: content_hash([one.patch.says, one.before, one.after]) for one in changed}
    elif variant:
        return _translated_parts(view, kind, identifier) if variant == view.language else {}
    if kind != "module":
        return {own.path.rpartition("/")[2]: content_hash(plain(own.tree))}
    folder = catalogue.folder_of(identifier) + "/"
    parts = {own.path.removeprefix(folder): content_hash({key: value for key, value in plain(own.tree).items() if key not in _NOT_SIGNED})}
    parts.update({path.removeprefix(folder): lesson.hash for path, lesson in sorted(catalogue.lessons.items()) if path.startswith(folder)})
    if assessment := catalogue.assessments.get(identifier):
        parts[assessment.path.removeprefix(folder)] = content_hash(plain(assessment.tree))
    return parts


_SIGNED = {"module": "modules", "certification": "certifications", "role": "roles", "programme": "programmes", "competency": "competencies"}


def _translation_hash(view: View, kind: str, identifier: str) -> str | None:
    """The hash of what is written of a unit in the View's language: its lessons and the fields laid over it."""
    catalogue = view.catalogue
    unit = getattr(catalogue, _SIGNED[kind])[identifier]
    folder = catalogue.folder_of(identifier) + "/" if kind == "module" else unit.path
    texts, fields = _translated_texts(view, unit, folder, identifier)
    return content_hash([fields, texts]) if texts or fields else None


def _translated_texts(view: View, unit: Unit[Any], folder: str, identifier: str) -> tuple[dict[str, str], dict[str, Any]]:
    """The hash of each translated lesson and the fields laid over each file, by their path from ``folder``."""
    catalogue = view.catalogue
    texts = {
        path.removeprefix(folder): lesson.hash
        for path, lesson in catalogue.lessons.items()
        if path in view.translated and path.startswith(folder)
    }
    fields = {
        path.removeprefix(folder): plain(part)
        for (language, path), tree in catalogue.translated.items()
        if language == view.language
        and path.startswith(folder)
        and (part := find(tree, (unit.within[0], identifier)) if unit.within else tree) is not None
    }
    return texts, fields


def _translated_parts(view: View, kind: str, identifier: str) -> dict[str, str]:
    unit = getattr(view.catalogue, _SIGNED[kind])[identifier]
    folder = view.catalogue.folder_of(identifier) + "/" if kind == "module" else unit.path
    texts, fields = _translated_texts(view, unit, folder, identifier)
    named = {path or unit.path.rpartition("/")[2]: content_hash(value) for path, value in fields.items()}
    return {**named, **texts}


def seal(version: Tree) -> str:
    """The seal of a rule version: the hash of everything in it but its sentences and its last day."""
    return content_hash(_without_sentences(version))


def _without_sentences(tree: Tree) -> Any:
    if isinstance(tree, Entries):
        return {key: _without_sentences(value) for key, value in tree.entries.items() if key not in _SENTENCES}
    if isinstance(tree, Items):
        return [_without_sentences(item) for item in tree.items]
    return plain(tree)


@dataclass(frozen=True)
class StandingSignOff:
    """A sign-off and whether it still stands: it is about the text as it is (``fresh``), an older one (``stale``), or its time is over.

    ``carried`` says that a change that could not wait lies between: the word holds until that change is reviewed. ``changed``
    names the parts that are not as they were seen, where the sign-off says what it saw.
    """

    signoff: SignOff
    state: Literal["fresh", "stale", "over", "unknown_unit"]
    file: Unit[Any]
    position: int
    changed: tuple[str, ...] = ()
    carried: FastTrack | None = None

    @property
    def counts(self) -> bool:
        """Whether the word counts today."""
        return self.state == "fresh" or (self.state == "stale" and self.carried is not None)


def belongs(view: View, unit: str) -> bool:
    """Whether sign-offs of a unit are judged in this View: core texts in the core, a variant's in the View of its country or language."""
    variant = unit.split("/")[1] if "/" in unit else ""
    return variant in ((view.country,) if view.country else (view.language if view.is_told else "",))


def standing_signoffs(view: View) -> Iterator[StandingSignOff]:
    """Every sign-off that belongs to this View's country and language, with its standing."""
    for file in view.catalogue.signoffs:
        tracks = [one for one in file.value.fast_tracks if belongs(view, one.unit)]
        for position, one in enumerate(file.value.signoffs):
            if not belongs(view, one.unit):
                continue
            now = signed_hash(view, one.unit)
            if now is None:
                yield StandingSignOff(one, "unknown_unit", file, position)
            elif one.until is not None and one.until < view.day:
                yield StandingSignOff(one, "over", file, position)
            elif now == one.content:
                yield StandingSignOff(one, "fresh", file, position)
            else:
                track = next((held for held in tracks if holds(held, one.unit, now, view.day) and one.day <= held.day), None)
                yield StandingSignOff(one, "stale", file, position, changed_since(view, one), track)


def holds(track: FastTrack, unit: str, now: str, day: date) -> bool:
    """Whether a change that could not wait is about the text as it stands, and its review is not due."""
    return track.unit == unit and track.content == now and day <= track.review_by


def changed_since(view: View, sign: SignOff) -> tuple[str, ...]:
    """The parts of what was signed that are not as they were seen: changed, new or gone; empty where it is not known what was seen."""
    if not sign.saw:
        return ()
    now = signed_parts(view, sign.unit)
    changed = sorted(part for part in {*now, *sign.saw} if now.get(part) != sign.saw.get(part))
    if "/" in sign.unit and not {*now, *sign.saw} - {*changed}:
        # A country's edition is its patches, and the core's files where it has none: with its first patch no file has changed.
        patches = [part for part in changed if not part.endswith((".md", ".yaml"))]
        return tuple(patches or changed)
    return tuple(changed)


def signoff_places(file: Unit[Any], position: int) -> Tree | None:
    """The tree of one sign-off, for a message about it."""
    return find(file.tree, ("signoffs", position))

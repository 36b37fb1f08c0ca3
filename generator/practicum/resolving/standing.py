"""What signs and translations rest on: a hash of the text they were about, and whether it still stands.

A sign-off belongs to one unit (core text, a country's edition, a translation). What signs a content is no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from practicum.model.catalogue import Catalogue, Unit
from practicum.model.organisation import SignOff
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


_SIGNED = {"module": "modules", "certification": "certifications", "role": "roles", "programme": "programmes", "competency": "competencies"}


def _translation_hash(view: View, kind: str, identifier: str) -> str | None:
    """The hash of what is written of a unit in the View's language: its lessons and the fields laid over it."""
    catalogue = view.catalogue
    unit = getattr(catalogue, _SIGNED[kind])[identifier]
    folder = catalogue.folder_of(identifier) + "/" if kind == "module" else unit.path
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
    return content_hash([fields, texts]) if texts or fields else None


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
    """A sign-off and whether it is about the text as it stands."""

    signoff: SignOff
    state: Literal["fresh", "stale", "unknown_unit"]
    file: Unit[Any]
    position: int


def standing_signoffs(view: View) -> Iterator[StandingSignOff]:
    """Every sign-off that belongs to this View's country and language, with its standing."""
    for file in view.catalogue.signoffs:
        for position, one in enumerate(file.value.signoffs):
            variant = one.unit.split("/")[1] if "/" in one.unit else ""
            if variant not in ((view.country,) if view.country else ("" if view.language == "en" else view.language,)):
                continue
            now = signed_hash(view, one.unit)
            state: Literal["fresh", "stale", "unknown_unit"] = "unknown_unit" if now is None else "fresh" if now == one.content else "stale"
            yield StandingSignOff(one, state, file, position)


def signoff_places(file: Unit[Any], position: int) -> Tree | None:
    """The tree of one sign-off, for a message about it."""
    return find(file.tree, ("signoffs", position))

"""Two catalogues side by side: which units came, went or read differently, field by field and text by text."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from practicum.model.catalogue import Catalogue, Unit
from practicum.model.source import Entries, Items, Text, Tree, plain
from practicum.reading.formats import mirrored
from practicum.resolving.comparing import marked
from practicum.spans import Span

What = Literal["added", "removed", "changed"]
# In this order a reader meets them; a country's patches are told apart from what they change.
KINDS: Mapping[str, str] = {
    "module": "modules",
    "assessment": "assessments",
    "competency": "competencies",
    "framework": "frameworks",
    "role": "roles",
    "certification": "certifications",
    "programme": "programmes",
    "case_study": "case_studies",
    "crosswalk": "crosswalks",
    "topic": "topics",
    "practice_model": "practice_models",
    "term": "terms",
    "reference": "references",
    "words": "words",
    "person": "people",
    "organisation": "organisations",
}
# Half of the lines of a text that was given another name are the same.
ALIKE = 0.5


@dataclass(frozen=True)
class FieldChange:
    """One field that reads differently; ``path`` joins keys and ids with dots. Values are plain, None where nothing is written.

    ``span`` is where it is written now, or where it was where it is gone.
    """

    path: str
    before: Any
    after: Any
    span: Span


@dataclass(frozen=True)
class TextChange:
    """A lesson or another Markdown text that came, went or reads differently; ``old_path`` is where it lay before, if elsewhere."""

    path: str
    what: What
    before: str = ""
    after: str = ""
    old_path: str = ""
    language: str = ""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class UnitChange:
    """One unit that came, went or reads differently, with its fields and, of a module, its texts."""

    kind: str
    id: str
    title: str
    what: What
    path: str
    fields: tuple[FieldChange, ...] = ()
    texts: tuple[TextChange, ...] = ()


def changed_units(base: Catalogue, head: Catalogue) -> tuple[UnitChange, ...]:
    """Every unit of the core, and every country, that differs; in the order of their kinds, then of their ids."""
    texts = _texts_by_module(base, head)
    found = []
    for kind, group in KINDS.items():
        before: Mapping[str, Unit[Any]] = getattr(base, group)
        after: Mapping[str, Unit[Any]] = getattr(head, group)
        for id in sorted({*before, *after}):
            # What stands in a file that cannot be read did not come or go.
            if (id not in after and head.is_lost(kind, id)) or (id not in before and base.is_lost(kind, id)):
                continue
            one = _compared(kind, id, before.get(id), after.get(id), texts.get(id, ()) if kind == "module" else ())
            if one is not None:
                found.append(one)
    return (*found, *_countries(base, head))


def changed_translations(base: Catalogue, head: Catalogue) -> tuple[TextChange, ...]:
    """Translated texts that came, went or read differently, by path."""
    found = []
    for path in sorted({*base.lessons, *head.lessons}):
        mirror = mirrored(path)
        if mirror is None or base.lost_path(path) or head.lost_path(path):
            continue
        if (one := _text(path, base, head, mirror[0])) is not None:
            found.append(one)
    for language, original in sorted({*base.translated, *head.translated}):
        before, after = base.translated.get((language, original)), head.translated.get((language, original))
        tree = after or before
        if tree is not None and not _same(before, after):
            what: What = "added" if before is None else "removed" if after is None else "changed"
            found.append(TextChange(tree.span.path, what, language=language))
    return tuple(found)


def _text(path: str, base: Catalogue, head: Catalogue, language: str = "") -> TextChange | None:
    before, after = base.lessons.get(path), head.lessons.get(path)
    if before is not None and after is not None:
        return None if before.text == after.text else TextChange(path, "changed", before.text, after.text, language=language)
    if after is not None:
        return TextChange(path, "added", "", after.text, language=language)
    return TextChange(path, "removed", before.text if before else "", language=language)


def _texts_by_module(base: Catalogue, head: Catalogue) -> dict[str, tuple[TextChange, ...]]:
    """The changed texts of each module; a folder or a text that was given another name is the same one."""
    sides = []
    for catalogue in (base, head):
        folders = {catalogue.folder_of(id): id for id in catalogue.modules}
        found: dict[str, dict[str, str]] = {}
        for path in catalogue.lessons:
            folder, _, name = path.rpartition("/")
            if folder in folders and not (base.lost_path(path) or head.lost_path(path)):
                found.setdefault(folders[folder], {})[name] = path
        sides.append(found)
    changes: dict[str, tuple[TextChange, ...]] = {}
    for id in {*sides[0], *sides[1]}:
        before, after = sides[0].get(id, {}), sides[1].get(id, {})
        some = tuple(_texts(before, after, base, head))
        if some:
            changes[id] = some
    return changes


def _texts(before: Mapping[str, str], after: Mapping[str, str], base: Catalogue, head: Catalogue) -> Iterator[TextChange]:
    gone = {name: base.lessons[path].text for name, path in before.items() if name not in after}
    for name in sorted(after):
        now = head.lessons[after[name]].text
        if name in before:
            was, old = base.lessons[before[name]].text, before[name]
        else:
            renamed = _like(now, gone)
            was, old = gone.pop(renamed, ""), before.get(renamed, "")
            if not old:
                yield TextChange(after[name], "added", "", now)
                continue
        moved = old if old != after[name] else ""
        if was != now or (moved and name not in before):
            yield TextChange(after[name], "changed", was, now, moved)
    for name in sorted(gone):
        yield TextChange(before[name], "removed", gone[name])


def _like(text: str, gone: Mapping[str, str]) -> str:
    """The text that this one was, under another name; empty where it is a new one."""
    lines = text.split("\n")
    for name, other in gone.items():
        if other == text or difflib.SequenceMatcher(None, other.split("\n"), lines, autojunk=False).ratio() >= ALIKE:
            return name
    return ""


def _compared(kind: str, id: str, before: Unit[Any] | None, after: Unit[Any] | None, texts: tuple[TextChange, ...]) -> UnitChange | None:
    unit = after or before
    if unit is None:
        return None
    title = _title(unit)
    if before is None or after is None:
        return UnitChange(kind, id, title, "added" if before is None else "removed", unit.path, texts=texts)
    if not texts and _same(before.tree, after.tree):
        return None
    fields = tuple(field_changes(before.tree, after.tree))
    return UnitChange(kind, id, title, "changed", after.path, fields, texts) if fields or texts else None


def _title(unit: Unit[Any]) -> str:
    for name in ("title", "term", "name"):
        found = getattr(unit.value, name, None)
        if isinstance(found, str):
            return found
    return ""


def _countries(base: Catalogue, head: Catalogue) -> Iterator[UnitChange]:
    """Countries: what is written of each, patches among it by their ids."""
    for code in sorted({*base.countries, *head.countries}):
        before = {unit.path: unit for unit in base.countries.get(code, ()) if not head.lost_path(unit.path)}
        after = {unit.path: unit for unit in head.countries.get(code, ()) if not base.lost_path(unit.path)}
        if not before and not after:
            continue
        named = [unit.value.name for unit in (*after.values(), *before.values()) if unit.value.name]
        title = named[0] if named else code
        if not before or not after:
            what: What = "added" if not before else "removed"
            yield UnitChange("country", code, title, what, next(iter({**before, **after})))
            continue
        fields: list[FieldChange] = []
        for path in sorted({*before, *after}):
            old, new = before.get(path), after.get(path)
            if old is None or new is None:
                unit = new or old
                assert unit is not None
                fields += [
                    FieldChange(f"patches.{patch.id}", None if new else patch.says, patch.says if new else None, unit.where("patches", at))
                    for at, patch in enumerate(unit.value.patches)
                ]
            elif not _same(old.tree, new.tree):
                fields += field_changes(old.tree, new.tree)
        if fields:
            yield UnitChange("country", code, title, "changed", fields[0].span.path, tuple(fields))


def _same(before: Tree | None, after: Tree | None) -> bool:
    if before is after:
        return True
    return before is not None and after is not None and plain(before) == plain(after)


def field_changes(before: Tree | None, after: Tree | None, path: tuple[str, ...] = ()) -> Iterator[FieldChange]:
    """The fields that differ, each as deep down as it can be told apart: entries of a list by their ids."""
    if before is None or after is None:
        here = after if after is not None else before
        if here is not None and plain(here) is not None:
            values = None if before is None else plain(before), None if after is None else plain(after)
            yield FieldChange(".".join(path), *values, here.span)
        return
    if isinstance(before, Entries) and isinstance(after, Entries):
        for key in dict.fromkeys((*after.entries, *before.entries)):
            yield from field_changes(before.entries.get(key), after.entries.get(key), (*path, key))
        return
    if isinstance(before, Items) and isinstance(after, Items):
        old, new = marked(before), marked(after)
        if old is not None and new is not None:
            for key in dict.fromkeys((*new, *old)):
                yield from field_changes(old.get(key), new.get(key), (*path, key))
            return
        if len(before.items) == len(after.items) and not all(isinstance(one, Text) for one in (*before.items, *after.items)):
            for number, (first, second) in enumerate(zip(before.items, after.items, strict=True), 1):
                yield from field_changes(first, second, (*path, str(number)))
            return
    if plain(before) != plain(after):
        yield FieldChange(".".join(path), plain(before), plain(after), after.span)

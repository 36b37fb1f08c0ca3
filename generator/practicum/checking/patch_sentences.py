"""The sentences of countries' patches over certifications.

What a patch puts in answers for itself where it has a sentence of its own; the patch's sentence answers for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from practicum.checking.carried import (
    BAND,
    PRIOR_LEARNING,
    REQUIREMENT,
    VERSION,
    VERSION_DAYS,
    Fact,
    derived,
    facts,
    is_requirement,
    spec_at,
)
from practicum.checking.sentences import Node, Walk, judged, text_of
from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.source import Entries, Items, Text, Tree, find
from practicum.resolving.targets import aim


def check_patch_sentences(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Every patch over a certification."""
    for country in catalogue.countries.values():
        for file in country:
            yield from _of_file(file, catalogue, today)


def _of_file(file: Unit[object], catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """The sentences of a country's patches over certifications. What a patch puts in answers for itself where it has its own sentence."""
    patches = find(file.tree, ("patches",))
    for tree in patches.items if isinstance(patches, Items) else ():
        says, value = find(tree, ("says",)), find(tree, ("value",))
        target = text_of(tree, "target")
        if target.split("/")[0].rpartition(":")[2] not in catalogue.certifications or not isinstance(says, Text) or not says.value:
            continue
        starts = next(facts(find(tree, ("from",)), "date"), None)
        aimed = aim(catalogue, target, starts.value if starts is not None and isinstance(starts.value, date) else today)
        if aimed.unit is None or aimed.unit.kind != "certification":
            continue
        spec, unit = spec_at(aimed.unit.tree, aimed.path)
        if spec is None:
            continue
        walk = Walk(aimed.unit.id, catalogue, judged)
        version = find(aimed.unit.tree, aimed.path[:2])
        around = [*facts(version, VERSION), *facts(version, VERSION_DAYS), *facts(tree, VERSION_DAYS)] if version is not None else []
        own: list[Fact] = []
        below: list[Fact] = []
        for one in value.items if isinstance(value, Items) else (value,) if value is not None else ():
            if is_requirement(one):
                below += walk.requirement(one, around, target.split("/")[1], target.rpartition("/")[0])
            elif isinstance(one, Entries) and "at_least_months" in _keys(spec):
                below += walk.band(one, around, target)
            else:
                own += facts(one, spec, _field(target, spec), unit)
        if starts is not None and isinstance(starts.value, date) and starts.value > today:
            # What holds already is read in the View of its country, with all that stands around it there.
            yield from walk.found
        before = find(aimed.unit.tree, aimed.path) if not aimed.missing else None
        replaced = _everything(before) if before is not None else []
        follows = [*derived(value), *derived(Entries({"valid": value}, {}, value.span))] if value is not None else []
        node = Node(f"patch `{text_of(tree, 'id')}`", "", says, own, below, [*around, *replaced, *follows], tuple)
        yield from judged(node)


def _keys(spec: object) -> Iterable[str]:
    return spec if isinstance(spec, dict) else ()


def _field(target: str, spec: object) -> str:
    """The name under which a patched field is known: that of the last step where it holds one number or an amount."""
    last = target.rpartition("/")[2]
    return last if isinstance(spec, str) or last in ("hours", "supervised") else ""


def _everything(tree: Tree) -> list[Fact]:
    """All that a part of a rule carries, whatever it is."""
    found: list[Fact] = []
    stack = [tree]
    while stack:
        here = stack.pop()
        for spec in (REQUIREMENT, VERSION, BAND, PRIOR_LEARNING):
            found += facts(here, spec)
        if isinstance(here, Entries):
            stack += [child for child in here.entries.values() if not isinstance(child, Text)]
        elif isinstance(here, Items):
            stack += here.items
    return found

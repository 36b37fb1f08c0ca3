"""What a patch points at: a unit, and inside it a path of keys and ids, never a list position.

`FSW/renew/cpd` means the requirement `cpd` under `renew` of the certification FSW, in the rule version in force on the
patch's first day. `role:FSW/mandate` names the kind where an id alone could mean two things.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.model.catalogue import Catalogue, Unit
from practicum.model.source import Entries, FieldPath, Items, Text, Tree, find

# Where an id belongs to a certification and a role alike, these first steps mean the certification.
_RULE_PARTS = frozenset(
    {
        "versions",
        "award",
        "valid",
        "renew",
        "always_in_date",
        "provisional",
        "re_entry",
        "bridge_days",
        "falls_with",
        "no_award_after",
        "closes",
        "says",
    }
)
_MARKS = ("id", "version", "competency", "module")


# The kinds of units that a patch can change.
PATCHED = ("certification", "module", "role", "programme", "competency", "assessment", "term")


@dataclass(frozen=True)
class Target:
    """A unit and the exact path inside its tree; ``missing`` is the first step that was not found, else empty."""

    unit: Unit[Any] | None
    path: FieldPath
    missing: str = ""
    near: tuple[str, ...] = ()


def aim(catalogue: Catalogue, target: str, day: date) -> Target:
    """Resolve the text of a patch's target on the patch's first day. The last step may be new (a key that is added)."""
    head, *steps = target.split("/")
    kind, _, bare = head.rpartition(":")
    unit = _unit(catalogue, kind, bare, steps[0] if steps else "")
    if unit is None:
        return Target(None, (), missing=head, near=tuple(sorted({*catalogue.certifications, *catalogue.modules, *catalogue.roles})))
    path: FieldPath = ()
    here: Tree = unit.tree
    if unit.kind == "certification" and steps and steps[0] != "versions" and steps[0] in _RULE_PARTS:
        path = ("versions", _version_on(unit, day))
        here = find(unit.tree, path) or unit.tree
    for step in steps:
        found = descend(here, step)
        if found is None:
            if step == steps[-1] and isinstance(here, Entries):
                return Target(unit, (*path, step), missing=step, near=tuple(names(here)))
            return Target(unit, path, missing=step, near=tuple(names(here)))
        path += found
        here = find(unit.tree, path) or here
    return Target(unit, path)


def _unit(catalogue: Catalogue, kind: str, bare: str, first: str) -> Unit[Any] | None:
    groups: dict[str, Any] = {
        "certification": catalogue.certifications, "module": catalogue.modules, "role": catalogue.roles, "programme": catalogue.programmes,
        "competency": catalogue.competencies, "assessment": catalogue.assessments,
        "term": catalogue.terms,
    }
    if kind:
        unit: Unit[Any] | None = groups.get(kind, {}).get(bare)
        return unit
    order = list(groups) if first in _RULE_PARTS else ["module", "role", "programme", "competency", "certification", "assessment", "term"]
    for name in order:
        if bare in groups[name]:
            found: Unit[Any] = groups[name][bare]
            return found
    return None


def _version_on(unit: Unit[Any], day: date) -> int:
    """The position of the rule version in force on ``day``; the first one where the day lies before all."""
    position = 0
    for number, version in enumerate(unit.value.versions):
        if version.starts <= day:
            position = number
    return position


def descend(tree: Tree, step: str) -> FieldPath | None:
    """The path from ``tree`` to the key or id ``step``: a direct key first, then the nearest id below."""
    if isinstance(tree, Entries) and step in tree.entries:
        return (step,)
    level: list[tuple[FieldPath, Tree]] = [((), tree)]
    while level:
        below: list[tuple[FieldPath, Tree]] = []
        for path, here in level:
            children: list[tuple[str | int, Tree]] = []
            if isinstance(here, Entries):
                children = list(here.entries.items())
                if path and step in here.entries and not isinstance(here.entries[step], Text):
                    return (*path, step)
            elif isinstance(here, Items):
                children = list(enumerate(here.items))
            for key, child in children:
                if isinstance(child, Entries):
                    for mark in _MARKS:
                        value = child.entries.get(mark)
                        if isinstance(value, Text) and value.value == step:
                            return (*path, key)
                if not isinstance(child, Text):
                    below.append(((*path, key), child))
        level = below
    return None


def names(tree: Tree) -> list[str]:
    """The keys and ids that a next step could name, for a suggestion."""
    found: list[str] = []
    if isinstance(tree, Entries):
        found += list(tree.entries)
    stack: list[Tree] = [tree]
    while stack:
        here = stack.pop()
        if isinstance(here, Entries):
            mark = here.entries.get("id")
            # The thing itself is no part of itself.
            if here is not tree and isinstance(mark, Text) and mark.value:
                found.append(mark.value)
            stack += here.entries.values()
        elif isinstance(here, Items):
            stack += here.items
    return found


def put(tree: Tree, path: FieldPath, value: Tree | None, key_span: Any = None) -> Tree:
    """``tree`` with what stands at ``path`` replaced, or taken out where ``value`` is None; nothing is changed in place."""
    if not path:
        if value is None:
            raise ValueError("a whole unit cannot be taken out by a patch")
        return value
    head, rest = path[0], path[1:]
    if isinstance(tree, Entries):
        entries, keys = dict(tree.entries), dict(tree.keys)
        name = str(head)
        if not rest and value is None:
            entries.pop(name, None)
            keys.pop(name, None)
        elif not rest:
            assert value is not None
            entries[name] = value
            keys[name] = key_span or value.span
        else:
            entries[name] = put(entries[name], rest, value, key_span)
        return Entries(entries, keys, tree.span)
    if isinstance(tree, Items) and isinstance(head, int):
        items = list(tree.items)
        if not rest and value is None:
            del items[head]
        else:
            items[head] = put(items[head], rest, value, key_span)
        return Items(tuple(items), tree.span)
    raise ValueError(f"no field at {path!r}")

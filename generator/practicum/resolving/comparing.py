"""Two trees of rules side by side: which field of which requirement reads differently, where it is written, from when.

What is compared is what holds: the core, and each country's View with its patches laid over. A new rule version is compared
with the one it follows, so that a change shows as the one number it is and not as a new rule from top to bottom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from practicum.model.catalogue import Catalogue, Unit
from practicum.model.certification import REQUIREMENT_KINDS
from practicum.model.country import Patch
from practicum.model.requirement import RuleTables
from practicum.model.source import Entries, Items, Text, Tree, plain
from practicum.resolving.view import view_of
from practicum.spans import Span

# What may be mended at any time, because nobody is judged by it.
SENTENCES = frozenset({"says", "title", "based_on"})
# Derived from the rest, so a change of it is no news.
_DERIVED = frozenset({"seal"})
# What rules look at in a module and in its assessment.
_OF_MODULES = ("versions", "prerequisites", "equivalents", "renews")
_OF_ASSESSMENTS = ("pass", "attempts")
_LISTS_OF_REQUIREMENTS = frozenset({"all", "of", "routes", "always_in_date"})
_PARTS = ("award", "renew")
# By which key the entries of a list are told apart.
_MARKS = ("id", "version", "since", "competency", "module")


@dataclass(frozen=True)
class RuleChange:
    """One field that reads differently.

    ``country`` is empty for the core; ``version`` and ``requirement`` are empty where the change lies outside of them; a
    ``field`` that is empty stands for the whole (a requirement, a version, a rule that came or went). Values are plain, None
    where nothing is written. ``span`` is where it is written now, or where it was where ``gone``. ``begins`` is the day from
    which it holds where that lies after the day asked about; ``follows`` the version a new one is compared with.
    """

    country: str
    kind: str
    rule: str
    version: str
    requirement: str
    field: str
    before: Any
    after: Any
    span: Span
    gone: bool = False
    begins: date | None = None
    follows: str = ""

    @property
    def what(self) -> Literal["added", "removed", "changed"]:
        """Whether something came, went, or reads differently."""
        return "removed" if self.gone else "added" if self.before is None else "changed"

    @property
    def sentence(self) -> bool:
        """Whether only a sentence changed, by which nobody is judged."""
        return self.field.rpartition(".")[2].partition(" ")[0] in SENTENCES

    @property
    def name(self) -> str:
        """The requirement as reasons and patches name it, else the rule."""
        return self.requirement or self.rule


def rule_changes(base: Catalogue, head: Catalogue, *, day: date) -> tuple[RuleChange, ...]:
    """What differs between two catalogues in the rules, and in what rules look at, as they stand on ``day``.

    The core comes first, then each country with what differs there beyond the core. What begins only after ``day`` comes
    with the day on which it does.
    """
    found: list[RuleChange] = list(_compared(base, head, "", day))
    core = {_content(change) for change in found}
    for country in sorted({*base.countries, *head.countries}):
        seen: set[Any] = set()
        for on in (day, *_later_days(base, head, country, day)):
            before = view_of(base, country=country, day=on).catalogue
            after = view_of(head, country=country, day=on).catalogue
            for change in _compared(before, after, country, day):
                if _content(change) not in seen | core:
                    seen.add(_content(change))
                    found.append(change if on == day or change.begins else replace(change, begins=on))
        found.extend(_patch_sentences(base, head, country))
    return tuple(found)


def judge_alike(before: RuleTables, after: RuleTables) -> bool:
    """Whether two sets of rules differ in nothing but their sentences, so that no verdict can differ."""
    return _without_sentences(before) == _without_sentences(after)


def _without_sentences(rules: RuleTables) -> dict[str, list[dict[str, Any]]]:
    return {name: [{key: row[key] for key in row if key not in SENTENCES} for row in rows] for name, rows in rules.tables.items()}


def _content(change: RuleChange) -> Any:
    """A change as what it does, wherever and from whenever it does it; a new version is the same news for every country."""
    if not change.field and not change.requirement:
        return change.kind, change.rule, change.version, change.what
    return change.kind, change.rule, change.version, change.requirement, change.field, repr(change.before), repr(change.after)


def _later_days(base: Catalogue, head: Catalogue, country: str, day: date) -> list[date]:
    """The days after ``day`` on which a patch of either side begins."""
    files = (*base.countries.get(country, ()), *head.countries.get(country, ()))
    return sorted({patch.starts for file in files for patch in file.value.patches if patch.starts > day})


def _patch_sentences(base: Catalogue, head: Catalogue, country: str) -> Iterator[RuleChange]:
    """Patches that only say differently what they do; what they do shows in the rules."""
    old = dict(_patches(base, country))
    for name, (patch, span) in _patches(head, country):
        before = old.get(name)
        for field in ("says", "based_on"):
            if before is not None and getattr(before[0], field) != getattr(patch, field):
                values = getattr(before[0], field), getattr(patch, field)
                yield RuleChange(country, "patch", name, "", patch.target, field, *values, span[field])


def _patches(catalogue: Catalogue, country: str) -> Iterator[tuple[str, tuple[Patch, Mapping[str, Span]]]]:
    for file in catalogue.countries.get(country, ()):
        for position, patch in enumerate(file.value.patches):
            yield patch.id, (patch, {field: file.where("patches", position, field) for field in ("says", "based_on")})


def _compared(base: Catalogue, head: Catalogue, country: str, day: date) -> Iterator[RuleChange]:
    """What differs in certifications, modules and assessments of two catalogues."""
    for name, before, after in _pairs(base.certifications, head.certifications):
        yield from _Rule(country, "certification", name, day).compared(before, after)
    for name, before, after in _pairs(base.modules, head.modules):
        yield from _Rule(country, "module", name, day).fields(before, after, _OF_MODULES)
    for name, before, after in _pairs(base.assessments, head.assessments):
        yield from _Rule(country, "assessment", name, day).fields(before, after, _OF_ASSESSMENTS)


def _pairs(base: Mapping[str, Unit[Any]], head: Mapping[str, Unit[Any]]) -> Iterator[tuple[str, Tree | None, Tree | None]]:
    for name in dict.fromkeys((*head, *base)):
        before, after = base.get(name), head.get(name)
        yield name, before.tree if before else None, after.tree if after else None


@dataclass(frozen=True)
class _Rule:
    """The comparison of one certification, module or assessment, and where in it we are."""

    country: str
    kind: str
    rule: str
    day: date
    version: str = ""
    requirement: str = ""
    begins: date | None = None
    follows: str = ""

    def compared(self, before: Tree | None, after: Tree | None) -> Iterator[RuleChange]:
        """A certification: its own fields, then version by version."""
        if not isinstance(before, Entries) or not isinstance(after, Entries):
            yield from self._one_sided(before, after)
            return
        yield from self._entries(before, after, (), left_out=("versions",))
        old, new = marked(before.entries.get("versions")) or {}, marked(after.entries.get("versions")) or {}
        for mark, tree in new.items():
            inside = replace(self, version=mark, begins=_begins(tree, self.day))
            if mark in old:
                yield from replace(inside, begins=None)._entries(old[mark], tree, ())
                continue
            yield inside._change("", None, plain(tree), tree.span)
            earlier = [other for other in list(new)[: list(new).index(mark)]]
            if earlier:
                followed = replace(inside, follows=earlier[-1])
                yield from followed._entries(
                    new[earlier[-1]], tree, (), left_out=("version", "from", "until", "adopted", "says", "based_on")
                )
        for mark, tree in old.items():
            if mark not in new:
                yield replace(self, version=mark)._change("", plain(tree), None, tree.span, gone=True)

    def fields(self, before: Tree | None, after: Tree | None, names: tuple[str, ...]) -> Iterator[RuleChange]:
        """A module or an assessment: only the fields that rules look at; one that came or went changes no rule by itself."""
        if isinstance(before, Entries) and isinstance(after, Entries):
            yield from self._entries(before, after, (), only=names)

    def _one_sided(self, before: Tree | None, after: Tree | None) -> Iterator[RuleChange]:
        if after is not None:
            yield self._change("", None, plain(after), after.span)
        elif before is not None:
            yield self._change("", plain(before), None, before.span, gone=True)

    def _change(self, field: str, before: Any, after: Any, span: Span, *, gone: bool = False) -> RuleChange:
        return RuleChange(
            self.country, self.kind, self.rule, self.version, self.requirement, field, before, after, span, gone, self.begins, self.follows
        )

    def _entries(
        self, before: Tree, after: Tree, path: tuple[str, ...], *, left_out: tuple[str, ...] = (), only: tuple[str, ...] = ()
    ) -> Iterator[RuleChange]:
        if not isinstance(before, Entries) or not isinstance(after, Entries):
            yield from self._values(before, after, path)
            return
        for key in dict.fromkeys((*after.entries, *before.entries)):
            if key in _DERIVED or key in left_out or (only and key not in only):
                continue
            old, new = before.entries.get(key), after.entries.get(key)
            if self._holds_requirements(key, path):
                yield from self._requirements(key, old, new)
            elif not path and key in _PARTS and self.kind == "certification":
                yield from self._requirement(f"{self.rule}/{key}", old, new)
            else:
                yield from self._values(old, new, (*path, key))

    def _holds_requirements(self, key: str, path: tuple[str, ...]) -> bool:
        return self.kind == "certification" and not path and key in _LISTS_OF_REQUIREMENTS

    def _requirements(self, key: str, before: Tree | None, after: Tree | None) -> Iterator[RuleChange]:
        """The children of a group, or what has to be in date at all times, each by its name."""
        above = f"{self.rule}/{key}" if key == "always_in_date" else self.requirement
        old, new = dict(_named(before, above)), dict(_named(after, above))
        for name in dict.fromkeys((*new, *old)):
            yield from self._requirement(name, old.get(name), new.get(name))

    def _requirement(self, name: str, before: Tree | None, after: Tree | None) -> Iterator[RuleChange]:
        inside = replace(self, requirement=name)
        if before is None or after is None:
            yield from inside._one_sided(before, after)
        else:
            yield from inside._entries(before, after, ())

    def _values(self, before: Tree | None, after: Tree | None, path: tuple[str, ...]) -> Iterator[RuleChange]:
        field = ".".join(path)
        if before is None or after is None:
            here = after or before
            if here is not None and plain(here) is not None:
                yield self._change(
                    field, None if before is None else plain(before), None if after is None else plain(after), here.span, gone=after is None
                )
        elif isinstance(before, Entries) and isinstance(after, Entries):
            yield from self._entries(before, after, path)
        elif (
            isinstance(before, Items)
            and isinstance(after, Items)
            and (old := marked(before)) is not None
            and (new := marked(after)) is not None
        ):
            for mark in dict.fromkeys((*new, *old)):
                yield from self._values(old.get(mark), new.get(mark), (*path, mark))
        elif plain(before) != plain(after):
            yield self._change(field, plain(before), plain(after), after.span)


def _named(tree: Tree | None, above: str) -> Iterator[tuple[str, Tree]]:
    """Requirements of a list or of routes by their full names, as verdicts name them."""
    if isinstance(tree, Entries):
        yield from ((f"{above}/{name}", child) for name, child in tree.entries.items())
    elif isinstance(tree, Items):
        for position, child in enumerate(tree.items):
            yield f"{above}/{_own(child) or f'{_kind(child)}-{position + 1}'}", child


def _own(requirement: Tree) -> str:
    for name in ("id", "module"):
        mark = requirement.entries.get(name) if isinstance(requirement, Entries) else None
        if isinstance(mark, Text) and mark.value:
            return mark.value
    return ""


def _kind(requirement: Tree) -> str:
    keys = requirement.entries if isinstance(requirement, Entries) else {}
    return next((kind for kind in REQUIREMENT_KINDS if kind in keys), "all")


def marked(tree: Tree | None) -> dict[str, Tree] | None:
    """The entries of a list by the key that tells them apart; None where nothing does."""
    if not isinstance(tree, Items) or not tree.items:
        return None
    for name in _MARKS:
        marks = [item.entries.get(name) if isinstance(item, Entries) else None for item in tree.items]
        values = [mark.value for mark in marks if isinstance(mark, Text) and mark.value]
        if len(values) == len(tree.items) == len(set(values)):
            return dict(zip(values, tree.items, strict=True))
    return None


def _begins(version: Tree, day: date) -> date | None:
    """The first day of a rule version, where it lies after ``day``."""
    first = version.entries.get("from") if isinstance(version, Entries) else None
    if isinstance(first, Text) and first.value:
        try:
            starts = date.fromisoformat(first.value)
        except ValueError:
            return None
        return starts if starts > day else None
    return None

"""Sentences against the rules they stand for: each number, unit, day and share of the one stands in the other.

A reader believes the sentence, the program follows the fields; where they differ somebody is told a wrong thing. A requirement
answers for its own fields, a group for its number and days, a rule version for its validity, provisional time, bridge, sunset and
closing day. A sentence may speak of more: of what stands below it or around it, never of what no field says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from practicum.checking.carried import (
    BAND,
    MODULE,
    PRIOR_LEARNING,
    REQUIREMENT,
    VERSION,
    VERSION_DAYS,
    Fact,
    children,
    derived,
    facts,
)
from practicum.checking.spoken import MONTH_NAMES, Amount, Day, Spoken, spoken
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.certification import REQUIREMENT_KINDS, Certification
from practicum.model.source import Entries, Items, Text, Tree, find
from practicum.resolving import View
from practicum.spans import Span

_COUNTED = frozenset({"count", "any"})
_NOTHING = frozenset({"no", "none", "without", "nothing", "zero"})
_WORD_OF = {"hour": ("hour", "hours", "hr", "hrs", "h"), "day": ("day", "days"), "month": ("month", "months"), "point": ("point", "points")}


@dataclass(frozen=True)
class Node:
    """A thing with a sentence: how messages call it, what it carries itself, below and around it, and what follows from that."""

    label: str
    # What a patch of the sentence would be aimed at.
    target: str
    says: Text
    own: Sequence[Fact]
    below: Sequence[Fact]
    around: Sequence[Fact]
    more: Callable[[], Iterable[Fact]]

    def carried(self) -> Iterator[Fact]:
        """All that the sentence may speak of, the nearest first."""
        yield from self.own
        yield from self.below
        yield from self.around
        yield from self.more()


Judge = Callable[[Node], Iterator[Diagnostic]]


def check_sentences(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Every sentence of every certification."""
    for unit in catalogue.certifications.values():
        yield from sentences_of(unit, catalogue, judged)


def check_sentences_here(view: View) -> Iterator[Diagnostic]:
    """The same for the certifications that a View's country changed: its numbers against the core's sentences, and its own."""
    changed = {one.unit for one in view.applied}
    for unit in view.catalogue.certifications.values():
        if unit.name in changed:
            yield from sentences_of(unit, view.catalogue, judged)


def sentences_of(unit: Unit[Certification], catalogue: Catalogue, judge: Judge) -> Iterator[Diagnostic]:
    """What ``judge`` has to say of each sentence of a certification, in one walk over its tree."""
    versions = find(unit.tree, ("versions",))
    for version in versions.items if isinstance(versions, Items) else ():
        yield from Walk(unit.id, catalogue, judge).version(version)


class Walk:
    """One walk over the tree of a rule version, from the leaves up."""

    def __init__(self, certification: str, catalogue: Catalogue, judge: Judge) -> None:
        self.certification = certification
        self.catalogue = catalogue
        self.judge = judge
        self.found: list[Diagnostic] = []

    def version(self, tree: Tree) -> list[Diagnostic]:
        """The faults of a whole rule version."""
        own = list(facts(tree, VERSION))
        around = [*own, *facts(tree, VERSION_DAYS), *derived(tree)]
        below: list[Fact] = []
        for key in ("award", "renew"):
            part = find(tree, (key,))
            if part is not None:
                below += self.requirement(part, around, key, f"{self.certification}/{key}")
        always = find(tree, ("always_in_date",))
        for one in always.items if isinstance(always, Items) else ():
            below += self.requirement(one, around, "always_in_date", f"{self.certification}/always_in_date")
        bands = find(tree, ("re_entry",))
        for band in bands.items if isinstance(bands, Items) else ():
            below += self.band(band, around, f"{self.certification}/re_entry")
        prior = find(tree, ("prior_learning",))
        if prior is not None:
            own_prior = list(facts(prior, PRIOR_LEARNING))
            label = f"the prior-learning policy of `{self.certification}`"
            self._judge(prior, label, f"{self.certification}/prior_learning", own_prior, [], around)
            below += own_prior
        name = text_of(tree, "version")
        self._judge(tree, f"rule version `{name}` of `{self.certification}`", self.certification, own, below, around)
        return self.found

    def band(self, tree: Tree, around: list[Fact], target: str) -> list[Fact]:
        """A band of re-entry and what it asks."""
        own = list(facts(tree, BAND))
        name = text_of(tree, "id")
        asked = find(tree, ("require",))
        below = self.requirement(asked, [*around, *own], name, f"{target}/{name}/require") if asked is not None else []
        self._judge(tree, f"band `{name}` of `{self.certification}`", f"{target}/{name}", own, below, around)
        return [*own, *below]

    def requirement(self, tree: Tree, around: list[Fact], part: str, target: str) -> list[Fact]:
        """A requirement and what stands below it; what all of it carries."""
        if not isinstance(tree, Entries):
            return []
        own = list(facts(tree, REQUIREMENT))
        name = text_of(tree, "id")
        target = f"{target}/{name}" if name else target
        within = [*around, *own]
        below: list[Fact] = []
        for path, child in children(tree):
            below += self.requirement(child, within, str(path[-1]) if path[0] == "routes" else part, target)
        label = f"`{name or part}` of `{self.certification}`"
        if isinstance(tree.entries.get("says"), Text):
            self._judge(tree, label, target, own, below, around)
        else:
            self._silent(tree, label, own)
        return [*own, *below]

    def _judge(self, tree: Tree, label: str, target: str, own: list[Fact], below: list[Fact], around: list[Fact]) -> None:
        says = find(tree, ("says",))
        if isinstance(says, Text) and says.value:
            node = Node(label, f"{target}/says", says, own, below, around, lambda: self._further(tree))
            self.found += self.judge(node)

    def _further(self, tree: Tree) -> Iterator[Fact]:
        """What follows from the fields, and what the modules carry that a single requirement names."""
        stack = [tree]
        while stack:
            here = stack.pop()
            if isinstance(here, Entries):
                yield from derived(here)
                stack += [child for child in here.entries.values() if not isinstance(child, Text)]
            elif isinstance(here, Items):
                stack += here.items
        for path in (("module",), ("modules",), ("supervised", "module")):
            named = find(tree, path)
            for name in named.items if isinstance(named, Items) else (named,):
                unit = self.catalogue.modules.get(name.value or "") if isinstance(name, Text) else None
                if unit is not None:
                    yield from facts(unit.tree, MODULE)

    def _silent(self, tree: Entries, label: str, own: list[Fact]) -> None:
        told = [one for one in own if one.unit != "any"]
        if not told:
            return
        kind = next((key for key in REQUIREMENT_KINDS if key in tree.entries), None)
        listed = _listed(told)
        self.found.append(
            Diagnostic(
                "sentence-missing", f"{label} asks for {listed} and has no sentence", tree.keys[kind] if kind else tree.span,
                "no `says` beside it", help=f"add `says:` with a plain sentence that says {listed}",
            )
        )  # fmt: skip


def judged(node: Node) -> Iterator[Diagnostic]:
    """Numbers that a sentence leaves out, and numbers in it that its rule does not have; one message for one slip."""
    heard = spoken(node.says.value or "")
    missing = [one for one in node.own if not _stands(one, heard)]
    strange = [one for one in _firm(heard) if not any(_means(one, fact) for fact in node.carried())]
    if any(fact.unit in _COUNTED for fact in missing):
        # A number alone may count anything; one that nothing else explains stands where the missing one should.
        strange += [one for one in heard.amounts if one.firm and not one.unit and all(one.value != fact.value for fact in node.carried())][
            :1
        ]
    for one in strange:
        instead = next((fact for fact in missing if _alike(one, fact)), None) or next((fact for fact in missing if _same(one, fact)), None)
        where = _place(node.says, one.start, one.end)
        said = (node.says.value or "")[one.start : one.end]
        if instead is None:
            yield Diagnostic(
                "sentence-disagrees",
                f"the sentence of {node.label} says `{said}`, which no field of it says",
                where,
                "in no field",
                help=_elsewhere(node, node.below) or "take it out of the sentence, or write it into the field that is meant",
            )
        else:
            missing.remove(instead)
            yield Diagnostic(
                "sentence-disagrees",
                f"the sentence of {node.label} says `{said}`, its `{instead.field}` {shown(instead)}",
                where,
                f"{shown(instead)} in the field",
                notes=(Note(f"`{instead.field}` is written here", instead.span),),
                help=_elsewhere(node, [instead]) or f"write {shown(instead)} in the sentence, or correct `{instead.field}`",
            )
    if missing:
        yield Diagnostic(
            "sentence-disagrees", f"the sentence of {node.label} does not say {_listed(missing)}", node.says.span,
            f"{'a number is' if len(missing) == 1 else f'{len(missing)} numbers are'} left out",
            notes=tuple(Note(f"`{fact.field}` is written here", fact.span) for fact in missing),
            help=_elsewhere(node, missing) or f"write {_listed(missing)} into the sentence, or correct the field{'s' * (len(missing) > 1)}",
        )  # fmt: skip


def _elsewhere(node: Node, written: Iterable[Fact]) -> str:
    """Where a country changed the field and left the core's sentence as it was, what it can do about it."""
    other = any(fact.span.path != node.says.span.path for fact in written)
    return f"write a patch with `target: {node.target}` and the sentence that holds here" if other else ""


def _firm(heard: Spoken) -> Iterator[Amount | Day]:
    for one in heard.amounts:
        # Ratios above one (`24/7`) are no shares.
        if one.firm and one.unit and not (one.unit == "share" and one.value > 1):
            yield one
    yield from (day for day in heard.days if day.day)


def _stands(fact: Fact, heard: Spoken) -> bool:
    """Whether a sentence names what a field carries."""
    if fact.unit in ("date", "year_day"):
        return any(_means(day, fact) for day in heard.days) or _bare(fact, heard)
    value = fact.value
    if value == 0 and heard.words & _NOTHING:
        return True
    if fact.unit in _COUNTED:
        counts = [one for one in heard.amounts if not one.unit or one.loose or one.unit == "item"]
        articles = ("a", "an", "single") if fact.unit == "count" else ("any",)
        return any(one.value == value for one in counts) or (
            # `A plan is on record.` says one, where no other number is said.
            value == 1 and not any(one.firm for one in counts) and any(word in heard.words for word in articles)
        )
    if fact.unit in ("percent", "share"):
        mark = value * 100 if fact.unit == "percent" and isinstance(value, Fraction) else None
        return any((one.unit == "share" and one.value == value) or (not one.unit and one.value == mark) for one in heard.amounts)
    if any(one.unit == fact.unit and one.value == value for one in heard.amounts):
        return True
    # `90 days before the end and 60 of grace`: the unit stands once for both. Items are called what they are.
    spoken_of = fact.unit in ("item", "level") or any(word in heard.words for word in _WORD_OF.get(fact.unit, ()))
    bare = [one.value for one in heard.amounts if not one.unit]
    if fact.unit == "month" and heard.words & {"year", "years"} and any(12 * one == value for one in bare):
        # `more than one and up to four years`
        return True
    return spoken_of and value in bare


def _bare(fact: Fact, heard: Spoken) -> bool:
    """`before 2022` stands for its first day, `through 2021` for its last, and a year `from April` begins on the first."""
    day = fact.value
    if isinstance(day, tuple):
        return day[1] == 1 and 1 <= day[0] <= 12 and MONTH_NAMES[day[0] - 1].lower() in heard.words
    return (
        isinstance(day, date)
        and (day.month, day.day) in ((1, 1), (12, 31))
        and any(not one.unit and one.value == day.year for one in heard.amounts)
    )


def _means(one: Amount | Day, fact: Fact) -> bool:
    """Whether what is said may mean what a field carries."""
    value = fact.value
    if isinstance(one, Day):
        if isinstance(value, date):
            return value in one.means() if one.year is not None else (value.month, value.day) == (one.month, one.day)
        return fact.unit == "year_day" and value == (one.month, one.day)
    if one.unit == "share":
        fits = fact.unit in ("share", "percent")
    else:
        fits = fact.unit == one.unit or (fact.unit in _COUNTED and (one.loose or one.unit == "item"))
    # Units first: comparing fractions takes longer.
    return fits and value == one.value


def _alike(one: Amount | Day, fact: Fact) -> bool:
    """Whether a wrong amount stands where the right one should: it counts the same thing."""
    if isinstance(one, Day):
        return fact.unit == ("date" if one.year is not None else "year_day")
    if not one.unit or one.loose:
        return fact.unit in _COUNTED
    return fact.unit == one.unit or (one.unit == "share" and fact.unit == "percent")


def _same(one: Amount | Day, fact: Fact) -> bool:
    """Whether the right number stands there with a wrong unit."""
    return isinstance(one, Amount) and one.value == fact.value


def shown(fact: Fact) -> str:
    """A field's number as a sentence would say it."""
    value, unit = fact.value, fact.unit
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"{value[1]} {MONTH_NAMES[value[0] - 1]}" if 1 <= value[0] <= 12 else f"{value[0]:02}-{value[1]:02}"
    if unit == "share":
        return str(value)
    number = f"{float(value * 100 if unit == 'percent' else value):.10g}"
    if unit == "percent":
        return f"{number} %"
    if unit in ("level", "any"):
        return f"{unit} {number}"
    return number if unit == "count" else f"{number} {unit}" + ("" if value == 1 else "s")


def _listed(told: Sequence[Fact]) -> str:
    words = list(dict.fromkeys(shown(one) for one in told))
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _place(says: Text, start: int, end: int) -> Span:
    """The stretch of a sentence inside its file, where it stands on one line as it is read; else the whole sentence."""
    span, quote = says.span, 1 if says.quoted else 0
    if span.line == span.end_line and span.end_column - span.column == len(says.value or "") + 2 * quote:
        return Span(span.path, span.line, span.column + quote + start, span.line, span.column + quote + end)
    return span


def text_of(tree: Tree, key: str) -> str:
    """The text under a key of a map, empty where there is none."""
    found = find(tree, (key,))
    return found.value or "" if isinstance(found, Text) else ""

"""Translated sentences of rules: the same numbers as in the fields, in digits.

Which words of a language are numbers is not known here, so a translation writes them in digits, those of its own script included. Units
are words of the language and are left to the translator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from practicum.checking.carried import Fact
from practicum.checking.sentences import Node, sentences_of, shown
from practicum.checking.spoken import spoken
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue
from practicum.resolving import View

# Not the digits of an id such as `F02`; blanks, points and commas group digits or begin decimals, as the language has it.
_NUMBER = re.compile(r"(?<![^\W\d_])(?<!\w[-_.])\d{1,15}(?:[.,\u00a0\u202f]\d{1,15}){0,5}(?!\d)")


def check_translated_sentences(catalogue: Catalogue, view: View) -> Iterator[Diagnostic]:
    """The sentences that a View's language lays over those of the core's ``catalogue``."""
    for unit in view.catalogue.certifications.values():
        if (view.language, unit.path) not in catalogue.translated or unit.id not in catalogue.certifications:
            continue
        originals: dict[str, str] = {}

        def keep(node: Node, originals: dict[str, str] = originals) -> Iterator[Diagnostic]:
            originals[node.target] = node.says.value or ""
            return iter(())

        list(sentences_of(catalogue.certifications[unit.id], catalogue, keep))

        def judge(node: Node, path: str = unit.path, originals: dict[str, str] = originals) -> Iterator[Diagnostic]:
            return iter(()) if node.says.span.path == path else _judged(node, originals.get(node.target, ""))

        yield from sentences_of(unit, view.catalogue, judge)


def _judged(node: Node, original: str) -> Iterator[Diagnostic]:
    heard = {number: _readings(number) for number in _NUMBER.findall(node.says.value or "")}
    values = {value for readings in heard.values() for value in readings}
    missing = [fact for fact in node.own if not any(numbers <= values for numbers in _written(fact))]
    if missing:
        listed = ", ".join(dict.fromkeys(shown(fact) for fact in missing))
        yield Diagnostic(
            "sentence-disagrees",
            f"the translated sentence of {node.label} does not say {listed}",
            node.says.span,
            "left out",
            notes=tuple(Note(f"`{fact.field}` is written here", fact.span) for fact in missing),
            help="write the numbers in digits",
        )
    known = {value for fact in node.carried() for numbers in _written(fact) for value in numbers}
    for number in _NUMBER.findall(original):
        known |= _readings(number)
    for one in spoken(original).amounts:
        known |= {one.value, one.value / 12, one.value / 7, one.value * 100}
    strange = [number for number, readings in heard.items() if not readings & known]
    if strange:
        said = ", ".join(f"`{one}`" for one in strange)
        yield Diagnostic(
            "sentence-disagrees",
            f"the translated sentence of {node.label} says {said}, which neither its rule nor its original says",
            node.says.span,
            "another number",
            help="write the numbers of the original",
        )


def _readings(number: str) -> set[Fraction]:
    """What digits may stand for: `2,5` is a decimal in one language, `2,000` two thousand in another.

    >>> sorted(str(one) for one in _readings("2,5")), _readings("٣٠") == {Fraction(30)}
    (['5/2'], True)
    """
    parts = [int(part) for part in re.split(r"[.,\u00a0\u202f]", number)]
    if len(parts) == 1:
        return {Fraction(parts[0])}
    found = set()
    tails = re.split(r"[.,\u00a0\u202f]", number)[1:]
    if all(len(tail) == 3 for tail in tails):
        found.add(Fraction(int("".join(re.split(r"[.,\u00a0\u202f]", number)))))
    if len(parts) == 2:
        found.add(parts[0] + Fraction(parts[1], 10 ** len(tails[0])))
    return found or {Fraction(part) for part in parts}


def _written(fact: Fact) -> Iterator[set[Fraction]]:
    """The ways in which a field's number may be written in digits; each is a set of numbers that stand there together."""
    value = fact.value
    if isinstance(value, date):
        yield {Fraction(value.day), Fraction(value.year)}
    elif isinstance(value, tuple):
        yield {Fraction(value[1])}
    elif fact.unit in ("share", "percent"):
        yield {Fraction(value.numerator), Fraction(value.denominator)}
        yield {value * 100}
    else:
        yield {value}
        if value <= 1:
            # One and none are words in most sentences.
            yield set()
        if fact.unit == "month" and value % 12 == 0:
            yield {value / 12}
        if fact.unit == "day" and value % 7 == 0:
            yield {value / 7}

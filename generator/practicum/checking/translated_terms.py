"""Terms of the glossary in translated passages: what an original links is called in its translation as the glossary calls it.

Only linked terms are looked at, and one word of the term is enough, by its first letters: of the 99 links in the French bridge
programme none is named wrongly, while looking for terms by their words alone would have named one in five.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from practicum.diagnostics import Diagnostic, Note
from practicum.resolving import View

_LINKED = re.compile(r"\]\(term:([A-Za-z0-9_-]+)")
_TARGET = re.compile(r"\]\([^)]*\)")
_WORD = re.compile(r"[^\W\d_]+")
# So many letters of a word stay the same in most of its forms.
_STEM = 5
_SHORT = 3


def check_translated_terms(view: View) -> Iterator[Diagnostic]:
    """One fault a linked term of which no word stands in the translated passage."""
    if view.untold is None:
        return
    asked: dict[str, tuple[str, list[str]]] = {}
    for id, unit in view.catalogue.terms.items():
        original = view.untold.terms.get(id)
        if original is not None and original.value.term != unit.value.term:
            asked[id] = unit.value.term, beginnings(unit.value.term)
    for one in view.standings.values():
        for each in one.passages if one.path.endswith(".md") else ():
            if each.original is None or each.translation is None or "](term:" not in each.original.text:
                continue
            said = _folded(_TARGET.sub("]", each.translation.text))
            for id in dict.fromkeys(_LINKED.findall(each.original.text)):
                if id in asked and not any(beginning in said for beginning in asked[id][1]):
                    yield Diagnostic(
                        "term-in-other-words", f"the original links the term `{id}` here, and the translation calls it by another name",
                        each.translation.span, f"no word of `{asked[id][0]}`", notes=(Note("the original is here", each.original.span),),
                        help="use the word of the glossary, or change it there for all texts",
                    )  # fmt: skip


def beginnings(term: str) -> list[str]:
    """By what the words of a term are known in any of their forms.

    >>> beginnings("Sauvegarde (des enfants)"), beginnings("parenté")
    (['sauve', 'enfan'], ['paren'])
    """
    words = _WORD.findall(_folded(term))
    return [word[:_STEM] for word in words if len(word) > _SHORT] or [word[:_STEM] for word in words]


def _folded(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(letter))

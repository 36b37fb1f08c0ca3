"""How far a translation has come, module by module: a page in each language, and one in the core's that shows them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from practicum.publishing.configuring import CORE
from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.words import Words, language_name
from practicum.publishing.writing import attribute, joined, link, plain, section, table
from practicum.resolving.translation_coverage import Covered, summed

PATH = "translations.md"


def translations_page(making: Making, held: Mapping[str, Sequence[Covered]]) -> Page:
    """``held`` is the coverage by language: of the page's own language, or in the core's of all."""
    words = making.words
    title = words("How far the translation has come")
    lead = words(
        "Counted in passages: headings, paragraphs, entries of lists, rows of tables and fields, each with the text it was made from."
    )
    about = words(
        "A passage has changed since when its original is another text today than the one it was translated from; pages mark it. "
        "A missing passage is shown in English and says so. Reviewed means that somebody beside the translator has read it."
    )
    parts = [section(language_name(code), _standing(making, every)) if words.language == CORE else _standing(making, every)
             for code, every in held.items()]  # fmt: skip
    crumbs = (Step(words("Modules"), "page:modules/index"),)
    return Page(PATH, title, joined(f"# {title}", f"{lead}\n{{: .lead }}", about, *parts), "index", lead, crumbs)


def _standing(making: Making, every: Sequence[Covered]) -> str:
    words = making.words
    begun = [one for one in every if one.total > one.missing]
    rest = [one for one in every if one.total == one.missing]
    heads = [words(head) for head in ("Module", "Passages", "Translated", "Changed since", "Missing", "Reviewed", "As a bar")]
    rows = [[_name(making, one), *_cells(words, one)] for one in begun]
    rows.append([f"**{words('All of these')}**", *_cells(words, summed(begun))])
    ways = ", ".join(link(one.id, f"module:{one.id}") for one in rest)
    not_begun = words.labelled("Not begun", ways) + "." if rest else ""
    return joined(table(words("How far the translation has come"), heads, rows), not_begun)


def _name(making: Making, one: Covered) -> str:
    if not one.id:
        return making.words("Other texts")
    return link(f"{one.id} {making.module(one.id).title}", f"module:{one.id}") if making.words.language == CORE else link(
        one.id, f"module:{one.id}"
    )  # fmt: skip


def _cells(words: Words, one: Covered) -> list[str]:
    counts = (one.total, one.translated, one.stale + one.unsure, one.missing, one.reviewed)
    return [*(plain(words.number(float(count))) for count in counts), _bar(words, one)]


def _bar(words: Words, one: Covered) -> str:
    """Three parts of one bar; what it shows is said in words too."""
    total = max(one.total, 1)
    stale = one.stale + one.unsure
    counts = (("Translated", one.translated), ("Changed since", stale), ("Missing", one.missing))
    said = ", ".join(words.labelled(name, count) for name, count in counts)
    parts, at = [], 0.0
    for look, count in (("translated", one.translated), ("stale", stale), ("missing", one.missing)):
        if count:
            wide = 100 * count / total
            parts.append(f'<rect class="bar-{look}" x="{at:.2f}" y="0" width="{wide:.2f}" height="8"></rect>')
            at += wide
    box = 'class="share-bar" viewBox="0 0 100 8" width="100" height="8" role="img"'
    return f'<svg {box} aria-label="{attribute(said)}">{"".join(parts)}</svg>'

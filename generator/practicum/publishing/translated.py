"""What a reader sees of a translation that is not up to date: each passage as it stands, marked where its original has changed,
in the original's language and said to be so where nobody has translated it. A translation that is up to date is left as it is.

The marks are characters for private use, put into the texts before pages are made of them and turned into words and
elements when the pages are there: so they come through everything that is done with a text in between.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from practicum.model.lesson import Lesson
from practicum.publishing.configuring import CORE
from practicum.publishing.page import Page, Step
from practicum.publishing.words import Words
from practicum.publishing.writing import attribute
from practicum.reading.building import fields_of
from practicum.resolving import View
from practicum.resolving.ledgers import FileStanding, Passage
from practicum.resolving.view import with_unit

# Here begins a passage nobody has translated, with a notice or without; here it ends.
FIRST, MORE, END = "\ue0f0", "\ue0f1", "\ue0f2"
# The original of the passage before has changed, is gone, or that of the whole text has changed.
STALE, GONE, OLD = "\ue0f3", "\ue0f4", "\ue0f5"
# The notice alone, that what stands above or below is in another language.
NOTICE = "\ue0f6"
_MARKS = re.compile(f"[{FIRST}-{NOTICE}]")
_SAYS = {
    STALE: "The original of this passage has changed since.",
    GONE: "The original no longer has this passage.",
    OLD: "The original of this text has changed since it was translated.",
}
_NOT_TRANSLATED = "Not translated yet: in English."
_TAG = re.compile(r"(<[/a-zA-Z!][^<>]*>)")
_FOREIGN = re.compile(f"[{FIRST}{MORE}][^{END}]*{END}")
_HEADING = re.compile(r"^(#{2,6}) +(.*?)([ ]*\{[^{}\n]*\})?[ ]*$", re.MULTILINE)
_LINE = re.compile(r"^(\s*(?:>\s?)*(?:(?:[-*+]|\d{1,9}[.)])\s+)?)(.*\S)(\s*)$")
# What the search leaves out: notices, and what is in another language.
UNSEARCHED = re.compile(r'<span class="passage-note"[^>]*>.*?</span>|<span lang="en" dir="auto" class="untranslated">.*?</span>', re.DOTALL)


def marked(view: View) -> View:
    """The View with the marks in all texts that are not up to date; the same one where all are."""
    open_ = {path: one for path, one in view.standings.items() if not one.whole}
    if view.untold is None or not open_:
        return view
    catalogue, lessons, translated = view.catalogue, dict(view.catalogue.lessons), set(view.translated)
    for path, one in open_.items():
        first = one.originals[0] if one.originals else None
        if path not in translated:
            continue
        if path.endswith(".md"):
            if any(each.original is first and each.state == "missing" for each in one.passages):
                # Without its title a text cannot stand in menus: it is as if it were not translated.
                translated.discard(path)
                lessons[path] = view.untold.lessons[path]
            else:
                lessons[path] = replace(lessons[path], text=composed(one, lessons[path], view.untold.lessons[path]))
    catalogue = replace(catalogue, lessons=lessons)
    for unit in [unit for unit in catalogue.units() if unit.path in open_ and unit.path in translated]:
        one = open_[unit.path]
        changes = _field_changes(one)
        original = next(each for each in view.untold.units() if each.name == unit.name)
        if "title" in changes and changes["title"]("") == FIRST + END:
            translated.discard(unit.path)
            catalogue = with_unit(catalogue, original)
        else:
            prefix = f"{unit.within[0]}/{unit.id}/" if unit.within else ""
            catalogue = with_unit(catalogue, replace(unit, value=_marked_value(unit.value, prefix, changes)))
    return replace(view, catalogue=catalogue, translated=frozenset(translated))


def titled(view: View, seen: View) -> View:
    """The View for lists: a thing without a title in the language is the original's, as in ``seen``, which `marked` made of the View."""
    lost = view.translated - seen.translated
    if view.untold is None or not lost:
        return view
    catalogue = view.catalogue
    for unit in view.untold.units():
        if unit.path in lost:
            catalogue = with_unit(catalogue, unit)
    lessons = {path: view.untold.lessons[path] for path in lost if path in view.untold.lessons}
    catalogue = replace(catalogue, lessons={**catalogue.lessons, **lessons})
    return replace(view, catalogue=catalogue, translated=seen.translated)


def unprinted(view: View) -> frozenset[str]:
    """Originals of which a passage is not translated: a handout never changes its language half-way."""
    return frozenset(path for path, one in view.standings.items() if one.of("missing"))


def _field_changes(one: FileStanding) -> dict[str, Callable[[str], str]]:
    if one.trouble:
        keys = [piece.key for piece in one.translations]
        key = next((key for key in ("summary", "task", "purpose") if key in keys), keys[0] if keys else "")
        return {key: lambda text: text + OLD}
    says: dict[str, Callable[[str], str]] = {}
    for each in one.passages:
        if each.original is not None and each.state == "missing":
            says[each.original.key] = lambda text: f"{FIRST}{text}{END}"
        elif each.original is not None and each.state == "stale":
            says[each.original.key] = lambda text: text + STALE
    return says


def _marked_value(value: Any, key: str, changes: Mapping[str, Callable[[str], str]]) -> Any:
    """A value of the model with the marks in the texts that ``changes`` names by their key."""
    if isinstance(value, str):
        return changes[key.removesuffix("/")](value) if key.removesuffix("/") in changes else value
    if isinstance(value, tuple):
        return tuple(_marked_value(one, f"{key}{name}/", changes) for name, one in zip(_names(value), value, strict=True))
    if isinstance(value, Mapping):
        return {name: _marked_value(one, f"{key}{name}/", changes) for name, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for name, (field, _) in fields_of(type(value)).items():
            old = getattr(value, field.name)
            new = _marked_value(old, f"{key}{name}/", changes)
            if new is not old:
                changed[field.name] = new
        return replace(value, **changed) if changed else value
    return value


def _names(held: tuple[Any, ...]) -> list[str]:
    names: list[str] = []
    for position, one in enumerate(held):
        name = next((str(own) for mark in ("id", "version", "competency") if (own := getattr(one, mark, None))), str(position))
        names.append(name if name not in names else f"{name}~{sum(other.partition('~')[0] == name for other in names) + 1}")
    return names


def composed(one: FileStanding, translation: Lesson, original: Lesson) -> str:
    """The text of a translated lesson with its marks, in the order of the original."""
    if one.trouble:
        first = translation.cuts[0].end if translation.cuts else 0
        return f"{translation.text[:first]}\n\n{OLD}\n{translation.text[first:]}"
    parts: list[str] = []
    last = 0
    for each in one.passages:
        piece = each.translation or each.original
        if piece is None:
            continue
        number = int(piece.key) if each.translation is not None else -1
        follows = each.original is None or (number > 0 and number == last + 1)
        source, at = (translation, number - 1) if follows or each.original is None else (original, int(each.original.key) - 1)
        last = number
        gap = source.text[source.cuts[at - 1].end if at else 0 : source.cuts[at].start]
        parts += [gap if parts else gap.lstrip("\n"), _shown(each)]
    end = translation.cuts[-1].end if translation.cuts else 0
    return "".join(parts) + translation.text[end:]


def _shown(each: Passage) -> str:
    if each.translation is not None:
        text, kind = each.translation.text, each.translation.kind
        if each.state == "translated":
            return text
        mark = STALE if each.state == "stale" else GONE
        if kind == "heading":
            return f"{text}\n\n{mark}"
        if kind in ("quote", "fence"):
            return f"{mark}\n\n{text}"
        if kind in ("row", "head"):
            line, *rest = text.split("\n")
            return "\n".join([_last_cell(line, mark), *rest])
        line, *rest = text.split("\n")
        return text + mark if kind == "paragraph" else "\n".join([line + mark, *rest])
    assert each.original is not None
    text, kind = each.original.text, each.original.kind
    if kind == "heading":
        level = len(text) - len(text.lstrip("#")) or (1 if text.rstrip().endswith("=") else 2)
        return f"{'#' * level} {FIRST}{text.splitlines()[0].strip('# ')}{END}"
    if kind == "fence":
        return f"{NOTICE}\n\n{text}"
    if kind in ("row", "head"):
        line, *rest = text.split("\n")
        return "\n".join([_in_cells(line), *rest])
    marks = iter([FIRST])
    return "\n".join(_in_line(line, marks) for line in text.split("\n"))


def _in_line(line: str, marks: Any) -> str:
    found = _LINE.match(line)
    return f"{found[1]}{next(marks, MORE)}{found[2]}{END}{found[3]}" if found else line


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    return re.split(r"(?<!\\)\|", inner.removesuffix("|") if not inner.endswith("\\|") else inner)


def _in_cells(line: str) -> str:
    marks = iter([FIRST])
    return "| " + " | ".join(f"{next(marks, MORE)}{cell.strip()}{END}" if cell.strip() else "" for cell in _cells(line)) + " |"


def _last_cell(line: str, mark: str) -> str:
    cells = _cells(line)
    return "| " + " | ".join([*(cell.strip() for cell in cells[:-1]), cells[-1].strip() + mark]) + " |"


def told(page: Page, words: Words) -> Page:
    """A page with words and elements in place of the marks; menus, titles and search hold nothing of another language."""
    texts = (page.body, page.title, page.summary, page.data, *_titles(page), str(page.keep))
    if page.foreign or not any(_MARKS.search(text) for text in texts):
        return page

    def step(one: Step) -> Step:
        return replace(one, title=_MARKS.sub("", one.title), note=_FOREIGN.sub("", one.note))

    return replace(
        page,
        body=_elements(_HEADING.sub(lambda found: _heading(found, words), page.body), words),
        title=_MARKS.sub("", page.title),
        summary=_MARKS.sub("", _FOREIGN.sub("", page.summary)).strip(),
        words=_MARKS.sub("", _FOREIGN.sub("", page.words)),
        data=_MARKS.sub("", _FOREIGN.sub("", page.data)),
        crumbs=tuple(map(step, page.crumbs)),
        beside=tuple(map(step, page.beside)),
        before=step(page.before) if page.before else None,
        after=step(page.after) if page.after else None,
        keep=_cleaned(page.keep),
    )


def printed(text: str, words: Words) -> str:
    """The text of a printed document with short words in place of the marks."""
    for mark, said in _SAYS.items():
        text = text.replace(mark, f" [{words(said)}]")
    return _MARKS.sub("", text)


def _titles(page: Page) -> list[str]:
    steps = [*page.crumbs, *page.beside, *(one for one in (page.before, page.after) if one)]
    return [part for one in steps for part in (one.title, one.note)]


def _heading(found: re.Match[str], words: Words) -> str:
    """A heading whose notices stand below it; in another language, the list of contents says only that it is not translated."""
    level, text, attributes = found[1], found[2], found[3] or ""
    marks = [mark for mark in _SAYS if mark in text]
    if FIRST in text or MORE in text:
        said = f'data-toc-label="{attribute(words("not translated yet"))}"'
        attributes = f"{attributes.rstrip().removesuffix('}').rstrip()} {said} }}" if attributes else f" {{ {said} }}"
        text, marks = text.replace(FIRST, MORE), [NOTICE, *marks]
    if not marks:
        return found[0]
    for mark in marks:
        text = text.replace(mark, "")
    return f"{level} {text}{attributes}\n\n{''.join(marks)}\n"


def _elements(body: str, words: Words) -> str:
    notice = f'<span class="passage-note" role="note">{attribute(words(_NOT_TRANSLATED))}</span> '
    says = {mark: f' <span class="passage-note" role="note">{attribute(words(said))}</span>' for mark, said in _SAYS.items()}
    opening = f'<span lang="{CORE}" dir="auto" class="untranslated">'
    says.update({FIRST: notice + opening, MORE: opening, END: "</span>", NOTICE: notice})
    # What a sentence ended with when it was made one stands behind its mark.
    body = re.sub(f"([{STALE}{GONE}{OLD}{END}])([.!?…])(?=\\s|<|$)", r"\2\1", body)
    parts = _TAG.split(body)
    return "".join(_MARKS.sub("", part) if _TAG.fullmatch(part) else _MARKS.sub(lambda one: says[one[0]], part) for part in parts)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _MARKS.sub("", value)
    if isinstance(value, Mapping):
        return {key: _cleaned(one) for key, one in value.items()}
    return type(value)(_cleaned(one) for one in value) if isinstance(value, (list, tuple)) else value

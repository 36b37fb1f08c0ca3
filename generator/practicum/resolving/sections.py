"""Sections of lessons as targets of patches: `lesson:F10/02-my-mandate#whose-duty-is-it-today`.

A section is a heading of a lesson and all below it up to the next heading of its level or above. A patch of one is bound to
the hash of the text it saw, as patches of fields are.
"""

from __future__ import annotations

import dataclasses
import difflib
import posixpath
import re
from dataclasses import dataclass

from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.country import Patch
from practicum.model.curriculum import Module
from practicum.model.edit import Places
from practicum.model.lesson import Heading, Lesson
from practicum.model.source import Text, content_hash, find
from practicum.reading.formats import mirrored
from practicum.reading.lessons import MAX_BYTES, read_lesson
from practicum.spans import Span

SCHEME = "lesson:"
_TARGET = re.compile(r"lesson:(?P<module>[^/#]+)/(?P<file>[^#]+?)(?:\.md)?#(?P<anchor>[^#/]+)\Z")
# A heading inside a quote or a list opens no section.
_INSIDE = re.compile(r"\s*(?:[>*+-]|\d+[.)])\s")
TRAINER_NOTES = "trainer.md"


@dataclass(frozen=True)
class Section:
    """A part of a lesson: its heading, where it begins and ends in the lesson's text, and its words.

    ``text`` is what is hashed and shown: lines end with LF, blank lines around it are left out.
    """

    heading: Heading
    start: int
    end: int
    text: str

    @property
    def hash(self) -> str:
        """What a patch of it carries as `was`."""
        return content_hash(self.text)


@dataclass(frozen=True)
class SectionTarget:
    """What a patch's target names: module, lesson and section; where one of them is not there, what to say of it."""

    module: Unit[Module] | None = None
    lesson: Lesson | None = None
    section: Section | None = None
    label: str = ""
    help: str = ""
    notes: tuple[Note, ...] = ()
    # What keeps the target from being one section, where that is not that it is missing.
    trouble: str = ""


def is_section(target: str) -> bool:
    """Whether a target names a part of a lesson.

    >>> is_section("lesson:F10/02-my-mandate#layers"), is_section("F10/title")
    (True, False)
    """
    return target.startswith(SCHEME)


def sections_of(lesson: Lesson) -> tuple[Section, ...]:
    """The sections of a lesson in the order of their headings; the one of its title is the whole lesson."""
    places = Places(lesson.text)
    lines = _lines(lesson.text)
    # Where a patch is in the lesson, its places lead to the patch: the lines are those of the text as it is read now.
    fresh = _read(lesson.path, lesson.text).headings
    pairs = zip(lesson.headings, fresh, strict=True)
    heads = [(own, here.span.line) for own, here in pairs if not _INSIDE.match(lines[here.span.line - 1] + " ")]
    found = []
    for number, (heading, line) in enumerate(heads):
        after = next((below for one, below in heads[number + 1 :] if one.level <= heading.level), None)
        start = places.offset(line, 1)
        end = places.offset(after, 1) if after is not None else len(lesson.text)
        found.append(Section(heading, start, end, tidy(lesson.text[start:end])))
    return tuple(found)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _read(path: str, text: str) -> Lesson:
    lesson, faults = read_lesson(path, text.encode())
    if lesson is None:
        raise ValueError(f"{path}: a lesson that was read cannot be read again: {faults[0].message}")
    return lesson


def tidy(text: str) -> str:
    """A text with LF at the ends of its lines, and without blank lines around it.

    >>> tidy("\\n## Layers\\r\\n\\r\\nOne.\\n\\n")
    '## Layers\\n\\nOne.'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()


def aim_section(catalogue: Catalogue, target: str) -> SectionTarget:
    """Resolve a target that `is_section`."""
    found = _TARGET.match(target)
    if found is None:
        return SectionTarget(label="names no section", help="write `lesson:MODULE/FILE#ANCHOR`, such as `lesson:F10/02-my-mandate#layers`")
    module = catalogue.modules.get(found["module"])
    if module is None:
        near = difflib.get_close_matches(found["module"], list(catalogue.modules), n=1)
        every_id = ", ".join(f"`{one}`" for one in sorted(catalogue.modules)[:12])
        known = f"known here are {every_id}" if every_id else "there is no module here yet"
        return SectionTarget(label=f"no module `{found['module']}`", help=f"did you mean `{near[0]}`?" if near else known)
    folder = catalogue.folder_of(module.id)
    name = found["file"] + ".md"
    lesson = catalogue.lessons.get(f"{folder}/{name}")
    if lesson is None:
        names = sorted(posixpath.basename(path) for path in catalogue.lessons if posixpath.dirname(path) == folder)
        here = [one.removesuffix(".md") for one in names if one != TRAINER_NOTES]
        near = difflib.get_close_matches(found["file"], here, n=1)
        known = f"its lessons are {', '.join(f'`{one}`' for one in here)}" if here else "it has no lessons"
        return SectionTarget(module, label=f"no lesson `{found['file']}`", help=f"did you mean `{near[0]}`?" if near else known)
    if name == TRAINER_NOTES:
        message = "patches a section of the trainer notes; only those of lessons can differ by country"
        return SectionTarget(module, lesson, label="no lesson", help="name a lesson of the module", trouble=message)
    every = sections_of(lesson)
    at = next((one for one in every if one.heading.anchor == found["anchor"]), None)
    if at is None:
        return _no_section(catalogue, module, lesson, every, found["anchor"])
    twins = [one for one in every if one.heading.text == at.heading.text]
    if len(twins) > 1:
        notes = tuple(Note("this one is called so as well", one.heading.span) for one in twins if one is not at)
        message = f"names a section, and the lesson has {len(twins)} of one heading: “{at.heading.text}”"
        return SectionTarget(
            module, lesson, label="which of them?", help="give one of them another heading in the core first", notes=notes, trouble=message
        )  # fmt: skip
    if at.heading.level == 1:
        near_by = ", ".join(f"`#{one.heading.anchor}`" for one in every if one.heading.level == 2)
        message = "names the whole lesson by its title, not a section of it"
        return SectionTarget(module, lesson, label="the lesson's title", help=f"its sections are {near_by}", trouble=message)
    return SectionTarget(module, lesson, at)


def _no_section(
    catalogue: Catalogue, module: Unit[Module], lesson: Lesson, every: tuple[Section, ...], anchor: str
) -> SectionTarget:
    """A target whose section is gone; one that names the heading of a translation is told the original's."""
    anchors = [one.heading.anchor for one in every if one.heading.level > 1]
    for path, other in catalogue.lessons.items():
        mirror = mirrored(path)
        if mirror is None or mirror[1] != lesson.path:
            continue
        theirs = sections_of(other)
        at = next((number for number, one in enumerate(theirs) if one.heading.anchor == anchor), None)
        if at is not None:
            own = f"write `#{every[at].heading.anchor}`" if len(theirs) == len(every) else "name the heading of the original"
            note = Note("this is a translation", theirs[at].heading.span)
            message = f"names a section of a translation (`{mirror[0]}`); a country changes the original"
            return SectionTarget(module, lesson, label="a heading of the translation", help=own, notes=(note,), trouble=message)
    near = difflib.get_close_matches(anchor, anchors, n=1)
    help = f"did you mean `#{near[0]}`?" if near else f"its sections are {', '.join(f'`#{one}`' for one in anchors)}"
    return SectionTarget(module, lesson, label=f"no section `{anchor}`", help=help)


@dataclass(frozen=True)
class PatchedSection:
    """A lesson after a patch, what stood there and stands there now as words, and the anchor by which it is found."""

    lesson: Lesson
    before: str | None
    after: str | None
    anchor: str


def patch_section(
    catalogue: Catalogue, file: Unit[object], position: int, patch: Patch
) -> tuple[SectionTarget, PatchedSection | None, list[Diagnostic]]:
    """A section replaced, taken out, or followed by a new one; or the fault that keeps the patch from being applied."""
    at = ("patches", position)
    target = aim_section(catalogue, patch.target)
    where = file.where(*at, "target")
    module = patch.target.removeprefix(SCHEME).partition("/")[0]
    if target.section is None or target.lesson is None:
        if catalogue.is_lost("module", module) or (target.module is not None and target.lesson is None and _lost(catalogue, patch.target)):
            return target, None, []
        if target.trouble:
            message = f"patch `{patch.id}` {target.trouble}"
        else:
            message = f"patch `{patch.id}` changes something that does not exist: `{patch.target}`"
        return target, None, [Diagnostic("patch-target-missing", message, where, target.label, notes=target.notes, help=target.help)]
    section = target.section
    if patch.was != section.hash:
        message = f"patch `{patch.id}` was written against another text of `{patch.target}`"
        if not patch.was:
            message = f"patch `{patch.id}` does not say what text of `{patch.target}` it was written against"
        return target, None, [
            Diagnostic(
                "patch-target-moved", message, file.where(*at, "was") if patch.was else where,
                f"not `{section.hash}`" if patch.was else "no `was` is written",
                notes=(Note("it now reads as written here", section.heading.span),),
                help=(
                    f"read the text as it stands now, with `practicum patch {file.id} --show {patch.id}`; "
                    f"if the patch still fits, `--keep {patch.id}` in place of `--show`, or write `was: {section.hash}`"
                ),
            )
        ]  # fmt: skip
    new = ""
    span = where
    if patch.action != "remove":
        value = find(file.tree, (*at, "value"))
        if value is None:
            message, help = f"patch `{patch.id}` has no `value`", "add `value:` with what stands there instead"
            return target, None, [Diagnostic("missing-field", message, file.where(*at), help=help)]
        span = value.span
        fault = wrong_words(value.value if isinstance(value, Text) else None, section.heading.level)
        if fault is not None:
            message = f"with patch `{patch.id}`, lesson `{posixpath.basename(target.lesson.path)}` is no longer of its format: {fault[0]}"
            return target, None, [Diagnostic("patch-breaks-unit", message, span, fault[1], help=fault[2])]
        assert isinstance(value, Text)
        assert value.value is not None
        new = tidy(value.value)
        if len((target.lesson.text + new).encode()) > MAX_BYTES:
            message = f"with patch `{patch.id}`, the lesson is longer than {MAX_BYTES:,} bytes"
            return target, None, [Diagnostic("patch-breaks-unit", message, span, help="say it in fewer words")]
    # Lines of a block stand two columns behind its key, as a rule.
    indent = file.where(*at, "value", key=True).column + 1
    lesson, anchor = laid_in(target.lesson, section, patch.action, new, span, indent)
    before = None if patch.action == "add" else section.text
    return target, PatchedSection(lesson, before, new or None, anchor or section.heading.anchor), []


def _lost(catalogue: Catalogue, target: str) -> bool:
    found = _TARGET.match(target)
    return found is not None and catalogue.lost_path(f"{catalogue.folder_of(found['module'])}/{found['file']}.md")


def wrong_words(text: str | None, level: int) -> tuple[str, str, str] | None:
    """Why a text cannot stand as a section whose heading has ``level``: what is wrong, in short, and what to do; None where it can."""
    if text is None:
        return "a section has to be a text", "no text", "write it as Markdown under `value: |-`"
    lesson, faults = read_lesson("value", tidy(text).encode())
    if lesson is None:
        return faults[0].message, faults[0].label, faults[0].help or "mend the text"
    opening = "#" * level
    if not lesson.headings or lesson.headings[0].span.line != 1:
        return "a section begins with its heading", "no heading here", f"begin with `{opening} ` and what the section is called"
    if lesson.headings[0].level != level:
        return f"its heading has to be one of level {level}", f"level {lesson.headings[0].level}", f"begin with `{opening} `"
    higher = next((one for one in lesson.headings if one.level < level), None)
    if higher is not None:
        return f"“{higher.text}” stands above the section it is in", "a heading of a higher level", f"write it with at least {level} `#`"
    return None


def laid_in(lesson: Lesson, section: Section, action: str, new: str, span: Span, indent: int = 0) -> tuple[Lesson, str]:
    """The lesson with its section replaced, taken out or followed, and the anchor of the new one.

    Places of new words lead to ``span``, others to the core's file.
    """
    start = section.end if action == "add" else section.start
    head = "\n".join(_lines(lesson.text[:start])).rstrip()
    tail = tidy(lesson.text[section.end :])
    text = "\n\n".join(part for part in (head, new, tail) if part) + "\n"
    first = len(head.split("\n")) + 2
    height = len(new.split("\n"))
    behind = len(text.split("\n")) - len(tail.split("\n"))
    shift = _line_of(lesson.text, section.end) - behind
    # A block of lines (`|-`) has one line for its mark, and then the text's own.
    block = span.end_line - span.line >= height
    old = _read(lesson.path, lesson.text)
    known = dict(zip(_spans(old), _spans(lesson), strict=True))

    def placed(one: Span) -> Span:
        if new and first <= one.line < first + height:
            row = span.line + 1 + one.line - first
            return Span(span.path, row, one.column + indent, row, one.end_column + indent) if block else span
        by = shift if tail and one.line >= behind else 0
        was = Span(one.path, one.line + by, one.column, one.end_line + by, one.end_column)
        return known.get(was, was)

    read = _read(lesson.path, text)
    anchor = next((one.anchor for one in read.headings if new and one.span.line == first), "")
    there = dataclasses.replace(
        read,
        headings=tuple(dataclasses.replace(one, span=placed(one.span)) for one in read.headings),
        links=tuple(dataclasses.replace(one, span=placed(one.span)) for one in read.links),
        images=tuple(dataclasses.replace(one, span=placed(one.span)) for one in read.images),
        html=tuple(placed(one) for one in read.html),
    )
    return there, anchor


def _spans(lesson: Lesson) -> list[Span]:
    """Every place of a lesson, in one order."""
    return [*(one.span for part in (lesson.headings, lesson.links, lesson.images) for one in part), *lesson.html]


def _line_of(text: str, offset: int) -> int:
    """The line on which the first words behind ``offset`` stand."""
    after = "\n".join(_lines(text[offset:]))
    return len(_lines(text[:offset])) + len(after) - len(after.lstrip("\n"))
